"""Target values (指标值): what was typed, and what it means.

``≥95%``, ``不少于12个``, ``3～5个`` and ``1年`` have an operator, a number and a unit; ``进一步提高`` is words.
What was typed is kept and prints back exactly; the meaning drives checks and scores. The grammar, over the folded text
without spaces::

    value  = [before] number [unit] [after]
           | number [unit] separator number [unit]      a range; the first unit is left out or equals the second
    before = ≥ >= 不少于 至少 达到 … | ≤ <= 不超过 至多 控制在 … | > 大于 超过 … | < 小于 不足 … | = 等于
    after  = 以上 及以上 … | 以下 以内 … | 内 after a unit of time
    number = 1,234.5 | -3 | [百分之 | 千分之] 九十五      Chinese numerals up to 一百, with a usual measure word
    unit   = up to 12 letters and % ‰ ° / ·             万元/个, 元/人·月, 人(次); m2 and m² are ㎡

以上, 以下 and 以内 include the number, 超过 and 不足 do not (《民法典》第一千二百五十九条). A ``before`` and an
``after`` must say the same: ``≥95%以内`` contradicts itself. Dates (``2025年``, ``12月底前``), approximations
(``约95%``, ``20余人``) and whatever else does not fit stay words: what is not understood is never guessed.
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)

from indicators.text import fold, only_exact, plain_decimal

Operator = Literal["=", "≥", "≤", ">", "<"]
Kind = Literal["number", "range", "words", "empty"]
Number = Annotated[
    Decimal,
    Field(max_digits=24, decimal_places=9),
    BeforeValidator(only_exact),
    AfterValidator(lambda number: Decimal(plain_decimal(number))),
    PlainSerializer(plain_decimal, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]{1,15}(\.[0-9]{1,9})?$"}),
]

LONGEST = 64
"""Characters. What is longer is a sentence, not a value."""

RATIOS = frozenset({"%", "‰", "‱", "百分点", "个百分点"})
"""The units of a share."""


def _table(rows: dict[Operator, str]) -> dict[str, Operator]:
    """Every way to write an operator, longest first, as an alternation must try them."""
    written = {way: operator for operator, ways in rows.items() for way in ways.split()}
    return dict(sorted(written.items(), key=lambda entry: -len(entry[0])))


_BEFORE = _table(
    {
        "≥": "≥ >= => ≧ ⩾ ≮ 不少于 不低于 不小于 不得少于 不得低于 大于等于 大于或等于 高于或等于 至少 最少 最低 达到",
        "≤": "≤ <= =< ≦ ⩽ ≯ 不超过 不高于 不大于 不多于 不得超过 不得高于 小于等于 小于或等于 低于或等于 至多 最多 最高"
        " 控制在",
        ">": "> 大于 高于 多于 超过",
        "<": "< 小于 低于 少于 不足",
        "=": "= 等于",
    }
)
_AFTER = _table({"≥": "以上 及以上 含以上 (含)以上 以上(含)", "≤": "以下 及以下 含以下 (含)以下 以下(含) 以内 之内 内"})
_SHARES = {"百分之": "%", "千分之": "‰"}
_HANZI = "零一二三四五六七八九"
_COUNTED = re.compile("[个名人次户家所台套件项场条份天周年]|人次|个月|个季度|个工作日|个百分点|小时|分钟|[万亿]?元")
"""What a Chinese numeral may count. With any word, 一致好评 would be one 致好评 and 十分满意 ten 分满意."""

_DIGITS = r"[-−+]?(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,15})(?:\.[0-9]{1,9})?"
_NUMBER = rf"{_DIGITS}|[{_HANZI[1:]}]?十[{_HANZI[1:]}]?|一?百|[{_HANZI[1:]}两]"
_GRAMMAR = re.compile(
    rf"(?P<before>{'|'.join(map(re.escape, _BEFORE))})?(?P<share>{'|'.join(_SHARES)})?"
    rf"(?P<number>{_NUMBER})(?P<unit>[^0-9]*?)"
    rf"(?:(?:——|[-−–—―~〜至到])(?P<upper>{_NUMBER})(?P<upper_unit>[^0-9]*?))?"
    rf"(?P<after>{'|'.join(re.escape(way) for way in _AFTER if way != '内')}|(?<=[年月周日天时钟])内)?"
)
_SPACE = re.compile(r"(?<![0-9A-Za-z.,\s])\s+|\s+(?![0-9A-Za-z.,\s])")  # all but between two numbers or Latin words
_POWER = re.compile(r"(?<![A-Za-z])(k?m)([2²3³])(?![0-9])")
_POWERS = {"m2": "㎡", "m²": "㎡", "m3": "㎥", "m³": "㎥", "km2": "㎢", "km²": "㎢"}
_UNIT = re.compile(r"(?![/·])[\w%‰‱°/·㎡㎥㎢]+(?<![/·])(?:\([\w/]+\))?")
_NO_UNIT = re.compile(
    rf"_|[{_HANZI}〇两十半]|分之|^[百千万亿]+$"  # more numerals: 3万五千, 3万
    r"|^[百千万亿]?[多余来几数]|左右|上下|约"  # 20余人
    r"|[前底后]|^月(?:份|$)"  # 30日前; 12月 is December, 12个月 is a year
    rf"|完成|^[%‰‱](?!$|/)|{'|'.join(map(re.escape, (*_BEFORE, *_AFTER)))}"  # 100%完成
)
_SAME_SIGN = str.maketrans({"∕": "/", "⁄": "/", "•": "·", "・": "·"})


class TargetValue(BaseModel):
    """What a third-level indicator is to reach.

    ``text`` is as typed. ``number`` (with ``upper``, the far end of a range) counts ``unit``; both are ``None`` for
    words. Numbers have up to 15 digits before and 9 after the point and are plain decimal strings in JSON.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_serialization_defaults_required=True)

    text: str = ""
    operator: Operator | None = None
    number: Number | None = None
    upper: Number | None = None
    unit: str = ""

    @classmethod
    def parse(cls, text: str) -> "TargetValue":
        """Read what was typed. Never raises: what is not understood is words.

        Even a lone surrogate is kept, though no JSON can carry it.
        """
        try:
            text.encode()
        except UnicodeEncodeError:
            return cls.model_construct(text=text)
        plain = fold(text.strip()).strip()
        return cls(text=text, **_meaning(plain)) if len(plain) <= LONGEST else cls(text=text)

    @model_validator(mode="after")
    def _is_one_kind(self) -> Self:
        if self.number is None and (self.operator or self.unit or self.upper is not None):
            raise ValueError("an operator, a unit or an upper end needs a number")
        if self.number is not None and self.upper is not None and (self.operator or self.upper <= self.number):
            raise ValueError("a range has no operator and its upper end is above its lower")
        return self

    def __str__(self) -> str:
        return self.text

    @property
    def kind(self) -> Kind:
        """Whether it can be counted (``number``, ``range``) or not (``words``; ``empty`` when nothing is typed)."""
        if self.upper is not None:
            return "range"
        if self.number is not None:
            return "number"
        return "words" if self.text.strip() else "empty"

    @property
    def normalised(self) -> str:
        """The one way to write this meaning: ``不少于１２ 个`` → ``≥12个``; words only folded, without outer space."""
        if self.number is None:
            return fold(self.text.strip()).strip()
        lower = f"{self.operator or ''}{plain_decimal(self.number)}"
        if self.upper is not None:  # the lower end of a percentage keeps its sign, or 90-95% might read as 0.9
            lower += f"{self.unit if self.unit in '%‰‱' else ''}-{plain_decimal(self.upper)}"
        return f"{lower}{self.unit}"

    @property
    def is_ratio(self) -> bool:
        """Whether it is measured as a share (%, ‰, 百分点)."""
        return self.unit in RATIOS


