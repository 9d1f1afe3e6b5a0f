"""The flat layout: one row an indicator, the columns of its project in each row or only in the project's first.

What contradicts itself within one project is reported with both cells; what stands in no known column is reported, not
dropped.
"""

import re
from collections.abc import Iterator, Sequence

from targets.declaration import Indicator, Unit
from targets.readers import shorten
from targets.readers.flat_columns import GOALS, INDICATOR, PROJECT, is_group, read_heading, says_nothing
from targets.readers.flat_header import Header
from targets.readers.flat_project import FlatProject, Text, declare, say_the_same
from targets.readers.flat_values import read_value
from targets.readers.grid import column_name, number_of
from targets.readers.project_table import Table
from targets.readers.text_cells import Problems, squeeze, squeeze_code
from targets.readers.xlsx_sheets import Sheet

_SUMMARY = re.compile(r"(合计|总计|小计|累计|填表|填报|制表|审核人|负责人|联系|注[::]|备注|说明)")
_MONEY = re.compile(r"单位:(.+?元)")


def read_flat(
    sheet: Sheet, header: Header, part: int, *, year: int, unit: Unit | None, problems: Problems, notes: Problems
) -> list[Table]:
    """The projects of a flat sheet, in the order of their first rows."""
    reader = _FlatReader(sheet, header, part, problems, notes)
    if not reader.headings_fit(unit):
        return []
    reader.read_rows()
    return list(reader.declare(year, unit))


