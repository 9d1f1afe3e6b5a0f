"""Fiscal years."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from indicators.editing import Admin, Rows, RowsFormSet
from targets.admin.rule_settings import YEAR_FIELDS, Previewed, fieldsets, form_class
from targets.models import CheckpointMonth, FiscalYear
from targets.preview import preview
from targets.stages import consequences


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
    """Years with their framework, checkpoint months, entry window and rule settings."""

    form = form_class()
    list_display = ["year", "framework", "months_text", "entry_opens", "entry_closes", "second_stage"]
    list_editable = ["entry_opens", "entry_closes"]
    list_filter = ["framework"]
    search_fields = ["year"]
    autocomplete_fields = ["framework"]
    inlines = [CheckpointMonthInline]

    def get_readonly_fields(self, request: HttpRequest, obj: FiscalYear | None = None) -> list[str]:
        """The year is the key: changing it would not rename the row but copy it."""
        return ["year"] if obj else []

    def get_fieldsets(self, request: HttpRequest, obj: FiscalYear | None = None) -> Any:
        """Who only reads sees the year's own fields: the rules stand at /rules/."""
        own = (None, {"fields": YEAR_FIELDS})
        may = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return [own, *fieldsets()] if may else [own]

    def get_form(self, request: HttpRequest, obj: FiscalYear | None = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, which under the button “preview” is only looked at."""
        form = super().get_form(request, obj, change, **kwargs)
        return type("PreviewedForm", (Previewed, form), {}) if "_preview" in request.POST else form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With the preview, when it was asked for and what was typed makes sense."""
        form, year = context["adminform"].form, context["original"]
        if "_preview" in request.POST and year and not form.errors:
            after = form.instance.rule_settings
            # Worked out while the page is written: by then the transaction, in which others cannot save, is over.
            context["preview"] = SimpleLazyObject(lambda: preview(year, form.before, after, request.user))
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: FiscalYear, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "second_stage" in form.changed_data:
            for told in consequences(obj):
                messages.warning(request, told)

    def get_queryset(self, request: HttpRequest) -> QuerySet[FiscalYear]:
        return super().get_queryset(request).select_related("framework").prefetch_related("months")

    @admin.display(description=_("checkpoint months"))
    def months_text(self, year: FiscalYear) -> str:
        return "、".join(str(month) for month in year.checkpoint_months)
