"""What somebody wants in an archive: what they ticked, what a search finds, a unit's book of a year, a whole year."""

from typing import NamedTuple

from django import forms
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from targets.models import Department, Edition, FiscalYear, User
from targets.models.editions import EditionQuerySet
from targets.tables.editions import EditionFilter

_SELECT = {"class": "form-select"}


class Choice(NamedTuple):
    """Which editions, what they are called together, and the page where they were chosen."""

    editions: EditionQuerySet
    title: str
    page: str


class YearForm(forms.Form):
    """A year, and a department with all below it or none for all."""

    year = forms.ModelChoiceField(
        FiscalYear.objects.all(), label=_("Year"), empty_label=None, widget=forms.Select(attrs=_SELECT)
    )
    department = forms.ModelChoiceField(
        Department.objects.none(),
        to_field_name="code",
        required=False,
        label=_("Department"),
        empty_label=_("All departments"),
        widget=forms.Select(attrs=_SELECT),
    )

    def __init__(self, data: QueryDict | None = None, *, user: User, year: FiscalYear | None = None) -> None:
        super().__init__(data, initial={"year": year})
        self.fields["department"].queryset = Department.objects.visible_to(user)  # type: ignore[attr-defined]


def choice_of(request: HttpRequest, user: User) -> Choice:
    """Read what was sent; what cannot be understood chooses nothing."""
    if "year" in request.POST:
        return _of_year(YearForm(request.POST, user=user))
    query = request.POST.get("query", "")
    page = f"{reverse('editions')}?{query}"
    if "found" in request.POST:
        return Choice(*_found(request, QueryDict(query)), page)
    keys = [int(each) for each in request.POST.getlist("edition") if each.isascii() and each.isdigit()]
    return Choice(Edition.objects.filter(pk__in=keys), f"选定的{len(keys)}个版本", page)


def _of_year(form: YearForm) -> Choice:
    page = reverse("archives")
    if not form.is_valid():
        return Choice(Edition.objects.none(), "", page)
    year, department = form.cleaned_data["year"], form.cleaned_data["department"]
    editions = Edition.objects.in_force().filter(fiscal_year=year)
    if department is None:
        return Choice(editions, f"{year.year}年 全部单位批复文本", page)
    title = f"{year.year}年 {department.code} {department.name} 批复文本"
    return Choice(editions.filter(department__code__startswith=department.code), title, page)


def _found(request: HttpRequest, query: QueryDict) -> tuple[EditionQuerySet, str]:
    """What the list shows for this query, on all its pages."""
    search = EditionFilter(query, queryset=Edition.objects.visible_to(request.user), request=request)
    if not search.is_valid():
        return Edition.objects.none(), ""
    said = search.form.cleaned_data
    parts = [f"{search.form[name].label}：{said[name]}" for name in said if name != "state" and said[name]]
    state = dict(search.form.fields["state"].choices).get(said["state"], "")
    return search.qs, f"查询结果（{'，'.join(map(str, [*parts, state]))}）"
