"""Part one (部门整体绩效目标) as a sheet of a workbook in the form layout: a paragraph a row, read back as it was."""

from math import ceil
from typing import Any

from reports.form import name_unit
from reports.numerals import chinese_numeral
from reports.part_one import PART_ONE, lay_out
from reports.sheets import HEI, TALLEST, lines_in, set_up_page, write_text
from targets.declaration import DepartmentDeclaration

SHEET = "部门整体绩效目标"

_WIDTHS = (45, 45)
"""Characters. Each row is merged over both columns: one column alone would not be made narrower to fit a page."""

_LINE = {"section": 24.0, "title": 21.0, "text": 19.0}
"""Points of a line."""


class PartOneStyles:
    """The formats of its cells; a text is indented by whole characters."""

    def __init__(self, book: Any) -> None:
        text = {"num_format": "@", "text_wrap": True, "valign": "vcenter", "font_size": 12}
        hei = {**text, "font_name": HEI}
        self.part = book.add_format({**hei, "align": "center", "font_size": 18})
        self.unit = book.add_format({**text, "align": "center", "font_size": 11})
        self.section = book.add_format({**hei, "font_size": 14})
        self.title = book.add_format({**hei, "indent": 2})
        self.text = book.add_format({**text, "indent": 2})


def write_part_one(sheet: Any, target: DepartmentDeclaration, styles: PartOneStyles) -> None:
    """Write one paragraph a row under the title and the unit.

    :raises reports.sheets.TooLongError: when a text fits no cell.
    """
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    set_up_page(sheet)
    row = _write_rows(sheet, 0, PART_ONE, styles.part, 36)
    row = _write_rows(sheet, row, name_unit(target.unit), styles.unit, 20)
    room = (sum(_WIDTHS) - 8) * 11 / 12  # indented, in larger letters than columns are measured in
    for paragraph in lay_out(target):
        mark = f"（{chinese_numeral(paragraph.number)}）" if paragraph.number else ""
        text = f"{mark}{paragraph.text}"
        height = lines_in(text, room) * _LINE[paragraph.style]
        row = _write_rows(sheet, row, text, getattr(styles, paragraph.style), height)


def _write_rows(sheet: Any, row: int, text: str, style: Any, height: float) -> int:
    """A paragraph in one row, or merged over as many as its height in points needs; returns the row below."""
    rows = ceil(height / TALLEST)
    sheet.merge_range(row, 0, row + rows - 1, 1, "", style)
    write_text(sheet, row, 0, text, style)
    for each in range(row, row + rows):
        sheet.set_row(each, height / rows)
    return row + rows
