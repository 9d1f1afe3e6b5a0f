"""What a cell of a workbook shows: a number and its format as the text a person sees.

``0.95`` in the format ``0%`` is ``95%``, a day in ``yyyy"年"m"月"`` is ``2025年3月``. What a person typed counts, so
binary noise goes first: Excel itself holds no more than 15 digits. Formats that are not understood give ``None``;
nothing is guessed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache
from typing import NamedTuple

from indicators.text import plain_decimal

GENERAL = "General"

_CHINESE_DAY, _CHINESE_MONTH, _MONTH_DAY = 'yyyy"年"m"月"d"日"', 'yyyy"年"m"月"', 'm"月"d"日"'
BUILT_IN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy/m/d", 20: "h:mm",
    21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: _CHINESE_MONTH, 28: _MONTH_DAY, 29: _MONTH_DAY, 31: _CHINESE_DAY,
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 36: _CHINESE_MONTH, 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: "#,##0;-#,##0", 42: "¥#,##0;¥-#,##0",
    43: "#,##0.00;-#,##0.00", 44: "¥#,##0.00;¥-#,##0.00", 49: "@", 50: _CHINESE_MONTH, 51: _MONTH_DAY,
    52: _CHINESE_MONTH, 53: _MONTH_DAY, 54: _MONTH_DAY, 57: _CHINESE_MONTH, 58: _MONTH_DAY,
}  # fmt: skip
"""The formats a workbook names by number only, as a Chinese Excel or WPS shows them."""

_TOKENS = re.compile(
    r"""(?P<literal>"[^"]*"|[\\!].)|(?P<dropped>_.|\*.|\[(?:Black|Blue|Cyan|Green|Magenta|Red|White|Yellow|[黑蓝青绿红白黄]色?"""
    r"""|洋红|Color\s?\d+|颜色\d+)\])|\[\$(?P<currency>[^\]-]*)(?:-[^\]]*)?\]|(?P<general>General|G/通用格式|@)"""
    r"""|(?P<day>yyyy|yy|mm?(?!m)|dd?(?!d)|hh?(?!h)|ss?(?!s))|(?P<digits>[0#?][0#?,.]*|\.[0#?]+)|(?P<percent>%)"""
    r"""|(?P<unknown>\[[^\]]*\]|[A-Za-z])|(?P<plain>.)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30, tzinfo=UTC), datetime(1904, 1, 1, tzinfo=UTC)
_DAY = 86_400
_LAST_DAY = 2_958_000
_LONGEST = 255
"""Characters of a number format in Excel."""


class Shown(NamedTuple):
    """What a cell shows; ``doubt`` says, as a sentence, why nobody can know ("" mostly)."""

    text: str
    doubt: str = ""


@dataclass(frozen=True)
class NumberFormats:
    """The formats of a workbook by style, but for those that show a number as it is; whether its days are from 1904."""

    codes: Mapping[int, str]
    from_1904: bool = False
    _known: dict[tuple[bytes, int], Shown] = field(default_factory=dict, repr=False)

    def show(self, raw: bytes, style: int) -> Shown:
        """What a cell of this style shows, by its number as it is written in the file."""
        shown = self._known.get((raw, style))
        if shown is None:
            shown = self._known[raw, style] = self._show(raw.strip().decode(errors="replace"), style)
        return shown

    def _show(self, written: str, style: int) -> Shown:
        try:
            number = float(written)
        except ValueError:
            return Shown(written)
        code = self.codes.get(style, GENERAL)
        text = show_number(number, code, from_1904=self.from_1904)
        if text is not None:
            return Shown(text)
        return Shown(written, f"数字 {written} 的单元格格式“{code}”无法辨认，请改为常规、数值、百分比或文本格式")


class _Token(NamedTuple):
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _Digits:
    """``#,##0.00##``: digits before the point, decimals at least and at most, separators, thousands left out."""

    whole: int
    least: int
    most: int
    grouped: bool
    scale: int


@lru_cache(maxsize=65_536)
def show_number(number: float, code: str, *, from_1904: bool = False) -> str | None:
    """What a cell with this number in the format ``code`` shows; ``None`` when the format is not understood."""
    sections = _parse(code or GENERAL) if len(code) <= _LONGEST else ()
    if not sections:
        return None
    exact = Decimal(f"{number:.15g}")
    if not exact.is_finite():
        return None
    section, size = _choose(sections, exact)
    kinds = {token.kind for token in section}
    if "unknown" in kinds or ({"digits", "day"} <= kinds):
        return None
    if "day" in kinds:
        return _show_day(number, section, from_1904=from_1904)
    if "general" in kinds:
        return "".join(plain_decimal(size) if token.kind == "general" else token.text for token in section)
    runs = [token.text for token in section if token.kind == "digits"]
    if not any("0" in run or "#" in run for run in runs):
        return plain_decimal(exact)  # an accountant's dash for zero, or words instead of a number
    return _show_parted(size, section, runs) if len(runs) > 1 else _show_digits(size, section, runs[0])


