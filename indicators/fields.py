"""How a target value is stored: what was typed and what it means, in one column, so that they cannot drift apart."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError as SchemaError

from indicators.target_value import TargetValue

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""What makes the text after it read from right to left: it would print otherwise than it is."""


def no_controls(text: str) -> None:
    """Refuse control characters but tabs and line breaks: no font prints them, and no XLSX file may hold them; and what
    turns the direction of reading.
    """
    one_line(re.sub(r"[\t\n\r]", "", text))


def one_line(text: str) -> None:
    """Refuse control characters, tabs and line breaks among them, and what turns the direction of reading.

    :raises ValidationError: naming the first, by its code point where people have no word for it.
    """
    if found := _CONTROL.search(text):
        message = _("An invisible control character (%(code)s) stands in this text: delete it, or type the text anew.")
        raise ValidationError(message, code="control", params={"code": _called(found[0])})
    if found := TURNING.search(text):
        message = _("An invisible character (%(code)s) stands in this text: delete it, or type the text anew.")
        raise ValidationError(message, code="hidden", params={"code": f"U+{ord(found[0]):04X}"})


def _called(control: str) -> str:
    return str({"\n": _("line break"), "\r": _("line break"), "\t": _("tab")}.get(control, f"U+{ord(control):04X}"))


class TargetValueField(models.JSONField):
    """A TargetValue as JSON: ``{"text": "≥95%", "operator": "≥", "number": "95", "upper": null, "unit": "%"}``.

    The meaning is kept as it was understood when typed: a later, cleverer grammar does not change what was declared.
    Key look-ups work as on any JSON field: ``filter(value__unit="%")``.
    """

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        value = super().from_db_value(value, expression, connection)
        # A key look-up (value__unit) selects a part of the JSON: that stays what it is.
        return TargetValue.model_validate(value) if isinstance(value, dict) else value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, TargetValue):
            value = value.model_dump(mode="json")
        return super().get_db_prep_value(value, connection, prepared)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, dict):
            try:
                return TargetValue.model_validate(value)
            except SchemaError as error:
                raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        return TargetValue.parse(value) if isinstance(value, str) else value

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value.model_dump(mode="json") if isinstance(value, TargetValue) else value, model_instance)
        if isinstance(value, TargetValue):
            one_line(value.text)

    def value_to_string(self, obj: models.Model) -> Any:
        value = self.value_from_object(obj)
        return value.model_dump(mode="json") if isinstance(value, TargetValue) else value

    def formfield(self, **kwargs: Any) -> Any:
        return models.Field.formfield(self, **{"form_class": TargetValueFormField, **kwargs})


class TargetValueFormField(forms.CharField):
    """One line of text, read as a target value; it comes back as it was typed."""

    def to_python(self, value: Any) -> Any:
        return TargetValue.parse(super().to_python(value) or "")

    def validate(self, value: TargetValue) -> None:
        super().validate(value.text)

    def run_validators(self, value: TargetValue) -> None:
        super().run_validators(value.text)

    def prepare_value(self, value: Any) -> Any:
        return value.text if isinstance(value, TargetValue) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
