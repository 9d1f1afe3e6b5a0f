"""One project of a flat table: what its rows say together, and the Declaration that makes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from targets.declaration import Checkpoint, Declaration, Indicator, Unit
from targets.money import AmountError
from targets.readers import Path
from targets.readers.amounts import parse_printed, read_amount, read_funds
from targets.readers.flat_columns import AMOUNTS, LEAVES_OUT
from targets.readers.grid import address_of
from targets.readers.numbered_goals import read_goals
from targets.readers.project_table import Table
from targets.readers.text_cells import Cell, Line, Problems, one_line, squeeze, squeeze_code

IDENTITY = frozenset({"code", "name", "unit.code", "unit.name"})
"""The columns that say whose a row is."""

_CODE = re.compile(r"[\w./#()-]+", re.ASCII)


_PLACES: tuple[tuple[Path, str], ...] = (
    ((), "code"),
    (("code",), "code"),
    (("unit",), "unit.code"),
    (("number",), "number"),
    (("name",), "name"),
    (("purpose",), "purpose"),
    (("funds",), "budget"),
    (("funds", "fiscal"), "fiscal"),
    (("funds", "other"), "other"),
)
"""Of what in a Declaration each column is the place."""


@dataclass(slots=True)
class Text:
    """One cell: its place and what it says, without outer white space."""

    line: int
    text: str

    @property
    def address(self) -> str:
        """Its name in Excel (B7)."""
        return address_of(self.line)


@dataclass(slots=True)
class FlatProject:
    """What the rows of one project say: its columns by key, as first met, and its indicators with their places."""

    code: Text
    texts: dict[str, Text] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    """The same as typed, white space and all."""
    goals: list[Text] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    numbers: set[str] = field(default_factory=set)
    levels: tuple[str, str] = ("", "")
    problems: Problems = field(default_factory=Problems)

    def place(self, key: str) -> int:
        """Where a column stands, or else the code."""
        return self.texts.get(key, self.code).line


def declare(
    project: FlatProject,
    *,
    year: int,
    unit: Unit | None,
    months: Sequence[int],
    number: int | None,
    lacking: frozenset[str],
    of_list: Problems,
) -> Table:
    """The project as a table of ``year``; it has no declaration when something in it is a Problem.

    ``unit`` declares those that do not name theirs; ``number`` is the project's when the rows give none; ``lacking`` is
    what there is no column for. What leaves in doubt whose its rows are is added to ``of_list``.
    """
    texts, code, problems = project.texts, project.code, project.problems
    lines: dict[Path, int] = {path: project.place(key) for path, key in _PLACES}
    name = texts.get("name")
    if name is None:
        of_list.add(code.line, f"项目 {code.text} 的项目名称")
    owner = _unit(project, unit, of_list)
    table = Table(
        code.text, name.text if name else "", owner, lines=lines, problems=problems, of_list=of_list, lacking=lacking
    )
    budget, fiscal, other = (texts.get(key) for key in AMOUNTS)
    funds = read_funds(budget, fiscal, other, problems)
    if (stated := texts.get("year")) and squeeze_code(stated.text).removesuffix("年") != str(year):
        problems.add(stated.line, f"所选的预算年度 {year}", stated.text)
    checkpoints = tuple(_checkpoints(project, months, lines, problems))
    goals = tuple(_goals(project, lines, problems))
    number = _number(texts["number"], problems) if "number" in texts and project.numbers else number
    lines.update({("indicators", at): line for at, line in enumerate(project.lines)})
    if problems and not _CODE.fullmatch(code.text):  # a name, an error: cells that have slipped into another column
        of_list.add(code.line, "项目编码（字母和数字）", code.text)
    if not problems and table.unit and name:
        table.declaration = Declaration(
            year=year,
            unit=table.unit,
            number=number,
            code=code.text,
            name=one_line(name.text),
            purpose=texts["purpose"].text if "purpose" in texts else "",
            funds=funds,
            checkpoints=checkpoints,
            goals=goals,
            indicators=tuple(project.indicators),
        )
    return table


def _unit(project: FlatProject, unit: Unit | None, problems: Problems) -> Unit | None:
    code, name = project.texts.get("unit.code"), project.texts.get("unit.name")
    known = squeeze_code(code.text) if code else unit.code if unit else ""
    if not known.isascii() or not known.isalnum():
        problems.add(project.place("unit.code"), "单位代码，如 326001", code.text if code else "")
        return None
    if name:
        return _unit_named(known, one_line(name.text))
    if unit and unit.code == known:
        return unit
    problems.add(project.place("unit.code"), f"单位 {known} 的单位名称")
    return None


@lru_cache(maxsize=256)
def _unit_named(code: str, name: str) -> Unit:
    return Unit(code=code, name=name)


def _number(cell: Text, problems: Problems) -> int | None:
    text = squeeze_code(cell.text).rstrip(".、")
    if text.isascii() and text.isdecimal() and len(text) < 9:
        return int(text)
    problems.add(cell.line, "项目的序号（整数）", cell.text)
    return None


def _checkpoints(
    project: FlatProject, months: Sequence[int], lines: dict[Path, int], problems: Problems
) -> Iterator[Checkpoint]:
    lines["checkpoints",] = project.code.line
    place = 0
    for month in months:
        cell = project.texts.get(f"month.{month}")
        if cell and cell.text == LEAVES_OUT:
            continue
        lines["checkpoints", place] = project.place(f"month.{month}")
        place += 1
        yield _checkpoint(month, read_amount(cell, problems))


@lru_cache(maxsize=4096)
def _checkpoint(month: int, amount: Decimal | None) -> Checkpoint:
    return Checkpoint(month=month, amount=amount)


def _goals(project: FlatProject, lines: dict[Path, int], problems: Problems) -> Iterator[str]:
    lines["goals",] = project.goals[0].line if project.goals else project.code.line
    cells = [
        Cell(cell.line, [Line(cell.line, line.strip()) for line in cell.text.split("\n") if line.strip()])
        for cell in project.goals
    ]
    for place, (line, goal) in enumerate(read_goals(cells, problems)):
        lines["goals", place] = line
        yield goal


def say_the_same(key: str, one: str, other: str) -> bool:
    """Whether two texts of one column and project say the same: 120 and 120.00 do."""
    if key in AMOUNTS or key.startswith("month."):
        try:
            return parse_printed(one) == parse_printed(other)
        except AmountError:
            pass
    return squeeze(one) == squeeze(other)
