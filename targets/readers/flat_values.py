"""A target value in one cell as typed, in columns of its own (符号, 数值, 数值上限, 计量单位), or in both."""

from functools import lru_cache
from typing import Protocol

from indicators.target_value import TargetValue
from indicators.text import fold
from targets.readers.text_cells import Problems


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
    if not any(parts):
        return parse_value(typed.text)
    meant = parse_value(_join(*parts))
    if not typed.text:
        if meant.number is not None:
            return meant
        problems.add(
            lower.line, "能组成指标值的符号、数值和计量单位，或直接填写“指标值”一列", " ".join(filter(None, parts))
        )
        return None
    value = parse_value(typed.text)
    if _meaning(value) == _meaning(meant):
        return value
    problems.add(
        lower.line, f"与指标值“{typed.text}”一致的符号、数值和计量单位（或空着）", " ".join(filter(None, parts))
    )
    return None


@lru_cache(maxsize=4096)
def parse_value(text: str) -> TargetValue:
    return TargetValue.parse(text)


def _join(operator: str, lower: str, upper: str, measure: str) -> str:
    if not upper:
        return f"{operator}{lower}{measure}"
    near = measure if measure in ("%", "‰", "‱") else ""
    return f"{operator}{lower}{near}-{upper}{measure}"


def _meaning(value: TargetValue) -> tuple[object, ...]:
    if value.number is None:
        return (fold(value.text),)
    operator = "" if value.operator in (None, "=") else value.operator
    return operator, value.number, value.upper, value.unit
