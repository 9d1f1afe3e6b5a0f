"""Review: endorsing, approving, returning, taking back from review, and opening for adjustment.

In a year with a second stage a head endorses what is submitted, and the finance office (财政部门) approves or returns
what is endorsed; else a head approves. What is endorsed stays with the finance office though the year's second stage is
switched off meanwhile.

Each verb in the same order: atomic, lock, permission, guards (all problems at once), change, history. A second click of
the same person on what they just did does nothing and is no error.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from targets.access import Scope
from targets.checks.engine import Severity
from targets.kept import Judged
from targets.models import DepartmentTarget, Edition, HistoryEntry, Kind, Project, Status, User, Verb
from targets.services.history import record
from targets.services.notifying import tell_of
from targets.services.sealing import judgement_of, seal
from targets.services.starting import closed_because
from targets.services.submitting import NotReadyError

SHORTEST, LONGEST = 4, 2000
"""Characters of a comment or reason."""
Declarable = Project | DepartmentTarget


@transaction.atomic
def approve(*, kind: Kind, key: int, version: str, actor: User) -> Edition:
    """Approve what is submitted, or endorsed where there is a second stage, and put it in force as a new edition.

    :param version: what the page showed, as it sent it.
    :raises Http404: when the actor may not see it.
    :raises PermissionDenied: when they are neither head of its department nor its finance office.
    :raises NotReadyError: with everything that is in the way.
    """
    declared = _locked(kind, key, actor)
    _must_decide(declared, actor)
    if declared.status == Status.APPROVED and _did_last(declared, Verb.APPROVED, actor) and declared.edition_in_force:
        return declared.edition_in_force
    edition = seal(declared, _judged(declared, Verb.APPROVED, version, actor), actor=actor)
    tell_of(HistoryEntry.objects.of(declared)[0], declared)
    return edition


@transaction.atomic
def endorse(*, kind: Kind, key: int, version: str, actor: User) -> None:
    """Endorse what is submitted and hand it on to the finance office, in a year with a second stage.

    :param version: what the page showed, as it sent it.
    :raises Http404: when the actor may not see it.
    :raises PermissionDenied: when they are neither head of its department nor its finance office.
    :raises NotReadyError: with everything that is in the way.
    """
    declared = _locked(kind, key, actor)
    _must_decide(declared, actor)
    if declared.status == Status.ENDORSED and _did_last(declared, Verb.ENDORSED, actor):
        return
    _judged(declared, Verb.ENDORSED, version, actor)
    _change(declared, Status.ENDORSED, Verb.ENDORSED, actor)


@transaction.atomic
def return_for_correction(*, kind: Kind, key: int, version: str, comment: str, actor: User) -> None:
    """Give what is submitted or endorsed back to finance staff, with a comment that says what to correct.

    :raises Http404: when the actor may not see it.
    :raises PermissionDenied: when they are neither head of its department nor its finance office.
    :raises NotReadyError: with everything that is in the way.
    """
    try:
        declared = _locked(kind, key, actor)
    except Http404:
        if _gave_back(kind, key, actor):
            return
        raise
    _must_decide(declared, actor)
    if declared.status == Status.RETURNED and _did_last(declared, Verb.RETURNED, actor):
        return
    told, too_little = _text_in(comment, _("Write in a comment of 4 to 2000 characters what is to be corrected."))
    problems = [*_not_theirs(declared, Verb.RETURNED, actor), *_changed_since(declared, version), *too_little]
    _must_be_clear(problems)
    _change(declared, Status.RETURNED, Verb.RETURNED, actor, told)


@transaction.atomic
def withdraw(*, kind: Kind, key: int, actor: User) -> None:
    """Take back what was submitted, before anybody decided.

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
    _must_be_clear([*_too_late_to_withdraw(declared), *filter(None, [closed])])
    _change(declared, Status.DRAFT, Verb.WITHDRAWN, actor)


@transaction.atomic
def reopen(*, kind: Kind, key: int, reason: str, actor: User) -> None:
    """Open what is approved for adjustment (调整) as a draft; its edition stays in force until the next is approved.

    :raises Http404: when the actor may not see it.
    :raises PermissionDenied: when they are not head of its department.
    :raises NotReadyError: when it is not in force, or the reason is missing.
    """
    declared = _locked(kind, key, actor)
    if not Scope.of(actor).reviews(declared.department.code):
        raise PermissionDenied
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
    verbs = set(_decisions(declared, actor))
    if scope.reviews(code) and declared.status == Status.APPROVED:
        verbs.add(Verb.REOPENED)
    if scope.enters(code) and declared.status == Status.SUBMITTED:
        verbs.add(Verb.WITHDRAWN)
    return frozenset(verbs)


