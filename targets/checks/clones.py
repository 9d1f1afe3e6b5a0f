"""Goal sentences that several projects of a unit share: an index of them, built once for all its tables."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from indicators.text import fold
from targets.checks.engine import Context
from targets.declaration import Declaration

_COMPARED = 20
"""How many near texts are looked at: a hundred that begin alike need not all be."""

Owner = tuple[str, str]
"""By what one project is known again among others: its code, or its name while it has none."""


class Clone(NamedTuple):
    """A goal of another project, the same (``exactly``) or nearly so, and the name of that project."""

    exactly: bool
    name: str


class ClonedGoals:
    """The goals of a unit's tables, by what they say and by how they begin and end.

    Building it costs the number of goals and a look-up costs about the same however many there are: of equal goals two
    owners are enough, as one of them is not the project that asks, and of near ones only some are compared.
    """

    def __init__(self, context: Context) -> None:
        self.length, self.share = context.settings.clone_length, context.settings.clone_share
        self._owners: dict[tuple[int, str], dict[Owner, str]] = {}
        self._near: dict[tuple[int, str, str], dict[Owner, list[str]]] = {}
        for table in context.others:
            for goal in table.goals:
                self._add(core(goal), table)

    def find(self, goal: str, of: Declaration) -> Clone | None:
        """The same goal of another project of the year, or else one nearly the same."""
        said, own = core(goal), _owner(of)
        if len(said) < self.length:
            return None
        if name := self._name(of.year, said, own):
            return Clone(True, name[0])
        for key in _keys(of.year, said):
            for other in islice(self._of_others(key, own), _COMPARED):
                if _digits(said) == _digits(other) and _likeness(said, other) >= self.share:
                    return Clone(False, *self._name(of.year, other, own))
        return None

    def _add(self, said: str, table: Declaration) -> None:
        owners, owner = self._owners.setdefault((table.year, said), {}), _owner(table)
        if len(said) < self.length or len(owners) == 2 or owner in owners:
            return
        owners[owner] = table.name
        for key in _keys(table.year, said):
            self._near.setdefault(key, {}).setdefault(owner, []).append(said)

    def _name(self, year: int, said: str, own: Owner) -> tuple[str, ...]:
        """The name of the first other project that has this goal, or nothing."""
        owners = self._owners.get((year, said), {})
        return tuple(islice((name for owner, name in owners.items() if owner != own), 1))

    def _of_others(self, key: tuple[int, str, str], own: Owner) -> Iterator[str]:
        """The goals of this beginning or end that others have, each once."""
        seen = set()
        for owner, goals in self._near.get(key, {}).items():
            for said in goals if owner != own else ():
                if said not in seen:
                    seen.add(said)
                    yield said


@lru_cache(maxsize=4096)
def core(text: str) -> str:
    """What is compared of a text: folded, in small letters, without punctuation and white space."""
    return "".join(filter(str.isalnum, fold(text).casefold()))


def _owner(table: Declaration) -> Owner:
    return ("code", table.code) if table.code else ("name", table.name)


def _keys(year: int, said: str) -> tuple[tuple[int, str, str], tuple[int, str, str]]:
    return (year, "begins", said[:8]), (year, "ends", said[-8:])


def _digits(said: str) -> str:
    """Other numbers make another goal: 支持12个社区 is no clone of 支持5个社区."""
    return "".join(filter(str.isdecimal, said))


def _likeness(one: str, other: str) -> float:
    """The share of pairs of characters in common, 0 to 1, where one text is the other with words put in at one place.

    Words put in the place of others (东街社区, 西街社区) make a goal the project's own: 0.
    """
    ours, theirs = _pairs(one), _pairs(other)
    if min(len(ours - theirs), len(theirs - ours)) > 1:
        return 0
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))


@lru_cache(maxsize=4096)
def _pairs(said: str) -> frozenset[str]:
    return frozenset(said[start : start + 2] for start in range(len(said) - 1))
