"""What a declaration under review is compared with: what was submitted before, or the edition in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from targets.checks.engine import Path
from targets.commented import Content
from targets.diff import LISTS, Change, diff
from targets.models import DepartmentTarget, Edition, HistoryEntry, Project, Verb
from targets.models.status import IN_REVIEW

STEPS = (Verb.SUBMITTED, Verb.WITHDRAWN, Verb.RETURNED, Verb.ENDORSED, Verb.APPROVED, Verb.REOPENED)
"""What moves a declaration through review."""
_LISTS = {rows.field for lists in LISTS.values() for rows in lists}


@dataclass(frozen=True, slots=True)
class Base:
    """Something to compare with: an edition, or what ``who`` submitted; ``key`` names it in an address."""

    key: str
    at: datetime
    who: str
    content: Content
    edition: Edition | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A change and of which kind it is: ``changed``, or of whole rows ``added``, ``removed`` or ``moved``."""

    change: Change

    @property
    def kind(self) -> str:
        """The kind."""
        match self.change.path:
            case (_, int()) if not self.change.before:
                return "added"
            case (_, int()) if not self.change.after:
                return "removed"
            case (str(rows),) if rows in _LISTS:
                return "moved"
        return "changed"

    @property
    def place(self) -> Path:
        """Where it is shown in the new declaration: a row that is gone, at its list."""
        return self.change.path[:1] if self.kind == "removed" else self.change.path


@dataclass(frozen=True, slots=True)
class Comparison:
    """What may be compared with, what is, and how the declaration differs from it; no base before there is one."""

    bases: tuple[Base, ...]
    base: Base | None
    changes: tuple[Difference, ...]


def steps_of(declared: Project | DepartmentTarget) -> list[HistoryEntry]:
    """Its way through review so far, the oldest step first. One query."""
    return list(HistoryEntry.objects.of(declared).filter(verb__in=STEPS).select_related("actor").order_by("pk"))


def compare(
    declared: Project | DepartmentTarget, content: Content, steps: Sequence[HistoryEntry], asked: str
) -> Comparison:
    """Compare with the base ``asked`` for; unless it is known, with what review last gave back, else what is in force.

    :param steps: its way through review, the oldest first, as :func:`steps_of` gives it.
    """
    bases = _bases(declared, content, steps)
    base = next((each for each in bases if each.key == asked), None) or _usual(bases, steps)
    changes: Any = () if base is None else diff(base.content, content)  # type: ignore[type-var]
    return Comparison(bases, base, tuple(map(Difference, changes)))


def last_return(steps: Sequence[HistoryEntry]) -> HistoryEntry | None:
    """The return that is not answered by an approval yet."""
    for step in reversed(steps):
        if step.verb == Verb.APPROVED:
            return None
        if step.verb == Verb.RETURNED:
            return step
    return None


def _bases(declared: Project | DepartmentTarget, content: Content, steps: Sequence[HistoryEntry]) -> tuple[Base, ...]:
    submitted = [step for step in steps if step.verb == Verb.SUBMITTED and step.content]
    if declared.status in IN_REVIEW:
        submitted = submitted[:-1]  # the last one is what is being read
    bases = [
        Base(f"submission-{step.pk}", step.at, str(step.actor or ""), type(content).from_json(step.content))
        for step in reversed(submitted)
    ]
    if edition := declared.edition_in_force:
        who = str(edition.approved_by or "")
        bases.append(Base("edition", edition.approved_at, who, edition.declaration, edition))
    return tuple(bases)


def _usual(bases: Sequence[Base], steps: Sequence[HistoryEntry]) -> Base | None:
    returned = last_return(steps)
    before = [step.pk for step in steps if returned and step.verb == Verb.SUBMITTED and step.pk < returned.pk]
    keys = [f"submission-{pk}" for pk in before[-1:]] + ["edition"]
    return next((each for key in keys for each in bases if each.key == key), None)
