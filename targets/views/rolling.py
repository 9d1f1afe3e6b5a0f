"""Rolling a year forward: what would be copied, the copying with its progress, and taking it back."""

import logging
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from django.views.decorators.http import require_POST

from targets.access import Scope
from targets.forms.rolling import RollSheet
from targets.models import FiscalYear
from targets.rescue import rescued
from targets.services.findings import RefusedError
from targets.services.roll_plan import RollPlan
from targets.services.rolling import Rolled, Step, must_be_possible, roll_forward, undo_roll_forward
from targets.services.starting import closed_because

logger = logging.getLogger(__name__)
SALT = "targets.rolled"
UNDO_FOR = 24 * 60 * 60
"""Seconds."""
_MOST_STEPS = 400
"""So many lines of progress at most: what a slow reader has not read yet must fit where the system keeps it, or the
transaction would wait for them."""
_CUT = "<!-- cut -->"
"""Stands in the page where the steps come, and again where the outcome comes."""


class RollForward(View):
    """GET tells what would be copied; POST copies what is ticked and shows how far it is."""

    keeps_typed = True

    def get(self, request: HttpRequest, year: int) -> HttpResponse:
        if chosen := rescued(request):
            messages.warning(request, _("This is what you chose before you were signed out. Nothing is copied yet."))
        unit = (chosen or request.GET).get("unit", "")
        plan = RollPlan(get_object_or_404(FiscalYear, year=year), request.user, unit)
        return self._preview(request, plan, RollSheet(plan, chosen) if plan.target else None)

    def post(self, request: HttpRequest, year: int) -> HttpResponseBase:
        plan = RollPlan(get_object_or_404(FiscalYear, year=year), request.user, request.POST.get("unit", ""))
        if plan.target is None:
            return self._preview(request, plan, None)
        sheet = RollSheet(plan, request.POST)
        try:
            must_be_possible(plan, sheet.choice)  # asked again under lock; here the page can still come back as typed
        except RefusedError as refusal:
            return self._preview(request, plan, sheet, str(refusal))
        if not sheet.adaptation.is_valid:
            return self._preview(request, plan, sheet, _("One of the replacements is not right; see below."))
        page = render_to_string("starting/rolling.html", {"plan": plan, "section": "projects"}, request)
        steps = roll_forward(plan=plan, choice=sheet.choice, actor=request.user)  # type: ignore[arg-type]
        return StreamingHttpResponse(_copying(request, page, plan, steps), headers={"X-Accel-Buffering": "no"})

    def _preview(
        self, request: HttpRequest, plan: RollPlan, sheet: RollSheet | None, refused: str = ""
    ) -> HttpResponse:
        closed = closed_because(plan.target) if plan.target else ""
        context = {"plan": plan, "sheet": sheet, "refused": refused, "closed": closed, "section": "projects"}
        return render(request, "starting/roll_forward.html", context)


@require_POST
def undo(request: HttpRequest, year: int) -> HttpResponse:
    """Delete the drafts that were just made."""
    if not Scope.of(request.user).entered:
        raise PermissionDenied
    made = _made(request)
    if made is None:
        messages.warning(request, _("The leave to undo this is not valid or has run out, so nothing was undone."))
        return redirect("roll-forward", year)
    try:
        count = undo_roll_forward(**made, actor=request.user)  # type: ignore[arg-type]
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
    else:
        told = ngettext("Undone: %(count)d draft is deleted.", "Undone: %(count)d drafts are deleted.", count)
        messages.success(request, told % {"count": count})
    return redirect("roll-forward", year)


def _made(request: HttpRequest) -> dict[str, list[int]] | None:
    """The drafts that the signed list names; ``None``, when it is not ours, another's or of yesterday."""
    try:
        given: dict[str, Any] = signing.loads(request.POST.get("made", ""), salt=SALT, max_age=UNDO_FOR)
    except signing.BadSignature:
        return None
    return given if given.pop("by", None) == request.user.pk else None


def _copying(request: HttpRequest, page: str, plan: RollPlan, steps: Generator[Step, None, Rolled]) -> Iterator[str]:
    """The page up to where the copying stands, a line for each copy, what came of it, and the rest of the page.

    When the reader goes away the server closes this generator, and the transaction with it: nothing is left.
    """
    before, between, after = page.split(_CUT)
    rolled, failed = Rolled((), ()), ""
    with closing(steps):
        try:
            yield before
            rolled = yield from _told(steps)
        except RefusedError as refusal:
            failed = str(refusal)
        except Exception:
            logger.exception("Rolling a year forward broke off; nothing was written")
            failed = _("The copying broke off and nothing was copied. If it happens again, tell your administrator.")
    keys = {"projects": [row.pk for row in rolled.projects], "parts": [row.pk for row in rolled.parts]}
    made = signing.dumps({"by": request.user.pk, **keys}, salt=SALT, compress=True)
    outcome = {"plan": plan, "rolled": rolled, "failed": failed, "made": made}
    yield between + render_to_string("starting/_rolled.html", outcome, request)
    yield after


def _told(steps: Generator[Step, None, Rolled]) -> Generator[str, None, Rolled]:
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            rolled: Rolled = end.value
            return rolled
        if step.done * _MOST_STEPS // step.total == (step.done - 1) * _MOST_STEPS // step.total:
            continue
        yield format_html(
            '<p class="step"><progress max="{total}" value="{done}" aria-hidden="true"></progress>'
            "{done} / {total}　{name}</p>\n",
            total=step.total,
            done=step.done,
            name=step.name,
        )
