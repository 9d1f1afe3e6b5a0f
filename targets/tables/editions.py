"""The archive of editions (批复库): its columns, and how it is searched."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from targets.fields import AmountFormField
from targets.models import Department, Edition, FiscalYear
from targets.models.editions import EditionQuerySet
from targets.tables.columns import MoneyColumn, TimeColumn, wide

IN_FORCE, SUPERSEDED, ALL = "in-force", "superseded", "all"
STATES = [(IN_FORCE, _("in force")), (SUPERSEDED, _("superseded")), (ALL, _("all editions"))]
SHORT = 12
"""Digits of a hash that are shown, as at the foot of printed forms."""
_HASH = re.compile("[0-9a-f]{6,64}")
_SELECT = {"class": "form-select"}
_FIRST, _LAST = date(1900, 1, 1), date(9000, 1, 1)


class _AmountFilter(django_filters.Filter):
    field_class = AmountFormField


class EditionTable(tables.Table):
    """One row an edition; the foot counts all that were found and sums the budgets of those in force, in 万元."""

    tick = tables.TemplateColumn(
        template_name="archives/_tick.html",
        verbose_name=_("Choose"),
        accessor="pk",
        orderable=False,
        attrs={"th": {"class": "tick"}, "td": {"class": "tick"}},
    )
    edition = tables.TemplateColumn(
        template_name="editions/_name.html",
        verbose_name=_("Project"),
        accessor="name",
        order_by=("name", "pk"),
        empty_values=(),
        footer=lambda table: table.counted,
    )
    department = tables.Column(
        verbose_name=_("Unit"),
        accessor="department__name",
        order_by=("department__code", "pk"),
        attrs=wide("quiet"),
    )
    fiscal_year = tables.Column(
        verbose_name=_("Year"), accessor="fiscal_year_id", order_by=("fiscal_year", "pk"), attrs=wide()
    )
    number = tables.Column(verbose_name=_("Edition"), orderable=False, attrs=wide())
    approved_at = TimeColumn(verbose_name=_("Approved"), order_by=("approved_at", "pk"), attrs=wide("quiet"))
    budget = MoneyColumn(verbose_name=_("Budget (10,000 yuan)"), order_by=("budget", "pk"), default="")
    sha256 = tables.Column(verbose_name=_("Hash"), orderable=False, attrs=wide("code"))
    state = tables.TemplateColumn(
        template_name="editions/_chip.html", verbose_name=_("State"), accessor="pk", orderable=False
    )

    class Meta:
        model = Edition
        fields = ()
        attrs = {"class": "table list mb-0"}
        order_by = "-approved_at"
        empty_text = _("No edition fits. Use fewer words or filters, or search all editions.")

    def __init__(self, *args: Any, totals: dict[str, Any], **kwargs: Any) -> None:
        self.totals = totals
        super().__init__(*args, **kwargs)

    @property
    def counted(self) -> str:
        """How many were found, and how many of them count in the sum."""
        words = ngettext(
            "%(count)d edition in all, %(in_force)d in force",
            "%(count)d editions in all, %(in_force)d in force",
            self.totals["count"],
        )
        return words % self.totals

    def render_number(self, record: Any) -> SafeString:
        return format_html("{} / {}", record.number, record.last)

    def render_sha256(self, value: str) -> str:
        return value[:SHORT]


class EditionFilter(django_filters.FilterSet):
    """By words, year, department with all below it, state (else in force), days of approval and budgets in 万元."""

    q = django_filters.CharFilter(
        method="search",
        max_length=100,
        label=_("Project, code, unit or hash"),
        widget=forms.SearchInput(attrs={"class": "form-control", "placeholder": _("Project, code, unit or hash")}),
    )
    year = django_filters.ModelChoiceFilter(
        field_name="fiscal_year",
        queryset=FiscalYear.objects.all(),
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
    state = django_filters.ChoiceFilter(
        choices=STATES, method="in_state", label=_("State"), empty_label=None, widget=forms.Select(attrs=_SELECT)
    )
    approved_from = django_filters.DateFilter(
        method="since",
        label=_("Approved from"),
        widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}),
    )
    approved_to = django_filters.DateFilter(
        method="until", label=_("to"), widget=forms.DateInput(attrs={"class": "form-control", "type": "date"})
    )
    budget_from = _AmountFilter(
        field_name="budget",
        lookup_expr="gte",
        label=_("Budget from (10,000 yuan)"),
        widget=forms.TextInput(
            attrs={"class": "form-control", "inputmode": "decimal", "placeholder": _("Budget from (10,000 yuan)")}
        ),
    )
    budget_to = _AmountFilter(
        field_name="budget",
        lookup_expr="lte",
        label=_("Budget up to (10,000 yuan)"),
        widget=forms.TextInput(
            attrs={"class": "form-control", "inputmode": "decimal", "placeholder": _("Budget up to (10,000 yuan)")}
        ),
    )

    class Meta:
        model = Edition
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        data = data.copy() if data is not None else {}
        data.setdefault("state", IN_FORCE)
        super().__init__(data, *args, **kwargs)

    def search(self, queryset: EditionQuerySet, name: str, value: str) -> EditionQuerySet:
        """Every word stands in the name or code, in the unit's, or begins the hash (six digits at least)."""
        for word in value.split():
            found = Q(name__icontains=word) | Q(code__icontains=word)
            found |= Q(department__code__startswith=word) | Q(department__name__icontains=word)
            if _HASH.fullmatch(word.lower()):
                found |= Q(sha256__startswith=word.lower())
            if word in "部门整体绩效目标":
                found |= Q(target__isnull=False)
            queryset = queryset.filter(found)
        return queryset

    def below(self, queryset: EditionQuerySet, name: str, value: Department) -> EditionQuerySet:
        """The department's own and those of every unit under it."""
        return queryset.filter(department__code__startswith=value.code)

    def in_state(self, queryset: EditionQuerySet, name: str, value: str) -> EditionQuerySet:
        """In force, superseded, or both."""
        narrowed = {IN_FORCE: queryset.in_force, SUPERSEDED: queryset.superseded}.get(value, queryset.all)
        return narrowed()

    def since(self, queryset: EditionQuerySet, name: str, value: date) -> EditionQuerySet:
        """Approved on that day of the server's zone, or later."""
        return queryset.filter(approved_at__gte=_begin(value))

    def until(self, queryset: EditionQuerySet, name: str, value: date) -> EditionQuerySet:
        """Approved on that day or earlier."""
        return queryset.filter(approved_at__lt=_begin(value) + timedelta(days=1))


def _begin(day: date) -> datetime:
    """When a day begins in the server's zone; at the ends of the calendar databases know no time."""
    return timezone.make_aware(datetime.combine(min(max(day, _FIRST), _LAST), time.min))
