"""Where the headings of a flat table stand: by their names, in any order, in one row or in two."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from targets.readers import shorten
from targets.readers.flat_columns import Heading, is_group, read_heading, says_nothing
from targets.readers.grid import number_of
from targets.readers.landmarks import LEFT_OUT, year_of
from targets.readers.text_cells import Problems, squeeze
from targets.readers.xlsx_sheets import Sheet

_MONEY = re.compile(r"单位:(.+?元)")
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


def read_above(sheet: Sheet, header: Header, part: int, year: int, problems: Problems, notes: Problems) -> None:
    """What stands above the headings: the unit of money and the year, which must be ours; the rest is noted."""
    for row in range(header.first):
        for column, text in enumerate(sheet.rows[row]):
            line = number_of(part, row + 1, column + 1)
            money = _MONEY.search(squeeze(text))
            if money and money[1] != "万元":
                problems.add(line, "“单位：万元”", text)
            elif (said := year_of(text)) and said != year:
                problems.add(line, f"所选的预算年度 {year}", text)
            elif text.strip() and not money and not said:
                notes.say(line, f"表头之上的“{shorten(text)}”没有读取")


def unknown_columns(sheet: Sheet, header: Header, part: int, notes: Problems) -> list[int]:
    """The columns that say nobody knows what; those that a declaration has no room for (分值, 备注) are noted."""
    unknown = []
    for column, text in enumerate(sheet.rows[header.last]):
        head = squeeze(text)
        if column in header.known or says_nothing(text):
            continue
        if head not in LEFT_OUT:
            unknown.append(column)
        elif filled := [at for at, row in enumerate(sheet.rows) if at > header.last and row[column].strip()]:
            sentence = f"“{head}”一列的内容没有导入（绩效目标表中没有这一栏）"
            notes.say(number_of(part, filled[0] + 1, column + 1), sentence)
    return unknown
