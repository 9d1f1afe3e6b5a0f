"""The form that brings files in."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets.models import Department, FiscalYear
from targets.readers.opening import MAX_TEXT, SUFFIXES
from targets.services.imports import Sent
from targets.services.starting import units_entered_by
from targets.years import year_in_view

LARGEST = 20 * 1024 * 1024
"""Bytes of a file."""
ALTOGETHER = 60 * 1024 * 1024
"""Bytes of all files that come in together."""
MOST = 50
"""Files that come in together."""


class _FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several, each small enough."""

    widget = _FilesInput

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        """All of them; a ``ValidationError`` names the first that cannot be taken."""
        given = data if isinstance(data, (list, tuple)) else [data]
        files = [super(FilesField, self).clean(each, initial) for each in given] or [super().clean(None, initial)]
        if len(files) > MOST:
            raise forms.ValidationError(_("No more than %(most)d files at once.") % {"most": MOST})
        for file in files:
            if file.size > LARGEST:
                told = {"name": file.name, "most": LARGEST // 2**20}
                raise forms.ValidationError(_("“%(name)s” is larger than %(most)d MB.") % told)
        if sum(file.size for file in files) > ALTOGETHER:
            message = _("These files are larger than %(most)d MB together: bring them in one by one.")
            raise forms.ValidationError(message % {"most": ALTOGETHER // 2**20})
        return files


class ImportForm(forms.Form):
    """Years that are open, the user's own units, and files."""

    year = forms.ModelChoiceField(FiscalYear.objects.none(), label=gettext_lazy("Fiscal year"), empty_label=None)
    unit = forms.ModelChoiceField(
        Department.objects.none(),
        to_field_name="code",
        required=False,
        label=gettext_lazy("Unit"),
        empty_label=gettext_lazy("As the file says"),
        help_text=gettext_lazy("Only where the file does not say whose tables they are"),
    )
    file = FilesField(
        label=gettext_lazy("Files"),
        allow_empty_file=True,  # which gets the reader's own sentence
    )

    def __init__(self, *args: Any, user: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years, units = open_years(), units_entered_by(user)
        fields: dict[str, Any] = self.fields
        fields["year"].queryset, fields["unit"].queryset = self.years, units
        if (year := year_in_view(user)) and year in self.years:
            fields["year"].initial = year.pk
        for name, field in fields.items():
            field.widget.attrs["class"] = "form-control" if name == "file" else "form-select"
        fields["file"].widget.attrs["accept"] = ",".join(SUFFIXES)
        fields["file"].help_text = _limits()
        self.only = units[0] if len(units[:2]) == 1 else None
        if self.only:
            fields["unit"].widget = forms.HiddenInput()

    def clean_unit(self) -> Department | None:
        """Who enters one unit alone need not say which."""
        return self.only or self.cleaned_data["unit"]

    def sent(self) -> list[Sent]:
        """The files, read."""
        return [Sent(file.name or "", file.read()) for file in self.cleaned_data["file"]]


def _limits() -> str:
    sentence = _(
        "Word (.docx), Excel (.xlsx), CSV, the published text (.txt), our JSON, approved PDFs of ours."
        " Word, Excel and PDF up to %(file)d MB each, CSV, text and JSON up to %(text)d MB;"
        " at once up to %(most)d files, %(altogether)d MB together."
    )
    mb = 2**20
    told = {"file": LARGEST // mb, "text": MAX_TEXT // mb, "most": MOST, "altogether": ALTOGETHER // mb}
    return sentence % told


def open_years() -> QuerySet[FiscalYear]:
    """The years in which targets may be entered today."""
    today = timezone.localdate()
    opens = Q(entry_opens__isnull=True) | Q(entry_opens__lte=today)
    return FiscalYear.objects.filter(opens, Q(entry_closes__isnull=True) | Q(entry_closes__gte=today))
