"""What an editing page sends, before it is understood: texts of single fields, and of rows in their order.

Nothing is judged here, so that whatever was typed can come back on the page. Rows are numbered in names as formsets
number them, ``indicators-3-value``; gaps close and the order of the numbers is the order of the rows.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

Texts = dict[str, str]
"""The texts of one row, or of the fields that stand alone, by field."""

MOST_ROWS = 1000
"""Rows of one list that are taken; what would be sent beyond is no target table."""

_ROW = re.compile(r"([a-z]+)-([0-9]{1,4})-([a-z]+)")
_ACTION = re.compile(r"(add|copy|remove|up|down|place):([a-z]+)(?::([0-9]{1,9}))?")


class TooManyRowsError(ValueError):
    """More rows than any target table has. ``str()`` says so to the user."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A table's texts as they were typed."""

    head: Texts
    lists: dict[str, list[Texts]]

    @classmethod
    def sent(cls, data: Mapping[str, str], lists: tuple[str, ...]) -> Self:
        """Sort what a page sent; names of other lists and shapes are left in the head, which ignores them.

        ``take`` of the page is a suggestion taken: ``indicators-3-value=≥95%`` is typed into that field.

        :raises TooManyRowsError: when a list is longer than ``MOST_ROWS``.
        """
        head: Texts = {}
        rows: dict[str, dict[int, Texts]] = {name: {} for name in lists}
        name, _, suggestion = data.get("take", "").partition("=")
        taken = {name: suggestion} if name in data else {}
        for name, text in {**data, **taken}.items():
            found = _ROW.fullmatch(name)
            if found and found[1] in rows:
                rows[found[1]].setdefault(int(found[2]), {})[found[3]] = text
            else:
                head[name] = text
        if any(len(numbered) > MOST_ROWS for numbered in rows.values()):
            raise TooManyRowsError(f"一个列表最多 {MOST_ROWS} 行，请删减后再保存。")
        return cls(head, {name: [numbered[row] for row in sorted(numbered)] for name, numbered in rows.items()})

    def acted(self, action: str, order: Sequence[str] = ()) -> Self:
        """The texts after a button of the page: ``up:indicators:3``, ``add:indicators:12`` (a category); else the same.

        ``place`` puts a row where the cells of the category chosen for it merge: behind the last row of that category
        or, for its first one, where ``order`` (the categories of the framework) wants it.
        """
        found = _ACTION.fullmatch(action)
        if not found or found[2] not in self.lists:
            return self
        verb, name, number = found[1], found[2], int(found[3] or -1)
        rows = list(self.lists[name])
        if verb == "add":
            rows.append({"category": str(number)} if found[3] else {})
            _place(rows, len(rows) - 1, order)
        elif 0 <= number < len(rows):
            _ACTIONS[verb](rows, number, order)
        return type(self)(self.head, self.lists | {name: rows})


def _copy(rows: list[Texts], number: int, _order: Sequence[str]) -> None:
    rows.insert(number + 1, dict(rows[number]))


def _remove(rows: list[Texts], number: int, _order: Sequence[str]) -> None:
    del rows[number]


def _up(rows: list[Texts], number: int, _order: Sequence[str]) -> None:
    if number:
        _step(rows, number, number - 1)


def _down(rows: list[Texts], number: int, _order: Sequence[str]) -> None:
    if number + 1 < len(rows):
        _step(rows, number, number + 1)


def _step(rows: list[Texts], number: int, to: int) -> None:
    """One step; at the edge of a category a row goes over into the next one, and stays where it stands."""
    if "category" in rows[number] and rows[to].get("category") != rows[number]["category"]:
        rows[number] = rows[number] | {"category": rows[to].get("category", "")}
    else:
        rows.insert(to, rows.pop(number))


def _place(rows: list[Texts], number: int, order: Sequence[str]) -> None:
    row = rows.pop(number)
    category = row.get("category", "")
    same = [place for place, other in enumerate(rows) if other.get("category", "") == category]
    ahead = order[: order.index(category) + 1] if category in order else order
    later = [place for place, other in enumerate(rows) if other.get("category", "") not in ahead]
    rows.insert(same[-1] + 1 if same else min(later, default=len(rows)), row)


_ACTIONS: dict[str, Callable[[list[Texts], int, Sequence[str]], None]] = {
    "copy": _copy,
    "remove": _remove,
    "up": _up,
    "down": _down,
    "place": _place,
}
