"""The archive of editions (批复库)."""

from functools import partial
from typing import Any

from django.utils.functional import cached_property
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from targets.models import Edition
from targets.models.editions import EditionQuerySet
from targets.tables.editions import EditionFilter, EditionTable
from targets.tables.paging import CountedPaginator, PagedData


class EditionList(SingleTableMixin, FilterView):
    """What was approved where the user may read it, searched, in pages, with totals over all pages."""

    model = Edition
    table_class = EditionTable
    filterset_class = EditionFilter
    template_name = "editions/list.html"
    extra_context = {"section": "editions"}

    def get_queryset(self) -> EditionQuerySet:
        return Edition.objects.visible_to(self.request.user)

    @cached_property
    def totals(self) -> dict[str, Any]:
        totals: dict[str, Any] = self.object_list.totals()
        return totals

    def get_table_data(self) -> PagedData:
        rows = self.object_list.with_place().select_related("department").defer("sealed", "judgement")
        return PagedData(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"export_base": f"{self.request.path}export"}

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"totals": self.totals}

    def get_table_pagination(self, table: EditionTable) -> dict[str, Any]:
        return {"per_page": 25, "paginator_class": partial(CountedPaginator, total=self.totals["count"])}
