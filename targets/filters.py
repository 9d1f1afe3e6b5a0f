"""How lists are narrowed down."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from targets.models import Department, FiscalYear, Project, Status
from targets.models.projects import ProjectQuerySet
from targets.years import year_in_view


class ProjectFilter(django_filters.FilterSet):
    """By words in code or name, year (else the one in view), department with all below it, status."""

    q = django_filters.CharFilter(
        method="search",
        max_length=100,
        label=_("Code or name"),
        widget=forms.SearchInput(attrs={"class": "form-control", "placeholder": _("Code or name")}),
    )
    year = django_filters.ModelChoiceFilter(
        field_name="fiscal_year",
        queryset=FiscalYear.objects.all(),
        label=_("Year"),
        empty_label=_("All years"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    department = django_filters.ModelChoiceFilter(
        queryset=lambda request: Department.objects.visible_to(request.user),
        to_field_name="code",
        method="below",
        label=_("Department"),
        empty_label=_("All departments"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    status = django_filters.ChoiceFilter(
        choices=Status.choices,
        label=_("Status"),
        empty_label=_("Any status"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    class Meta:
        model = Project
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        data = data.copy() if data is not None else {}
        if "year" not in data and (year := year_in_view(request.user)):
            data["year"] = str(year)
        super().__init__(data, *args, request=request, **kwargs)

    def search(self, queryset: ProjectQuerySet, name: str, value: str) -> ProjectQuerySet:
        """Every word must stand in the code or the name."""
        for word in value.split():
            queryset = queryset.filter(Q(code__icontains=word) | Q(name__icontains=word))
        return queryset

    def below(self, queryset: ProjectQuerySet, name: str, value: Department) -> ProjectQuerySet:
        """The department's own projects and those of every unit under it."""
        return queryset.filter(department__code__startswith=value.code)