@lru_cache(maxsize=4096)
def _meaning(plain: str) -> dict[str, Any]:
    """Operator, number, upper and unit of a folded text; nothing when it is words."""
    compact = _POWER.sub(lambda found: _POWERS.get(found[0], found[0]), _SPACE.sub("", plain).rstrip("。；;，,、"))
    found = _GRAMMAR.fullmatch(compact)
    if not found:
        return {}
    before, after = _BEFORE.get(found["before"] or ""), _AFTER.get(found["after"] or "")
    ends = [end for end in found.group("number", "upper") if end]
    number, upper = _number(ends[0]), _number(ends[1]) if len(ends) > 1 else None
    unit, upper_unit = (_unit(found[name] or "") for name in ("unit", "upper_unit"))
    if unit is None or upper_unit is None or (before and after and before != after):
        return {}
    if upper is not None:
        if before or after or found["share"] or upper <= number or unit not in ("", upper_unit):
            return {}
        unit = upper_unit
    if found["share"]:
        if unit:
            return {}
        unit = _SHARES[found["share"]]
    elif "百" in ends or not (all(end[-1].isdecimal() for end in ends) or _COUNTED.fullmatch(unit)):
        return {}
    if unit == "年" and 1900 <= (upper or number) <= 2100:
        return {}
    return {"operator": before or after, "number": number, "upper": upper, "unit": unit}


def _number(text: str) -> Decimal:
    if text[-1].isdecimal():
        return Decimal(text.replace(",", "").replace("−", "-"))
    if text == "两":
        return Decimal(2)
    if text.endswith("百"):
        return Decimal(100)
    tens, ten, ones = text.rpartition("十")
    return Decimal((_HANZI.index(tens or "一") * 10 if ten else 0) + _HANZI.index(ones or "零"))


def _unit(text: str) -> str | None:
    """A unit in its usual signs, "" for none, or ``None`` for a text that cannot be one."""
    unit = text.strip().translate(_SAME_SIGN)
    fits = len(unit) <= 12 and _UNIT.fullmatch(unit) and not _NO_UNIT.search(unit)
    numeral = any(character.isnumeric() and not character.isalpha() for character in unit)
    return unit if not unit or (fits and not numeral) else None
