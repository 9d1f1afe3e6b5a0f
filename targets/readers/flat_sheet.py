"""The flat layout: one row an indicator, the columns of its project in each row or only in the project's first.

What contradicts itself within one project is reported with both cells; what stands in no known column is reported, not
dropped. What is wrong in one project is its own Problem, except where its rows might be another's: their code decides
whose they are, so what casts doubt on that (another name or unit, none at all) is a Problem of the whole list.
"""

import re
from collections.abc import Iterator, Sequence
from operator import itemgetter

from indicators.target_value import TargetValue
from targets.declaration import Indicator, Unit
from targets.readers import shorten
from targets.readers.flat_columns import GOALS, INDICATOR, PROJECT, is_group, read_heading
from targets.readers.flat_header import Header, read_above, unknown_columns
from targets.readers.flat_project import IDENTITY, FlatProject, Text, declare, say_the_same
from targets.readers.flat_values import read_value
from targets.readers.grid import number_of, position_of
from targets.readers.project_table import Table
from targets.readers.text_cells import Problems, one_line, squeeze, squeeze_code
from targets.readers.xlsx_sheets import Sheet

_SUMMARY = re.compile(r"(合计|总计|小计|累计|填表|填报|制表|审核人|负责人|联系|注[::]|备注|说明)")
_COLUMN = {column.key: column for column in (*PROJECT, GOALS, *INDICATOR)}
_MAY_LACK = {
    "purpose": _COLUMN["purpose"],
    "funds.fiscal": _COLUMN["fiscal"],
    "funds.other": _COLUMN["other"],
    "goals": GOALS,
    "indicators.description": _COLUMN["description"],
    "indicators.basis": _COLUMN["basis"],
}
"""What of a Declaration a list may have no column for."""


