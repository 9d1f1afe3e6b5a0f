"""The places of a declaration that can be commented on, and where a comment thread stands after rows moved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from targets.checks.edits import dotted, steps
from targets.checks.engine import Path
from targets.checks.places import label
from targets.declaration import Declaration, DepartmentDeclaration
from targets.diff import FIELDS, HEAD, LISTS, Rows, origins, printed
from targets.models import HistoryEntry, Thread, Verb

_UNSAID = {"number", *(where for where, _ in HEAD)}
"""What nobody types, and so nobody comments on."""
Content = Declaration | DepartmentDeclaration


@dataclass(frozen=True, slots=True)
class Place:
    """A cell, a whole list or the whole table: its path, its name in the form's words, and what stands there."""

    path: Path
    label: str
    text: str

    @property
    def key(self) -> str:
        """The path as a page sends it: ``indicators.3.value``; "" is the whole table."""
        return dotted(self.path)


@dataclass(frozen=True, slots=True)
class PlacedThread:
    """A thread and where it stands by now; ``place`` is ``None`` when its row is gone."""

    thread: Thread
    place: Place | None

    @property
    def field(self) -> str:
        """The name of the field in which an answer to it is typed."""
        return f"answer-{self.thread.pk}"

    @property
    def changed(self) -> bool:
        """Whether what was commented on reads differently by now."""
        return self.place is not None and self.place.text != self.thread.quoted


def places(content: Content) -> dict[str, Place]:
    """Every place that can be commented on, by its key, in the order of the form."""
    paths: list[Path] = [()]
    paths += [tuple(where.split(".")) for where, _ in FIELDS[type(content)] if where not in _UNSAID]
    for rows in LISTS[type(content)]:
        paths.append((rows.field,))
        for index in range(len(getattr(content, rows.field))):
            paths += [(rows.field, index, *filter(None, [where])) for where, _ in rows.columns]
    if isinstance(content, Declaration):
        paths.insert(paths.index(("funds", "fiscal")), ("funds",))
    return {dotted(path): Place(path, label(content, path), _text(content, path)) for path in paths}


def _text(content: Content, path: Path) -> str:
    """What stands there, as printed; a whole list or table quotes nothing."""
    match path:
        case ("funds",):
            return printed(content, "funds.budget")
        case ("goals", int(row)):
            return content.goals[row]
        case (str(field), int(row), str(column)):
            return printed(getattr(content, field)[row], column)
        case () | ("checkpoints" | "goals" | "indicators" | "items" | "safeguards",):
            return ""
    return printed(content, dotted(path))


@dataclass(frozen=True)
class _Version:
    """A declaration as it was once, its places found when first asked for: threads are many, versions few."""

    content: Content

    @cached_property
    def places(self) -> dict[str, Place]:
        return places(self.content)

    def rows(self, field: str) -> Sequence[Any]:
        rows: Sequence[Any] = getattr(self.content, field)
        return rows


def placed(threads: Iterable[Thread], content: Content, submissions: Sequence[HistoryEntry]) -> list[PlacedThread]:
    """Where each thread stands now, in the order of the form, those whose row is gone last.

    :param threads: with their comments.
    :param submissions: what was submitted, the oldest first: a row is followed from one to the next, up to now.
    """
    threads = list(threads)
    if not threads:
        return []
    now = _Version(content)
    read = [(entry.at, _Version(type(content).from_json(entry.content))) for entry in submissions if entry.content]
    found = []
    for thread in threads:
        begun = next(iter(thread.comments.all())).written_at
        earlier = [version for at, version in read if at <= begun][-1:]
        later = [version for at, version in read if at > begun]
        path = _followed(thread, [*earlier, *later, now])
        found.append(PlacedThread(thread, None if path is None else now.places.get(dotted(path))))
    order = {key: number for number, key in enumerate(now.places)}
    return sorted(found, key=lambda each: order[each.place.key] if each.place else len(order))


def submissions_of(declared: Any) -> list[HistoryEntry]:
    """What was ever submitted of it, the oldest first."""
    return list(HistoryEntry.objects.of(declared).filter(verb=Verb.SUBMITTED).order_by("pk"))


def _followed(thread: Thread, versions: Sequence[_Version]) -> Path | None:
    """The path of a thread in the last of the versions."""
    path = () if not thread.path else steps(thread.path)
    match path:
        case (str(field), int(row), *column):
            rows = next(each for each in LISTS[type(versions[-1].content)] if each.field == field)
        case _:
            return path
    begun = versions[0].places.get(thread.path)
    if len(versions) > 1 and begun and (begun.label, begun.text) == (thread.place, thread.quoted):
        found = _by_rows(versions, rows, row)
    else:
        found = _by_words(thread, versions[-1], rows, column)  # it began while a draft was typed, which nothing keeps
    return None if found is None else (field, found, *column)


def _by_rows(versions: Sequence[_Version], rows: Rows, row: int) -> int | None:
    for old, new in pairwise(versions):
        now = {was: here for here, was in origins(old.rows(rows.field), new.rows(rows.field), rows).items()}
        if row not in now:
            return None
        row = now[row]
    return row


def _by_words(thread: Thread, version: _Version, rows: Rows, column: list[str | int]) -> int | None:
    """The row that is called so and says so; else the one that is called so, or where names do not tell, says so."""
    said = [
        (place.path[1], place.label, place.text)
        for place in version.places.values()
        if place.path[:1] == (rows.field,) and list(place.path[2:]) == column and len(place.path) > 1
    ]
    named = [(row, text) for row, name, text in said if name == thread.place]
    quoting = [row for row, _, text in said if text == thread.quoted]
    exact = [row for row, text in named if text == thread.quoted]
    candidates = exact or (quoting if rows.field == "goals" else [row for row, _ in named])
    return next((row for row in candidates if isinstance(row, int)), None)
