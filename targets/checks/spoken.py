"""Numbers as sentences speak of them: 保障不少于95人, 支持12个办公场所. Pure functions over text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from indicators.target_value import TargetValue
from targets.checks.shapes import is_duration, is_share

_THING = (
    "人次|户次|平方公里|平方米|公里|个|人(?!次)|名|位|户(?!次)"
    "|家|所|处|台|套|件|项|场|次|辆|亩|吨|间|栋|座|条|份|册|盏|株|棵|头|只|㎡"
)
_UNIT = rf"[亿万]?元(?:/(?:{_THING}|月|年))*|[亿万]?(?:{_THING})|[%％‰]"
_NOT_A_COUNT = r"月|季度|工作日|星期|周|小时|百分点|余|多|制|级|规定|一体|/"  # 6个月; 8项规定; 30元多
_SPOKEN = re.compile(
    r"(?P<before>不少于|不低于|不小于|不超过|不高于|不多于|不大于|至少|至多|达到|超过|高于|低于|控制在|>=|<=|[≥≤＞＜><])?"
    r"(?<![\dA-Za-z第前约近逾–—~～/+＋×-])(?<!\d[.,:：至到])"
    rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?) ?(?P<unit>{_UNIT})(?!{_NOT_A_COUNT}|[-–—~～至到]\d)"
    r"(?P<after>及?以[上下内])?"
)
_QUOTED = re.compile(r"《[^《》]{0,60}》|“[^“”]{0,60}”")  # the name of a document or a slogan counts nothing
_STOP = re.compile(r"[，。；、,;！!\n]")
_SHARED_OUT = re.compile("[每均]")  # 每月2次, 人均500元: a rate, which an indicator may carry as a sum
_SCALE = re.compile(r"(?P<scale>千万|百万|亿|万|千(?=元)|百(?=元))(?=.)")
_SCALES = {"百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8}
_SAME_UNIT = {"名": "人", "位": "人", "平方米": "㎡"}


@dataclass(frozen=True, slots=True)
class Measure:
    """A number of units, made comparable: 万元 and 亿元 are 元, 名 and 位 are 人, 万人 are 人."""

    number: Decimal
    unit: str

    @classmethod
    def of(cls, number: Decimal, unit: str) -> "Measure":
        scaled = _SCALE.match(unit)
        if scaled:
            number, unit = number.scaleb(_SCALES[scaled["scale"]]), unit[scaled.end() :]
        return cls(number, _SAME_UNIT.get(unit, unit))

    @classmethod
    def of_value(cls, value: TargetValue) -> "Measure":
        return cls.of(value.number or Decimal(0), value.unit)

    @property
    def is_money(self) -> bool:
        return self.unit.partition("/")[0] == "元"

    @property
    def is_count(self) -> bool:
        """Whether it counts things: neither money, a share, nor time."""
        return not (self.is_money or is_share(self.unit) or is_duration(self.unit))


@dataclass(frozen=True, slots=True)
class Spoken:
    """One number of a text: where its digits stand, what it means, and the clause that speaks of it."""

    text: str
    start: int
    end: int
    value: TargetValue
    clause: str

    @property
    def measure(self) -> Measure:
        return Measure.of_value(self.value)


def spoken(text: str) -> Iterator[Spoken]:
    """The numbers of a text that count something, in its order.

    Years, dates, durations, ordinals (第3次, 前10名), ranges, approximations (约300人, 20余人), rates (每月2次),
    numbers inside quotes or titles, and numbers in words (三农) are left out: what they count is not safely told.
    """
    if not any(map(str.isdecimal, text)):
        return
    plain = _QUOTED.sub(lambda quoted: "□" * len(quoted[0]), text)
    clause_start, stops = 0, iter([*(stop.start() for stop in _STOP.finditer(plain)), len(plain)])
    clause_end = next(stops)
    for found in _SPOKEN.finditer(plain):
        while clause_end < found.start("number"):
            clause_start, clause_end = clause_end + 1, next(stops)
        if _SHARED_OUT.search(plain, clause_start, found.start("number")):
            continue
        value = TargetValue.parse(found[0])
        if value.kind == "number":
            yield Spoken(found[0], *found.span("number"), value, plain[clause_start:clause_end])
