"""The parts of one form in a grid: labels lead to values, columns to months and indicators; the rest is quoted."""

import re
from collections.abc import Iterable, Mapping, Sequence

from targets.declaration import Checkpoint, Declaration, Funds, Indicator, Unit
from targets.readers import Path, shorten
from targets.readers.amounts import read_amount, read_funds
from targets.readers.form_goals import read_form_goals
from targets.readers.form_indicators import read_rows
from targets.readers.form_others import unit_in, without_others
from targets.readers.grid import GridCell, Row
from targets.readers.landmarks import (
    BUDGET,
    CODE,
    FISCAL,
    NAME,
    OTHER,
    PLAN,
    PURPOSE,
    SECTIONS,
    is_decoration,
    is_title,
    labelled,
    names_no_project,
    title_of,
    value_cell,
    year_of,
)
from targets.readers.project_table import NUMBERED, TITLE_END, Table
from targets.readers.text_cells import Problems, one_line, squeeze, squeeze_code
from targets.readers.unit_line import UnitLine, read_unit_line

_MONTH = re.compile(r"(?:截?至)?(\d{1,2})月(?:[底末]|份)?")


class FormReader:
    """Reads part by part; each adds its own Problems, so that one bad cell does not hide another."""

    def __init__(
        self,
        line: int,
        above: Sequence[Row],
        parts: Mapping[str, Sequence[Row]],
        problems: Problems,
        notes: Problems,
        unit: Unit | None,
    ) -> None:
        self.line = line
        self.problems = problems
        self.notes = notes
        self.lines: dict[Path, int] = {(): line}
        self.unit = unit
        self.number: int | None = None
        self.years: list[tuple[int, GridCell]] = []  # as the form itself says it, mostly nowhere
        self.code = self.name = self.purpose = ""
        self.funds = Funds()
        self.checkpoints: list[Checkpoint] = []
        self.goals: list[str] = []
        self.indicators: list[Indicator] = []
        self.lacking: set[str] = set()
        reads = (self._read_names, self._read_budget, self._read_plan, self._read_goals, self._read_indicators)
        for label in SECTIONS:
            if label not in parts:
                why = "；没有编码，就分不清是哪一个项目" if label == CODE else ""
                problems.add(line, f"表中的“{label}”一格（没有找到{why}）")
        if CODE not in parts:
            return  # whatever it is, it is not this form
        for label, read in zip(SECTIONS, reads, strict=True):
            if label in parts:
                read(parts[label])
        self._read_above(
            above, any("万元" in parts[label][0].filled[0].key for label in (PURPOSE, PLAN) if label in parts)
        )

    def read(self, year: int) -> Table:
        """The table as a whole; without a Declaration when it has problems, or is of another year."""
        for said, cell in self.years:
            if said != year:
                self.problems.add(cell.line, f"所选的预算年度 {year}", cell.text)
        table = Table(code=self.code, name=self.name, unit=self.unit, lines=self.lines, lacking=frozenset(self.lacking))
        if not self.problems and self.unit is not None:
            table.declaration = Declaration(
                year=year,
                unit=self.unit,
                number=self.number,
                code=self.code,
                name=self.name,
                purpose=self.purpose,
                funds=self.funds,
                checkpoints=tuple(self.checkpoints),
                goals=tuple(self.goals),
                indicators=tuple(self.indicators),
            )
        return table

    # -- above the table -----------------------------------------------------------------------------------------

    def _read_above(self, rows: Sequence[Row], in_wan: bool) -> None:
        """The title, of one or more paragraphs, and the unit line, of one or more cells."""
        cells = [cell for row in rows for cell in row.filled]
        end = next((at for at, cell in enumerate(cells) if is_title(cell.key)), -1) + 1
        if end:
            self._read_title(cells[:end])
        given = False
        for cell in cells[end:]:
            line = read_unit_line(cell.text)
            in_wan = in_wan or bool(line.money)
            if line.money not in ("", "万元"):
                self.problems.add(cell.line, "“单位：万元”", line.money)
            if line.unit:
                self.unit = line.unit
                self.lines["unit",] = cell.line
            elif said := year_of(line.rest):
                self.years.append((said, cell))
            elif line.rest and not is_decoration(line.rest) and not self._is_given_unit(line):
                given = True
                self.problems.add(cell.line, "单位编码和单位名称，如“326001某某局—本级”", cell.text)
        if self.unit is None and not given:
            self.problems.add(self.line, "表格上方的单位编码和单位名称（没有找到），如“326001某某局—本级”")
        if not in_wan:
            self.problems.add(self.line, "表格上方的“单位：万元”（没有找到）")

    def _is_given_unit(self, line: UnitLine) -> bool:
        """Whether a line without a code names the unit that was given."""
        return line.labelled and self.unit is not None and squeeze(line.rest) == squeeze(self.unit.name)

    def _read_title(self, cells: Sequence[GridCell]) -> None:
        title, said = title_of("".join(cell.key for cell in cells))
        title, name = title.removesuffix(TITLE_END), squeeze(self.name)
        if said:
            self.years.append((said, cells[-1]))
        match = NUMBERED.match(title)
        if not self.name or names_no_project(title):
            return
        for end in ("", "项目", "项目支出", "支出"):
            if match and title[match.end() :] == name + end:
                self.number = int(match[1])
                return
            if title == name + end:
                return
        title = " ".join(cell.text for cell in cells)
        self.problems.add(self.lines.get(("name",), self.line), f"与标题“{shorten(title)}”一致的项目名称", self.name)

    # -- the parts of the table ----------------------------------------------------------------------------------

    def _read_names(self, rows: Sequence[Row]) -> None:
        values = self._labelled(without_others(rows, self.notes), CODE, (CODE, NAME))
        code, name = self._only(values, CODE), self._only(values, NAME)
        if code is not None:
            self.code = squeeze_code(code.text)
            self.lines["code",] = code.line
        if name is not None:
            self.name = one_line(name.text)
            self.lines["name",] = name.line
        if self.unit is None and (found := unit_in(rows)):
            self.unit, self.lines["unit",] = found[0], found[1].line
        for cell, label in ((code, CODE), (name, NAME)):
            if cell is None:
                self.problems.add(rows[0].line, f"“{label}”及其右边的内容（没有找到）")

    def _read_budget(self, rows: Sequence[Row]) -> None:
        parts = (BUDGET, FISCAL, OTHER)
        labels = [{found.label for cell in row.filled if (found := labelled(cell))}.intersection(parts) for row in rows]
        amounts = [row for row, found in zip(rows, labels, strict=True) if found]
        filled = [found for found in labels if found]
        if len(amounts) > 1 and len(amounts[-1].filled) == 1 and filled[-1] <= set().union(*filled[:-1]):
            amounts.pop()  # the purpose, in words that are also a label
        values = self._labelled(amounts, PURPOSE, parts)
        budget, fiscal, other = (self._only(values, label) for label in parts)
        if BUDGET not in values:
            self.problems.add(rows[0].line, f"“{BUDGET}”一格（没有找到）")
        for cell, path in ((budget, ("funds",)), (fiscal, ("funds", "fiscal")), (other, ("funds", "other"))):
            self.lines[path] = cell.line if cell is not None else rows[0].line
        self.funds = read_funds(budget, fiscal, other, self.problems)
        rest = [cell for row in rows if all(row is not each for each in amounts) for cell in row.filled]
        texts = [cell for cell in rest if not self._label(cell, (PURPOSE,)) and not is_decoration(cell.text)]
        if texts:
            self.purpose = texts[0].text
            self.lines["purpose",] = texts[0].line
        for cell in texts[1:]:
            self.problems.add(cell.line, "“资金支出计划（万元）”，资金用途只占一格", cell.text)

    def _read_plan(self, rows: Sequence[Row]) -> None:
        self.lines["checkpoints",] = rows[0].line
        if "%" in rows[0].filled[0].key:
            self.problems.add(rows[0].line, "“资金支出计划（万元）”及各月底的累计金额", rows[0].filled[0].text)
            return
        months: list[GridCell] = []
        for row in rows:
            cells = [cell for cell in row.cells if not self._label(cell, (PLAN,))]
            heads = [cell for cell in cells if "月" in cell.key][:12]  # a thirteenth has no place
            if heads:
                self._read_months(months, {})
                months = heads
                for cell in cells:
                    if cell.text and cell not in heads:
                        self._lost(cell, PLAN)
            elif months:
                self._read_months(months, self._under(months, cells))
                months = []
            else:
                for cell in row.filled:
                    if cell in cells:
                        self._lost(cell, PLAN)
        self._read_months(months, {})

    def _under(self, months: Sequence[GridCell], cells: Sequence[GridCell]) -> dict[int, GridCell]:
        """The amount under each month: by its columns, or by its order where the columns do not fit."""
        found: dict[int, GridCell] = {}
        for cell in cells:
            if not cell.text:
                continue
            shared = [min(cell.end, month.end) - max(cell.column, month.column) for month in months]
            place = shared.index(max(shared))
            if shared[place] <= 0 or place in found:
                break
            found[place] = cell
        else:
            return found
        right = [cell for cell in cells if cell.column >= min(month.column for month in months)] or cells
        for row in (cells, right):
            if len(row) == len(months):
                return {place: cell for place, cell in enumerate(row) if cell.text}
        for cell in cells:
            if cell.text and cell not in found.values():
                self._lost(cell, PLAN)
        return found

    def _read_months(self, months: Sequence[GridCell], amounts: Mapping[int, GridCell]) -> None:
        for place, cell in enumerate(months):
            match = _MONTH.fullmatch(cell.key)
            month = int(match[1]) if match else 0
            if not (self.checkpoints[-1].month if self.checkpoints else 0) < month <= 12:
                self.problems.add(cell.line, "从前到后的月份，如“3月底”", cell.text)
                continue
            amount = amounts.get(place)
            self.lines["checkpoints", len(self.checkpoints)] = (amount or cell).line
            self.checkpoints.append(Checkpoint(month=month, amount=read_amount(amount, self.problems)))

    def _read_goals(self, rows: Sequence[Row]) -> None:
        self.lines["goals",] = rows[0].line
        for place, (line, goal) in enumerate(read_form_goals(rows, self.problems)):
            self.lines["goals", place] = line
            self.goals.append(goal)

    def _read_indicators(self, rows: Sequence[Row]) -> None:
        self.lines["indicators",] = rows[0].line
        for place, (lines, indicator) in enumerate(read_rows(rows, self.problems, self.notes, self.lacking)):
            for key, line in lines.items():
                self.lines["indicators", place, *key] = line
            self.indicators.append(indicator)

    # -- cells ---------------------------------------------------------------------------------------------------

    @staticmethod
    def _label(cell: GridCell, labels: Sequence[str]) -> bool:
        found = labelled(cell)
        return found is not None and not found.rest and found.label in labels

    def _labelled(self, rows: Iterable[Row], section: str, labels: Sequence[str]) -> dict[str, list[GridCell]]:
        """The filled cells to the right of each label; others are decoration or Problems."""
        values: dict[str, list[GridCell]] = {}
        for row in rows:
            label = ""
            for cell in row.filled:
                found = labelled(cell)
                if found and found.label in labels and found.label not in values:
                    label = found.label
                    values[label] = [value_cell(cell, found.rest)] if found.rest else []
                elif label:
                    values[label].append(cell)
                elif not (found and found.label == section) and not is_decoration(cell.text):
                    self._lost(cell, section)
        return values

    def _only(self, values: Mapping[str, Sequence[GridCell]], label: str) -> GridCell | None:
        """The one cell that holds something, or ``None`` when it is blank."""
        cells = values.get(label, ())
        for cell in cells[1:]:
            self.problems.add(cell.line, f"“{label}”右边只有一格", cell.text)
        return cells[0] if cells else None

    def _lost(self, cell: GridCell, section: str) -> None:
        self.problems.say(cell.line, f"“{shorten(cell.text)}”放不进“{section}”一栏的任何一格")
