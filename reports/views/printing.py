"""What is printed, on its way to the browser."""

from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from reports.downloads import record_download
from reports.file_names import save_as
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
    headers = {"Content-Disposition": save_as(name, as_attachment=False)}
    return HttpResponse(data, content_type="application/pdf", headers=headers)
