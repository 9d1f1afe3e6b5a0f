"""A target table carried into another year: its texts, its plan, its categories. Pure functions of Declarations.

The amounts come along; the project code does not, for codes are unique and issued year by year.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from indicators.target_value import TargetValue
from targets.declaration import Checkpoint, Declaration, DepartmentDeclaration, Indicator, Unit

Pair = tuple[str, str]
"""The names of a level-one and a level-two category."""

_TEXTS: dict[type, tuple[str, ...]] = {
    Declaration: ("name", "purpose", "goals", "indicators"),
    DepartmentDeclaration: ("lead", "goals", "items", "safeguards"),
    Indicator: ("name", "description", "value", "basis"),
}


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a table goes: the year, the unit, the plan's months, and how the year's framework names each category.

    A category whose place is ``None``, or that has none, is left out with its rows. ``order`` counts the framework's
    own categories: rows that moved to another level one stand with their like.
    """

    year: int
    unit: Unit
    months: tuple[int, ...]
    places: Mapping[Pair, Pair | None]
    order: Mapping[Pair, int]


def texts_of(declared: Any) -> Iterator[str]:
    """Everything a person wrote in words, value texts included, in the order of the form."""
    if isinstance(declared, str):
        yield declared
    elif isinstance(declared, TargetValue):
        yield declared.text
    elif isinstance(declared, tuple):
        for row in declared:
            yield from texts_of(row)
    else:
        for name in _TEXTS.get(type(declared), type(declared).model_fields):
            yield from texts_of(getattr(declared, name))


def with_texts(declared: Any, change: Callable[[str], str]) -> Any:
    """The same with ``change`` done to everything :func:`texts_of` tells; a changed value is read anew."""
    if isinstance(declared, str):
        return change(declared)
    if isinstance(declared, TargetValue):
        text = change(declared.text)
        return declared if text == declared.text else TargetValue.parse(text)
    if isinstance(declared, tuple):
        return tuple(with_texts(row, change) for row in declared)
    names = _TEXTS.get(type(declared), type(declared).model_fields)
    return declared.model_copy(update={name: with_texts(getattr(declared, name), change) for name in names})


def carried(table: Declaration, to: Destination, change: Callable[[str], str] = str) -> Declaration:
    """The table in another year, without code and number. An amount whose month the year does not have is left out."""
    amounts = {row.month: row.amount for row in table.checkpoints}
    placed = [(to.places.get(pair_of(row)), row) for row in table.indicators]
    kept = [(place, row) for place, row in placed if place is not None]
    if any(place[0] != row.level_one for place, row in kept):
        kept.sort(key=lambda each: to.order[each[0]])
    rows = tuple(row.model_copy(update={"level_one": one, "level_two": two}) for (one, two), row in kept)
    there = {
        "year": to.year,
        "unit": to.unit,
        "number": None,
        "code": "",
        "checkpoints": tuple(Checkpoint(month=month, amount=amounts.get(month)) for month in to.months),
        "indicators": rows,
    }
    copy: Declaration = with_texts(table.model_copy(update=there), change)
    return copy


def blank(name: str, to: Destination, indicators: Iterable[Indicator] = ()) -> Declaration:
    """A new table with an empty plan and these indicators."""
    plan = tuple(Checkpoint(month=month) for month in to.months)
    return Declaration(year=to.year, unit=to.unit, code="", name=name, checkpoints=plan, indicators=tuple(indicators))


def pair_of(row: Indicator) -> Pair:
    """The category an indicator stands under, by its names."""
    return row.level_one, row.level_two
