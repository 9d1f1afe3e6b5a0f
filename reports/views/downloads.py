"""The record of downloads: everybody's own, a head's units', all for administrators."""

from django.http import HttpRequest
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from reports.download_table import DownloadFilter, DownloadTable
from reports.models import Download
from reports.models.downloads import DownloadQuerySet


class DownloadList(SingleTableMixin, FilterView):
    """Who was handed which file, the latest first."""

    request: HttpRequest
    model = Download
    table_class = DownloadTable
    filterset_class = DownloadFilter
    template_name = "downloads/list.html"
    table_pagination = {"per_page": 25}
    extra_context = {"section": "editions"}

    def get_queryset(self) -> DownloadQuerySet:
        return Download.objects.visible_to(self.request.user).select_related("by")  # type: ignore[arg-type]
