"""Two people changed one document: what each did to it, and the document that both would have made.

A pure function of three Declarations (or DepartmentDeclarations): the ``base`` both began from, ``mine`` that is to be
saved, and ``theirs`` that was saved meanwhile. Rows are recognised as in the list of changes (``targets.diff``), column
by column; what only one side changed is taken from it, and where both did, people choose. Whose document it is (year
and unit) is not theirs to change here: that is as in ``theirs``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from targets.diff import FIELDS, HEAD, LISTS, Document, Rows, printed
from targets.versions import Side, Slot, Versions, recognise

SIDES: tuple[Side, Side] = ("mine", "theirs")
_SAID = {"mine": "您", "theirs": "对方"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the two differ.

    ``key`` names the place for a form to send back: ``name``, ``funds.fiscal``, ``checkpoints.3`` (by month),
    ``goals.2``, ``indicators.7.value`` (rows by their index in ``base``), ``indicators.7`` (whether the row is there),
    ``indicators.mine3`` and ``indicators.theirs3`` (rows that came, by their index there), ``indicators.order``. It
    holds as long as ``base`` and ``mine`` are the same, whatever becomes of ``theirs`` (but for rows that came there).

    ``label`` names the place as the form does; ``base``, ``mine`` and ``theirs`` are as printed (amounts in 万元), ""
    where blank or absent. In a conflict both sides changed the place, each in its way. ``preferred`` is the side that
    changed it: ``mine`` in a conflict, but for the order of rows, where it is ``theirs`` once they changed it. ``said``
    tells in words what became of a row or of the order; "" otherwise.
    """

    key: str
    label: str
    base: str
    mine: str
    theirs: str
    is_conflict: bool
    preferred: Side
    said: str = ""


@dataclass(frozen=True, slots=True)
class _Cell:
    """One choice: a place, or several that only make sense together."""

    key: str
    label: str
    places: tuple[str, ...]

    def text(self, row: Any) -> str:
        """As printed; "" for a row that is absent."""
        texts = [] if row is None else [printed(row, where) for where in self.places]
        return " › ".join(texts) if any(texts) else ""

    def key_in(self, slot: Slot) -> str:
        return f"{slot.key}.{self.key}" if self.key else slot.key


_CATEGORY = _Cell("category", "一级、二级指标", ("level_one", "level_two"))
"""Chosen apart, the two levels could make a category that no framework has."""


def differences(base: Document, mine: Document, theirs: Document) -> tuple[Difference, ...]:
    """Every place where ``mine`` and ``theirs`` differ, in the order of the form; none when they print the same.

    :raises TypeError: when they are not of one kind.
    """
    if len({type(base), type(mine), type(theirs)}) > 1:
        raise TypeError("a project's table cannot be merged with a department's target")
    found = [each for cell in _fields(theirs) for each in _compare(cell, base, mine, theirs)]
    for versions in _lists(base, mine, theirs):
        found += _compare_rows(versions)
    return tuple(found)


def resolve(base: Document, mine: Document, theirs: Document, choices: Mapping[str, str]) -> Document:
    """The merged document: each place as chosen (``{"funds.fiscal": "theirs"}``), otherwise as preferred.

    Unknown keys and choices are ignored. With ``mine`` chosen everywhere it is ``mine`` (of their year and unit), with
    ``theirs`` everywhere ``theirs``. Rows that either side added stay behind the one they followed.

    :raises TypeError: when they are not of one kind.
    """
    taken: dict[str, str] = {each.key: each.preferred for each in differences(base, mine, theirs)}
    taken |= {key: side for key, side in choices.items() if key in taken and side in SIDES}
    merged = _merge(mine, theirs, [cell for cell in _fields(theirs) if taken.get(cell.key) == "mine"])
    lists = {}
    for versions in _lists(base, mine, theirs):
        field, cells = versions.rows.field, _cells(versions.rows)
        order: Side = "theirs" if taken.get(f"{field}.order") == "theirs" else "mine"
        kept = (_merge_row(cells, slot, taken) for slot in versions.in_order(order))
        lists[field] = tuple(row for row in kept if row is not None)
    result: Document = merged.model_copy(update=lists)
    return result


def _fields(document: Document) -> list[_Cell]:
    return [_Cell(where, label, (where,)) for where, label in FIELDS[type(document)] if (where, label) not in HEAD]


def _cells(rows: Rows) -> list[_Cell]:
    cells = (
        _CATEGORY if where in _CATEGORY.places else _Cell(where if len(rows.columns) > 1 else "", label, (where,))
        for where, label in rows.columns
    )
    return list(dict.fromkeys(cells))


