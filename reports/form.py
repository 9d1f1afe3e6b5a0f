"""The official form (项目绩效目标表) as rows and merged cells: what its template prints, from a Declaration.

Pure functions without Django or ORM. The screen and the paper share one template, so they share this shape too; only
the paper passes ``breaks``, where its pages begin, because there the merged level cells must start again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

from targets.declaration import Checkpoint, Declaration, Indicator, Unit
from targets.layout import month_lines, runs
from targets.money import format_amount

_LEVELS = ("level_one", "level_two")
_COLUMNS = (*_LEVELS, "name", "description", "value", "basis")

Path = tuple[str | int, ...]
"""Where in a Declaration: ``("indicators", 3, "value")``."""

Texts = tuple[str, str, str, str]
"""What an indicator prints right of its levels: name, description, value, basis."""


class Break(NamedTuple):
    """A page begins at indicator ``row``, after so many characters of each of its four texts."""

    row: int
    offsets: tuple[int, int, int, int] = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Level:
    """A level-one or level-two cell, merged down over ``rows`` rows."""

    text: str
    rows: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the indicator table; a level is ``None`` where the cell above covers it.

    ``start`` says which indicator it prints, and from where: one taller than its page goes on in a row of its own, and
    its rows are ``split``.
    """

    level_one: Level | None
    level_two: Level | None
    name: str
    description: str
    value: str
    basis: str
    start: Break
    split: bool

    def cut(self, printed: Sequence[int]) -> Break:
        """Return the break after so many inked characters (white space not counted) of each of the four texts."""
        texts = (self.name, self.description, self.value, self.basis)
        offsets = (
            start + _after(text, count) for start, text, count in zip(self.start.offsets, texts, printed, strict=True)
        )
        return Break(self.start.row, cast("tuple[int, int, int, int]", tuple(offsets)))


@dataclass(frozen=True, slots=True)
class Month:
    """A checkpoint's two cells, head and amount, each ``span`` units of ``GRID`` wide; ``row`` says which it is."""

    row: int
    head: str
    amount: str
    span: int


@dataclass(frozen=True, slots=True)
class Form:
    """All that the form's template prints; amounts are texts in 万元, blank where nothing is declared."""

    title: str
    unit: str
    code: str
    name: str
    budget: str
    fiscal: str
    other: str
    purpose: str
    plan: tuple[tuple[Month, ...], ...]
    goals: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def plan_rows(self) -> int:
        """Rows beside the head 资金支出计划: two a line of months, one when there is none."""
        return 2 * len(self.plan) or 1

    def cell(self, path: Path) -> str:
        """The name of the cell that prints what is at ``path`` of the Declaration, or else of the nearest there is.

        That is the row's name for a whole row, the list's head for a whole list, the merged cell for a level, and the
        title for the rest: ``indicators.3.value``, ``checkpoints.0``, ``funds.fiscal``, ``goals``, ``title``.
        """
        match path:
            case ("code" | "name" | "purpose" as field, *_):
                return field
            case ("funds", *part):
                return f"funds.{part[0]}" if part in (["fiscal"], ["other"]) else "funds"
            case ("checkpoints", int(row), *_) if 0 <= row < sum(map(len, self.plan)):
                return f"checkpoints.{row}"
            case ("goals", int(row), *_) if 0 <= row < len(self.goals):
                return f"goals.{row}"
            case ("indicators", int(row), *column) if 0 <= row < len(self.rows):
                return self._cell_of_row(row, column)
            case ("checkpoints" | "goals" | "indicators" as rows, *_):
                return rows
        return "title"

    def _cell_of_row(self, row: int, column: list[str | int]) -> str:
        name = column[0] if column and column[0] in _COLUMNS else "name"
        while name in _LEVELS and getattr(self.rows[row], name) is None:
            row -= 1  # the cell above covers it
        return f"indicators.{row}.{name}"


def build_form(declaration: Declaration, breaks: Iterable[Break] = ()) -> Form:
    """Lay the content of ``declaration`` out as the form of 财预〔2015〕88号.

    :param breaks: where pages begin inside the indicator table; merged cells do not reach over one.
    """
    number = "" if declaration.number is None else f"{declaration.number}."
    funds = declaration.funds
    return Form(
        title=f"{number}{declaration.title}",
        unit=f"{declaration.unit.code}{declaration.unit.name}",
        code=declaration.code,
        name=declaration.name,
        budget=format_amount(funds.budget),
        fiscal=format_amount(funds.fiscal),
        other=format_amount(funds.other),
        purpose=declaration.purpose,
        plan=tuple(_plan(declaration.checkpoints)),
        goals=tuple(f"{number}.{goal}" for number, goal in enumerate(declaration.goals, start=1)),
        rows=tuple(_rows(declaration.indicators, sorted(set(breaks)))),
    )


def name_unit(unit: Unit) -> str:
    """Code and name in one line, as files say them; parted where they would read as something else."""
    apart = " " if unit.name[:1].isdecimal() or unit.name[:1] in ("年", "-", "－", "–") else ""
    return f"{unit.code}{apart}{unit.name}"


def _plan(checkpoints: Sequence[Checkpoint]) -> Iterable[tuple[Month, ...]]:
    for line in month_lines(len(checkpoints)):
        yield tuple(
            Month(row, f"{checkpoints[row].month}月底", format_amount(checkpoints[row].amount), span)
            for row, span in line
        )


class _Piece(NamedTuple):
    """An indicator, or the part of one between two page breaks."""

    indicator: Indicator
    page: int
    texts: Texts
    start: Break
    split: bool


def _rows(indicators: Sequence[Indicator], breaks: Sequence[Break]) -> Iterable[Row]:
    pieces = list(_pieces(indicators, breaks))
    one = runs([(piece.page, piece.indicator.level_one) for piece in pieces])
    two = runs([(piece.page, piece.indicator.level_one, piece.indicator.level_two) for piece in pieces])
    for piece, one_rows, two_rows in zip(pieces, one, two, strict=True):
        yield Row(
            Level(piece.indicator.level_one, one_rows) if one_rows else None,
            Level(piece.indicator.level_two, two_rows) if two_rows else None,
            *piece.texts,
            start=piece.start,
            split=piece.split,
        )


def _pieces(indicators: Sequence[Indicator], breaks: Sequence[Break]) -> Iterable[_Piece]:
    page = 0
    for index, indicator in enumerate(indicators):
        whole: Texts = (indicator.name, indicator.description, str(indicator.value), indicator.basis)
        starts = [cut for cut in breaks if cut.row == index]
        page += bool(starts) and not any(starts[0].offsets)
        if not starts or any(starts[0].offsets):
            starts.insert(0, Break(index))
        ends = [*(cut.offsets for cut in starts[1:]), tuple(map(len, whole))]
        for part, (start, end) in enumerate(zip(starts, ends, strict=True)):
            texts = tuple(text[left:right] for text, left, right in zip(whole, start.offsets, end, strict=True))
            yield _Piece(indicator, page + part, cast("Texts", texts), start, split=len(starts) > 1)
        page += len(starts) - 1


def _after(text: str, inked: int) -> int:
    """The place in ``text`` after ``inked`` characters other than white space, and after the white space behind."""
    if not inked:
        return 0
    place = 0
    while place < len(text) and (inked or text[place].isspace()):
        inked -= not text[place].isspace()
        place += 1
    return place
