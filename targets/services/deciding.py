"""Deciding several at once: each is done or refused on its own, in a transaction of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from targets.models import DepartmentTarget, HistoryEntry, Kind, Project, User, Verb
from targets.services.reviewing import approve, endorse, return_for_correction
from targets.services.submitting import NotReadyError

DECISIONS = (Verb.ENDORSED, Verb.APPROVED, Verb.RETURNED)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A row that was ticked, in the version its page showed."""

    kind: Kind
    key: int
    version: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}:{self.version}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row: done now or before, with the edition's number where there is one; or why it was not."""

    ticket: Ticket
    declared: Project | DepartmentTarget | None
    done: bool
    again: bool = False
    edition: int | None = None
    problems: tuple[str, ...] = ()


def decide_several(*, tickets: Iterable[Ticket], verb: Verb, comment: str, actor: User) -> list[Outcome]:
    """Endorse, approve or return each; what was done already by the same person is no error.

    :param comment: for a return, what is to be corrected, the same for all.
    """
    return [_decide(ticket, verb, comment, actor) for ticket in tickets]


def _decide(ticket: Ticket, verb: Verb, comment: str, actor: User) -> Outcome:
    again = _did_last(ticket, verb, actor)
    of: dict[str, Any] = {"kind": ticket.kind, "key": ticket.key, "version": ticket.version, "actor": actor}
    number = None
    try:
        if verb == Verb.APPROVED:
            number = approve(**of).number
        elif verb == Verb.ENDORSED:
            endorse(**of)
        else:
            return_for_correction(**of, comment=comment)
    except NotReadyError as refusal:
        return Outcome(ticket, _seen(ticket, actor), done=False, problems=refusal.problems)
    except (Http404, PermissionDenied):
        problem = _("It is not there for you to decide any more.")
        return Outcome(ticket, _seen(ticket, actor), done=False, problems=(problem,))
    return Outcome(ticket, _seen(ticket, actor), done=True, again=again, edition=number)


def _did_last(ticket: Ticket, verb: Verb, actor: User) -> bool:
    last = HistoryEntry.objects.filter(kind=ticket.kind, key=ticket.key).first()
    return last is not None and (last.verb, last.actor_id) == (verb, actor.pk)


def _seen(ticket: Ticket, actor: User) -> Project | DepartmentTarget | None:
    """It as it stands by now, if the actor still sees it."""
    seen: Any = ticket.kind.model.objects.visible_to(actor).select_related("department", "fiscal_year")
    found: Project | DepartmentTarget | None = seen.filter(pk=ticket.key).first()
    return found
