"""What is on record: history and editions, looked up and never changed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from indicators.editing import Admin
from targets.models import Edition, HistoryEntry


class OnRecord(Admin):
    """Only read, by administrators too."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(HistoryEntry)
class HistoryEntryAdmin(OnRecord):
    """Who did what, the latest first."""

    list_display = ["at", "actor", "verb", "name", "department_code", "fiscal_year", "version", "note"]
    list_filter = ["verb", "fiscal_year"]
    list_select_related = ["actor"]
    search_fields = ["name", "department_code", "note"]


@admin.register(Edition)
class EditionAdmin(OnRecord):
    """What was approved, in the order of each unit's chain."""

    list_display = ["department", "position", "of", "number", "approved_by", "approved_at", "sha256"]
    list_filter = ["fiscal_year"]
    list_select_related = ["department", "project", "target__department", "target__fiscal_year", "approved_by"]
    search_fields = ["project__code", "project__name", "department__code", "sha256"]

    @admin.display(description=_("project"))
    def of(self, edition: Edition) -> str:
        return str(edition.project or edition.target)
