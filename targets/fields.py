"""How money is stored: whole 分 in an integer column: sums, comparisons and sorting are exact on every database."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from targets.money import MAX_AMOUNT, format_amount, from_fen, to_fen


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
        try:
            return Decimal(str(value))
        except InvalidOperation as error:
            raise ValidationError(
                _("“%(value)s” is not an amount."), code="invalid", params={"value": value}
            ) from error

    def get_prep_value(self, value: Any) -> int | None:
        amount = self.to_python(value)
        return None if amount is None else to_fen(amount)

    def value_to_string(self, obj: models.Model) -> str:
        return format_amount(self.value_from_object(obj))

    def formfield(self, **kwargs: Any) -> Any:
        return models.Field.formfield(
            self, **{"form_class": forms.DecimalField, "max_digits": 18, "decimal_places": 6, **kwargs}
        )