def _decisions(declared: Declarable, actor: User) -> frozenset[Verb]:
    """What the actor may decide of it at this stage of its review."""
    scope, code = Scope.of(actor), declared.department.code
    if declared.status == Status.SUBMITTED and scope.reviews(code):
        return frozenset({Verb.ENDORSED if declared.fiscal_year.second_stage else Verb.APPROVED, Verb.RETURNED})
    if declared.status == Status.ENDORSED and scope.decides(code):
        return frozenset({Verb.APPROVED, Verb.RETURNED})
    return frozenset()


# -- lock and permission ---------------------------------------------------------------------------------------------


def _locked(kind: Kind, key: int, actor: User) -> Declarable:
    rows: Any = kind.model.objects.visible_to(actor)
    rows = rows.with_tables() if kind is Kind.PROJECT else rows.with_rows()
    declared: Declarable = get_object_or_404(rows.select_for_update(of=("self",)), pk=key)
    return declared


def _must_decide(declared: Declarable, actor: User) -> None:
    scope, code = Scope.of(actor), declared.department.code
    if not (scope.reviews(code) or scope.decides(code)):
        raise PermissionDenied


def _did_last(declared: Declarable, verb: Verb, actor: User) -> bool:
    """Whether this is what happened last, and by them: a second click."""
    last = HistoryEntry.objects.of(declared).first()
    return last is not None and (last.verb, last.actor_id) == (verb, actor.pk)


def _gave_back(kind: Kind, key: int, actor: User) -> bool:
    """Whether they returned it a moment ago, after which the finance office sees it no more: a second click."""
    last = HistoryEntry.objects.filter(kind=kind, key=key).first()
    return last is not None and (last.verb, last.actor_id) == (Verb.RETURNED, actor.pk)


# -- guards ----------------------------------------------------------------------------------------------------------


def _judged(declared: Declarable, verb: Verb, version: str, actor: User) -> Judged:
    """What the rules say of it and which of that is kept, when nothing is in the way of endorsing or approving it."""
    judgement = judgement_of(declared, actor)
    own = own_work(declared, actor, _endorser(declared))
    problems = [*_not_theirs(declared, verb, actor), *_changed_since(declared, version), *own]
    errors = (row for row in judgement.open.placed if row.finding.severity is Severity.ERROR)
    _must_be_clear([*problems, *(f"{row.place}：{row.finding.message}" for row in errors)])
    return judgement


def _not_theirs(declared: Declarable, verb: Verb, actor: User) -> list[str]:
    """That it does not wait for this decision of theirs, if so."""
    if verb in _decisions(declared, actor):
        return []
    if declared.status == Status.ENDORSED:
        return [_("It is endorsed already and waits for the finance office.")]
    if declared.status != Status.SUBMITTED:
        return _over(declared)
    if not Scope.of(actor).reviews(declared.department.code):
        return [_("It waits for the department head, who has to endorse it first.")]
    if declared.fiscal_year.second_stage:
        return [_("By now the finance office approves in this year: endorse it instead.")]
    return [_("By now this year has no second stage of review: approve it instead.")]


def _too_late_to_withdraw(declared: Declarable) -> list[str]:
    if declared.status == Status.ENDORSED:
        return [_("A head has endorsed it, so it cannot be taken back: the finance office can return it.")]
    return [] if declared.status == Status.SUBMITTED else _over(declared)


def _over(declared: Declarable) -> list[str]:
    status = declared.get_status_display()
    return [_("It is not in review any more: its status is “%(status)s” by now.") % {"status": status}]


def _changed_since(declared: Declarable, version: str) -> list[str]:
    if str(declared.version) == version:
        return []
    return [_("It was changed since you opened this page. Look at it again before you decide.")]


def own_work(declared: Declarable, actor: User, endorser: int | None) -> list[str]:
    """Why the actor, having had a hand in it, may not approve it; ``endorser`` is the key of who endorsed it last."""
    if actor.pk in (declared.updated_by_id, declared.submitted_by_id):
        return [_("Nobody approves what they last changed or submitted themselves: another head has to.")]
    if declared.status == Status.ENDORSED and actor.pk == endorser:
        return [_("Nobody approves what they endorsed themselves: a colleague of the finance office has to.")]
    return []


def _endorser(declared: Declarable) -> int | None:
    """Who endorsed what is endorsed now."""
    last = HistoryEntry.objects.of(declared).filter(verb=Verb.ENDORSED).first()
    return last.actor_id if last else None


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
    tell_of(record(verb, declared, actor=actor, note=note), declared)
