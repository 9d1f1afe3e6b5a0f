"""What is on record: the history, looked up and never changed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from indicators.editing import Admin
from targets.models import HistoryEntry


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