def _lists(base: Document, mine: Document, theirs: Document) -> Iterator[Versions]:
    for rows in LISTS[type(theirs)]:
        yield recognise(rows, *(getattr(document, rows.field) for document in (base, mine, theirs)))


def _compare(cell: _Cell, base: Any, mine: Any, theirs: Any, slot: Slot | None = None) -> Iterator[Difference]:
    before, here, there = (cell.text(version) for version in (base, mine, theirs))
    if here != there:
        key = cell.key if slot is None else cell.key_in(slot)
        label = " › ".join(filter(None, ("" if slot is None else slot.label, cell.label)))
        preferred: Side = "theirs" if here == before else "mine"
        yield Difference(key, label, before, here, there, before not in (here, there), preferred)


def _compare_rows(versions: Versions) -> Iterator[Difference]:
    cells = _cells(versions.rows)
    for slot in versions.in_order("mine"):
        if slot.is_shared:
            for cell in cells:
                yield from _compare(cell, slot.base, slot.mine, slot.theirs, slot)
        else:
            yield _presence(versions.rows, slot)
    yield from _compare_order(versions)


def _presence(rows: Rows, slot: Slot) -> Difference:
    """A row that only one side has."""
    there: Side = "mine" if slot.theirs is None else "theirs"
    gone: Side = "theirs" if slot.theirs is None else "mine"
    left = slot.mine if slot.theirs is None else slot.theirs
    if slot.base is None:
        is_conflict, preferred, said = False, there, f"{_SAID[there]}新增了这一行"
    else:
        is_conflict = any(cell.text(left) != cell.text(slot.base) for cell in _cells(rows))
        preferred = "mine" if is_conflict else gone
        said = f"{_SAID[gone]}删除了这一行" + (f"，{_SAID[there]}作了修改" if is_conflict else "")
    before, here, there_now = (_content(rows, slot, version) for version in (slot.base, slot.mine, slot.theirs))
    return Difference(slot.key, slot.label, before, here, there_now, is_conflict, preferred, said)


def _content(rows: Rows, slot: Slot, row: Any) -> str:
    """What the row says, with its name where that is not the one it goes by."""
    if row is None:
        return ""
    renamed = slot.base is not None and rows.name(row) != rows.name(slot.base)
    return f"{rows.name(row)}；{rows.content(row)}" if renamed else rows.content(row)


def _compare_order(versions: Versions) -> Iterator[Difference]:
    """Whether rows that both sides have stand in another order."""
    rows = versions.rows
    before, here, there = (
        [slot for slot in order if slot.is_shared] for order in (versions.base, versions.mine, versions.theirs)
    )
    moved = [at for at, (one, other) in enumerate(zip(here, there, strict=True)) if one is not other]
    if not moved:
        return
    by_me, by_them = ([slot for slot in order if slot.base is not None] != before for order in (here, there))
    among = set(here[moved[0] : moved[-1] + 1])

    def told(order: list[Slot]) -> str:
        return "、".join(f"{slot.number}.{rows.short(slot.mine)}" for slot in order if slot in among)

    who = "双方都" if by_me == by_them else "您" if by_me else "对方"
    yield Difference(
        key=f"{rows.field}.order",
        label=f"{rows.label} › 顺序",
        base=told(before),
        mine=told(here),
        theirs=told(there),
        is_conflict=by_me == by_them,
        preferred="theirs" if by_them else "mine",
        said=f"{who}调整了顺序",
    )


def _merge_row(cells: Sequence[_Cell], slot: Slot, taken: Mapping[str, str]) -> Any:
    """The row, or ``None`` when it is to go."""
    if not slot.is_shared:
        return slot.mine if taken[slot.key] == "mine" else slot.theirs
    return _merge(slot.mine, slot.theirs, [cell for cell in cells if taken.get(cell.key_in(slot)) == "mine"])


def _merge(mine: Any, theirs: Any, cells: Sequence[_Cell]) -> Any:
    """``theirs``, which is stored already, with these of mine."""
    for cell in cells:
        for where in cell.places:
            theirs = _taking(theirs, mine, where)
    return theirs


def _taking(row: Any, source: Any, where: str) -> Any:
    """The row with what ``source`` has at ``where``."""
    if not where:
        return source
    name, _, rest = where.partition(".")
    return row.model_copy(update={name: _taking(getattr(row, name), getattr(source, name), rest)})