class _FlatReader:
    def __init__(self, sheet: Sheet, header: Header, part: int, problems: Problems, notes: Problems) -> None:
        self.sheet = sheet
        self.header = header
        self.part = part
        self.problems = problems
        self.notes = notes
        self.projects: dict[str, FlatProject] = {}
        keyed = {key: columns[0] for key, columns in header.columns.items()}
        months = [(f"month.{month}", column) for month, column in sorted(header.months.items())]
        self.of_project = [(column.key, keyed[column.key]) for column in PROJECT if column.key in keyed] + months
        self.prepared = {keyed[key] for key in ("year", "unit.code", "unit.name") if key in keyed}
        self.goals = header.columns.get(GOALS.key, [])
        self.of_indicator = {column.key: keyed.get(column.key, -1) for column in INDICATOR}

    def line(self, row: int, column: int) -> int:
        return number_of(self.part, row + 1, column + 1)

    def cell(self, row: int, column: int) -> Text:
        text = self.sheet.rows[row][column].strip() if column >= 0 else ""
        return Text(self.line(row, column), text, f"{column_name(column + 1)}{row + 1}")

    def headings_fit(self, unit: Unit | None) -> bool:
        """Whether the columns there must be are there; what stands above them is named."""
        header = self.header
        wanted = [column for column in (*PROJECT, *INDICATOR) if column.required]
        missing = [column.heading for column in wanted if column.key not in header.columns]
        if not {"value", "lower"} & set(header.columns):
            missing.append("指标值")
        if "unit.code" not in header.columns and unit is None:
            missing.append("单位代码")
        if missing:
            self.problems.say(
                self.line(header.last, 0), f"表头缺少“{'”“'.join(missing)}”{'各列' if len(missing) > 1 else '一列'}"
            )
        for key, columns in header.columns.items():
            for column in columns[1:] if key != GOALS.key else ():
                self.problems.add(self.line(header.last, column), "只出现一次的表头", self._head(column))
        for column in sorted(header.known):
            heading = read_heading(self._head(column))
            if heading and heading.money not in ("", "万元"):
                self.problems.add(self.line(header.last, column), "以万元为单位的金额", self._head(column))
        for row in range(header.first):
            for column, text in enumerate(self.sheet.rows[row]):
                if (money := _MONEY.search(squeeze(text))) and money[1] != "万元":
                    self.problems.add(self.line(row, column), "“单位：万元”", text)
                elif text.strip() and not money:
                    self.notes.say(self.line(row, column), f"表头之上的“{shorten(text)}”没有读取")
        return not missing

    def _head(self, column: int) -> str:
        upper, lower = self.sheet.rows[self.header.first][column], self.sheet.rows[self.header.last][column]
        return upper if read_heading(upper) and not is_group(upper) else lower

    def read_rows(self) -> None:
        self._fill_merged()
        project: FlatProject | None = None
        heads = self.sheet.rows[self.header.last]
        unknown = [at for at, head in enumerate(heads) if at not in self.header.known and not says_nothing(head)]
        code_column = self.header.columns["code"][0]
        for row in range(self.header.last + 1, len(self.sheet.rows)):
            cells = self.sheet.rows[row]
            if not any(cells) or not any(map(str.strip, cells)):
                continue
            code = squeeze_code(cells[code_column])
            if self._is_summary(row, code) or self._is_prepared(row):
                continue
            self._refuse_unknown(row, unknown)
            if code and (project is None or code != project.code.text):
                project = self.projects.get(code)
                if project is None:
                    cell = self.cell(row, code_column)
                    project = self.projects[code] = FlatProject(Text(cell.line, code, cell.address))
                project.levels = ("", "")
            if project is None:
                self.problems.add(self.line(row, code_column), "项目编码", self._first(row).text)
                return
            self._read_project(row, project)
            self._read_indicator(row, project)

    def _fill_merged(self) -> None:
        """A cell merged down says the same in each of its rows."""
        for top, left, rows, _ in self.sheet.merged:
            if top > self.header.last and rows > 1 and top < len(self.sheet.rows):
                for row in range(top + 1, min(top + rows, len(self.sheet.rows))):
                    if left < len(self.sheet.rows[row]):
                        self.sheet.rows[row][left] = self.sheet.rows[top][left]

    def _is_summary(self, row: int, code: str) -> bool:
        first = self._first(row)
        name = self.cell(row, self.of_indicator["indicator"]).text
        if _SUMMARY.match(squeeze(first.text)) and not name and (not code or code == squeeze_code(first.text)):
            text = " | ".join(cell.strip() for cell in self.sheet.rows[row] if cell.strip())
            self.notes.say(first.line, f"“{shorten(text)}”不是指标，没有读取")
            return True
        return False

    def _is_prepared(self, row: int) -> bool:
        """Whether a row holds no more than year and unit, as the template has them."""
        prepared = {
            self.header.columns[key][0] for key in ("year", "unit.code", "unit.name") if key in self.header.columns
        }
        return all(column in prepared or not text.strip() for column, text in enumerate(self.sheet.rows[row]))

    def _first(self, row: int) -> Text:
        """The first cell that says something."""
        return next(self.cell(row, column) for column, text in enumerate(self.sheet.rows[row]) if text.strip())

    def _refuse_unknown(self, row: int, columns: Sequence[int]) -> None:
        for column in columns:
            if text := self.sheet.rows[row][column].strip():
                head = self.sheet.rows[self.header.last][column].strip() or "（没有表头）"
                self.problems.add(
                    self.line(row, column), f"空白，因为列“{shorten(head)}”不是模板的列（请删去该列或改正表头）", text
                )

    def _read_project(self, row: int, project: FlatProject) -> None:
        for key, column in self.of_project:
            if not self.sheet.rows[row][column] or key == "code":
                continue
            cell = self.cell(row, column)
            if not cell.text:
                continue
            if key == "number":
                project.numbers.add(squeeze(cell.text))
            known = project.texts.setdefault(key, cell)
            if known.text != cell.text and key != "number" and not say_the_same(key, known.text, cell.text):
                self._contradict(cell, known, project)
        goals = [cell for column in self.goals if (cell := self.cell(row, column)).text]
        if goals and not project.goals:
            project.goals = goals
        elif goals and [squeeze(cell.text) for cell in goals] != [squeeze(cell.text) for cell in project.goals]:
            self._contradict(goals[0], project.goals[0], project)

    def _contradict(self, cell: Text, known: Text, project: FlatProject) -> None:
        column = (cell.line & 0x7FFF) - 1
        self.problems.say(
            cell.line,
            f"同一项目（{project.code.text}）的“{squeeze(self._head(column))}”前后不一致："
            f"这里是“{shorten(cell.text)}”，{known.address} 是“{shorten(known.text)}”",
        )

    def _read_indicator(self, row: int, project: FlatProject) -> None:
        cells = {key: self.cell(row, column) for key, column in self.of_indicator.items()}
        one, two, name = (cells[key].text for key in ("level_one", "level_two", "indicator"))
        rest = [cell for key, cell in cells.items() if key not in ("level_one", "level_two", "indicator") and cell.text]
        if one and one != project.levels[0] and not two and (name or rest):
            self.problems.add(cells["level_one"].line, f"“{shorten(one)}”之下的二级指标", name)
            return
        project.levels = (one or project.levels[0], two or project.levels[1])
        if not name:
            for cell in rest[:1]:
                self.problems.add(cells["indicator"].line, "三级指标的名称", cell.text)
            return
        value = read_value(
            cells["value"], cells["operator"], cells["lower"], cells["upper"], cells["measure"], self.problems
        )
        if not all(project.levels):
            missing = "一级指标" if not project.levels[0] else "二级指标"
            self.problems.add(cells["indicator"].line, f"项目第一行的{missing}", name)
        elif value is not None:
            project.lines.append(cells["indicator"].line)
            project.indicators.append(
                Indicator(
                    level_one=project.levels[0],
                    level_two=project.levels[1],
                    name=name,
                    description=cells["description"].text,
                    value=value,
                    basis=cells["basis"].text,
                )
            )

    def declare(self, year: int, unit: Unit | None) -> Iterator[Table]:
        """The tables. 序号 numbers the projects, or, where it changes within one, just the rows."""
        of_rows = any(len(project.numbers) > 1 for project in self.projects.values())
        numbered = "number" in self.header.columns and not of_rows
        for count, project in enumerate(self.projects.values(), start=1):
            if of_rows:
                project.numbers.clear()
            yield declare(
                project,
                year=year,
                unit=unit,
                months=sorted(self.header.months),
                number=None if numbered else count,
                problems=self.problems,
            )
