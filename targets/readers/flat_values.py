"""A target value in one cell as typed, in columns of its own (运算符, 数值, 数值上限, 计量单位), or in both."""

from decimal import Decimal, InvalidOperation
from functools import lru_cache

from indicators.target_value import TargetValue
from indicators.text import fold
from targets.readers.text_cells import squeeze


@lru_cache(maxsize=4096)
def read_value(typed: str, operator: str, lower: str, upper: str, measure: str) -> TargetValue | None:
    """The value as typed, or else put together of its parts; ``None`` when they contradict it or make none."""
    value = parse_value(typed)
    if not (operator or lower or upper or measure):
        return value
    if typed:
        same = _parts(value) == (_sign(operator), _number(lower), _number(upper), squeeze(measure))
        return value if same else None
    value = parse_value(_join(operator, lower, upper, measure))
    return value if value.number is not None else None


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
