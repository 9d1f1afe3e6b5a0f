"""Fiscal years."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from targets.models import CheckpointMonth, FiscalYear


class CheckpointMonthInline(admin.TabularInline):  # type: ignore[type-arg]  # not subscriptable at run time
    """The months at whose end spending is planned."""

    model = CheckpointMonth
    extra = 0


@admin.register(FiscalYear)
class FiscalYearAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Years with their framework, checkpoint months and entry window."""

    list_display = ["year", "framework", "months_text", "entry_opens", "entry_closes"]
    list_editable = ["entry_opens", "entry_closes"]
    list_filter = ["framework"]
    search_fields = ["year"]
    autocomplete_fields = ["framework"]
    inlines = [CheckpointMonthInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[FiscalYear]:
        return super().get_queryset(request).select_related("framework").prefetch_related("months")

    @admin.display(description=_("checkpoint months"))
    def months_text(self, year: FiscalYear) -> str:
        return "、".join(str(month) for month in year.checkpoint_months)
