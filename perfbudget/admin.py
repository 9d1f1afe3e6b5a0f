"""The administrators' site."""

import re
from functools import wraps
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from reports.downloads import record_download
from reports.models import FileKind

_FILE = re.compile(r'attachment; filename="([^"]+)"')


class PerfbudgetAdminSite(admin.AdminSite):
    """Django's admin in the product's words. Tables that are given out here are on record as all other files are."""

    site_header = _("Performance target administration")
    site_title = _("Performance targets")
    index_title = _("Administration")

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """The view behind the sign-in, and what it hands out put on record."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def recorded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response: HttpResponse = inner(request, *args, **kwargs)
            if file := _FILE.fullmatch(response.get("Content-Disposition", "")):
                record_download(request, FileKind.TABLE, file[1], response.content, departments=())
            return response

        return recorded
