"""A target value in one cell as typed, in columns of its own (运算符, 数值, 数值上限, 计量单位), or in both."""

from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Protocol

from indicators.target_value import TargetValue
from indicators.text import fold
from targets.readers.text_cells import Problems, squeeze


class Cell(Protocol):
    """A cell of the row: its place and its text."""

    @property
    def line(self) -> int: ...

    @property
    def text(self) -> str: ...


def read_value(
    typed: Cell, operator: Cell, lower: Cell, upper: Cell, measure: Cell, problems: Problems
) -> TargetValue | None:
    """The value as typed, or else put together of its parts; a contradiction between both is a Problem (``None``)."""
    parts = [operator.text, lower.text, upper.text, measure.text]
    value = parse_value(typed.text)
    if not any(parts):
        return value
    quoted = " ".join(filter(None, parts))
    if typed.text:
        if _parts(value) == (_sign(operator.text), _number(lower.text), _number(upper.text), squeeze(measure.text)):
            return value
        problems.add(lower.line, f"与指标值“{typed.text}”一致的运算符、数值和计量单位（或空着）", quoted)
        return None
    value = parse_value(_join(*parts))
    if value.number is not None:
        return value
    problems.add(lower.line, "能组成指标值的运算符、数值和计量单位，或直接填写“指标值”一列", quoted)
    return None


@lru_cache(maxsize=4096)
def parse_value(text: str) -> TargetValue:
    return TargetValue.parse(text)


def _join(operator: str, lower: str, upper: str, measure: str) -> str:
    if not upper:
        return f"{operator}{lower}{measure}"
    near = measure if measure in ("%", "‰", "‱") else ""
    return f"{operator}{lower}{near}-{upper}{measure}"


def _parts(value: TargetValue) -> tuple[object, ...]:
    return value.operator or "", value.number, value.upper, squeeze(value.unit)


def _sign(text: str) -> str:
    """An operator in any wording as its sign."""
    return parse_value(f"{text}1").operator or text


def _number(text: str) -> Decimal | str | None:
    """The number in a cell; the text itself when it is none, which equals no number."""
    plain = fold(text).replace(",", "").strip()
    try:
        return Decimal(plain) if plain else None
    except InvalidOperation:
        return text
