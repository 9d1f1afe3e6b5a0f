"""Fiscal years."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from indicators.editing import Admin, Rows, RowsFormSet
from targets.models import CheckpointMonth, FiscalYear


class CheckpointMonthFormSet(RowsFormSet):
    """The year's months, none of which goes while a plan needs it."""

    def clean(self) -> None:
        super().clean()
        for form in self.deleted_forms:
            stored = CheckpointMonth.objects.filter(pk=form.instance.pk).first()
            if stored is not None:
                stored.check_removal()


class CheckpointMonthInline(Rows):
    """The months at whose end spending is planned."""

    model = CheckpointMonth
    formset = CheckpointMonthFormSet


@admin.register(FiscalYear)
class FiscalYearAdmin(Admin):
    """Years with their framework, checkpoint months and entry window."""

    list_display = ["year", "framework", "months_text", "entry_opens", "entry_closes"]
    list_editable = ["entry_opens", "entry_closes"]
    list_filter = ["framework"]
    search_fields = ["year"]
    autocomplete_fields = ["framework"]
    inlines = [CheckpointMonthInline]

    def get_readonly_fields(self, request: HttpRequest, obj: FiscalYear | None = None) -> list[str]:
        """The year is the key: changing it would not rename the row but copy it."""
        return ["year"] if obj else []

    def get_queryset(self, request: HttpRequest) -> QuerySet[FiscalYear]:
        return super().get_queryset(request).select_related("framework").prefetch_related("months")

    @admin.display(description=_("checkpoint months"))
    def months_text(self, year: FiscalYear) -> str:
        return "、".join(str(month) for month in year.checkpoint_months)
