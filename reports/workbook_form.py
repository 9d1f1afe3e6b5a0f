"""Projects as a workbook in the form layout: one sheet each, the official form with its merged cells, A4 portrait.

It reads back as it was (``targets.readers.xlsx``) and looks like our PDF in Excel, WPS and LibreOffice.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import accumulate, pairwise
from pathlib import Path
from typing import IO, Any, NamedTuple

from reports.form import Form, build_form, name_unit
from reports.sheets import AMOUNT, HEI, TALLEST, lines_in, open_book, set_up_page, sheet_names, write_amount, write_text
from reports.workbook_part_one import SHEET, PartOneStyles, write_part_one
from targets.declaration import Declaration, DepartmentDeclaration
from targets.layout import GRID
from targets.readers.indicator_rows import COLUMNS

_HEAD, _STEP = 11.5, 2.9
"""Widths of the row heads and of one unit of the grid, in characters."""

_LOWER = tuple(pairwise(accumulate((0, 1, 4, 4, 7, 4, 5))))
"""First column, and the one after the last, of the six columns of the indicators."""

_LINE = 15.0
"""Points of a line of text."""


class FormStyles:
    """The formats of its cells."""

    def __init__(self, book: Any) -> None:
        middle = {"align": "center", "valign": "vcenter", "text_wrap": True}
        cell: dict[str, object] = {**middle, "border": 1, "num_format": "@"}
        self.title = book.add_format({**middle, "font_name": HEI, "font_size": 16})
        self.unit = book.add_format({"num_format": "@", "valign": "vcenter", "text_wrap": True})
        self.money = book.add_format({"align": "right", "valign": "vcenter"})
        self.head = book.add_format({**cell, "font_name": HEI})
        self.cell = book.add_format(cell)
        self.left = book.add_format({**cell, "align": "left"})
        self.goal = book.add_format({**cell, "align": "left", "top": 0, "bottom": 0})
        self.amount = book.add_format({**cell, "num_format": AMOUNT})


class _Cell(NamedTuple):
    """A cell to merge over rows and columns: a text, or an amount in 万元."""

    first: int
    after: int
    content: str | Decimal | None
    style: Any
    rows: int = 1
    key: str = ""
    """The name of what stands there, where somebody fills it in."""


def write_forms(
    declarations: Iterable[Declaration], file: Path | IO[bytes], *, target: DepartmentDeclaration | None = None
) -> None:
    """Write one sheet a project, named after it, in the order given; before them one of part one, if there is any.

    :raises reports.sheets.TooLongError: when a text fits no cell.
    """
    book = open_book(file)
    styles = FormStyles(book)
    declarations = list(declarations)
    titles = (f"{'' if each.number is None else f'{each.number}.'}{each.name}" for each in declarations)
    names = sheet_names([*([SHEET] if target else ()), *titles])
    if target:
        write_part_one(book.add_worksheet(next(names)), target, PartOneStyles(book))
    for declaration, name in zip(declarations, names, strict=True):
        FormSheet(book.add_worksheet(name), styles).write(declaration)
    if not (declarations or target):
        book.add_worksheet("没有项目")
    book.close()


class FormSheet:
    """One form being written; ``places`` says in which row and column the cells to fill in stand."""

    def __init__(self, sheet: Any, styles: FormStyles) -> None:
        self.sheet = sheet
        self.places: dict[str, tuple[int, int]] = {}
        self.styles = styles
        self.row = 0
        sheet.set_column(0, 0, _HEAD)
        sheet.set_column(1, GRID, _STEP)
        set_up_page(sheet)

    def write(self, declaration: Declaration) -> None:
        form, styles = build_form(declaration), self.styles
        self.add([_Cell(0, GRID + 1, form.title, styles.title)], least=30)
        self.add(
            [
                _Cell(0, 17, name_unit(declaration.unit), styles.unit),
                _Cell(17, GRID + 1, "单位：万元", styles.money),
            ]
        )
        self._upper(form, declaration)
        self._goals(declaration.goals)
        heads = [_Cell(*edges, text, styles.head) for edges, text in zip(_LOWER, COLUMNS, strict=True)]
        self.sheet.repeat_rows(self.row)
        self.add(heads, least=20)
        self._indicators(form)
        self.sheet.print_area(0, 0, self.row - 1, GRID)

    def _upper(self, form: Form, declaration: Declaration) -> None:
        funds, styles = declaration.funds, self.styles
        self.add(
            [
                _Cell(0, 1, "项目编码", styles.head),
                _Cell(1, 9, form.code, styles.cell, key="code"),
                _Cell(9, 13, "项目名称", styles.head),
                _Cell(13, GRID + 1, form.name, styles.cell, key="name"),
            ],
            least=24,
        )
        self.add(
            [
                _Cell(0, 1, "预算规模及资金用途", styles.head, 2),
                _Cell(1, 4, "预算数", styles.head),
                _Cell(4, 8, funds.budget, styles.amount, key="budget"),
                _Cell(8, 13, "其中：财政资金", styles.head),
                _Cell(13, 17, funds.fiscal, styles.amount, key="fiscal"),
                _Cell(17, 21, "其他资金", styles.head),
                _Cell(21, GRID + 1, funds.other, styles.amount, key="other"),
            ],
            least=24,
        )
        self.add([_Cell(1, GRID + 1, form.purpose, styles.left, key="purpose")], least=24)
        label = "资金支出计划\n（万元）"
        if not form.plan:
            self.add([_Cell(0, 1, label, styles.head), _Cell(1, GRID + 1, "", styles.cell)], least=30)
        for number, line in enumerate(form.plan):
            edges = list(pairwise(accumulate((1, *(month.span for month in line)))))
            amounts: list[_Cell] = []
            placed = list(zip(edges, line, strict=True))
            head = [_Cell(0, 1, label, styles.head, form.plan_rows)] if not number else []
            self.add([*head, *(_Cell(*edge, month.head, styles.head) for edge, month in placed)], 20)
            for edge, month in placed:
                checkpoint = declaration.checkpoints[month.row]
                amounts.append(_Cell(*edge, checkpoint.amount, styles.amount, key=f"month.{checkpoint.month}"))
            self.add(amounts, 20)

    def _goals(self, goals: Sequence[str]) -> None:
        """One row a goal, so that none is taller than a row can be; the head is merged down."""
        styles = self.styles
        for place, goal in enumerate(goals or ("",)):
            # a stop before a digit would read as a decimal point
            mark = f"{place + 1}{'、' if goal[:1].isdecimal() else '.'}" if goals else ""
            head = [_Cell(0, 1, "绩效目标", styles.head, max(len(goals), 1))] if not place else []
            self.add([*head, _Cell(1, GRID + 1, f"{mark}{goal}", styles.goal, key=f"goals.{place}")])

    def _indicators(self, form: Form) -> None:
        styles = self.styles
        for place, row in enumerate(form.rows):
            levels = zip(_LOWER, (row.level_one, row.level_two), strict=False)
            texts = zip(_LOWER[2:], (row.name, row.description, row.value, row.basis), strict=True)
            cells = [_Cell(*edges, level.text, styles.head, level.rows) for edges, level in levels if level]
            for key, (edges, text) in zip(("indicator", "description", "value", "basis"), texts, strict=True):
                style = styles.left if key == "description" else styles.cell
                cells.append(_Cell(*edges, text, style, key=f"{key}.{place}"))
            self.add(cells, least=20)

    def add(self, cells: Sequence[_Cell], least: float = 18) -> None:
        """One row, as tall as its texts need; merged cells get no height by themselves."""
        tallest = 1
        for cell in cells:
            if cell.key:
                self.places[cell.key] = (self.row, cell.first)
            last_row, last_column = self.row + cell.rows - 1, cell.after - 1
            if (last_row, last_column) != (self.row, cell.first):
                self.sheet.merge_range(self.row, cell.first, last_row, last_column, "", cell.style)
            if isinstance(cell.content, str):
                write_text(self.sheet, self.row, cell.first, cell.content, cell.style)
                if cell.rows == 1:
                    width = sum(_STEP if column else _HEAD for column in range(cell.first, cell.after))
                    tallest = max(tallest, lines_in(cell.content, width))
            else:
                write_amount(self.sheet, self.row, cell.first, cell.content, cell.style)
        self.sheet.set_row(self.row, min(max(least, tallest * _LINE + 4), TALLEST))
        self.row += 1
