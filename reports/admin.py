"""What was handed out, looked up and never changed."""

from django.contrib import admin

from reports.models import Archive, Download
from targets.admin.records import OnRecord


@admin.register(Download)
class DownloadAdmin(OnRecord):
    """Who was handed which file, the latest first."""

    list_display = ["at", "by", "kind", "name", "size", "sha256", "address"]
    list_filter = ["kind"]
    list_select_related = ["by"]
    search_fields = ["name", "by__username", "by__display_name", "sha256", "departments", "address"]


@admin.register(Archive)
class ArchiveAdmin(OnRecord):
    """What was asked for in bulk, and what came of it."""

    list_display = ["asked_at", "asked_by", "title", "total", "state", "problem", "sha256"]
    list_filter = ["state"]
    list_select_related = ["asked_by"]
    search_fields = ["title", "asked_by__username", "asked_by__display_name", "sha256"]
    exclude = ["editions"]
