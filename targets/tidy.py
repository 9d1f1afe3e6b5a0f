"""Target values as they are usually written: ``>=95`` becomes ``≥95%`` where it can mean nothing else.

Pure functions over Declarations. Only signs, widths, spaces and a missing unit are seen to, and only in what was just
typed: what the table was saved with stays, so that who typed it so on purpose is asked once. Words (``不少于12个``)
are good Chinese and stay as well. The meaning never changes but for the unit, and each change is told to the user.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from indicators.target_value import TargetValue
from targets.checks import shapes
from targets.checks.edits import D, with_value
from targets.checks.engine import Path
from targets.checks.value_shapes import as_percent
from targets.checks.values import SPEAKS_OF_RATIO
from targets.declaration import Declaration, Indicator

_SIGN = re.compile(r"[<>=≥≤≧⩾≮≦⩽≯]+")
_WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ＜＞＝％﹪．－／]|(?<=[0-9０-９])，(?=[0-9０-９])")
"""What is as good half as wide; （） and ～ are not: they are usual in Chinese."""
_SPACE = re.compile(r"(?<![0-9A-Za-z.,\s])\s+|\s+(?![0-9A-Za-z.,\s])")  # 10 000 and 5 kg keep theirs
_SCORED = re.compile(r"[评得打计]分|分[值数制]|满分|星级|等级")
"""Satisfaction that is counted in points."""
_SMALL_SHARE = re.compile(r"[‰‱]|[千万][分人户件次辆]|自然增长|事故|差错|故障|缺陷")
"""Rates that are often counted per thousand or ten thousand."""
_POINTS = ("", "分")
"""What a rate is counted in but shares; ≥95人 in the same row was a mistake, not a habit."""
_LEAST_SATISFIED = 10
"""What is not above it may be points of five or ten as well."""


@dataclass(frozen=True, slots=True)
class Tidied:
    """One value: where it stands, as typed and as usually written, and what was done in a sentence for the user."""

    path: Path
    before: str
    after: str
    reason: str


def tidied(before: Declaration | None, typed: Declaration) -> tuple[Tidied, ...]:
    """The values of ``typed`` that are not as usual, but for those that ``before``, as last saved, has as well."""
    known = {row.value.text for row in before.indicators} if before else set()
    units = _units(before.indicators if before else ())
    found = []
    for place, row in enumerate(typed.indicators):
        if row.value.text not in known:
            after, steps = _usual(row, units.get(shapes.plain(row.name), frozenset()))
            if after != row.value.text:
                found.append(Tidied(("indicators", place, "value"), row.value.text, after, _sentence(steps)))
    return tuple(found)


def apply(declaration: D, changes: Iterable[Tidied]) -> D:
    """The declaration with each value as usually written.

    :raises EditError: when it has not the rows that were tidied.
    """
    for change in changes:
        declaration = with_value(declaration, change.path, change.after)
    return declaration


def _usual(row: Indicator, known: frozenset[TargetValue]) -> tuple[str, list[str]]:
    """The usual way to write a row's value, and what was done to it; as typed, when in doubt."""
    typed, steps = row.value, []
    if typed.number is None:
        return typed.text, []
    narrow = _WIDE.sub(lambda wide: unicodedata.normalize("NFKC", wide[0]), typed.text)
    text = _SPACE.sub("", narrow.strip())
    sign = _SIGN.match(text)
    if typed.operator and not sign:
        return typed.text, []  # said in words
    usual = f"{typed.operator}{text[sign.end() :]}" if sign and typed.operator else text
    if _meaning(TargetValue.parse(usual)) != _meaning(typed):
        return typed.text, []
    if unit := _missing_unit(row, usual, known):
        steps.append(unit[1])
        usual += unit[0]
    if sign and sign[0] != typed.operator:
        steps.append(f"将“{sign[0]}”写作“{typed.operator}”")
    if narrow != typed.text:
        steps.append("将全角字符改为半角")
    if text != narrow:
        steps.append("去掉空格")
    return usual, steps


def _missing_unit(row: Indicator, usual: str, known: frozenset[TargetValue]) -> tuple[str, str] | None:
    """The unit to add, and why; ``None`` where there is one, or none is certain."""
    value = TargetValue.parse(usual)
    if value.kind != "number" or value.unit or value.number is None:
        return None
    if shapes.is_satisfaction(row) or shapes.is_rate(row):
        known = frozenset(each for each in known if each.is_ratio or each.unit in _POINTS)
    units = {each.unit for each in known}
    if len(units) == 1 and "" not in units:
        unit, why = units.pop(), "同名指标"
        # ≤100000 after ≤10万元, or 1 after 12个月, may well be meant otherwise.
        likely = all(each.number and 0 < each.number < value.number * 10 < each.number * 100 for each in known)
    else:
        unit, why = "%", "比率"
        likely = units <= {"", "%"} and as_percent(value) is not None and _is_percentage(row, value)
    with_unit = TargetValue.parse(usual + unit)
    if not likely or _meaning(with_unit) != (value.operator, value.number, None, unit):
        return None
    return unit, f"按{why}补上“{unit}”"


def _is_percentage(row: Indicator, value: TargetValue) -> bool:
    """Whether a number without a unit is surely per hundred."""
    told = row.name + row.description
    if _SMALL_SHARE.search(told) or _SCORED.search(told) or shapes.is_count(row):
        return False
    if shapes.is_satisfaction(row):
        return value.number is not None and value.number > _LEAST_SATISFIED
    return shapes.is_rate(row) or bool(SPEAKS_OF_RATIO.search(shapes.plain(row.description).rstrip("。；;")))


def _units(rows: tuple[Indicator, ...]) -> dict[str, frozenset[TargetValue]]:
    """The countable values of indicators by name."""
    named: dict[str, set[TargetValue]] = {}
    for row in rows:
        if row.name and row.value.number is not None:
            named.setdefault(shapes.plain(row.name), set()).add(row.value)
    return {name: frozenset(values) for name, values in named.items()}


def _meaning(value: TargetValue) -> tuple[object, ...]:
    return value.operator, value.number, value.upper, value.unit


def _sentence(steps: list[str]) -> str:
    *first, last = steps
    return f"已{'，'.join(first)}，并{last}。" if first else f"已{last}。"
