"""Years in the text of a target table, and what they become when the table is copied into another year.

Pure functions without Django. A year is offered together with the words it stands in (``2025年工作计划``), since a
person decides by those. What is certain to mean the year of the table or one next to it is ticked; a document's number
(``财预〔2015〕88号``), a law's date (``《…》（2018年修订）``), a span of years and whatever else is doubtful is
offered, but not ticked: a citation changed by mistake is worse than a year changed by hand.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

_HANZI = "〇一二三四五六七八九"
_HANZI_YEAR = "二[〇○零][〇○零一二三四五六七八九]{2}(?=年)"
_YEAR = rf"(?<![0-9０-９A-Za-z.])(?:(?:19|20)[0-9]{{2}}|２０[０-９]{{2}}|{_HANZI_YEAR})(?![0-9０-９])"
_OPEN, _CLOSE = r"[（(〔［\[【]", r"[）)〕］\]】]"
_TAIL = rf"(?:(?!{_YEAR})[^\W_的和与及或]){{0,20}}"
_MONTH, _DAY = r"(?:1[0-2]|0?[1-9])", r"(?:[12][0-9]|3[01]|0?[1-9])"
_PHRASE = re.compile(
    rf"(?P<title>《[^《》\n]{{1,80}}》(?:{_OPEN}[^（）()〔〕［］\[\]【】\n]{{1,20}}{_CLOSE}(?:第?[0-9]{{1,5}}号)?)?)"
    rf"|(?P<number>[一-龥]{{0,6}}{_OPEN}\s?{_YEAR}年?\s?{_CLOSE}\s?第?[0-9]{{1,5}}号)"
    rf"|(?P<span>{_YEAR}\s?年?度?\s?(?:——|[-–—―~〜～至到])\s?{_YEAR}\s?年?度?{_TAIL})"
    rf"|(?P<date>{_YEAR}(?:-{_MONTH}-{_DAY}|/{_MONTH}/{_DAY}|\.{_MONTH}\.{_DAY})(?![0-9])(?![-/.][0-9]))"
    rf"|(?P<year>{_YEAR}\s?年{_TAIL})"
    rf"|(?P<bare>{_YEAR}(?=[一-龥])(?![个名人次户家所台套件项场条份天周元万亿岁米公亩座栋吨千百只辆盏棵株平多余]){_TAIL})"
)
_LAW = re.compile(
    r"修订|修正|印发|颁布|公布|施行|第[0-9一二三四五六七八九十百]{1,5}号|\d日.{0,10}通过"
    r"|[法例]》|通知》|办法》|规定》|意见》|决定》|标准》|规范》|细则》|批复》|函》|公告》"
)


class Doubt(StrEnum):
    """Why a phrase is not ticked."""

    LAW = "law"  # a document's number or the date of a law
    SPAN = "span"  # 2021—2025年: a plan of several years need not move
    OTHER = "other"  # neither the table's year nor one next to it
    BARE = "bare"  # a number without 年 that may be no year


@dataclass(frozen=True, slots=True)
class YearPhrase:
    """A year with the words around it, how often it stands there, and the same in the new year."""

    text: str
    offered: str
    count: int
    doubt: Doubt | None

    @property
    def ticked(self) -> bool:
        """Whether it is replaced unless somebody says otherwise."""
        return self.doubt is None


def year_phrases(texts: Iterable[str], source: int, target: int) -> tuple[YearPhrase, ...]:
    """Every distinct phrase with a year, those that are ticked first, else as they come; none within one year.

    Each year moves by as much as the table does: from 2025 to 2026 ``比2024年提高`` becomes ``比2025年提高``.
    """
    if source == target:
        return ()
    found: Counter[tuple[str, str]] = Counter()
    for text in texts:
        found.update((match[0], match.lastgroup or "") for match in _matches(text))
    phrases = [
        YearPhrase(text, re.sub(_YEAR, lambda year: _moved(year[0], target - source), text), count, doubt)
        for (text, kind), count in found.items()
        for doubt in [_doubt(text, kind, source)]
    ]
    return tuple(sorted(phrases, key=lambda phrase: phrase.doubt is not None))


def with_years(text: str, replacements: Mapping[str, str]) -> str:
    """The text with its phrases replaced; those that are not in ``replacements`` stay."""
    if not replacements:
        return text
    return _PHRASE.sub(lambda match: replacements.get(match[0], match[0]), text)


def _matches(text: str) -> Iterable[re.Match[str]]:
    return (match for match in _PHRASE.finditer(text) if re.search(_YEAR, match[0]))


def _doubt(text: str, kind: str, source: int) -> Doubt | None:
    if kind == "number" or _LAW.search(text) or (kind == "title" and re.search(_YEAR, text.rpartition("》")[2])):
        return Doubt.LAW
    if kind == "span":
        return Doubt.SPAN
    if any(abs(_number(year) - source) > 1 for year in re.findall(_YEAR, text)):
        return Doubt.OTHER
    return Doubt.BARE if kind == "bare" else None


def _number(year: str) -> int:
    """``2025``, ``２０２５`` and ``二〇二五`` as a number."""
    return int("".join(str(_HANZI.find(digit)) if digit in _HANZI else digit for digit in re.sub("[○零]", "〇", year)))


def _moved(year: str, by: int) -> str:
    """The year so many years on, in the digits it is written in."""
    moved = str(_number(year) + by)
    zero = next((digit for digit in "〇○零" if digit in year), "〇")
    digits = {"0": "0123456789", "０": "０１２３４５６７８９"}.get("０" if year[0] == "２" else "0", "")
    if year[0] == "二":
        digits = zero + _HANZI[1:]
    return "".join(digits[int(digit)] for digit in moved)
