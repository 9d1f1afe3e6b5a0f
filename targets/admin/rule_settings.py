"""A year's rule settings as a form: a box per rule, and a field per setting, made from RuleSettings itself.

A new rule and a new setting appear without a line here.
"""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError as SchemaError
from pydantic.fields import FieldInfo

from indicators.models import Framework
from targets.checks.completeness import is_among
from targets.checks.engine import Rule, Severity, rules
from targets.checks.settings import RuleSettings
from targets.models import FiscalYear

_SWITCHES = ("off", "on")  # set by the boxes of the rules
_CLASSES = ["wide", "rules"]
_LONGEST = {True: 4000, False: 20}  # characters of a list, of a number or code
SEVERITIES = {Severity.ERROR: _("error"), Severity.WARNING: _("reminder")}

_MESSAGES: dict[str, Any] = {
    # pydantic's kind of error: the sentence, and what of its context the sentence names
    "greater_than_equal": (MinValueValidator.message, "ge"),
    "less_than_equal": (MaxValueValidator.message, "le"),
    "greater_than": (_("Ensure this value is greater than %(limit_value)s."), "gt"),
    "less_than": (_("Ensure this value is less than %(limit_value)s."), "lt"),
    "string_pattern_mismatch": (RegexValidator.message, ""),
    "decimal_parsing": (forms.DecimalField.default_error_messages["invalid"], ""),
    "int_parsing": (forms.IntegerField.default_error_messages["invalid"], ""),
}
_OTHERWISE = (_("This does not fit the setting."), "")


def settings() -> dict[str, FieldInfo]:
    """The settings beside the switches of the rules, as RuleSettings describes them."""
    return {name: info for name, info in RuleSettings.model_fields.items() if name not in _SWITCHES}


def box(rule: Rule) -> str:
    """The name of a rule's box in the form."""
    return f"rule-{rule.id}"


def entry(setting: str) -> str:
    """The name of a setting's field in the form."""
    return f"setting-{setting}"


def typed(value: Any) -> str:
    """A setting as it is typed: lists one entry a line, the names of a group joined by 、."""
    if isinstance(value, tuple):
        return "\n".join("、".join(row) if isinstance(row, tuple) else row for row in value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def read(setting: str, text: str) -> Any:
    """What was typed, as the setting has it; numbers stay text, for RuleSettings to judge."""
    default = settings()[setting].default
    if not isinstance(default, tuple):
        return unicodedata.normalize("NFKC", text)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if _grouped(setting):
        groups = ([name.strip() for name in re.split("[、，,]", line) if name.strip()] for line in lines)
        return tuple(tuple(group) for group in groups if group)
    return tuple(lines)


def _grouped(setting: str) -> bool:
    return settings()[setting].annotation == tuple[tuple[str, ...], ...]


def _box(rule: Rule) -> forms.BooleanField:
    """Title, severity and dimension; a link to the rule's help."""
    label = format_lazy("{}（{} · {}）", rule.title, SEVERITIES[rule.severity], rule.dimension.value)
    return forms.BooleanField(label=label, required=False)


def _entry(setting: str) -> forms.CharField:
    default = settings()[setting].default
    many = isinstance(default, tuple)
    notes = [_("One group a line, its names joined by 、.") if _grouped(setting) else _("One a line.")] if many else []
    standard = typed(default).replace("\n", "；") or _("blank")
    return forms.CharField(
        label=settings()[setting].description,
        help_text=format_lazy(" ".join(["{}"] * (len(notes) + 1)), *notes, format_lazy(_("Default: {}"), standard)),
        required=False,
        max_length=_LONGEST[many],
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}) if many else forms.TextInput(attrs={"size": 20}),
    )


class _RuleSettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Reads the boxes and fields into the year's rule settings; each mistake stands beside its field."""

    class Media:
        css = {"all": ["perfbudget/rule_settings.css"]}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before: RuleSettings = self.instance.rule_settings
        initial: dict[str, Any] = {box(rule): self.before.applies(rule.id, rule.default) for rule in rules()}
        initial |= {entry(name): typed(getattr(self.before, name)) for name in settings()}
        self.initial = {**initial, **self.initial}

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        applied = {rule: cleaned.get(box(rule), rule.default) for rule in rules()}
        values: dict[str, Any] = {
            "off": [rule.id for rule, applies in applied.items() if rule.default and not applies],
            "on": [rule.id for rule, applies in applied.items() if applies and not rule.default],
        }
        values |= {name: read(name, cleaned[entry(name)]) for name in settings() if entry(name) in cleaned}
        self._check_categories(values.get("required", ()))
        try:
            self.instance.rule_settings = RuleSettings.model_validate(values)
        except SchemaError as error:
            for each in error.errors():
                sentence, limit = _MESSAGES.get(each["type"], _OTHERWISE)
                params = {"limit_value": each.get("ctx", {}).get(limit)}
                self.add_error(entry(str(each["loc"][0])), forms.ValidationError(sentence, params=params))
        return cleaned

    def _check_categories(self, groups: tuple[tuple[str, ...], ...]) -> None:
        """Required is only what the year's framework has, or every project would have an error nobody can correct."""
        framework = self.cleaned_data.get("framework")
        there = _names_of(framework) if framework else []
        unknown = [name for group in groups for name in group if not is_among(name, there)]
        if there and unknown:
            told = {"names": "、".join(unknown), "there": "、".join(there)}
            sentence = _("The year's framework has no category %(names)s. It has: %(there)s.")
            self.add_error(entry("required"), forms.ValidationError(sentence, params=told))


def _names_of(framework: Framework) -> list[str]:
    """The names of a framework's categories as its tree has them, each once."""
    leaves = framework.categories.filter(parent__isnull=False).order_by("parent__position", "position")
    pairs = leaves.values_list("parent__name", "name")
    return list(dict.fromkeys(name for pair in pairs for name in pair))


class Previewed:
    """Mixed into a form that is only looked at: it is never valid, so the page comes back and nothing is written."""

    def is_valid(self) -> bool:
        super().is_valid()  # type: ignore[misc]
        return False


YEAR_FIELDS = ["year", "framework", "entry_opens", "entry_closes", "second_stage"]
"""The year's own fields, which stand above the rules."""


def form_class() -> type[_RuleSettingsForm]:
    """The form of a fiscal year, with the fields of the rules and settings there are."""
    fields: dict[str, Any] = {box(rule): _box(rule) for rule in rules()}
    fields |= {entry(name): _entry(name) for name in settings()}
    meta = type("Meta", (), {"model": FiscalYear, "fields": YEAR_FIELDS})
    made: type[_RuleSettingsForm] = type("FiscalYearForm", (_RuleSettingsForm,), {**fields, "Meta": meta})
    return made


def fieldsets() -> Iterable[tuple[Any, dict[str, Any]]]:
    """The form's parts that hold rules and settings."""
    help_link = format_html('<a href="{}">{}</a>', reverse("rules"), _("What each rule looks for"))
    yield (
        _("Rules that apply"),
        {"fields": [box(rule) for rule in rules()], "description": help_link, "classes": _CLASSES},
    )
    yield _("Thresholds and lists of the rules"), {"fields": [entry(name) for name in settings()], "classes": _CLASSES}
