"""Fields of the editing pages: what they take, and what they make of line breaks."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from indicators.fields import TargetValueFormField, no_controls, one_line
from targets.fields import AmountFormField

_BREAK = re.compile(r"\s*[\r\n]+\s*")
_BETWEEN_WORDS = re.compile(r"(?<=[!-~])\n(?=[!-~])")


def joined(text: str) -> str:
    """The text in one line: broken lines of Chinese join without a space, Latin words with one."""
    return _BETWEEN_WORDS.sub(" ", _BREAK.sub("\n", text.strip())).replace("\n", "")


class LineField(forms.CharField):
    """One line; what was copied with line breaks from a document is joined."""

    default_validators = [one_line]

    def to_python(self, value: Any) -> str:
        return joined(str(value or ""))


class TextField(forms.CharField):
    """Several lines, without white space at their ends."""

    default_validators = [no_controls]

    def to_python(self, value: Any) -> str:
        return "\n".join(line.rstrip() for line in str(value or "").splitlines()).strip("\n")


class ValueField(TargetValueFormField):
    """A target value in one line."""

    default_validators = [one_line]

    def to_python(self, value: Any) -> Any:
        return super().to_python(joined(str(value or "")))


class FundsField(AmountFormField):
    """An amount in 万元, blank or not below zero."""

    def to_python(self, value: Any) -> Any:
        amount: Decimal | None = super().to_python(value)
        if amount is not None and amount < 0:
            raise ValidationError(_("“%(typed)s” is negative: amounts are not."), params={"typed": str(value).strip()})
        return amount
