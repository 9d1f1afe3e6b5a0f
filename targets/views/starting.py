"""Beginning a project, and giving up a draft."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from targets.forms.beginning import Beginning
from targets.models import Project
from targets.rescue import rescued
from targets.services.findings import RefusedError, denied
from targets.services.starting import delete_draft, start_project, stays_on_record


class NewProject(View):
    """Where it belongs, what it is called, what it begins with; every button but one only shows more."""

    keeps_typed = True

    def get(self, request: HttpRequest) -> HttpResponse:
        if typed := rescued(request):
            messages.warning(request, _("This is what you typed before you were signed out. It is not saved yet."))
        return self._show(request, Beginning(request.user, typed or request.GET))

    def post(self, request: HttpRequest) -> HttpResponse:
        creates = "create" in request.POST
        page = Beginning(request.user, request.POST, checked=creates)
        if not creates or not page.is_valid():
            return self._show(request, page)
        try:
            project = start_project(declaration=page.declaration(), actor=request.user)  # type: ignore[arg-type]
        except RefusedError as refusal:
            page.form.add_error(None, str(refusal))
            return self._show(request, page)
        messages.success(request, _("The draft “%(name)s” is made.") % {"name": project.name})
        return redirect("edit", project.pk)

    def _show(self, request: HttpRequest, page: Beginning) -> HttpResponse:
        return render(request, "starting/new.html", {"page": page, "form": page.form, "section": "projects"})


class DeleteProject(View):
    """Asks first; POST deletes."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
        if not Project.objects.editable_by(request.user).filter(pk=pk).exists():
            raise denied(project, request.user)
        told = stays_on_record(project)
        counts = {"told": told, "goals": project.goals.count(), "indicators": project.indicators.count()}
        return render(request, "starting/delete.html", {"project": project, "section": "projects", **counts})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            name = delete_draft(project_id=pk, actor=request.user)  # type: ignore[arg-type]
        except RefusedError as refusal:
            messages.warning(request, str(refusal))
            return redirect("project", pk)
        messages.success(request, _("The draft “%(name)s” is deleted.") % {"name": name})
        return redirect("projects")
