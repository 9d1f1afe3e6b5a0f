"""An edition's paper, handed out as it is kept."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views import View

from reports.downloads import record_download
from reports.fonts import FontsNotPreparedError
from reports.models import FileKind
from reports.papers import PaperError, paper_of, read
from targets.models import Edition


class EditionPdf(View):
    """The PDF of an edition, in force or superseded."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        editions = Edition.objects.visible_to(request.user).select_related("department")
        return edition_pdf(request, get_object_or_404(editions, pk=pk))


def edition_pdf(request: HttpRequest, edition: Edition) -> HttpResponseBase:
    """The stored PDF of an edition; not once more to who has it, and 503 with a sentence where it is not to be had."""
    try:
        paper = paper_of(edition)
        etag = f'"{paper.sha256}"'
        known = get_conditional_response(request, etag=etag)
        if known is not None:
            return known
        data = read(paper)
    except FontsNotPreparedError:
        return render(request, "503.html", status=503)
    except PaperError as error:
        return render(request, "503.html", {"problem": error.told}, status=503)
    name, codes = paper_name(edition), [edition.department.code]
    record_download(request, FileKind.EDITION, name, data, departments=codes, edition=edition)
    disposition = content_disposition_header(as_attachment=False, filename=name) or "inline"
    headers = {"Content-Disposition": disposition, "ETag": etag, "Cache-Control": "private, no-cache"}
    return HttpResponse(data, content_type="application/pdf", headers=headers)


def paper_name(edition: Edition) -> str:
    """What the file is called where it is saved: year, code, name and number of the edition."""
    title = f"{edition.name}绩效目标表" if edition.project_id else "部门整体绩效目标"
    return f"{edition.fiscal_year_id}-{edition.code or edition.department.code}-{title}-第{edition.number}版.pdf"
