"""What is printed, on its way to the browser."""

from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from reports.downloads import record_download
from reports.fonts import FontsNotPreparedError
from reports.models import FileKind


def pdf(
    request: HttpRequest, print_it: Callable[[], bytes], name: str, *, kind: FileKind, departments: Iterable[str]
) -> HttpResponse:
    """The PDF under its file name, put on record as handed out; 503 with a sentence while the fonts are not prepared.

    :param departments: codes of the units it is about.
    """
    try:
        data = print_it()
    except FontsNotPreparedError:
        return render(request, "503.html", status=503)
    record_download(request, kind, name, data, departments=departments)
    disposition = content_disposition_header(as_attachment=False, filename=name) or "inline"
    return HttpResponse(data, content_type="application/pdf", headers={"Content-Disposition": disposition})
