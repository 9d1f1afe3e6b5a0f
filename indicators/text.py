"""Text and numbers as people type them, made comparable."""

import re
import unicodedata
from decimal import Decimal
from itertools import groupby

from pydantic import ValidationInfo

LONGEST = 1000
"""Characters. Unicode normalisation is quadratic in combining marks: 100,000 of them would take ten seconds."""

_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def fold(text: str) -> str:
    """NFKC (full-width digits, signs and letters to the usual ones), but no numeral becomes digits or letters.

    Plain NFKC reads ``5²`` as 52, ``3½`` as 31⁄2 and the unit of ``5㎡`` as m2; here ``²``, ``½``, ``①``, ``Ⅳ`` and
    ``㎡`` stay as they are. Folding twice changes nothing; a text longer than :data:`LONGEST` is returned as it is.
    """
    if text.isascii() or len(text) > LONGEST:
        return text
    runs = ((kept, "".join(run)) for kept, run in groupby(text, _is_kept))
    return "".join(run if kept else unicodedata.normalize("NFKC", run) for kept, run in runs)


def _is_kept(character: str) -> bool:
    if character.isdecimal() or character.isalpha():
        return False
    return character.isnumeric() or any(map(str.isdecimal, unicodedata.normalize("NFKC", character)))


def plain_decimal(number: Decimal) -> str:
    """``Decimal("1.50E+2")`` → ``"150"``: no exponent, no trailing zeros, no negative zero. Finite numbers only."""
    digits = f"{number:f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return "0" if digits in ("-0", "") else digits


def only_exact(value: object, info: ValidationInfo) -> object:
    """Validate, before pydantic does, that a number lost nothing on its way: a ``Decimal``, ``int`` or plain text.

    :raises ValueError: for binary floats, texts like ``1E5`` or ``NaN``, and any JSON number, which most programs
        read as a float.
    """
    if isinstance(value, str) and not _PLAIN.fullmatch(value):
        raise ValueError("a decimal number is written with digits and one point, like 120.00")
    if isinstance(value, float | bool) or (info.mode == "json" and not isinstance(value, str)):
        raise ValueError("a decimal number is a text like 120.00, never a binary float")
    return value
