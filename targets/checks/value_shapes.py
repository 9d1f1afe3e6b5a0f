"""What a target value's text shows beyond the grammar: a share in words, a reversed range, a number nobody can tell."""

import re
from decimal import Decimal

from indicators.target_value import TargetValue
from indicators.text import fold, plain_decimal
from targets.checks.shapes import is_share

SHARE_WORDS = re.compile(r"[%‰‱:/零无未]|百分|[一二三四五六七八九十]成$|倍")
"""Words that state a share or nil after all: 约95%, 1:3, 九成, 零投诉."""
SCORES = frozenset({"分", "星", "级", "倍", "成"})
_DIGIT = re.compile(r"[0-9]")
_DATE = re.compile(r"[0-9]{4}[-./][0-9]{1,2}|[0-9]\s*(?:年|月(?!内)|日|号|季度?|时|点)")
_NAMED = re.compile(r"[A-Za-z][-./]?\s*[0-9]|[0-9][:/×][0-9]|第[0-9]|^每")
"""Digits of a name, a clock, a proportion, a rank or a frequency: ISO 9001, 8:00, 1:3, 第3名, 每季度1次."""
_RANGE = re.compile(
    r"([0-9]{1,15}(?:\.[0-9]{1,9})?)([^0-9.]{0,12}?)(?:——|[-−–—―~〜至到])([0-9]{1,15}(?:\.[0-9]{1,9})?)([^0-9.]{1,12})"
)


def is_no_ratio(value: TargetValue) -> bool:
    """Whether it is surely no share: a count or words. 0.95 and 1 may be shares; a score or x/y is a measure too."""
    if value.number is None:
        return value.kind == "words" and not is_unreadable(value) and not SHARE_WORDS.search(fold(value.text))
    if not value.unit:
        return (value.upper or value.number) > 1
    return not is_share(value.unit) and "/" not in value.unit and value.unit not in SCORES


def is_unreadable(value: TargetValue) -> bool:
    """Whether there is a number that the grammar cannot tell, and that is no date or name."""
    text = fold(value.text.strip()) if value.kind == "words" else ""
    return bool(_DIGIT.search(text)) and not _DATE.search(text) and not _NAMED.search(text)


def as_percent(value: TargetValue) -> str | None:
    """``≥95人`` → ``≥95%``, where the number can be a percentage of a whole."""
    if value.kind != "number" or value.number is None or not 1 < value.number <= 100:
        return None
    return f"{value.operator or ''}{plain_decimal(value.number)}%"


def turned_range(value: TargetValue) -> str | None:
    """``95%-90%`` → ``90%-95%``; ``None`` for all that is no reversed range."""
    found = _RANGE.fullmatch(re.sub(r"\s+", "", fold(value.text))) if value.kind == "words" else None
    if not found or Decimal(found[1]) <= Decimal(found[3]) or found[2] not in ("", found[4]):
        return None
    turned = TargetValue.parse(f"{found[3]}{found[2]}-{found[1]}{found[4]}")
    return turned.normalised if turned.kind == "range" else None
