"""Changing a number with those that hang on it: first what would follow, then what was ticked."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import DetailView

from targets.checks.dependents import dependents
from targets.checks.edits import EditError, dotted, steps, text_at
from targets.checks.engine import Path
from targets.checks.places import label
from targets.declaration import Declaration
from targets.findings import neighbours
from targets.models import Project
from targets.models.projects import ProjectQuerySet
from targets.services.findings import RefusedError
from targets.services.numbers import change_number, ticket
from targets.storage import declaration_of


class Numbers(DetailView):  # type: ignore[type-arg]  # not subscriptable at run time
    """Choose a number and type another: the page lists each dependent number, from → to. It writes nothing."""

    template_name = "projects/numbers.html"
    context_object_name = "project"

    def get_queryset(self) -> ProjectQuerySet:
        return Project.objects.visible_to(self.request.user).with_tables()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        declaration = declaration_of(self.object)
        path, typed = self.request.GET.get("path", ""), self.request.GET.get("typed", "").strip()
        try:
            before = text_at(declaration, steps(path)) if path else ""
        except EditError:
            path, before = "", ""
        others = neighbours(self.object, self.request.user)
        follow = dependents(declaration, steps(path), typed, others=others) if path and typed else ()
        return super().get_context_data(**kwargs) | {
            "choices": [(dotted(place), label(declaration, place), text) for place, text in _numbers(declaration)],
            "path": path,
            "typed": typed,
            "before": before,
            "place": label(declaration, steps(path)) if path else "",
            "follow": [(derived, ticket(derived)) for derived in follow if derived.path],
            "sums": [derived for derived in follow if not derived.path],
            "may_edit": Project.objects.editable_by(self.request.user).filter(pk=self.object.pk).exists(),
        }


def _numbers(declaration: Declaration) -> list[tuple[Path, str]]:
    """The places others hang on, with what is typed there: funds and every target value that is one number."""
    places: list[Path] = [("funds", "fiscal"), ("funds", "other")]
    places += [
        ("indicators", row, "value")
        for row, indicator in enumerate(declaration.indicators)
        if indicator.value.kind == "number"
    ]
    return [(place, text_at(declaration, place)) for place in places]


@require_POST
def change_numbers(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the number and what was ticked."""
    given = {name: request.POST.get(name, "") for name in ("path", "before", "typed")}
    try:
        taken = change_number(project_id=pk, ticked=request.POST.getlist("ticked"), actor=request.user, **given)  # type: ignore[arg-type]
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
        asked = urlencode({"path": given["path"], "typed": given["typed"]})
        return redirect(f"{reverse('numbers', args=[pk])}?{asked}")
    told = "；".join(f"{each.place} {each.before or '（空）'} → {each.after or '（空）'}" for each in taken)
    messages.success(request, _("Changed: %(changes)s") % {"changes": told})
    return redirect("project", pk)