def _choose(sections: Sequence[tuple[_Token, ...]], number: Decimal) -> tuple[tuple[_Token, ...], Decimal]:
    """The section for this number and what of it is shown: a section for negative numbers writes its own sign."""
    if number < 0 and len(sections) > 1:
        return sections[1], -number
    if number == 0 and len(sections) > 2:
        return sections[2], number
    return sections[0], number


def _show_digits(number: Decimal, section: Sequence[_Token], run: str) -> str | None:
    digits = _read_digits(run)
    if digits is None:
        return None
    number = _scale(number, section, digits.scale, digits.most)
    whole, _, decimals = f"{abs(number):f}".partition(".")
    decimals = decimals.rstrip("0").ljust(digits.least, "0")
    whole = whole.lstrip("0").rjust(digits.whole, "0")
    if digits.grouped and not whole.startswith("0"):
        whole = f"{int(whole or 0):,}"
    shown = f"{whole}.{decimals}" if decimals else whole or "0"
    sign = "-" if number < 0 else ""
    return sign + "".join(shown if token.kind == "digits" else token.text for token in section).strip()


def _show_parted(number: Decimal, section: Sequence[_Token], runs: Sequence[str]) -> str | None:
    """Text stands between the digits: ``0!.0,`` shows yuan as thousands, ``000-000`` parts a code."""
    if any("?" in run or "." in run or "," in run.rstrip(",") for run in runs):
        return None  # a fraction, or digits in an order of their own
    if _Token("plain", "/") in section:
        return None
    number = _scale(number, section, 3 * sum(run.count(",") for run in runs), 0)
    widths = [len(run.rstrip(",")) for run in runs]
    rest = f"{abs(number):f}".zfill(sum("0" in run for run in runs) and sum(widths))
    parts: list[str] = []
    for width in reversed(widths[1:]):
        rest, part = rest[:-width], rest[-width:]
        parts.insert(0, part)
    shown = iter([rest, *parts])
    sign = "-" if number < 0 else ""
    return sign + "".join(next(shown) if token.kind == "digits" else token.text for token in section).strip()


def _scale(number: Decimal, section: Sequence[_Token], thousands: int, decimals: int) -> Decimal:
    percents = sum(token.kind == "percent" for token in section)
    with localcontext(prec=400):
        return number.scaleb(2 * percents - thousands).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _read_digits(run: str) -> _Digits | None:
    bare = run.rstrip(",")
    whole, point, decimals = bare.partition(".")
    if "." in decimals or "," in decimals or (point and not decimals and run != bare):
        return None
    return _Digits(
        whole=whole.count("0"),
        least=len(decimals.rstrip("#?")),
        most=len(decimals),
        grouped="," in whole,
        scale=3 * (len(run) - len(bare)),
    )


def _show_day(number: float, section: Sequence[_Token], *, from_1904: bool) -> str | None:
    if not 0 <= number < _LAST_DAY:
        return None
    if not from_1904 and number < 60:  # Excel's 1900 has a 29th of February
        number += 1
    moment = (_EPOCH_1904 if from_1904 else _EPOCH) + timedelta(seconds=round(number * _DAY))
    parts = {
        "y": moment.year, "m": moment.month, "d": moment.day, "h": moment.hour, "n": moment.minute, "s": moment.second
    }  # fmt: skip
    shown = ""
    letters = [token.text[0].lower() for token in section if token.kind == "day"]
    place = 0
    for token in section:
        if token.kind != "day":
            shown += token.text
            continue
        letter, near = letters[place], letters[max(0, place - 1) : place + 2]
        place += 1
        if letter == "m" and ("h" in near[:1] or "s" in near[-1:]):
            letter = "n"
        width = len(token.text)
        shown += f"{parts[letter] % 100:02d}" if token.text.lower() == "yy" else f"{parts[letter]:0{width}d}"
    return shown.strip()


@lru_cache(maxsize=512)
def _parse(code: str) -> tuple[tuple[_Token, ...], ...]:
    """The sections of a format, parted by semicolons outside of quotes."""
    sections: list[list[_Token]] = [[]]
    for token in _tokens(code):
        if token == _Token("plain", ";"):
            sections.append([])
        else:
            sections[-1].append(token)
    return tuple(map(tuple, sections[:3]))


def _tokens(code: str) -> Iterator[_Token]:
    for match in _TOKENS.finditer(code):
        kind, text = match.lastgroup or "unknown", match[0]
        if kind == "literal":
            yield _Token("plain" if text != ";" else kind, text[1:-1] if text[0] == '"' else text[1:])
        elif kind == "currency":
            yield _Token("text", match["currency"])
        elif kind != "dropped":
            yield _Token(kind, text)