def read_flat(
    sheet: Sheet, header: Header, part: int, *, year: int, unit: Unit | None, problems: Problems, notes: Problems
) -> list[Table]:
    """The projects of a flat sheet, in the order of their first rows; ``problems`` are those of the whole list."""
    reader = _FlatReader(sheet, header, part, problems, notes)
    if not reader.headings_fit(unit):
        return []
    read_above(sheet, header, part, year, problems, notes)
    reader.read_rows()
    reader.refuse_doubts()
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
        of_project = [column.key for column in PROJECT if column.key in keyed and column.key != "code"]
        self.of_project = [(key, keyed[key]) for key in of_project] + months
        self.prepared = {keyed[key] for key in ("year", "unit.code", "unit.name") if key in keyed}
        self.goals = header.columns.get(GOALS.key, [])
        self.shared = [column for _, column in self.of_project] + self.goals
        self.of_indicator = {column.key: keyed.get(column.key, -1) for column in INDICATOR}
        self.said_of_indicator = itemgetter(*self.of_indicator.values())  # what there is no column for is the last: ""
        self.identifying = {column for key in IDENTITY for column in header.columns.get(key, ())}
        self.doubted: dict[int, FlatProject | None] = {row: None for row, _ in sheet.doubts}

    def line(self, row: int, column: int) -> int:
        return number_of(self.part, row + 1, column + 1)

    def cell(self, row: int, column: int) -> Text:
        text = self.sheet.rows[row][column].strip() if column >= 0 else ""
        return Text(self.line(row, column), text)

    def headings_fit(self, unit: Unit | None) -> bool:
        """Whether the columns there must be are there."""
        header = self.header
        wanted = [column for column in (*PROJECT, *INDICATOR) if column.required]
        missing = [column.heading for column in wanted if column.key not in header.columns]
        if not {"value", "lower"} & set(header.columns):
            missing.append("指标值")
        if "fiscal" not in header.columns and {"budget", "other"} & set(header.columns):
            missing.append("财政资金（万元）")
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
        return not missing

    def lacking(self) -> frozenset[str]:
        """Of what of a Declaration there is no column; it is noted once."""
        known = self.header.columns
        heads = {path: column.heading for path, column in _MAY_LACK.items() if column.key not in known}
        if "budget" in known:
            heads.pop("funds.other", None)  # the sum says what it is
        if not self.header.months:
            heads["checkpoints"] = "资金支出计划各月"
        if heads:
            told = "”“".join(heads.values())
            self.notes.say(
                self.line(self.header.last, 0), f"表头没有“{told}”：已有项目的这些内容保持不变，新项目的这些内容为空白"
            )
        return frozenset(heads)

    def _head(self, column: int) -> str:
        upper, lower = self.sheet.rows[self.header.first][column], self.sheet.rows[self.header.last][column]
        return upper if read_heading(upper) and not is_group(upper) else lower

    def read_rows(self) -> None:
        self._fill_merged()
        project: FlatProject | None = None
        unknown = unknown_columns(self.sheet, self.header, self.part, self.notes)
        code_column = self.header.columns["code"][0]
        name_column = self.of_indicator["indicator"]
        shared = itemgetter(*self.shared) if self.shared else lambda _: None
        typed, last = "", None
        for row in range(self.header.last + 1, len(self.sheet.rows)):
            cells = self.sheet.rows[row]
            if not (cells[code_column] and cells[name_column]) and self._says_nothing(row, code_column, name_column):
                continue
            if cells[code_column].strip() and (project is None or cells[code_column] != typed):
                typed, last = cells[code_column], None
                project = self._project_of(row, code_column)
            if unknown:
                self._refuse_unknown(row, unknown, project.problems if project else self.problems)
            if project is None:
                self.problems.add(self.line(row, code_column), "项目编码", self._first(row).text)
                return
            if (said := shared(cells)) != last:  # most rows repeat what the one above says
                last = said if self._read_project(row, project) else None
            self._read_indicator(row, project)
            if row in self.doubted:
                self.doubted[row] = project

    def _project_of(self, row: int, code_column: int) -> FlatProject:
        code = squeeze_code(self.sheet.rows[row][code_column])
        if code not in self.projects:
            cell = self.cell(row, code_column)
            self.projects[code] = FlatProject(Text(cell.line, code))
        project = self.projects[code]
        project.levels = ("", "")
        return project

    def _fill_merged(self) -> None:
        """A cell merged down says the same in each of its rows."""
        for top, left, rows, _ in self.sheet.merged:
            if top > self.header.last and rows > 1 and top < len(self.sheet.rows):
                for row in range(top + 1, min(top + rows, len(self.sheet.rows))):
                    if left < len(self.sheet.rows[row]):
                        self.sheet.rows[row][left] = self.sheet.rows[top][left]

    def _says_nothing(self, row: int, code_column: int, name_column: int) -> bool:
        """Whether a row is blank, holds just year and unit, as the template has them, or a sum, which is noted."""
        cells = self.sheet.rows[row]
        filled = [column for column, text in enumerate(cells) if text and text.strip()]
        if all(column in self.prepared for column in filled):
            return True
        first = self._first(row)
        beside = cells[code_column].strip() in ("", first.text) and not cells[name_column].strip()
        if beside and _SUMMARY.match(squeeze(first.text)):
            text = " | ".join(cells[column].strip() for column in filled)
            self.notes.say(first.line, f"“{shorten(text)}”不是指标，没有读取")
            return True
        return False

    def _first(self, row: int) -> Text:
        """The first cell that says something."""
        return next(self.cell(row, column) for column, text in enumerate(self.sheet.rows[row]) if text.strip())

    def _refuse_unknown(self, row: int, columns: Sequence[int], problems: Problems) -> None:
        for column in columns:
            if text := self.sheet.rows[row][column].strip():
                head = self.sheet.rows[self.header.last][column].strip() or "（没有表头）"
                problems.add(
                    self.line(row, column), f"空白，因为列“{shorten(head)}”不是模板的列（请删去该列或改正表头）", text
                )

    def _read_project(self, row: int, project: FlatProject) -> bool:
        """Note what its columns say for the first time; what they say again must be the same. Whether it is."""
        cells, typed, agrees = self.sheet.rows[row], project.typed, True
        for key, column in self.of_project:
            if not cells[column] or cells[column] == typed.get(key):
                continue
            cell = self.cell(row, column)
            if not cell.text:
                continue
            typed.setdefault(key, cells[column])
            if key == "number":
                project.numbers.add(squeeze(cell.text))
            known = project.texts.setdefault(key, cell)
            if known.text != cell.text and key != "number" and not say_the_same(key, known.text, cell.text):
                self._contradict(cell, known, project, self.problems if key in IDENTITY else project.problems)
                agrees = False
        goals = [self.cell(row, column) for column in self.goals if cells[column] and cells[column].strip()]
        if goals and not project.goals:
            project.goals = goals
        elif goals and [squeeze(cell.text) for cell in goals] != [squeeze(cell.text) for cell in project.goals]:
            self._contradict(goals[0], project.goals[0], project, project.problems)
            agrees = False
        return agrees

    def _contradict(self, cell: Text, known: Text, project: FlatProject, problems: Problems) -> None:
        *_, column = position_of(cell.line)
        problems.say(
            cell.line,
            f"同一项目（{project.code.text}）的“{squeeze(self._head(column - 1))}”前后不一致："
            f"这里是“{shorten(cell.text)}”，{known.address} 是“{shorten(known.text)}”",
        )

    def _read_indicator(self, row: int, project: FlatProject) -> None:
        cells = self.sheet.rows[row]
        one, two, name, description, typed, *parts, basis = map(str.strip, self.said_of_indicator((*cells, "")))
        if not f"{one}{two}{name}{typed}{basis}".isprintable():
            one, two, name, typed, basis = map(one_line, (one, two, name, typed, basis))
        if one and one != project.levels[0] and not two and (name or description or typed or any(parts) or basis):
            project.problems.add(self._line_of(row, "level_one"), f"“{shorten(one)}”之下的二级指标", name)
            return
        project.levels = (one or project.levels[0], two or project.levels[1])
        if not name:
            if rest := description or typed or "".join(parts) or basis:
                project.problems.add(self._line_of(row, "indicator"), "三级指标的名称", rest)
            return
        place = self._line_of(row, "indicator")
        value = self._value(row, typed, parts, project.problems)
        if not all(project.levels):
            key, missing = ("level_two", "二级指标") if project.levels[0] else ("level_one", "一级指标")
            wanted = f"项目第一行的{missing}"
            if all(problem.expected != wanted for problem in project.problems):  # all rows below lack it, too
                project.problems.add(self._line_of(row, key), wanted, name)
        elif value is not None:
            project.lines.append(place)
            project.indicators.append(
                Indicator(
                    level_one=project.levels[0],
                    level_two=project.levels[1],
                    name=name,
                    description=description,
                    value=value,
                    basis=basis,
                )
            )

    def _line_of(self, row: int, key: str) -> int:
        return self.line(row, self.of_indicator[key])

    def _value(self, row: int, typed: str, parts: Sequence[str], problems: Problems) -> TargetValue | None:
        """The value of a row; ``parts`` are its operator, number, upper number and unit in columns of their own."""
        value = read_value(typed, *parts)
        if value is not None:
            return value
        expected = (
            f"与指标值“{typed}”一致的运算符、数值和计量单位（或空着）"
            if typed
            else "能组成指标值的运算符、数值和计量单位，或直接填写“指标值”一列"
        )
        at = next(key for key in ("lower", "operator", "upper", "measure") if self.of_indicator[key] >= 0)
        problems.add(self._line_of(row, at), expected, " ".join(filter(None, parts)))
        return None

    def refuse_doubts(self) -> None:
        """What a cell shows and nobody means, to the project of its row."""
        for (row, column), sentence in self.sheet.doubts.items():
            project = None if column in self.identifying else self.doubted.get(row)
            (project.problems if project else self.problems).say(self.line(row, column), sentence)

    def declare(self, year: int, unit: Unit | None) -> Iterator[Table]:
        """The tables. 序号 numbers the projects, or, where it changes within most, just the rows."""
        changing = [project for project in self.projects.values() if len(project.numbers) > 1]
        steady = sum(len(project.numbers) == 1 and len(project.indicators) > 1 for project in self.projects.values())
        of_rows = len(changing) > steady
        for project in changing if not of_rows else ():
            numbers = "、".join(sorted(project.numbers))
            sentence = f"同一项目（{project.code.text}）的“序号”前后不一致：{shorten(numbers)}"
            project.problems.say(project.place("number"), sentence)
        numbered = "number" in self.header.columns and not of_rows
        lacking = self.lacking() | (frozenset() if numbered else {"number"})
        for count, project in enumerate(self.projects.values(), start=1):
            if of_rows:
                project.numbers.clear()
            yield declare(
                project,
                year=year,
                unit=unit,
                months=sorted(self.header.months),
                number=None if numbered else count,
                lacking=lacking,
                of_list=self.problems,
            )
