"""The list of projects."""

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from targets.access import Scope
from targets.filters import ProjectFilter
from targets.models import Project
from targets.models.projects import ProjectQuerySet
from targets.tables.paging import CountedPaginator, PagedData
from targets.tables.projects import ProjectTable


class ProjectList(SingleTableMixin, FilterView):
    """What the user reads as it stands, narrowed down, in pages, with totals over all pages."""

    model = Project
    table_class = ProjectTable
    filterset_class = ProjectFilter
    template_name = "projects/list.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Who reads nothing as it stands, but what is approved, finds it in the archive."""
        if not Scope.of(request.user).reads_live:
            return redirect(f"{reverse('editions')}?{request.GET.urlencode()}")
        response: HttpResponseBase = super().get(request, *args, **kwargs)
        return response

    def get_queryset(self) -> ProjectQuerySet:
        return Project.objects.live_to(self.request.user)

    @cached_property
    def totals(self) -> dict[str, Any]:
        totals: dict[str, Any] = self.object_list.totals()
        return totals

    def get_table_data(self) -> PagedData:
        return PagedData(self.object_list.select_related("department").prefetch_related("checkpoints"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        may_begin = bool(Scope.of(self.request.user).entered)
        return context | {"may_begin": may_begin, "export_base": f"{self.request.path}export"}

    def get_table_kwargs(self) -> dict[str, Any]:
        # One unit alone needs no column that says so on every row.
        units = self.filterset.form.fields["department"].queryset[:2]
        return {"totals": self.totals, "exclude": () if len(units) > 1 else ("department",)}

    def get_table_pagination(self, table: ProjectTable) -> dict[str, Any]:
        return {"per_page": 25, "paginator_class": partial(CountedPaginator, total=self.totals["count"])}
