"""How money is stored: whole 分 in an integer column: sums, comparisons and sorting are exact on every database."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from targets.money import MAX_AMOUNT, AmountError, format_amount, from_fen, parse_amount, to_fen


class MoneyField(models.BigIntegerField):  # type: ignore[type-arg]  # not subscriptable at run time
    """An amount in 万元 as ``Decimal`` in Python, in 分 in the database (SQLite keeps decimals as binary floats)."""

    _pyi_private_get_type: Decimal  # type: ignore[assignment]  # how django-stubs is told of a field's type
    _pyi_private_set_type: Decimal | int | str | Combinable  # type: ignore[assignment]

    description = _("Amount in 10,000 yuan")
    default_validators = [MaxValueValidator(MAX_AMOUNT)]

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else from_fen(int(value))

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        return _read(str(value))

    def get_prep_value(self, value: Any) -> int | None:
        amount = self.to_python(value)
        return None if amount is None else to_fen(amount)

    def value_to_string(self, obj: models.Model) -> str:
        return format_amount(self.value_from_object(obj))

    def formfield(self, **kwargs: Any) -> Any:
        return models.Field.formfield(self, **{"form_class": AmountFormField, **kwargs})


class AmountFormField(forms.CharField):
    """An amount in 万元 as people type it: ``1,234.5``, ``１２``; a mistake comes back as it was typed."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> Any:
        return _read(super().to_python(value) or "")

    def run_validators(self, value: Decimal | None) -> None:
        """None: those of the model's field see to the amount."""

    def prepare_value(self, value: Any) -> Any:
        return format_amount(value) if isinstance(value, Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


def _read(text: str) -> Decimal | None:
    try:
        return parse_amount(text)
    except AmountError as error:
        raise ValidationError(str(error), code="invalid") from error
