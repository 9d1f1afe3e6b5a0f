"""Amounts of money: ``Decimal`` in 万元 (10,000 yuan) with up to six decimals, so that one 分 is exact.

Pure functions without Django. A blank amount is ``None`` everywhere: it prints as nothing, never as 0.00.
"""

import re
from decimal import Decimal
from functools import lru_cache

from indicators.text import fold, plain_decimal

FEN_PER_WAN = 1_000_000
"""分 in one 万元: 10,000 yuan of 100 分."""

MAX_AMOUNT = Decimal(10) ** 12
"""万元. No budget reaches it; what does is a slip of the keyboard."""

_AMOUNT = re.compile(r"[+-]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]{0,6}0*)?|[+-]?\.[0-9]{1,6}0*")
_SPACE = re.compile(r"(?<![0-9\s])\s+|\s+(?![0-9\s])")  # any but that between two digits: "30 60" is two amounts


class AmountError(ValueError):
    """A text that is no amount in 万元. ``str()`` of it is a sentence for the user."""


@lru_cache(maxsize=4096)
def parse_amount(text: str) -> Decimal | None:
    """Read what a person or a document wrote as an amount in 万元; blank reads as ``None``.

    Full-width digits, thousands separators and stray spaces are accepted; ``½``, ``②`` or ``12²`` are no digits.

    :raises AmountError: when it is no number, has more than six decimals or reaches 10^12.
    """
    typed = text.strip()
    if not typed:
        return None
    quoted = typed if len(typed) <= 40 else f"{typed[:40]}…"
    plain = _SPACE.sub("", fold(typed)).replace("−", "-")
    if not _AMOUNT.fullmatch(plain):
        raise AmountError(f"“{quoted}”不是有效金额，请填数字（单位：万元，最多六位小数）")
    amount = Decimal(plain.replace(",", ""))
    if abs(amount) >= MAX_AMOUNT:
        raise AmountError(f"“{quoted}”过大：金额以万元为单位")
    return Decimal(format_amount(amount))


def format_amount(amount: Decimal | None) -> str:
    """Print 万元 as the form does: at least two decimals, at most six, no separators; ``None`` as "".

    :raises ValueError: when the amount is finer than one 分 (round it first) or not finite.

    >>> format_amount(Decimal("120")), format_amount(Decimal("0.0450000")), format_amount(None)
    ('120.00', '0.045', '')
    """
    if amount is None:
        return ""
    whole, decimals = _parts(amount)
    return f"{whole}.{decimals:0<2}"


def to_fen(amount: Decimal) -> int:
    """万元 → 分, exactly.

    :raises ValueError: when the amount is finer than one 分 or not finite.
    """
    whole, decimals = _parts(amount)
    return int(f"{whole}{decimals:0<6}")


def from_fen(fen: int) -> Decimal:
    """分 → 万元, exactly, with at least two decimals kept: 1200000 → ``Decimal("1.20")``."""
    return Decimal(format_amount(Decimal(fen) / FEN_PER_WAN))


def _parts(amount: Decimal) -> tuple[str, str]:
    """The digits before and after the point, whatever the size: arithmetic would round at the context's precision."""
    whole, _, decimals = plain_decimal(amount).partition(".") if amount.is_finite() else ("", "", "")
    if not whole or len(decimals) > 6:
        raise ValueError(f"{amount} 万元 is no amount to the 分")
    return whole, decimals
