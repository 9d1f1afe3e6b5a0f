"""Review: approving, returning, taking back from review, and opening for adjustment.

Each verb in the same order: atomic, lock, permission, guards (all problems at once), change, history. A second click of
the same person on what they just did does nothing and is no error.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from targets.access import Scope
from targets.checks.engine import Severity
from targets.models import DepartmentTarget, Edition, HistoryEntry, Kind, Project, Status, User, Verb
from targets.services.history import record
from targets.services.sealing import judgement_of, seal
from targets.services.starting import closed_because
from targets.services.submitting import NotReadyError

SHORTEST, LONGEST = 4, 2000
"""Characters of a comment or reason."""
Declarable = Project | DepartmentTarget


@transaction.atomic
def approve(*, kind: Kind, key: int, version: str, actor: User) -> Edition:
    """Approve what is submitted and put it in force as a new edition.

    :param version: what the page showed, as it sent it.
    :raises Http404: when the actor may not see it.
    :raises PermissionDenied: when they are not head of its department.
    :raises NotReadyError: with everything that is in the way.
    """
    declared = _locked(kind, key, actor)
    _must_review(declared, actor)
    if declared.status == Status.APPROVED and _did_last(declared, Verb.APPROVED, actor) and declared.edition_in_force:
        return declared.edition_in_force
    judgement = judgement_of(declared, actor)
    problems = [*_not_in_review(declared), *_changed_since(declared, version), *_own_work(declared, actor)]
    errors = (row for row in judgement.open.placed if row.finding.severity is Severity.ERROR)
    problems += [f"{row.place}：{row.finding.message}" for row in errors]
    _must_be_clear(problems)
    return seal(declared, judgement, actor=actor)


@transaction.atomic
def return_for_correction(*, kind: Kind, key: int, version: str, comment: str, actor: User) -> None:
    """Give what is submitted back to finance staff, with a comment that says what to correct.

    :raises Http404: when the actor may not see it.
    :raises PermissionDenied: when they are not head of its department.
    :raises NotReadyError: with everything that is in the way.
    """
    declared = _locked(kind, key, actor)
    _must_review(declared, actor)
    if declared.status == Status.RETURNED and _did_last(declared, Verb.RETURNED, actor):
        return
    told, too_little = _text_in(comment, _("Write in a comment of 4 to 2000 characters what is to be corrected."))
    _must_be_clear([*_not_in_review(declared), *_changed_since(declared, version), *too_little])
    _change(declared, Status.RETURNED, Verb.RETURNED, actor, told)


@transaction.atomic
def withdraw(*, kind: Kind, key: int, actor: User) -> None:
    """Take back what was submitted, before it is reviewed.

    :raises Http404: when the actor may not see it.
    :raises PermissionDenied: when they do not enter its department's targets.
    :raises NotReadyError: when it is not in review any more, or could not be submitted again.
    """
    declared = _locked(kind, key, actor)
    if not Scope.of(actor).enters(declared.department.code):
        raise PermissionDenied
    if declared.status == Status.DRAFT and _did_last(declared, Verb.WITHDRAWN, actor):
        return
    closed = "" if declared.edition_in_force_id else closed_because(declared.fiscal_year)
    _must_be_clear([*_not_in_review(declared), *filter(None, [closed])])
    _change(declared, Status.DRAFT, Verb.WITHDRAWN, actor)


@transaction.atomic
def reopen(*, kind: Kind, key: int, reason: str, actor: User) -> None:
    """Open what is approved for adjustment (调整) as a draft; its edition stays in force until the next is approved.

    :raises Http404: when the actor may not see it.
    :raises PermissionDenied: when they are not head of its department.
    :raises NotReadyError: when it is not in force, or the reason is missing.
    """
    declared = _locked(kind, key, actor)
    _must_review(declared, actor)
    if declared.status == Status.DRAFT and _did_last(declared, Verb.REOPENED, actor):
        return
    told, problems = _text_in(reason, _("Write in 4 to 2000 characters why it is to be adjusted."))
    if declared.status != Status.APPROVED:
        problems.append(_("It is not approved, so there is nothing to adjust."))
    elif declared.edition_in_force_id is None:
        problems.append(_("It was approved without an edition, so it cannot be adjusted. Ask your administrator."))
    _must_be_clear(problems)
    _change(declared, Status.DRAFT, Verb.REOPENED, actor, told)


def open_verbs(declared: Declarable, actor: User) -> frozenset[Verb]:
    """What the actor may do with it as it stands, for the page to offer; the verb itself looks again, at all guards."""
    scope, code = Scope.of(actor), declared.department.code
    verbs = set()
    if scope.reviews(code):
        verbs |= {Status.SUBMITTED: {Verb.APPROVED, Verb.RETURNED}, Status.APPROVED: {Verb.REOPENED}}.get(
            Status(declared.status), set()
        )
    if scope.enters(code) and declared.status == Status.SUBMITTED:
        verbs.add(Verb.WITHDRAWN)
    return frozenset(verbs)


# -- lock and permission ---------------------------------------------------------------------------------------------


def _locked(kind: Kind, key: int, actor: User) -> Declarable:
    rows: Any = kind.model.objects.visible_to(actor)
    rows = rows.with_tables() if kind is Kind.PROJECT else rows.with_rows()
    declared: Declarable = get_object_or_404(rows.select_for_update(of=("self",)), pk=key)
    return declared


def _must_review(declared: Declarable, actor: User) -> None:
    if not Scope.of(actor).reviews(declared.department.code):
        raise PermissionDenied


def _did_last(declared: Declarable, verb: Verb, actor: User) -> bool:
    """Whether this is what happened last, and by them: a second click."""
    last = HistoryEntry.objects.of(declared).first()
    return last is not None and (last.verb, last.actor_id) == (verb, actor.pk)


# -- guards ----------------------------------------------------------------------------------------------------------


def _not_in_review(declared: Declarable) -> list[str]:
    if declared.status == Status.SUBMITTED:
        return []
    status = declared.get_status_display()
    return [_("It is not in review any more: its status is “%(status)s” by now.") % {"status": status}]


def _changed_since(declared: Declarable, version: str) -> list[str]:
    if str(declared.version) == version:
        return []
    return [_("It was changed since you opened this page. Look at it again before you decide.")]


def _own_work(declared: Declarable, actor: User) -> list[str]:
    if actor.pk not in (declared.updated_by_id, declared.submitted_by_id):
        return []
    return [_("Nobody approves what they last changed or submitted themselves: another head has to.")]


def _text_in(text: str, problem: str) -> tuple[str, list[str]]:
    """What was written, its lines kept, and what is wrong with it."""
    lines = ("".join(each if each.isprintable() else " " for each in line).strip() for line in text.splitlines())
    told = "\n".join(lines).strip()
    return told, [] if SHORTEST <= len(told) <= LONGEST else [problem]


def _must_be_clear(problems: list[str]) -> None:
    if problems:
        raise NotReadyError(tuple(problems))


# -- change ----------------------------------------------------------------------------------------------------------


def _change(declared: Declarable, status: Status, verb: Verb, actor: User, note: str = "") -> None:
    declared.status = status
    declared.save(update_fields=["status", "updated_at"])
    record(verb, declared, actor=actor, note=note)
