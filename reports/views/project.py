"""A project's table, on the screen and on paper."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views import View
from django.views.generic import DetailView

from reports.form import build_form
from reports.marks import Marks
from reports.models import FileKind
from reports.rendering import render_project_pdf
from reports.reviewing import beside_of
from reports.views.papers import edition_pdf
from reports.views.printing import pdf
from targets.access import Scope
from targets.findings import findings_of
from targets.kept import judged
from targets.models import Edition, Project, Status
from targets.models.projects import ProjectQuerySet
from targets.relations import number_rows
from targets.storage import declaration_of
from targets.views.findings import just_taken


class ProjectPage(DetailView):  # type: ignore[type-arg]  # not subscriptable at run time
    """The project's table as it prints."""

    template_name = "projects/project.html"
    context_object_name = "project"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        edition = _instead(request.user, kwargs["pk"])
        return redirect(edition) if edition else super().get(request, *args, **kwargs)

    def get_queryset(self) -> ProjectQuerySet:
        return Project.objects.visible_to(self.request.user).with_tables().select_related("edition_in_force")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        declaration = declaration_of(self.object)
        found = findings_of(self.object, declaration, self.request.user)
        findings = judged(declaration, found, self.object.kept.select_related("kept_by"))
        form = build_form(declaration)
        return super().get_context_data(**kwargs) | {
            "form": form,
            "marks": Marks(form, findings.open.placed, [each.row for each in findings.kept]),
            "findings": findings.open,
            "kept": findings.kept,
            "numbers": number_rows(declaration, self.object.fiscal_year.rule_settings),
            "editable": Project.objects.editable_by(self.request.user).filter(pk=self.object.pk).exists(),
            "enters": bool(Scope.of(self.request.user).entered),
            "taken": just_taken(self.request, self.object.pk),
            **beside_of(self.object, declaration, self.request.user),
        }


class ProjectPdf(View):
    """The same table on paper; of what is approved, the edition's own."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        if edition := _instead(request.user, pk):
            return redirect("edition-pdf", edition.pk)
        project = get_object_or_404(Project.objects.visible_to(request.user).with_tables(), pk=pk)
        if project.status == Status.APPROVED and project.edition_in_force:
            return edition_pdf(request, project.edition_in_force)
        declaration = declaration_of(project)
        print_it = partial(render_project_pdf, declaration)
        name, codes = f"{declaration.year}-{declaration.code}-{declaration.title}.pdf", [declaration.unit.code]
        return pdf(request, print_it, name, kind=FileKind.PROJECT, departments=codes)


def _instead(user: object, pk: int) -> Edition | None:
    """The edition in force, for who reads that because the rows hold the draft of the next one."""
    adjusted = Edition.objects.sealed_to(user).exclude(project__status=Status.APPROVED)
    return adjusted.filter(project=pk).defer("sealed", "judgement").first()
