"""Recognise the official form (项目绩效目标表) in the rows of a file: tables of Word, sheets of Excel, text between.

A form begins with the row that holds 项目编码 and the title and unit line above it, inside or outside of its table; it
goes on, over as many tables as there are, to the next. Nothing is dropped: a cell that is neither content nor known
decoration is a Problem that quotes it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, zip_longest

from targets.declaration import Unit
from targets.readers import shorten
from targets.readers.form_parts import FormReader
from targets.readers.grid import Row
from targets.readers.landmarks import (
    CODE,
    SECTIONS,
    found_in,
    is_decoration,
    is_title,
    section_of_row,
)
from targets.readers.project_table import Table
from targets.readers.text_cells import Problems, squeeze
from targets.readers.unit_line import is_unit_line


@dataclass(slots=True)
class FormRows:
    """The rows of one form: the title and unit line above it, and its parts by their label."""

    above: Sequence[Row]
    parts: dict[str, list[Row]] = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)

    @property
    def line(self) -> int:
        """Where it begins: its title if it has one."""
        return [*filter(_is_heading, self.above), *self._rows][0].line

    @property
    def end(self) -> int:
        """Where its last row begins."""
        return max(row.line for row in self._rows)

    @property
    def is_piece(self) -> bool:
        """Whether it might be a piece of the form above, which then lacks it: just a head, none, or a part untitled."""
        found = len(self.parts)
        return CODE not in self.parts or found == 1 or (found < len(SECTIONS) and not any(map(_is_heading, self.above)))

    def may_hold_head_of(self, below: "FormRows | None") -> bool:
        """Whether its last rows might be the title or unit line that the form right below them lacks."""
        if below is None or self._rows[-1].grid != below._rows[0].grid:
            return False
        return not (any(map(_is_heading, below.above)) and any(map(_is_unit_line, below.above)))

    @property
    def _rows(self) -> list[Row]:
        return [*chain.from_iterable(self.parts.values())]


def opens_form(row: Row) -> bool:
    """Whether a form's table begins in this row, but for its title."""
    return section_of_row(row) == CODE


def read_forms(
    rows: Sequence[Row], problems: Problems, notes: Problems, *, year: int, unit: Unit | None = None
) -> list[Table]:
    """All forms, from the title of the first; ``unit`` declares those that do not name theirs.

    What is not understood in one form is among its own problems. What belongs to none is added to ``problems``, and
    what is wrong with a form whose bounds are in doubt; what is left out as none holds it to ``notes``. What stands
    above the first title is the caller's to judge.
    """
    tables = []
    forms = split_forms(rows, problems)
    for form, below in zip_longest(forms, forms[1:]):
        table = FormReader(form.line, form.above, form.parts, form.problems, notes, unit).read(year)
        table.end = form.end
        if form.is_piece or form.may_hold_head_of(below):
            problems += form.problems
        else:
            table.problems = form.problems
        tables.append(table)
    return tables


def split_forms(rows: Sequence[Row], problems: Problems) -> list[FormRows]:
    """The rows of each form. A row that is before the first title, or belongs to no form, is left out or a Problem."""
    forms: list[FormRows] = []
    waiting: list[Row] = []  # text that may be the title of what follows
    section, grid = "", 0
    for row in rows:
        opened = section_of_row(row)
        astray = opened and (not forms or SECTIONS.index(opened) < SECTIONS.index(section or CODE))
        unknown = forms and not opened and row.grid not in (0, grid) and any(map(_is_heading, waiting))
        if opened == CODE or astray or (unknown and not _is_heading(row) and not _is_unit_line(row)):
            forms.append(FormRows(_from_title(waiting, first=not forms, problems=problems)))
            section, waiting = "", []
        elif not opened and (row.running or not forms or _is_heading(row) or _is_unit_line(row)):
            waiting.append(row)
            continue
        elif waiting:  # the table goes on, on a new page
            _between(waiting, forms[-1])
            waiting = []
        section, grid = opened or section, row.grid
        forms[-1].parts.setdefault(section, []).append(row)
    if forms:
        _after_last(waiting, problems)
    elif tables := [row for row in waiting if row.filled and not row.running]:
        found = found_in(tables)
        hint = f"（只有“{'”“'.join(found)}”）" if found else ""
        problems.add(tables[0].line if found else 0, f"项目绩效目标表，其中有“{CODE}”一格（没有找到）{hint}")
    return forms


def _from_title(rows: Sequence[Row], *, first: bool, problems: Problems) -> list[Row]:
    """The rows from the title on; above the first table, what is before its title is cover and contents."""
    titles = [at for at, row in enumerate(rows) if _is_heading(row)]
    units = [at for at, row in enumerate(rows) if _is_unit_line(row)]
    title = titles[-1] if titles else units[0] if units else len(rows)
    while titles and title and rows[title - 1].running and _is_cut_title(rows, title):
        title -= 1
    start = title
    while start and _is_unit_line(rows[start - 1]):
        start -= 1
    if not first:
        _refuse_stray(rows[:start], problems)
    elif lost := [row for row in rows[:start] if not row.running and found_in([row])]:
        problems.add(lost[0].line, f"“{CODE}”一格（表中没有找到）", " | ".join(cell.text for cell in lost[0].filled))
    named = titles[-1] + 1 if titles else title
    return [*rows[title:named], *rows[start:title], *rows[named:]]  # what is below the title says more


def _is_cut_title(rows: Sequence[Row], start: int) -> bool:
    """Whether a title is parted over two paragraphs: the lower holds 绩效目标表 and no name."""
    return squeeze(rows[start].cells[0].text) == "绩效目标表" and bool(rows[start - 1].filled)


def _between(rows: Sequence[Row], form: FormRows) -> None:
    """Text inside a form, where a page ends: its title and unit line again, and decoration."""
    known = {cell.key for row in form.above for cell in row.filled}
    for row in rows:
        for cell in row.filled:
            key = cell.key.replace("(续)", "").replace("(续表)", "").replace("续表", "")
            if key not in known and not is_decoration(cell.text) and not is_title(key):
                form.problems.say(cell.line, f"表格中间的“{shorten(cell.text)}”放不进表中的任何一格")


def _after_last(rows: Sequence[Row], problems: Problems) -> None:
    titles = [row for row in rows if _is_heading(row)]
    if titles:
        problems.add(titles[0].line, f"标题之下的表格，其中有“{CODE}”一格", titles[0].filled[0].text)
    else:
        _refuse_stray(rows, problems)


def _refuse_stray(rows: Iterable[Row], problems: Problems) -> None:
    """Running text is told once, by its first line; cells are told one by one."""
    told = False
    for row in rows:
        for cell in row.filled:
            if is_decoration(cell.text) or is_title(cell.key) or (row.running and told):
                continue
            problems.say(cell.line, f"“{shorten(cell.text)}”不在任何一张项目绩效目标表之内")
            told = told or row.running


def _is_heading(row: Row) -> bool:
    """A title: text on its own, in a paragraph or across the table."""
    return len(row.filled) == 1 and not row.above and is_title(row.filled[0].key) and section_of_row(row) is None


def _is_unit_line(row: Row) -> bool:
    """The unit, 单位：万元 or both, in a row or paragraph of its own."""
    return 0 < len(row.filled) <= 2 and not row.above and all(is_unit_line(cell.text) for cell in row.filled)
