"""What is printed, on its way to the browser."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from reports.fonts import FontsNotPreparedError


def pdf(request: HttpRequest, print_it: Callable[[], bytes], name: str) -> HttpResponse:
    """The PDF under its file name; 503 with a sentence while the fonts are not prepared."""
    try:
        data = print_it()
    except FontsNotPreparedError:
        return render(request, "503.html", status=503)
    disposition = content_disposition_header(as_attachment=False, filename=name) or "inline"
    return HttpResponse(data, content_type="application/pdf", headers={"Content-Disposition": disposition})
