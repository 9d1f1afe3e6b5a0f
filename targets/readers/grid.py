"""A grid: the common form of a table read from Word or Excel, cells with text, spans and a place in the file.

Every cell has one number for its place, so that what reads lines of a text (``text_cells``) reads cells as well. A
:class:`Layout` makes a place for the user of it: “第 2 个表格第 5 行第 3 格”, “工作表“社区工作经费”B7”.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from targets.readers import DocumentError, Path, Place, Problem
from targets.readers.text_cells import Line, Problems, squeeze

_ROWS, _COLUMNS = 21, 15
"""Bits: a sheet has at most 2^20 rows and 2^14 columns, counted from 1."""


def number_of(part: int, row: int = 0, column: int = 0) -> int:
    """The number of a place; numbers are in the order in which a file is read, and 0 is the whole file."""
    return ((part << _ROWS) | row) << _COLUMNS | column


def position_of(number: int) -> tuple[int, int, int]:
    """The part, row and column that :func:`number_of` was given."""
    above, column = divmod(number, 1 << _COLUMNS)
    part, row = divmod(above, 1 << _ROWS)
    return part, row, column


def address_of(number: int) -> str:
    """A cell's name in Excel (B7)."""
    _, row, column = position_of(number)
    return f"{column_name(column)}{row}"


class Layout:
    """The parts of one file by number, from 1: tables and paragraphs of a document, sheets of a workbook."""

    def __init__(self, *, addressed: bool = False) -> None:
        self.names: list[str] = []
        self.addressed = addressed  # cells are named as in Excel

    def add(self, name: str) -> int:
        """The number of a further part with this name."""
        self.names.append(name)
        return len(self.names)

    def place(self, number: int) -> Place | None:
        """Where that is; ``None`` for the whole file."""
        part, row, column = position_of(number)
        if not 0 < part <= len(self.names):
            return None
        address = address_of(number) if self.addressed and row and column else ""
        return Place(part, self.names[part - 1], row, column, address)

    def refuse(self, problems: Problems) -> None:
        """Raise what problems there are, each with its place.

        :raises DocumentError: when there is any.
        """
        if problems:
            raise DocumentError(self.located(problems))

    def located(self, problems: Problems) -> tuple[Problem, ...]:
        """The problems, each with its place."""
        return tuple(
            Problem(each.line, each.expected, each.found, each.sentence, self.place(each.line)) for each in problems
        )

    def places(self, lines: Mapping[Path, int]) -> "Places":
        return Places(self, lines)


class Lines(Mapping[Path, int]):
    """Where things stand by number, put together of what each table knows when it is asked for: little of it is."""

    def __init__(self, target: Mapping[Path, int], projects: Sequence[Mapping[Path, int]]) -> None:
        self._target = target
        self._projects = projects

    def __getitem__(self, path: Path) -> int:
        match path:
            case ("projects", int(number), *rest) if 0 <= number < len(self._projects):
                return self._projects[number][tuple(rest)]
        return self._target[path]

    def __iter__(self) -> Iterator[Path]:
        yield from self._target
        for number, lines in enumerate(self._projects):
            for path in lines:
                yield "projects", number, *path

    def __len__(self) -> int:
        return len(self._target) + sum(map(len, self._projects))


class Places(Mapping[Path, Place]):
    """Where things stand, worked out when it is asked for: few of tens of thousands are."""

    def __init__(self, layout: Layout, lines: Mapping[Path, int]) -> None:
        self._layout = layout
        self._lines = lines

    def __getitem__(self, path: Path) -> Place:
        place = self._layout.place(self._lines[path])
        if place is None:
            raise KeyError(path)
        return place

    def __iter__(self) -> Iterator[Path]:
        return (path for path, line in self._lines.items() if self._layout.place(line))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return any(True for _ in self)


def column_name(column: int) -> str:
    """The letters Excel gives a column, counted from 1.

    >>> column_name(1), column_name(26), column_name(27), column_name(703)
    ('A', 'Z', 'AA', 'AAA')
    """
    name = ""
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


