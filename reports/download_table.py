"""The record of downloads: its columns, and how it is searched."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Q
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports.models import Download, FileKind
from reports.models.downloads import SEPARATOR, DownloadQuerySet
from targets.models import Edition
from targets.tables.columns import wide

_HASH = re.compile("[0-9a-f]{6,64}")


class DownloadTable(tables.Table):
    """One row a file that was handed out, the latest first."""

    at = tables.DateTimeColumn(verbose_name=_("Time"), format="Y-m-d H:i:s", order_by=("pk",))
    by = tables.Column(verbose_name=_("By whom"), orderable=False)
    name = tables.TemplateColumn(template_name="downloads/_file.html", verbose_name=_("File"), orderable=False)
    size = tables.Column(verbose_name=_("Size"), orderable=False, attrs=wide("num"))
    address = tables.Column(verbose_name=_("From the address"), orderable=False, attrs=wide("code"))

    class Meta:
        model = Download
        fields = ()
        attrs = {"class": "table list mb-0"}
        empty_text = _("No download fits. Use fewer words or other days.")

    def render_size(self, value: int) -> str:
        return filesizeformat(value)


class DownloadFilter(django_filters.FilterSet):
    """By words, kind, days, and of one edition, alone or in a ZIP."""

    q = django_filters.CharFilter(
        method="search",
        max_length=100,
        label=_("File, person, unit or hash"),
        widget=forms.SearchInput(attrs={"class": "form-control", "placeholder": _("File, person, unit or hash")}),
    )
    kind = django_filters.ChoiceFilter(
        choices=FileKind.choices,
        label=_("Kind"),
        empty_label=_("Any kind"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    since = django_filters.DateFilter(
        method="from_day",
        label=_("Downloaded from"),
        widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}),
    )
    until = django_filters.DateFilter(
        method="to_day", label=_("to"), widget=forms.DateInput(attrs={"class": "form-control", "type": "date"})
    )
    edition = django_filters.ModelChoiceFilter(
        queryset=lambda request: Edition.objects.visible_to(request.user), method="of", widget=forms.HiddenInput()
    )

    class Meta:
        model = Download
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(data, *args, request=request, **kwargs)

    def search(self, queryset: DownloadQuerySet, name: str, value: str) -> DownloadQuerySet:
        """Every word stands in the file's name or the person's, or begins a unit's code or the hash (six digits)."""
        for word in value.split():
            found = Q(name__icontains=word) | Q(by__username__icontains=word) | Q(by__display_name__icontains=word)
            if word.isascii() and word.isdigit():
                found |= Q(departments__contains=f"{SEPARATOR}{word}")
            if _HASH.fullmatch(word.lower()):
                found |= Q(sha256__startswith=word.lower())
            queryset = queryset.filter(found)
        return queryset

    def from_day(self, queryset: DownloadQuerySet, name: str, value: date) -> DownloadQuerySet:
        """On that day of the server's zone, or later."""
        return queryset.filter(at__gte=_begin(value))

    def to_day(self, queryset: DownloadQuerySet, name: str, value: date) -> DownloadQuerySet:
        """On that day or earlier."""
        return queryset if value == date.max else queryset.filter(at__lt=_begin(value + timedelta(days=1)))

    def of(self, queryset: DownloadQuerySet, name: str, value: Edition) -> DownloadQuerySet:
        """Of one edition."""
        return queryset.of(value)


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
