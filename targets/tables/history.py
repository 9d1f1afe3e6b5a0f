"""Who changed what when: the columns of the history, and how it is searched."""

import json
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db import connection
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from targets.models import Department, FiscalYear, HistoryEntry, Verb
from targets.models.history import HistoryQuerySet

_SELECT = {"class": "form-select"}


class HistoryTable(tables.Table):
    """One row a thing that was done, the latest first."""

    at = tables.TemplateColumn(
        template_name="history/_when.html", verbose_name=_("When and by whom"), order_by=("pk",), attrs={"td": {}}
    )
    about = tables.TemplateColumn(
        template_name="history/_about.html", verbose_name=_("Project"), accessor="name", orderable=False
    )
    verb = tables.TemplateColumn(template_name="history/_verb.html", verbose_name=_("What was done"), orderable=False)
    changes = tables.TemplateColumn(
        template_name="history/_what.html", verbose_name=_("Changes"), orderable=False, empty_values=()
    )

    class Meta:
        model = HistoryEntry
        fields = ()
        attrs = {"class": "table list history mb-0"}
        order_by = "-at"
        empty_text = _("Nothing on record fits. Use fewer words or filters.")


class HistoryFilter(django_filters.FilterSet):
    """By words in the name, the note and what changed, person and verb."""

    q = django_filters.CharFilter(
        method="search",
        max_length=100,
        label=_("Name, cell, text or amount"),
        widget=forms.SearchInput(attrs={"class": "form-control", "placeholder": _("Name, cell, text or amount")}),
    )
    person = django_filters.CharFilter(
        method="done_by",
        max_length=100,
        label=_("By whom"),
        widget=forms.TextInput(attrs={"class": "form-control", "placeholder": _("By whom")}),
    )
    verb = django_filters.ChoiceFilter(
        choices=Verb.choices,
        label=_("What was done"),
        empty_label=_("Anything done"),
        widget=forms.Select(attrs=_SELECT),
    )

    class Meta:
        model = HistoryEntry
        fields: list[str] = []

    def search(self, queryset: HistoryQuerySet, name: str, value: str) -> HistoryQuerySet:
        """Every word stands somewhere in what is told."""
        queryset = queryset.alias(told=Cast("changes", TextField()))
        for word in value.split():
            queryset = queryset.filter(
                Q(name__icontains=word) | Q(note__icontains=word) | Q(told__icontains=_as_stored(word))
            )
        return queryset

    def done_by(self, queryset: HistoryQuerySet, name: str, value: str) -> HistoryQuerySet:
        """Every word stands in the name or the account of who did it."""
        for word in value.split():
            queryset = queryset.filter(Q(actor__display_name__icontains=word) | Q(actor__username__icontains=word))
        return queryset


class AllHistoryFilter(HistoryFilter):
    """The same over all departments: also by year and department with all below it."""

    year = django_filters.ModelChoiceFilter(
        queryset=FiscalYear.objects.all(),
        method="of_year",
        label=_("Year"),
        empty_label=_("All years"),
        widget=forms.Select(attrs=_SELECT),
    )
    department = django_filters.ModelChoiceFilter(
        queryset=lambda request: Department.objects.visible_to(request.user),
        to_field_name="code",
        method="below",
        label=_("Department"),
        empty_label=_("All departments"),
        widget=forms.Select(attrs=_SELECT),
    )

    def of_year(self, queryset: HistoryQuerySet, name: str, value: FiscalYear) -> HistoryQuerySet:
        """What belongs to a budget year."""
        return queryset.filter(fiscal_year=value.pk)

    def below(self, queryset: HistoryQuerySet, name: str, value: Department) -> HistoryQuerySet:
        """The department's own and that of every unit under it."""
        return queryset.filter(department_code__startswith=value.code)


def _as_stored(word: str) -> Any:
    """The word as stored JSON holds it: with Python's escapes in SQLite, in its own characters in PostgreSQL."""
    return json.dumps(word, ensure_ascii=connection.vendor == "sqlite")[1:-1]
