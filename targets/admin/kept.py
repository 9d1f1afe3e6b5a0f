"""Reasons for which reminders are kept: looked up, never changed."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from indicators.editing import Admin
from targets.models import KeptFinding


@admin.register(KeptFinding)
class KeptFindingAdmin(Admin):
    """Who kept which reminder for which reason. Finance staff give and withdraw them on the project's page."""

    list_display = ["of", "place", "value", "reason", "kept_by", "kept_at", "withdrawn_at"]
    list_filter = ["project__fiscal_year", ("withdrawn_at", admin.EmptyFieldListFilter)]
    list_select_related = ["project", "target__department", "target__fiscal_year", "kept_by"]
    search_fields = ["project__code", "project__name", "project__department__code", "place", "reason"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: KeptFinding | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: KeptFinding | None = None) -> bool:
        return False

    @admin.display(description=_("project"))
    def of(self, kept: KeptFinding) -> str:
        return str(kept.project or kept.target)
