"""Two people on one project: the second to save sees both versions side by side and chooses, field by field."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from pydantic import ValidationError

from targets.declaration import Declaration
from targets.editor import ProjectEditor
from targets.forms.project_sheet import ProjectSheet
from targets.merge import differences, resolve
from targets.models import Project
from targets.services.saving import CodeTakenError, StaleProjectError, save_project

CHOICE = "choice:"


def conflict_page(
    request: HttpRequest, project: Project, base: Declaration, mine: Declaration, theirs: Declaration
) -> HttpResponse:
    """Both versions side by side. The page carries what it needs, so nothing typed is kept on the server."""
    context = {
        "project": project,
        "base": base.to_json(),
        "mine": mine.to_json(),
        "differences": differences(base, mine, theirs),
    }
    return render(request, "edit/conflict.html", context, status=409)


@require_POST
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the project as it was put together on the conflict page."""
    editor = ProjectEditor.open(pk, request.user)
    stored = editor.stored
    base, mine = (plain(request, name, stored) for name in ("base", "mine"))
    choices = {key.removeprefix(CHOICE): str(side) for key, side in request.POST.items() if key.startswith(CHOICE)}
    if request.POST.get("version") != str(editor.project.version):
        messages.warning(request, _("Somebody saved once more: please look at the differences again."))
        return conflict_page(request, editor.project, base, mine, stored)
    sheet = ProjectSheet.of(resolve(base, mine, stored, choices), editor.categories)
    if problems := sheet.problems():
        return render(request, "edit/project.html", editor.page(sheet, problems), status=422)
    try:
        save_project(project_id=pk, version=str(editor.project.version), typed=sheet.typed(), actor=editor.user)
    except StaleProjectError as stale:
        return conflict_page(request, editor.project, base, mine, stale.stored)
    except CodeTakenError as refusal:
        messages.error(request, str(refusal))
        return conflict_page(request, editor.project, base, mine, stored)
    messages.success(request, _("Both versions are put together and saved."))
    return redirect("edit", pk)


def plain(request: HttpRequest, name: str, stored: Declaration) -> Declaration:
    """The Declaration a page carries, as of the stored project; the stored one where it carries none that can be read.

    What it says is the visitor's own and judged like anything typed.
    """
    try:
        carried = Declaration.from_json(request.POST.get(name, ""))
    except ValidationError:
        return stored
    return carried.model_copy(update={"year": stored.year, "unit": stored.unit, "number": stored.number})
