"""Comments of review (批注): beginning a thread on a cell, answering, resolving, and opening it again.

Who reads the drafts of a department reads what is said of them; those who work there write: finance staff, heads and
the finance office, but not administrators, who have no part in review.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.fields import no_controls
from targets.access import Scope
from targets.commented import places
from targets.models import Comment, DepartmentTarget, Kind, Project, Thread, User
from targets.models.threads import concerns
from targets.services.findings import RefusedError
from targets.services.notifying import tell_of_comment
from targets.storage import contents_of

LONGEST = 2000
"""Characters of a comment."""


def may_read(declared: Project | DepartmentTarget, user: object) -> bool:
    """Whether the user, who sees it, also reads what is said of it, as ``concerns`` asks the database."""
    scope = Scope.of(user)
    return declared.department.code.startswith(scope.own + scope.decided)


def may_comment(declared: Project | DepartmentTarget, user: object) -> bool:
    """Whether the user takes part in what is said of it."""
    return may_read(declared, user) and not getattr(user, "is_superuser", False)


@transaction.atomic
def comment(*, kind: Kind, key: int, path: str, text: str, actor: User) -> Thread:
    """Begin a thread on a cell. The same once more, as a second click sends it, begins no second one.

    :param path: the cell in the Declaration as it is, with dots (``indicators.3.value``); "" is the whole table.
    :raises Http404: when the actor does not read its drafts.
    :raises PermissionDenied: when they read only.
    :raises RefusedError: when there is no such cell, or nothing or too much is said.
    """
    rows: Any = kind.model.objects.visible_to(actor).filter(concerns(actor))
    rows = rows.with_tables() if kind is Kind.PROJECT else rows.with_rows()
    declared = get_object_or_404(rows.select_for_update(of=("self",)), pk=key)
    if not may_comment(declared, actor):
        raise PermissionDenied
    place = places(contents_of(declared)).get(path)
    if place is None:
        raise RefusedError(_("This place is not there any more. Choose it again."))
    said = _said(text)
    last = declared.threads.order_by("-pk").prefetch_related("comments").first()
    if last and last.path == path and _is_same(list(last.comments.all()), said, actor):
        return last  # type: ignore[no-any-return]
    thread: Thread = declared.threads.create(path=path, place=place.label, quoted=place.text)
    _write(thread, said, actor)
    return thread


@transaction.atomic
def answer(*, thread_id: int, text: str, actor: User) -> Thread:
    """Say something more in a thread; one that was resolved is open again then.

    :raises Http404: when the actor does not read the drafts it is about.
    :raises PermissionDenied: when they read only.
    :raises RefusedError: when nothing or too much is said.
    """
    thread = _locked(thread_id, actor)
    said = _said(text)
    if not _is_same(list(thread.comments.all())[-1:], said, actor):
        _write(thread, said, actor)
        _settle(thread, None)
    return thread


@transaction.atomic
def resolve(*, thread_id: int, actor: User) -> Thread:
    """Say that what a thread asks for is settled.

    :raises Http404: when the actor does not read the drafts it is about.
    :raises PermissionDenied: when they read only.
    """
    thread = _locked(thread_id, actor)
    if thread.resolved_at is None:
        _settle(thread, actor)
    return thread


@transaction.atomic
def unresolve(*, thread_id: int, actor: User) -> Thread:
    """Open a thread again, in the same way."""
    thread = _locked(thread_id, actor)
    _settle(thread, None)
    return thread


def _locked(thread_id: int, actor: User) -> Thread:
    threads: Any = Thread.objects.visible_to(actor).select_related("project__department", "target__department")
    thread: Thread = get_object_or_404(threads.select_for_update(of=("self",)), pk=thread_id)
    if not may_comment(thread.declared, actor):
        raise PermissionDenied
    return thread


def _write(thread: Thread, said: str, actor: User) -> None:
    tell_of_comment(Comment.objects.create(thread=thread, text=said, written_by=actor))


def _settle(thread: Thread, actor: User | None) -> None:
    thread.resolved_by, thread.resolved_at = actor, timezone.now() if actor else None
    thread.save(update_fields=["resolved_by", "resolved_at"])


def _said(text: str) -> str:
    said = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not 1 <= len(said) <= LONGEST:
        raise RefusedError(_("Write a comment of 1 to 2000 characters."))
    try:
        no_controls(said)
    except ValidationError as error:
        raise RefusedError(" ".join(error.messages)) from None
    return said


def _is_same(comments: list[Comment], said: str, actor: User) -> bool:
    """Whether one comment alone is meant by both: by the same person, in the same words."""
    return len(comments) == 1 and (comments[0].text, comments[0].written_by_id) == (said, actor.pk)
