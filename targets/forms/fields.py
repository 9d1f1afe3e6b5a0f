"""Fields of the editing pages: what they take, what they make of line breaks, and what they call by its name."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from indicators.fields import TURNING, TargetValueFormField, no_controls, one_line
from indicators.text import fold
from targets.fields import AmountFormField
from targets.money import format_amount

_BREAK = re.compile(r"\s*[\r\n]+\s*")
_BETWEEN_WORDS = re.compile(r"(?<=[!-~])\n(?=[!-~])")
_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters that show nothing."""
_DASHES = frozenset("-‐‑‒–—―−")
_LONGEST = 100
"""Characters of an amount: the pattern takes quadratic time over spaces."""
_MONEY = re.compile(r"¥?\s*([^¥万元]+?)\s*(万元|万|元)?")


def joined(text: str) -> str:
    """The text in one line: broken lines of Chinese join without a space, Latin words with one."""
    return _BETWEEN_WORDS.sub(" ", _BREAK.sub("\n", text.strip())).replace("\n", "")


def is_hidden(character: str) -> bool:
    """Whether it shows nothing, joins or turns others, and is no space."""
    return unicodedata.category(character) in ("Cf", "Zl", "Zp") or character in _FILLERS


def or_blank(text: str) -> str:
    """The text, or "" where nothing of it can be seen."""
    return "" if all(is_hidden(each) or each.isspace() for each in text) else text


def no_hidden(text: str) -> None:
    """Refuse characters that cannot be seen: two codes that look the same would be different ones.

    :raises ValidationError: naming the first by its code point. They are not taken out in silence: elsewhere the code
        may be on record with them.
    """
    refuse(next((each for each in text if is_hidden(each) and not TURNING.match(each)), ""))  # those one_line refuses


def refuse(character: str) -> None:
    """Refuse a text for one of its characters, if there is one."""
    if character:
        message = _("An invisible character (%(code)s) stands in this text: delete it, or type the text anew.")
        raise ValidationError(message, code="hidden", params={"code": f"U+{ord(character):04X}"})


class _Plainly:
    """A field, to be mixed in before Django's, without Django's refusal of NUL: ours names it, and one is enough."""

    validators: list[Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.validators = [each for each in self.validators if not isinstance(each, ProhibitNullCharactersValidator)]


class LineField(_Plainly, forms.CharField):
    """One line; what was copied with line breaks from a document is joined."""

    default_validators = [one_line, no_hidden]

    def to_python(self, value: Any) -> str:
        return or_blank(joined(str(value or "")))


class TextField(_Plainly, forms.CharField):
    """Several lines, without white space at their ends."""

    default_validators = [no_controls]

    def to_python(self, value: Any) -> str:
        return or_blank("\n".join(line.rstrip() for line in str(value or "").splitlines()).strip("\n"))


class ValueField(_Plainly, TargetValueFormField):
    """A target value in one line."""

    default_validators = [one_line, no_hidden]

    def to_python(self, value: Any) -> Any:
        return super().to_python(or_blank(joined(str(value or ""))))


class FundsField(AmountFormField):
    """An amount in 万元, blank or not below zero.

    People write ``￥1,234.50``, ``12.5万元``, ``125000元`` (which is converted exactly), or a dash for nothing.
    """

    def to_python(self, value: Any) -> Any:
        typed = or_blank(joined(str(value or "")))
        one_line(typed)
        no_hidden(typed)
        plain = fold(typed)
        if plain and set(plain) <= _DASHES:
            return None
        found = _MONEY.fullmatch(plain) if len(plain) <= _LONGEST else None
        amount: Decimal | None = super().to_python(found[1] if found else typed)
        if amount is not None and found and found[2] == "元":
            amount = self._from_yuan(amount, typed)
        if amount is not None and amount < 0:
            raise ValidationError(_("“%(typed)s” is negative: amounts are not."), params={"typed": typed})
        return amount

    def _from_yuan(self, yuan: Decimal, typed: str) -> Decimal:
        """元 → 万元, exactly.

        :raises ValidationError: when it is finer than one 分.
        """
        try:
            return Decimal(format_amount(yuan.scaleb(-4)))
        except ValueError:
            message = _("“%(typed)s” has more decimals than a fen: amounts are exact to the fen.")
            raise ValidationError(message, params={"typed": typed}) from None
