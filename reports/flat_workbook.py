"""Editions as a flat workbook for counting and filtering: a row for each indicator, in memory that does not grow.

Whoever reads it sees what was typed: text is written as text, also where it begins like a formula.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from reports.editions import ZONE, Sealed
from targets.declaration import Declaration, DepartmentDeclaration, Indicator

Cell = str | int | Decimal | date | None

_UNIT = {"年度": 6, "单位代码": 12, "单位名称": 30}
_EDITION = {"版本号": 8, "批复日期": 12}
_HASH = {"版本 SHA-256": 68}
INDICATORS = (
    _UNIT
    | {"项目编码": 24, "项目名称": 40}
    | {"预算数（万元）": 14, "财政资金（万元）": 14, "其他资金（万元）": 14}
    | _EDITION
    | {"一级指标": 12, "二级指标": 14, "三级指标": 24, "绩效指标描述": 40}
    | {"指标值": 16, "运算符": 8, "数值": 12, "数值上限": 12, "计量单位": 10, "指标值确定依据": 24}
    | _HASH
)
"""Columns of the sheet of indicators, and their widths in characters."""

GOALS = _UNIT | _EDITION | {"分项绩效目标": 24, "绩效目标": 60, "绩效指标": 60} | _HASH
"""Columns of the sheet of department targets, one row for each of their itemised goals."""

_FACE = {"font_name": "宋体", "font_size": 11, "font_scheme": ""}

ROWS = 1_048_575
"""What a sheet of Excel holds under its head."""


class FlatWorkbook:
    """A workbook being written, edition by edition; then to be closed."""

    def __init__(self, path: Path) -> None:
        """:param path: of the workbook; what is written meanwhile goes to files beside it."""
        options = {"constant_memory": True, "tmpdir": str(path.parent), "default_format_properties": dict(_FACE)}
        self._book = xlsxwriter.Workbook(str(path), options)
        head = self._book.add_format({"bold": True, "bottom": 1})
        self._formats = _Formats(self._book)
        self._indicators = _Sheet(self._book, "绩效指标", INDICATORS, head, self._formats)
        self._goals = _Sheet(self._book, "部门整体绩效目标", GOALS, head, self._formats)

    def add(self, edition: Sealed) -> None:
        """Write an edition's rows; one without indicators has one all the same."""
        declared = edition.declaration
        day = edition.approved_at.astimezone(ZONE).date()
        told: tuple[Cell, ...] = (edition.number, day)
        if isinstance(declared, Declaration):
            for indicator in declared.indicators or (None,):
                self._indicators.add((*_head(declared), *_project(declared), *told, *_row(indicator), edition.sha256))
        else:
            for item in declared.items or (None,):
                texts = (item.title, item.goal, item.indicators) if item else ("", "", "")
                self._goals.add((*_head(declared), *told, *texts, edition.sha256))

    def close(self, moment: datetime) -> None:
        """Write the file, as made at that moment. Raises OSError where it cannot be written."""
        self._book.set_properties({"created": moment.astimezone(ZONE).replace(tzinfo=None)})
        try:
            self._book.close()
        except FileCreateError as error:
            raise error.args[0] from None

    def abandon(self) -> None:
        """Let go of the files beside it, which would take up room until nobody knows of this any more."""
        for sheet in self._book.worksheets():
            for file in filter(None, (sheet.row_data_fh, sheet.fh)):
                with suppress(OSError):  # a full disk refuses what was to be written last
                    file.close()


class _Formats:
    """How numbers and days are shown."""

    def __init__(self, book: Any) -> None:
        self.number = book.add_format({"num_format": "0.######"})
        self.amount = book.add_format({"num_format": "#,##0.00####"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})


class _Sheet:
    """Rows under a head; where a sheet is full, the next one of the name goes on."""

    def __init__(self, book: Any, name: str, columns: dict[str, int], head: Any, formats: _Formats) -> None:
        self._book, self._name, self._columns, self._head, self._formats = book, name, columns, head, formats
        self._sheets = 0
        self._begin()

    def _begin(self) -> None:
        self._sheets += 1
        self._sheet = self._book.add_worksheet(self._name if self._sheets == 1 else f"{self._name}{self._sheets}")
        self._sheet.freeze_panes(1, 0)
        for place, (column, width) in enumerate(self._columns.items()):
            self._sheet.set_column(place, place, width)
            self._sheet.write_string(0, place, column, self._head)
        self._row = 0

    def add(self, cells: Sequence[Cell]) -> None:
        if self._row == ROWS:
            self._begin()
        self._row += 1
        for place, (column, cell) in enumerate(zip(self._columns, cells, strict=True)):
            if isinstance(cell, date):
                self._sheet.write_datetime(self._row, place, cell, self._formats.day)
            elif isinstance(cell, int):
                self._sheet.write_number(self._row, place, cell)
            elif isinstance(cell, Decimal) and _exact(cell):
                shown = self._formats.amount if "万元" in column else self._formats.number
                self._sheet.write_number(self._row, place, cell, shown)
            elif cell is not None and (text := str(cell)):
                self._sheet.write_string(self._row, place, text)


def _exact(number: Decimal) -> bool:
    """Whether a spreadsheet, which counts in binary fractions of fifteen digits, holds it as it is."""
    return len(number.normalize().as_tuple().digits) <= 15


def _head(declared: Declaration | DepartmentDeclaration) -> tuple[Cell, ...]:
    return declared.year, declared.unit.code, declared.unit.name


def _project(declared: Declaration) -> tuple[Cell, ...]:
    funds = declared.funds
    return declared.code, declared.name, funds.budget, funds.fiscal, funds.other


def _row(indicator: Indicator | None) -> tuple[Cell, ...]:
    if indicator is None:
        return ("",) * 10
    value = indicator.value
    meaning = (value.text, value.operator, value.number, value.upper, value.unit)
    texts = (indicator.level_one, indicator.level_two, indicator.name, indicator.description)
    return (*texts, *meaning, indicator.basis)
