"""One 项目绩效目标表 of the text form: its labels lead to its content, in the order the form prints them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from targets.declaration import Checkpoint, Declaration, Funds, Indicator, Unit
from targets.money import AmountError
from targets.readers import Path
from targets.readers.amounts import parse_printed, read_amount, read_funds
from targets.readers.indicator_rows import COLUMNS, read_indicators
from targets.readers.numbered_goals import read_goals
from targets.readers.text_cells import Cell, Line, Problems, filled, one_line, quote, read_cells, squeeze, squeeze_code

TITLE_END = "绩效目标表"
PARTS = ("项目编码", "预算规模及资金用途", "资金支出计划", "绩效目标", COLUMNS[0])
"""The label that opens each part of the table, as compared (squeezed); the third goes on with （万元）."""
PARTS_OF_BUDGET = ("其中:财政资金", "其他资金")
"""Either may be missing, label and cell."""

NUMBERED = re.compile(r"[(]?(\d{1,4})[.、)]")
"""The number a title begins with, squeezed."""
_UNIT = re.compile(r"([0-9０-９]+)\s*(\D.*)", re.DOTALL)
_MONTH = re.compile(r"(\d{1,2})月[底末]?")


@dataclass(slots=True)
class Table:
    """What one table says. ``declaration`` is ``None`` when a part of it could not be read; its ``problems`` say why.

    ``end`` is where the last row of a form begins; ``lacking`` is what it has no place for; ``of_list`` are the
    problems of the list it stands in, if any.
    """

    code: str = ""
    name: str = ""
    unit: Unit | None = None
    declaration: Declaration | None = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)
    end: int = 0
    lacking: frozenset[str] = frozenset()
    of_list: Problems | None = None

    @property
    def identity(self) -> Problems:
        """Where Problems of its code, name and unit go.

        Of a form they are its own. Rows of a list that say who they are in doubt may be another project's: which of
        them all lacks rows nobody knows, so these are Problems of the whole list.
        """
        return self.problems if self.of_list is None else self.of_list


def read_table(heading: Line, body: Sequence[Line], *, count: int, year: int, problems: Problems) -> Table:
    """Read one table under its heading; ``count`` is its number when the heading has none.

    What leaves in doubt where the table ends is added to ``problems``, those of the file.
    """
    reader = _TableReader(heading, body, problems)
    own = reader.problems
    table = Table(code=reader.code, name=reader.name, unit=reader.unit, lines=reader.lines, problems=own)
    if not own and not problems and reader.unit is not None:
        table.declaration = Declaration(
            year=year,
            unit=reader.unit,
            number=count if reader.number is None else reader.number,
            code=reader.code,
            name=reader.name,
            purpose=reader.purpose,
            funds=reader.funds,
            checkpoints=tuple(reader.checkpoints),
            goals=tuple(reader.goals),
            indicators=tuple(reader.indicators),
        )
    return table


class _TableReader:
    """Reads part by part; each part adds its own Problems, so that one bad cell does not hide another."""

    def __init__(self, heading: Line, body: Sequence[Line], of_file: Problems) -> None:
        self.heading = heading
        self.problems = Problems()
        self.lines: dict[Path, int] = {(): heading.number}
        self.number: int | None = None
        self.code = self.name = self.purpose = ""
        self.unit: Unit | None = None
        self.funds = Funds()
        self.checkpoints: list[Checkpoint] = []
        self.goals: list[str] = []
        self.indicators: list[Indicator] = []
        cells = read_cells(body, of_file)
        self.lone_tabs = any(not cell.paragraphs for cell in cells)
        reads = (
            self._read_unit,
            self._read_names,
            self._read_budget,
            self._read_plan,
            self._read_goals,
            self._read_rows,
        )
        for part, read in zip(self._parts(cells, of_file), reads, strict=True):
            if part is not None:
                read(part)

    def _parts(self, cells: Sequence[Cell], of_file: Problems) -> list[Sequence[Cell] | None]:
        """The cells of each part with its label, the unit line first; ``None`` where a bound is missing."""
        bounds: list[int | None] = [0]
        for label in PARTS:
            start = next(bound for bound in reversed(bounds) if bound is not None)
            place = next((at for at in range(start, len(cells)) if _is_label(cells[at], label)), None)
            if place is None:
                whose = of_file if label == PARTS[0] else self.problems
                whose.add(self.heading.number, f"表中的“{label}”一格（没有找到）", self.heading.words)
            bounds.append(place)
        end = len(cells)
        again = [at for at, cell in enumerate(cells) if cell.key == PARTS[0] and at != bounds[1]]
        if again:
            of_file.add(cells[again[0]].line, f"下一张表的标题“……{TITLE_END}”，在下一个“项目编码”之前")
            return [None] * (len(PARTS) + 1)
        pairs = zip(bounds, [*bounds[1:], end], strict=True)
        return [None if start is None or stop is None else cells[start:stop] for start, stop in pairs]

    def _read_unit(self, cells: Sequence[Cell]) -> None:
        given = filled(cells)
        line = given[0].line if given else self.heading.number
        # one cell may hold both, parted by spaces
        texts = [cell.text for cell in given] if len(given) != 1 else list(split_unit_line(given[0].text))
        if len(texts) != 2:
            self.problems.add(line, "单位编码和名称、“单位：万元”两格", quote(given))
            return
        if not re.fullmatch(r"(金额)?单位:?万元", squeeze(texts[1])):
            self.problems.add(given[-1].line, "“单位：万元”", texts[1])
        if match := _UNIT.fullmatch(texts[0]):
            self.unit = Unit(code=squeeze_code(match[1]), name=match[2].strip())
            self.lines["unit",] = line
        else:
            self.problems.add(line, "单位编码和单位名称，如“326001某某局—本级”", texts[0])

    def _read_names(self, cells: Sequence[Cell]) -> None:
        known = len(self.problems)
        codes, names = self._split(cells, "项目编码", "项目名称")
        code, name = self._only(codes, "项目编码"), self._only(names, "项目名称")
        for cell, what in ((code, "项目编码"), (name, "项目名称")):
            if cell is None and len(self.problems) == known:
                self.problems.add(cells[0].line, f"“{what}”及其右边的内容（没有找到）")
        if code is not None:
            self.code = squeeze_code(code.text)
            self.lines["code",] = code.line
        if name is not None:
            self.name = one_line(name.text)
            self.lines["name",] = name.line
            self._compare_title(name)

    def _compare_title(self, name: Cell) -> None:
        title = self.heading.key.removesuffix(TITLE_END)
        match = NUMBERED.match(title)
        if match and title[match.end() :] == name.key:
            self.number = int(match[1])
        elif title != name.key:
            self.problems.add(name.line, f"与标题“{self.heading.words}”一致的项目名称", name.text)

    def _read_budget(self, cells: Sequence[Cell]) -> None:
        labels = ["预算数", *(label for label in PARTS_OF_BUDGET if any(_is_label(cell, label) for cell in cells))]
        *given, tail = self._split(cells[1:], *labels)
        amounts = {label: self._only(row, label) for label, row in zip(labels, given, strict=False)}
        amounts[labels[-1]], purpose = self._part_tail(tail)
        budget, fiscal, other = (amounts.get(label) for label in ("预算数", *PARTS_OF_BUDGET))
        if purpose is not None:
            self.purpose = purpose.text
            self.lines["purpose",] = purpose.line
        for cell, path in ((budget, ("funds",)), (fiscal, ("funds", "fiscal")), (other, ("funds", "other"))):
            self.lines[path] = cell.line if cell is not None else cells[0].line
        self.funds = read_funds(budget, fiscal, other, self.problems)

    def _part_tail(self, tail: Sequence[Cell]) -> tuple[Cell | None, Cell | None]:
        """What follows the row's last label: its amount, which may be blank or missing, and the purpose below."""
        given = filled(tail)
        if len(given) == 2:
            return given[0], given[1]
        if len(given) > 2:
            self.problems.add(given[2].line, "“资金支出计划（万元）”，资金用途只占一格", given[2].text)
        if len(given) != 1:
            return None, None
        cell, empty = given[0], tail.index(given[0])
        if not empty and not cell.blanks:
            return cell, None
        if empty < 2 and _is_amount(cell):
            self.problems.add(cell.line, "能辨认的金额或资金用途（空单元格仅含制表符）", cell.text)
        return None, cell

    def _read_plan(self, cells: Sequence[Cell]) -> None:
        if cells[0].key.removeprefix(PARTS[2]) not in ("", "(万元)"):
            self.problems.add(cells[0].line, "“资金支出计划（万元）”", cells[0].text)
        given = filled(cells[1:])
        months = [cell for cell in given if "月" in cell.key]
        amounts: list[Cell | None] = [cell for cell in given if "月" not in cell.key]
        self.lines["checkpoints",] = cells[0].line
        if len(amounts) != len(months):
            row = list(cells[cells.index(months[-1]) + 2 :]) if months else []  # past the lone tab under the label
            if self.lone_tabs and len(row) == len(months):
                amounts = [cell if cell.paragraphs else None for cell in row]
            elif not self.lone_tabs and not amounts:
                amounts = [None] * len(months)
            else:
                self.problems.add(cells[0].line, f"{len(months)} 个月份之下 {len(months)} 格支出计划", quote(given))
                return
        last = 0
        for month_cell, amount_cell in zip(months, amounts, strict=True):
            match = _MONTH.fullmatch(month_cell.key)
            month = int(match[1]) if match else 0
            if not last < month <= 12:
                self.problems.add(month_cell.line, "从前到后的月份，如“3月底”", month_cell.text)
                continue
            last = month
            self.lines["checkpoints", len(self.checkpoints)] = (amount_cell or month_cell).line
            self.checkpoints.append(Checkpoint(month=month, amount=read_amount(amount_cell, self.problems)))

    def _read_goals(self, cells: Sequence[Cell]) -> None:
        self.lines["goals",] = cells[0].line
        for place, (line, goal) in enumerate(read_goals(cells[1:], self.problems)):
            self.lines["goals", place] = line
            self.goals.append(goal)

    def _read_rows(self, cells: Sequence[Cell]) -> None:
        heads = cells[: len(COLUMNS)]
        for cell, column in zip(heads, COLUMNS, strict=False):
            if cell.key != column:
                self.problems.add(cell.line, f"表头“{column}”", cell.text)
                return
        self.lines["indicators",] = heads[0].line
        rows = read_indicators(cells[len(COLUMNS) :], self.problems, lone_tabs=self.lone_tabs)
        for place, (line, indicator) in enumerate(rows):
            self.lines["indicators", place] = line
            self.indicators.append(indicator)

    def _split(self, cells: Sequence[Cell], *labels: str) -> list[Sequence[Cell]]:
        """The cells to the right of each label, in the form's order."""
        places = []
        start = 0
        for label in labels:
            place = next((at for at in range(start, len(cells)) if _is_label(cells[at], label)), None)
            if place is None:
                line = cells[start].line if start < len(cells) else self.heading.number
                self.problems.add(
                    line, f"“{label.replace(':', '：')}”一格（没有找到）", quote(filled(cells[start : start + 3]))
                )
                return [()] * len(labels)
            places.append(place)
            start = place + 1
        for cell in filled(cells[: places[0]])[:1]:
            self.problems.add(cell.line, f"“{labels[0]}”", cell.text)
        return [cells[start + 1 : stop] for start, stop in zip(places, [*places[1:], len(cells)], strict=True)]

    def _only(self, cells: Sequence[Cell], what: str) -> Cell | None:
        """The one cell that holds something, or ``None`` when it is blank."""
        given = filled(cells)
        if len(given) > 1:
            self.problems.add(given[1].line, f"“{what}”右边只有一格", given[1].text)
        return given[0] if given else None


def split_unit_line(text: str) -> tuple[str, ...]:
    """The unit and “单位：万元” of a text that holds both; else the text."""
    match = re.fullmatch(r"(.+?)\s*((?:金额)?单位\s*[:：].*)", text, re.DOTALL)
    return (match[1], match[2]) if match else (text,)


def _is_label(cell: Cell, label: str) -> bool:
    return cell.key == label or (label == PARTS[2] and cell.key.startswith(label))


def _is_amount(cell: Cell) -> bool:
    try:
        amount = parse_printed(cell.text)
    except AmountError:
        return False
    return amount is not None and amount >= 0
