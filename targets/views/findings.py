"""Verbs about findings, from the project page and back to it."""

import re

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from targets.services.findings import RefusedError, Taken, put_back, take_suggestion
from targets.services.reasons import keep_finding, withdraw_reason

SALT = "targets.taken"
SESSION = "taken"
"""Holds what was just taken, signed, until the page has shown it with a button that puts it back."""


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Type a finding's suggestion into its field."""
    finding = {name: request.POST.get(name, "") for name in ("rule", "path", "value")}
    try:
        taken = take_suggestion(project_id=pk, actor=request.user, **finding)  # type: ignore[arg-type]
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
    else:
        parts = {"path": taken.path, "place": taken.place, "before": taken.before, "after": taken.after}
        request.session[SESSION] = signing.dumps({"project": pk, **parts}, salt=SALT, compress=True)
    return redirect("project", pk)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Put back what a suggestion replaced."""
    given = read_token(pk, request.POST.get("taken", "")) or Taken((), "", "", "")
    try:
        back = put_back(
            project_id=pk,
            path=given.path,
            before=given.before,
            after=given.after,
            actor=request.user,  # type: ignore[arg-type]
        )
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
    else:
        told = {"place": back.place, "before": back.before, "after": back.after}
        messages.success(request, _("Put back: %(place)s, %(before)s → %(after)s") % told)
    return redirect("project", pk)


@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a warning with a reason."""
    given = {name: request.POST.get(name, "") for name in ("rule", "path", "value", "reason")}
    try:
        kept = keep_finding(project_id=pk, actor=request.user, **given)  # type: ignore[arg-type]
    except RefusedError as refusal:
        messages.warning(request, not_kept(refusal, given["reason"]))
    else:
        messages.success(request, _("The reminder is kept: %(place)s") % {"place": kept.place})
    return redirect("project", pk)


def not_kept(refusal: RefusedError, reason: str) -> str:
    """Why a reason was not taken, with what was written."""
    told = {"refusal": refusal, "reason": reason.strip()}
    return _("%(refusal)s (You wrote: “%(reason)s”)") % told if told["reason"] else str(refusal)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw the reason a warning is kept for."""
    try:
        withdraw_reason(project_id=pk, kept_id=number(request.POST.get("kept", "")), actor=request.user)  # type: ignore[arg-type]
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The reason is withdrawn, the reminder speaks again."))
    return redirect("project", pk)


def number(text: str) -> int:
    """The key a page sent; 0, which none has, for anything else."""
    return int(text) if re.fullmatch("[0-9]{1,18}", text) else 0


def just_taken(request: HttpRequest, pk: int) -> tuple[Taken, str] | None:
    """What the visitor took in this project a moment ago and the token that puts it back; told once."""
    token = request.session.get(SESSION, "")
    taken = read_token(pk, token) if token else None
    if taken is None:
        return None
    del request.session[SESSION]
    return taken, token


def read_token(pk: int, token: str) -> Taken | None:
    """What was taken in this project, or ``None`` when the token is not ours or of another project."""
    try:
        parts = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    if parts.pop("project") != pk:
        return None
    return Taken(tuple(parts.pop("path")), **parts)
