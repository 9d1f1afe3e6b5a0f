"""What waits for a person's decision in review: the inbox (待审核), the longest waiting first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from targets.access import Scope
from targets.addresses import address, title
from targets.comparing import STEPS, last_return
from targets.findings import findings_of_many
from targets.kept import Judged, judged
from targets.models import DepartmentTarget, HistoryEntry, Kind, Project, Status, Verb
from targets.services.reviewing import open_verbs, own_work
from targets.storage import contents_of

Key = tuple[Kind, int]


def decides(user: object) -> bool:
    """Whether anything can wait for the user at all."""
    scope = Scope.of(user)
    return bool(scope.reviewed or scope.decided)


def waiting_keys(user: object, narrowed: dict[Kind, Q] | None = None) -> list[Key]:
    """What waits for the user, the longest waiting first. One query."""
    since = Coalesce("submitted_at", "updated_at")
    per_kind = [
        kind.model.objects.reviewable_by(user)
        .filter((narrowed or {}).get(kind, Q()))
        .order_by()
        .annotate(of_kind=Value(kind.value), since=since)
        .values_list("since", "of_kind", "pk")
        for kind in Kind
    ]
    rows = per_kind[0].union(per_kind[1], all=True).order_by("since", "of_kind", "pk")
    return [(Kind(kind), pk) for _, kind, pk in rows]


def count_waiting(user: object) -> int:
    """How much waits for the user."""
    return sum(kind.model.objects.reviewable_by(user).count() for kind in Kind) if decides(user) else 0


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What waits before and after something; ``following`` goes on from the end to the beginning."""

    previous: str
    following: str
    waiting: int


def neighbours_of(declared: Project | DepartmentTarget, user: object) -> Neighbours:
    """The addresses of what to review before and after it, "" where there is nothing, also once it is decided."""
    keys = waiting_keys(user) if decides(user) else []
    mine = (Kind.of(declared), declared.pk)
    others = [key for key in keys if key != mine]
    place = keys.index(mine) if mine in keys else 0
    pair = (keys[place - 1] if mine in keys and place else None, others[place % len(others)] if others else None)
    found = {(Kind.of(each), each.pk): address("review", each) for each in _loaded(filter(None, pair))}
    previous, following = (found.get(key, "") if key else "" for key in pair)
    return Neighbours(previous, following, len(keys))


def _loaded(keys: Iterable[Key]) -> Iterator[Any]:
    wanted = list(keys)
    for kind in Kind:
        if pks := [pk for each, pk in wanted if each is kind]:
            yield from kind.model.objects.filter(pk__in=pks).select_related("department")


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One row of the inbox."""

    declared: Any
    kind: Kind
    since: datetime
    judged: Judged
    open_threads: int
    returned: bool
    refused: tuple[str, ...]
    verbs: frozenset[Verb]

    @property
    def title(self) -> str:
        """What it is called."""
        return title(self.declared)

    @property
    def address(self) -> str:
        """Where it is reviewed."""
        return address("review", self.declared)

    @property
    def ticket(self) -> str:
        """What a page sends to say which row it means and in which version it was shown."""
        return f"{self.kind}:{self.declared.pk}:{self.declared.version}"

    @property
    def days(self) -> int:
        """For how many days it has waited."""
        return (timezone.localdate() - timezone.localtime(self.since).date()).days

    @property
    def edition(self) -> int | None:
        """The number of the edition it adjusts; ``None`` where none is in force."""
        return self.declared.edition_in_force.number if self.declared.edition_in_force else None


def waiting_rows(keys: Sequence[Key], user: Any) -> list[WaitingRow]:
    """The rows of a page, with what the rules find in each. The number of queries does not depend on how many."""
    found = {(kind, each.pk): each for kind in Kind for each in _with_all(kind, keys)}
    there = [found[key] for key in keys if key in found]
    contents = {id(each): contents_of(each) for each in there}
    findings = findings_of_many([(each, contents[id(each)]) for each in there], user)
    steps = _steps(keys)
    rows = []
    for declared, found_in in zip(there, findings, strict=True):
        kind = Kind.of(declared)
        taken = steps.get((kind, declared.pk), [])
        verdict = judged(contents[id(declared)], found_in, declared.kept.all())
        still = sum(thread.resolved_at is None for thread in declared.threads.all())
        returned = last_return(taken) is not None
        refused = tuple(own_work(declared, user, endorser_in(taken)))
        verbs = open_verbs(declared, user)
        rows.append(WaitingRow(declared, kind, _since(declared, taken), verdict, still, returned, refused, verbs))
    return rows


def _with_all(kind: Kind, keys: Sequence[Key]) -> Any:
    pks = [pk for each, pk in keys if each is kind]
    rows: Any = kind.model.objects.filter(pk__in=pks)
    rows = rows.with_tables() if kind is Kind.PROJECT else rows.with_rows()
    related = ("submitted_by", "edition_in_force")
    return rows.select_related(*related).prefetch_related("kept", "threads", "fiscal_year__months") if pks else ()


def _steps(keys: Sequence[Key]) -> dict[Key, list[HistoryEntry]]:
    """The way of each through review so far, the oldest step first; what was submitted is left out."""
    pks = {kind: [pk for each, pk in keys if each is kind] for kind in Kind}
    asked = Q(kind=Kind.PROJECT, key__in=pks[Kind.PROJECT]) | Q(kind=Kind.TARGET, key__in=pks[Kind.TARGET])
    steps: dict[Key, list[HistoryEntry]] = {}
    for entry in HistoryEntry.objects.filter(asked, verb__in=STEPS).defer("content", "changes").order_by("pk"):
        steps.setdefault((Kind(entry.kind), entry.key), []).append(entry)
    return steps


def endorser_in(steps: Sequence[HistoryEntry]) -> int | None:
    """The key of who endorsed it last, on its way through review."""
    return next((step.actor_id for step in reversed(steps) if step.verb == Verb.ENDORSED), None)


def _since(declared: Project | DepartmentTarget, steps: Sequence[HistoryEntry]) -> datetime:
    """Since when it waits: for the finance office, since a head endorsed it."""
    endorsed = [step.at for step in steps if step.verb == Verb.ENDORSED]
    if declared.status == Status.ENDORSED and endorsed:
        return endorsed[-1]
    return declared.submitted_at or declared.updated_at
