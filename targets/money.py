"""Amounts of money: ``Decimal`` in 万元 (10,000 yuan) with up to six decimals, so that one 分 is exact.

Pure functions without Django. A blank amount is ``None`` everywhere: it prints as nothing, never as 0.00.
"""

import re
import unicodedata
from decimal import Decimal

FEN_PER_WAN = 1_000_000
"""分 in one 万元: 10,000 yuan of 100 分."""

MAX_AMOUNT = Decimal(10) ** 12
"""万元. No budget reaches it; what does is a slip of the keyboard."""

_AMOUNT = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d{0,6}0*)?|[+-]?\.\d{1,6}0*")


class AmountError(ValueError):
    """A text that is no amount in 万元. ``str()`` of it is a sentence for the user."""


def parse_amount(text: str) -> Decimal | None:
    """Read what a person or a document wrote as an amount in 万元; blank reads as ``None``.

    Full-width digits, thousands separators and stray spaces are accepted.

    :raises AmountError: when it is no number, has more than six decimals or reaches 10^12.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if not plain:
        return None
    if not _AMOUNT.fullmatch(plain):
        raise AmountError(f"“{text.strip()}”不是以万元为单位、最多六位小数的金额")
    amount = Decimal(plain.replace(",", ""))
    if abs(amount) >= MAX_AMOUNT:
        raise AmountError(f"“{text.strip()}”过大：金额以万元为单位")
    return amount


def format_amount(amount: Decimal | None) -> str:
    """Print 万元 as the form does: at least two decimals, at most six, no separators; ``None`` as "".

    >>> format_amount(Decimal("120")), format_amount(Decimal("0.0450000")), format_amount(None)
    ('120.00', '0.045', '')
    """
    if amount is None:
        return ""
    whole, _, decimals = f"{amount:f}".partition(".")
    return f"{whole}.{decimals.rstrip('0'):0<2}"


def to_fen(amount: Decimal) -> int:
    """万元 → 分, exactly.

    :raises ValueError: when the amount is finer than one 分.
    """
    fen = amount * FEN_PER_WAN
    if fen != fen.to_integral_value():
        raise ValueError(f"{amount} 万元 is finer than one 分")
    return int(fen)


def from_fen(fen: int) -> Decimal:
    """分 → 万元, exactly, with at least two decimals kept: 1200000 → ``Decimal("1.20")``."""
    return Decimal(format_amount(Decimal(fen) / FEN_PER_WAN))