class Paragraph(NamedTuple):
    """One paragraph of a cell or of running text: inner white space as typed, soft breaks as line feeds.

    ``label`` is the number Word itself prints before it ("1.", "（一）", "•"), ``level`` how deep in its list that
    is; it is no part of the text.
    """

    text: str
    label: str = ""
    level: int = 0

    @property
    def printed(self) -> str:
        """The text with its number; a bullet says nothing."""
        return self.text if self.label == "•" else self.label + self.text

    @property
    def blank(self) -> bool:
        return not self.label and not self.text.strip()


class GridCell:
    """One cell: what it says, where it stands (``line``, see :func:`number_of`), and how far it reaches.

    ``column`` counts from 0 in the grid's own columns, whatever their widths. ``filled`` are its paragraphs but for
    blank ones, ``text`` is what they say, "" when that is nothing but white space.
    """

    __slots__ = ("_key", "column", "columns", "filled", "line", "rows", "text")

    def __init__(
        self, line: int, column: int, paragraphs: Iterable[Paragraph] = (), columns: int = 1, rows: int = 1
    ) -> None:
        self.line, self.column, self.columns, self.rows = line, column, columns, rows
        self.filled = [paragraph for paragraph in paragraphs if not paragraph.blank]
        self.text = "\n".join([paragraph.printed for paragraph in self.filled])
        self._key: str | None = None

    @property
    def key(self) -> str:
        """The text as a label is compared: half width, without white space."""
        if self._key is None:
            self._key = squeeze(self.text)
        return self._key

    @property
    def end(self) -> int:
        return self.column + self.columns

    def lines(self) -> list[Line]:
        """Its lines, each paragraph with the number Word prints; soft breaks part lines too."""
        return [Line(self.line, line) for line in self.text.split("\n") if line.strip()]


class Row:
    """One row of a table, or a paragraph of running text (then ``grid`` is 0).

    ``cells`` begin in this row, empty ones included; ``above`` are those that began further up and reach down to it.
    ``filled`` are those of its own that say something.
    """

    __slots__ = ("_covering", "above", "cells", "filled", "grid", "line")

    def __init__(self, line: int, grid: int, cells: Sequence[GridCell], above: Sequence[GridCell] = ()) -> None:
        self.line, self.grid, self.cells, self.above = line, grid, cells, above
        self.filled = [cell for cell in cells if cell.text]
        self._covering: list[GridCell] | None = None

    @property
    def running(self) -> bool:
        """Whether it is running text and no row of a table."""
        return not self.grid

    @property
    def covering(self) -> list[GridCell]:
        """The cells that stand in this row, wherever they began, from left to right."""
        if self._covering is None:
            self._covering = sorted([*self.cells, *self.above], key=lambda cell: cell.column)
        return self._covering


@dataclass
class Grid:
    """One table or sheet; ``part`` is its number in the Layout. Cells may be added in any order within their row."""

    part: int
    cells: dict[int, list[GridCell]] = field(default_factory=dict)

    def add(
        self, row: int, column: int, paragraphs: Iterable[Paragraph], *, rows: int = 1, columns: int = 1, seen: int = 0
    ) -> GridCell:
        """A cell whose upper left corner is at that row and column, counted from 0.

        :param seen: which cell of the row it is for who looks at it, from 1; else its place says the column.
        """
        cell = GridCell(number_of(self.part, row + 1, seen or column + 1), column, paragraphs, columns, rows)
        self.cells.setdefault(row, []).append(cell)
        return cell

    def rows(self) -> Iterator[Row]:
        """The rows that have cells, from the top."""
        reaching: list[tuple[int, GridCell]] = []  # the first row below each merged cell
        for row in sorted(self.cells):
            reaching = [(end, cell) for end, cell in reaching if end > row]
            cells = self.cells[row]
            yield Row(number_of(self.part, row + 1, 1), self.part, cells, tuple(cell for _, cell in reaching))
            reaching += [(row + cell.rows, cell) for cell in cells if cell.rows > 1]
