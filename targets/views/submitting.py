"""Submitting a project for review: first what is in the way, then the handing over."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from targets.editor import ProjectEditor
from targets.models import Project, Status
from targets.services.submitting import NotReadyError, submit_project

REASON = "reason:"


class Submit(View):
    """What is to be settled, with a reason to be written for each reminder, and the button."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(request, ProjectEditor.open(pk, request.user))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Submit; who submitted it a moment ago is only told so again."""
        sent = Project.objects.visible_to(request.user).filter(status=Status.SUBMITTED, submitted_by=request.user)
        if not sent.filter(pk=pk).exists():
            editor = ProjectEditor.open(pk, request.user)
            reasons = {
                name.removeprefix(REASON): str(text) for name, text in request.POST.items() if name.startswith(REASON)
            }
            version = request.POST.get("version", "")
            try:
                submit_project(project_id=pk, version=version, reasons=reasons, actor=editor.user)
            except NotReadyError as refusal:
                return self._page(request, editor, reasons, refusal.problems)
        messages.success(request, _("Submitted for review. It can be read, and changed again if it is returned."))
        return redirect("project", pk)

    def _page(
        self,
        request: HttpRequest,
        editor: ProjectEditor,
        reasons: dict[str, str] | None = None,
        problems: tuple[str, ...] = (),
    ) -> HttpResponse:
        context = editor.live(editor.sheet()) | {"reasons": reasons or {}, "problems": problems}
        return render(request, "edit/submit.html", context, status=422 if problems else 200)
