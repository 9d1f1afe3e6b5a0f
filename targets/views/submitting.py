"""Submitting a project or a department target for review: first what is in the way, then the handing over."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from targets.editor import Editor
from targets.models import Status
from targets.project_editor import ProjectEditor
from targets.rescue import rescued
from targets.services.submitting import NotReadyError
from targets.views.conflicts import opened_by_another

REASON = "reason:"


class Submit(View):
    """What is to be settled, with a reason to be written for each reminder, and the button."""

    editor: type[Editor] = ProjectEditor
    keeps_typed = True

    def get(self, request: HttpRequest, **where: Any) -> HttpResponse:
        return self._page(request, self.editor.open(request.user, **where), reasons_in(rescued(request) or {}))

    def post(self, request: HttpRequest, **where: Any) -> HttpResponse:
        """Submit; who submitted it a moment ago, or in the same one, is only told so again."""
        if not self._has_sent(request, **where):
            try:
                refused = self._hand_over(request, **where)
            except PermissionDenied:
                if not self._has_sent(request, **where):  # else a second click overtook this one
                    raise
                refused = None
            if refused is not None:
                return refused
        messages.success(request, _("Submitted for review. It can be read, and changed again if it is returned."))
        return redirect(self.editor.seen(request.user, **where).get())

    def _has_sent(self, request: HttpRequest, **where: Any) -> bool:
        sent = self.editor.seen(request.user, **where).filter(status=Status.SUBMITTED, submitted_by=request.user)
        return sent.exists()

    def _hand_over(self, request: HttpRequest, **where: Any) -> HttpResponse | None:
        """Submit it, or show why not."""
        editor, reasons = self.editor.open(request.user, **where), reasons_in(request.POST)
        if told := opened_by_another(request):
            return self._page(request, editor, reasons, (told,))
        try:
            editor.submit(request.POST.get("version", ""), reasons)
        except NotReadyError as refusal:
            return self._page(request, editor, reasons, refusal.problems)
        return None

    def _page(
        self,
        request: HttpRequest,
        editor: Editor,
        reasons: dict[str, str],
        problems: tuple[str, ...] = (),
    ) -> HttpResponse:
        context = editor.live(editor.sheet()) | {"reasons": reasons, "problems": problems}
        return render(request, "edit/submit.html", context, status=422 if problems else 200)


def reasons_in(sent: Mapping[str, Any]) -> dict[str, str]:
    """The reasons a page sent, by rule and place."""
    return {name.removeprefix(REASON): str(text) for name, text in sent.items() if name.startswith(REASON)}
