"""Two people on one project or target: the second to save sees both versions side by side and chooses by place."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View
from pydantic import ValidationError

from targets.editor import Editor
from targets.merge import differences, resolve
from targets.project_editor import ProjectEditor
from targets.rescue import rescued
from targets.services.findings import RefusedError
from targets.services.saving import StaleError

CHOICE = "choice:"
SETTLED = "settled"
"""Tells the page's script that the copy of the text in the browser has been dealt with."""


class Merge(View):
    """Save what was put together on the conflict page."""

    editor: type[Editor] = ProjectEditor
    keeps_typed = True

    def get(self, request: HttpRequest, **where: Any) -> HttpResponse:
        """The page again as an expired session left it; whoever comes here with nothing chosen goes to the form."""
        editor = self.editor.open(request.user, **where)
        sent = rescued(request)
        if sent is None:
            return redirect(editor.addresses["edit"])
        messages.warning(request, _("This is what you typed before you were signed out. It is not saved yet."))
        return conflict_page(request, editor, StaleError(editor.declared, editor.stored), *carried_by(sent, editor))

    def post(self, request: HttpRequest, **where: Any) -> HttpResponse:
        editor = self.editor.open(request.user, **where)
        now = StaleError(editor.declared, editor.stored)
        base, mine, choices = carried_by(request.POST, editor)
        if told := opened_by_another(request):
            messages.warning(request, told)
            return conflict_page(request, editor, now, base, mine, choices)
        if request.POST.get("version") != str(editor.declared.version):
            messages.warning(request, _("Somebody saved once more: please look at the differences again."))
            return conflict_page(request, editor, now, base, mine, choices)
        sheet = editor.laid_out(resolve(base, mine, editor.stored, choices))
        if problems := sheet.problems():
            return render(request, editor.template, editor.page(sheet, problems), status=422)
        try:
            editor.store(sheet.typed(), str(editor.declared.version))
        except StaleError as stale:
            return conflict_page(request, editor, stale, base, mine, choices)
        except RefusedError as refusal:
            messages.error(request, str(refusal))
            return conflict_page(request, editor, now, base, mine, choices)
        messages.success(request, _("Both versions are put together and saved."))
        return redirect(f"{editor.addresses['edit']}?{SETTLED}")


def opened_by_another(request: HttpRequest, sent: Mapping[str, Any] | None = None) -> str:
    """Why what a page sent is not taken in the visitor's name: another person opened it. Empty when they did.

    In one browser, signing in anew in another window changes who all its open pages speak for.
    """
    whose = (request.POST if sent is None else sent).get("whose", "")
    if whose in ("", str(request.user.pk)):
        return ""
    message = _(
        "In this browser somebody signed in with another account (%(who)s) meanwhile, so nothing of this page was"
        " saved. Sign in again with the account that typed it; what is saved from here is saved by %(who)s."
    )
    return message % {"who": request.user}


def conflict_page(
    request: HttpRequest,
    editor: Editor,
    theirs: StaleError,
    base: Any,
    mine: Any,
    choices: Mapping[str, str] = MappingProxyType({}),
) -> HttpResponse:
    """Both versions side by side, with the choices made already.

    The page carries what it needs, so nothing typed is kept on the server.
    """
    found = differences(base, mine, theirs.stored)
    context = {
        "editor": editor,
        "declared": theirs.declared,
        "base": base.to_json(),
        "mine": mine.to_json(),
        "differences": [(each, choices.get(each.key, each.preferred)) for each in found],
    }
    return render(request, "edit/conflict.html", context, status=409)


def carried_by(sent: Mapping[str, Any], editor: Editor) -> tuple[Any, Any, dict[str, str]]:
    """What a conflict page sent: the Declaration it began with, the visitor's own, and the choices by place."""
    choices = {key.removeprefix(CHOICE): str(side) for key, side in sent.items() if key.startswith(CHOICE)}
    return plain(sent, "base", editor.stored), plain(sent, "mine", editor.stored), choices


def plain(sent: Mapping[str, Any], name: str, stored: Any) -> Any:
    """The Declaration a page carries, as of what is stored; the stored one where it carries none that can be read.

    What it says is the visitor's own and judged like anything typed.
    """
    try:
        carried = type(stored).from_json(sent.get(name, ""))
    except ValidationError:
        return stored
    whose = {"year", "unit", "number"} & set(type(stored).model_fields)
    return carried.model_copy(update={field: getattr(stored, field) for field in whose})
