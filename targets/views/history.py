"""Who changed what when: of one project, of one department target, and of everything."""

from typing import Any

from django.http import Http404
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from targets.models import DepartmentTarget, Edition, HistoryEntry, Kind, Project
from targets.models.history import HistoryQuerySet
from targets.models.status import DeclaredQuerySet
from targets.tables.history import AllHistoryFilter, HistoryFilter, HistoryTable
from targets.tables.paging import PagedData


class AllHistory(SingleTableMixin, FilterView):
    """Everything on record that the user may read, deleted drafts included."""

    model = HistoryEntry
    table_class = HistoryTable
    filterset_class = AllHistoryFilter
    template_name = "history/list.html"
    table_pagination = {"per_page": 25}
    extra_context = {"section": "editions"}

    def get_queryset(self) -> HistoryQuerySet:
        return HistoryEntry.objects.visible_to(self.request.user)

    def get_table_data(self) -> PagedData:
        return PagedData(self.object_list.select_related("actor").defer("content"))


class ProjectHistory(AllHistory):
    """That of one project, also once its draft is deleted."""

    filterset_class = HistoryFilter

    def get_queryset(self) -> HistoryQuerySet:
        """404 where the user may read neither it, nor an edition of it, nor anything that was done to it."""
        entries = super().get_queryset().filter(**self.recorded())
        seen = self.declared().visible_to(self.request.user).first()
        sealed = Edition.objects.visible_to(self.request.user).filter(**self.sealed()).order_by("number").last()
        found = seen or sealed or entries.first()
        if found is None:
            raise Http404
        self.name = found.title if isinstance(found, Edition) else getattr(found, "name", str(found))
        self.address = "" if isinstance(found, HistoryEntry) else found.get_absolute_url()
        return entries

    def recorded(self) -> dict[str, Any]:
        """How its entries are found."""
        return {"kind": Kind.PROJECT, "key": self.kwargs["pk"]}

    def declared(self) -> DeclaredQuerySet:
        """It itself, whoever may read it."""
        return Project.objects.filter(pk=self.kwargs["pk"])

    def sealed(self) -> dict[str, Any]:
        """How its editions are found."""
        return {"project": self.kwargs["pk"]}

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"exclude": ("about",)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"name": self.name, "address": self.address}


class TargetHistory(ProjectHistory):
    """That of a unit's department target of one year."""

    def recorded(self) -> dict[str, Any]:
        year, code = self.kwargs["year"], self.kwargs["code"]
        return {"kind": Kind.TARGET, "fiscal_year": year, "department_code": code}

    def declared(self) -> DeclaredQuerySet:
        year, code = self.kwargs["year"], self.kwargs["code"]
        return DepartmentTarget.objects.filter(fiscal_year=year, department__code=code)

    def sealed(self) -> dict[str, Any]:
        year, code = self.kwargs["year"], self.kwargs["code"]
        return {"target__isnull": False, "fiscal_year": year, "department__code": code}
