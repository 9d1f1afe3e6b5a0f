"""A department's document of one year: part one and every project's table."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.views import View
from django.views.generic import TemplateView

from reports.book import build_target
from reports.bound_document import document_pdf
from reports.file_names import file_name
from reports.form import build_form
from reports.models import FileKind
from reports.reviewing import beside_of
from reports.views.printing import pdf
from targets.documents import Readable, Table
from targets.findings import findings_of
from targets.kept import judged, told
from targets.target_editor import may_type

TABLES_A_PAGE = 20


def _readable(user: object, year: str, code: str) -> Readable:
    document = Readable(user, int(year), code)
    if not document:
        raise Http404
    return document


class DocumentPage(TemplateView):
    """Part one, then the project tables, twenty a page."""

    template_name = "documents/document.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        document = _readable(self.request.user, kwargs["year"], kwargs["code"])
        tables: Any = document  # as far as a paginator asks: counted, and cut in slices
        page = Paginator[Table](tables, TABLES_A_PAGE).get_page(self.request.GET.get("page"))
        status = document.target and document.target.status
        return super().get_context_data(**kwargs) | {
            "document": document,
            "export_base": self.request.path.removesuffix("/"),
            "department": document.department,
            "may_type": may_type(self.request.user, document.department.code, document.year, status),
            "page": page,
            "tables": [(table, build_form(table.declaration)) for table in page],
            **(self._part_one(document) if page.number == 1 else {}),
        }

    def _part_one(self, document: Readable) -> dict[str, Any]:
        """Part one as it prints, what the rules say of it, and why that stays, for those who review and audit."""
        if document.part_one is None:
            return {}
        beside: dict[str, Any] = {}
        if document.target:
            beside = beside_of(document.target, document.part_one, self.request.user) | {"declared": document.target}
            found = findings_of(document.target, document.part_one, self.request.user)
            findings = judged(document.part_one, found, document.target.kept.select_related("kept_by"))
        else:
            findings = told(document.target_edition.judgement)  # type: ignore[union-attr]  # what is not live is sealed
        return {"target": build_target(document.part_one), "findings": findings.open, "kept": findings.kept} | beside


class DocumentPdf(View):
    """The whole document on paper."""

    def get(self, request: HttpRequest, year: str, code: str) -> HttpResponse:
        document = _readable(request.user, year, code)
        print_it, name = partial(document_pdf, document), f"{year}-{code}-{file_name(document.department.name)}.pdf"
        codes = {code, *document.units}
        return pdf(request, print_it, name, kind=FileKind.DOCUMENT, departments=codes)
