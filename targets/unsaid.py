"""What a file has no place for stays as it is stored: who leaves out a column does not ask to empty its texts."""

from collections import defaultdict
from collections.abc import Set as AbstractSet
from typing import Any

from targets.declaration import Declaration, Indicator

_WHOLE = ("number", "purpose", "goals", "checkpoints")
_OF_FUNDS = ("fiscal", "other")
_OF_INDICATOR = ("description", "basis")


def keep_unsaid(table: Declaration, stored: Declaration, lacking: AbstractSet[str]) -> Declaration:
    """The table with what it lacks (``purpose``, ``funds.other``, ``indicators.basis`` …) as it is stored.

    An indicator keeps what the stored one of its name and categories says; of several alike the first the first's.
    """
    if not lacking:
        return table
    kept: dict[str, Any] = {name: getattr(stored, name) for name in _WHOLE if name in lacking}
    if funds := {name: getattr(stored.funds, name) for name in _OF_FUNDS if f"funds.{name}" in lacking}:
        kept["funds"] = table.funds.model_copy(update=funds)
    if columns := [name for name in _OF_INDICATOR if f"indicators.{name}" in lacking]:
        alike: dict[tuple[str, str, str], list[Indicator]] = defaultdict(list)
        for row in reversed(stored.indicators):
            alike[_named(row)].append(row)
        rows = []
        for row in table.indicators:
            known = alike[_named(row)]
            of_stored = known.pop() if known else row
            rows.append(row.model_copy(update={name: getattr(of_stored, name) for name in columns}))
        kept["indicators"] = tuple(rows)
    return table.model_copy(update=kept)


def _named(row: Indicator) -> tuple[str, str, str]:
    return row.level_one, row.level_two, row.name
