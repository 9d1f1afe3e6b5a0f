"""How the inbox is narrowed down, and what it sends of the rows that were ticked."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from targets.models import Department, FiscalYear, Kind
from targets.services.deciding import Ticket


class InboxFilter(forms.Form):
    """By words in name or code, year, and department with all below it."""

    q = forms.CharField(
        required=False,
        max_length=100,
        label=_("Code or name"),
        widget=forms.SearchInput(attrs={"class": "form-control", "placeholder": _("Code or name")}),
    )
    year = forms.ModelChoiceField(
        queryset=FiscalYear.objects.all(),
        required=False,
        label=_("Year"),
        empty_label=_("All years"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    department = forms.ModelChoiceField(
        queryset=Department.objects.none(),
        to_field_name="code",
        required=False,
        label=_("Department"),
        empty_label=_("All departments"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, data: Any, user: object) -> None:
        super().__init__(data)
        self.fields["department"].queryset = Department.objects.visible_to(user)  # type: ignore[attr-defined]

    def narrowed(self) -> dict[Kind, Q]:
        """What fits, of either kind; a field that is wrong narrows nothing."""
        self.is_valid()
        both, project, target = Q(), Q(), Q()
        if year := self.cleaned_data.get("year"):
            both &= Q(fiscal_year=year)
        if department := self.cleaned_data.get("department"):
            both &= Q(department__code__startswith=department.code)
        for word in self.cleaned_data.get("q", "").split():
            unit = Q(department__name__icontains=word) | Q(department__code__icontains=word)
            project &= unit | Q(code__icontains=word) | Q(name__icontains=word)
            target &= unit
        return {Kind.PROJECT: both & project, Kind.TARGET: both & target}


def tickets_in(sent: Iterable[str]) -> list[Ticket]:
    """The rows that a page ticked, each once; what is no row is left out."""
    found = (re.fullmatch(r"(project|target):([0-9]{1,18}):([0-9]{1,18})", text) for text in dict.fromkeys(sent))
    return [Ticket(Kind(each[1]), int(each[2]), each[3]) for each in found if each]
