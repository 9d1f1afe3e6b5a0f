"""Where the headings of a flat table stand: by their names, in any order, in one row or in two."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from targets.readers.flat_columns import Heading, is_group, read_heading
from targets.readers.xlsx_sheets import Sheet

_WITHIN = 30
"""Rows from the top in which the headings must stand."""

_FEWEST = 4
"""Known headings in a row that make it the header."""


@dataclass(slots=True)
class Header:
    """Where the headings stand: the last of their rows, and the columns of each key (several for goals)."""

    first: int
    last: int
    columns: dict[str, list[int]] = field(default_factory=dict)
    months: dict[int, int] = field(default_factory=dict)
    known: set[int] = field(default_factory=set)


def find_header(sheet: Sheet) -> Header | None:
    """The header of a flat table; ``None`` when the sheet holds none."""
    for at, row in enumerate(sheet.rows[:_WITHIN]):
        below = sheet.rows[at + 1] if at + 1 < len(sheet.rows) else [""] * len(row)
        headings = [read_heading(cell) if cell else None for cell in row]
        keys = {heading.column.key for heading in headings if heading}
        if not keys & {"code", "name"}:
            continue
        header = _header(at, row, headings, below)
        is_list = {"indicator", "level_one", "level_two"} & set(header.columns)
        if len(header.columns) >= (_FEWEST if is_list else _FEWEST + 2):
            return header
    return None


def _header(at: int, row: Sequence[str], headings: Sequence[Heading | None], below: Sequence[str]) -> Header:
    """The headings of a row, and those below it under a heading of several columns."""
    header = Header(at, at)
    in_group = False
    for column, heading in enumerate(headings):
        if row[column].strip():
            in_group = is_group(row[column])
        if in_group and (lower := read_heading(below[column])):
            heading, header.last = lower, at + 1
        if heading:
            header.known.add(column)
            header.columns.setdefault(heading.column.key, []).append(column)
            if heading.month:
                header.months.setdefault(heading.month, column)
    return header
