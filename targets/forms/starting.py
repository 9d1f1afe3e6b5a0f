"""The form that begins a project: where it belongs, what it is called, and what it begins with."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from targets.forms.fields import LineField
from targets.models import Department, FiscalYear, Project
from targets.services.starting import closed_because, units_entered_by

EMPTY, LIBRARY, COPY = "empty", "library", "copy"
BEGINNINGS = (
    (EMPTY, _("Empty table")),
    (LIBRARY, _("From the indicator library")),
    (COPY, _("Copy of another project")),
)


class NewProjectForm(forms.Form):
    """Offers only units the user enters, and all years, the open ones first."""

    unit = forms.ModelChoiceField(Department.objects.none(), to_field_name="code", label=_("Unit"), empty_label=None)
    year = forms.TypedChoiceField(coerce=int, label=_("Fiscal year"))
    name = LineField(label=_("Project name"), max_length=200)
    code = LineField(
        label=_("Project code"),
        max_length=40,
        required=False,
        help_text=_("May be filled in later; unique within the year"),
    )

    def __init__(self, *args: Any, user: object, years: Iterable[FiscalYear], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years = {year.year: year for year in years}
        units = units_entered_by(user)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        openness = {year: closed_because(row) for year, row in self.years.items()}
        ordered = sorted(openness, key=lambda year: (bool(openness[year]), -year))
        self.fields["year"].choices = [  # type: ignore[attr-defined]
            (year, _("%(year)s (entry closed)") % {"year": year} if openness[year] else str(year)) for year in ordered
        ]
        for field in self.fields.values():
            select = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if select else "form-control"
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units[0].code

    def clean_year(self) -> FiscalYear:
        """A year whose window is open; a closed one says since when."""
        year = self.years[self.cleaned_data["year"]]
        if told := closed_because(year):
            raise forms.ValidationError(told)
        return year

    def clean(self) -> None:
        """The code is free in the year."""
        year, code = self.cleaned_data.get("year"), self.cleaned_data.get("code")
        if year and code and Project.objects.filter(fiscal_year=year, code=code).exists():
            self.add_error("code", _("The year has a project of this code already."))
