"""How a year's rule settings are stored: as JSON, and only what differs from the defaults, so those may improve."""

import logging
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields.json import KeyTransform
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError as SchemaError

from targets.checks.settings import RuleSettings

logger = logging.getLogger(__name__)


class RuleSettingsField(models.JSONField):
    """RuleSettings as JSON: ``{}`` for the defaults, ``{"off": ["goal-cloned"], "tolerance": "0.01"}``.

    What is stored and no longer fits (a setting renamed, a bound narrowed) reads as the defaults, with a log entry:
    no page may fail over it.
    """

    description = _("Rule settings")

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        value = super().from_db_value(value, expression, connection)
        if value is None or isinstance(expression, KeyTransform):  # a part of the JSON stays what it is
            return value
        try:
            return RuleSettings.model_validate(value)
        except SchemaError as error:
            logger.error("Stored rule settings do not fit, so the defaults apply: %s", error)
            return RuleSettings()

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(_plain(value), connection, prepared)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, dict):
            try:
                return RuleSettings.model_validate(value)
            except SchemaError as error:
                raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        return value

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(_plain(value), model_instance)

    def value_to_string(self, obj: models.Model) -> Any:
        return _plain(self.value_from_object(obj))


def _plain(value: Any) -> Any:
    """As JSON has it; sets in order, so that equal settings are stored equal."""
    if not isinstance(value, RuleSettings):
        return value
    plain = value.model_dump(mode="json", exclude_defaults=True)
    return plain | {name: sorted(plain[name]) for name in plain if isinstance(getattr(value, name), frozenset)}
