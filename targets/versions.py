"""The rows of one list in three versions of a document, recognised in all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from targets.diff import Rows, origins

Side = Literal["mine", "theirs"]
Place = tuple[int | None, int | None, int | None]
"""A row's index in ``base``, ``mine`` and ``theirs``; ``None`` where it is absent."""


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """One row in its three versions, ``None`` where it is absent.

    ``key`` names it for a form: ``goals.2`` by its index in ``base``, ``goals.mine2`` or ``goals.theirs2`` where it
    came in, ``checkpoints.3`` by its month. ``label`` names it for people; ``number`` is where I see it, from 1.
    """

    key: str
    label: str
    number: int
    base: Any
    mine: Any
    theirs: Any

    @property
    def is_shared(self) -> bool:
        """Whether both sides have it."""
        return self.mine is not None and self.theirs is not None


@dataclass(frozen=True, slots=True)
class Versions:
    """The rows that each version of a list has, in its order."""

    rows: Rows
    base: tuple[Slot, ...]
    mine: tuple[Slot, ...]
    theirs: tuple[Slot, ...]

    def in_order(self, side: Side) -> list[Slot]:
        """Every row of either side: this side's in its order, each of the other's after the one it followed."""
        main, other = (self.mine, self.theirs) if side == "mine" else (self.theirs, self.mine)
        followers: dict[Slot | None, list[Slot]] = {slot: [] for slot in (None, *main)}
        known, last = set(main), None
        for slot in other:
            if slot in known:
                last = slot
            else:
                followers[last].append(slot)
        return [*followers[None], *(row for slot in main for row in (slot, *followers[slot]))]


def recognise(rows: Rows, base: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any]) -> Versions:
    """Rows are the same by the one of ``base`` they come from; those that both sides added, by what they say."""
    documents, taken = (base, mine, theirs), set[str]()
    slots: dict[Place, Slot] = {}
    for place in _places(rows, *documents):
        versions = [None if at is None else document[at] for document, at in zip(documents, place, strict=True)]
        origin, at, row = next(
            (name, at, row)
            for name, at, row in zip(("", "mine", "theirs"), place, versions, strict=True)
            if at is not None
        )
        name = f"{origin}{at}"
        key = name if rows.by_place else str(rows.keys[0](row))
        key = f"{key}-{name}" if key in taken else key  # a month twice
        taken.add(key)
        number = 1 + (at if place[1] is None else place[1])
        slots[place] = Slot(f"{rows.field}.{key}", rows.place(row, at), number, *versions)

    def ordered(side: int) -> tuple[Slot, ...]:
        found = {at: slot for place, slot in slots.items() if (at := place[side]) is not None}
        return tuple(found[at] for at in sorted(found))

    return Versions(rows, ordered(0), ordered(1), ordered(2))


def _places(rows: Rows, base: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any]) -> list[Place]:
    in_mine = {was: now for now, was in origins(base, mine, rows).items()}
    in_theirs = {was: now for now, was in origins(base, theirs, rows).items()}
    added = sorted(set(range(len(mine))) - set(in_mine.values()))
    added_there = sorted(set(range(len(theirs))) - set(in_theirs.values()))
    # Where two people each add a row at the same place, these are two rows.
    alike = origins([mine[at] for at in added], [theirs[at] for at in added_there], replace(rows, by_place=False))
    twins = {added[here]: added_there[there] for there, here in alike.items()}
    return [
        *((at, in_mine.get(at), in_theirs.get(at)) for at in range(len(base))),
        *((None, at, twins.get(at)) for at in added),
        *((None, None, at) for at in sorted(set(added_there) - set(twins.values()))),
    ]
