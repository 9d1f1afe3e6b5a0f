"""A department's document of one year: part one and every project's table."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views import View
from django.views.generic import TemplateView

from reports.book import build_target
from reports.form import build_form
from reports.rendering import render_document_pdf
from reports.views.printing import pdf
from targets.declaration import DepartmentDocument
from targets.findings import findings_of
from targets.kept import judged
from targets.models import Department, DepartmentTarget, Project
from targets.storage import department_declaration_of, document_numbers, document_of, numbered
from targets.target_editor import may_type

TABLES_A_PAGE = 20


class _Document:
    """What of a department's document the user may see; 404 where that is nothing."""

    def __init__(self, user: object, year: str, code: str) -> None:
        self.department = get_object_or_404(Department.objects.visible_to(user), code=code)
        self.projects = (
            Project.objects.visible_to(user)
            .filter(fiscal_year=year, department__code__startswith=code)
            .order_by("department__code", "number", "code", "pk")
            .with_tables()
        )
        self.target = (
            DepartmentTarget.objects.visible_to(user)
            .filter(fiscal_year=year, department=self.department)
            .with_rows()
            .first()
        )
        self.year = int(year)
        self.numbers = document_numbers(self.projects.values_list("department_id", "number"))
        if self.target is None and not self.projects.exists():
            raise Http404

    def plain(self) -> DepartmentDocument:
        """The document as data, whole."""
        return document_of(self.department, self.year, zip(self.numbers, self.projects, strict=True), self.target)


class DocumentPage(TemplateView):
    """Part one, then the project tables, twenty a page."""

    template_name = "documents/document.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        document = _Document(self.request.user, kwargs["year"], kwargs["code"])
        page = Paginator(document.projects, TABLES_A_PAGE).get_page(self.request.GET.get("page"))
        numbers = document.numbers[page.start_index() - 1 :]
        tables = [numbered(project, number) for number, project in zip(numbers, page, strict=False)]
        year = (document.target or page[0]).fiscal_year
        status = document.target and document.target.status
        return super().get_context_data(**kwargs) | {
            "department": document.department,
            "may_type": may_type(self.request.user, document.department.code, year, status),
            "totals": document.projects.totals(),
            "page": page,
            "tables": [(project, build_form(table)) for project, table in zip(page, tables, strict=True)],
            **(self._part_one(document.target) if document.target and page.number == 1 else {}),
        }

    def _part_one(self, target: DepartmentTarget) -> dict[str, Any]:
        """Part one as it prints, what the rules say of it, and why that stays, for those who review and audit."""
        declaration = department_declaration_of(target)
        found = findings_of(target, declaration, self.request.user)
        findings = judged(declaration, found, target.kept.select_related("kept_by"))
        return {"target": build_target(declaration), "findings": findings.open, "kept": findings.kept}


class DocumentPdf(View):
    """The whole document on paper."""

    def get(self, request: HttpRequest, year: str, code: str) -> HttpResponse:
        document = _Document(request.user, year, code).plain()
        return pdf(request, partial(render_document_pdf, document), f"{year}-{code}-{document.unit.name}.pdf")
