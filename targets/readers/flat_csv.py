"""Read the flat layout from CSV, as our own writer or Excel saves it: UTF-8 or GB18030, commas or tabs."""

import csv
import io
import re
from contextlib import suppress

from targets.declaration import Unit
from targets.readers import Reading, Sifted
from targets.readers.flat_header import find_header
from targets.readers.flat_sheet import read_flat
from targets.readers.grid import Layout
from targets.readers.safety import refuse
from targets.readers.table_units import sift
from targets.readers.text import decode
from targets.readers.text_cells import Problems
from targets.readers.xlsx import NOTHING
from targets.readers.xlsx_scan import MAX_AREA, MAX_ROWS
from targets.readers.xlsx_sheets import Sheet

_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")
_GUARDED = re.compile(r"'+[=+\-@＝＋－＠\t\r\n]")
_PROBE = 4096


def guard_formula(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe before whatever might begin one."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguard_formula(text: str) -> str:
    """What :func:`guard_formula` was given."""
    return text[1:] if _GUARDED.match(text) else text


def looks_like_csv(text: str) -> bool:
    """Whether the first lines are the headings of a flat table, parted by commas or tabs."""
    head = text[:_PROBE]
    rows: list[list[str]] = []
    with suppress(csv.Error):  # the probe may end within a cell
        rows.extend(csv.reader(io.StringIO(head, newline=""), delimiter=_delimiter(head)))
    return find_header(Sheet("", rows=_even(rows))) is not None


def read_csv(data: bytes, *, year: int, unit: Unit | None = None) -> Reading:
    """Read a CSV file, all of it, as the declarations of ``year``.

    :raises DocumentError: with every problem of the file and the cell of each.
    """
    return sift_csv(data, year=year, unit=unit).whole()


def sift_csv(data: bytes, *, year: int, unit: Unit | None = None) -> Sifted:
    """Read a CSV file project by project.

    :raises DocumentError: in the same way, when a problem is of no project.
    """
    text = decode(data)
    rows: list[list[str]] = []
    size = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text[:_PROBE])):
            rows.append([_inner(unguard_formula(cell)) for cell in row])
            size += len(row)
            if len(rows) > MAX_ROWS or size > MAX_AREA:
                refuse(f"文件超过 {MAX_ROWS} 行，请分成几个文件导入")
    except csv.Error:
        refuse("CSV 文件已损坏：有的单元格过长或引号不成对，请用 Excel 或 WPS 打开并另存后再导入")
    layout = Layout(addressed=True)
    sheet = Sheet("CSV", rows=_even(rows))
    header = find_header(sheet)
    if header is None:
        refuse("没有找到表头：第一行应有“项目编码、项目名称、一级指标、二级指标、三级指标、指标值”等列")
    problems, notes = Problems(), Problems()
    tables = read_flat(sheet, header, layout.add("单元格"), year=year, unit=unit, problems=problems, notes=notes)
    if not tables and not problems:
        refuse(NOTHING)
    return sift(tables, problems, year=year, unit=unit, layout=layout, notes=notes)


def _delimiter(head: str) -> str:
    first = head.lstrip("\ufeff").split("\n", 1)[0]
    return "\t" if first.count("\t") > first.count(",") else ","


def _inner(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _even(rows: list[list[str]]) -> list[list[str]]:
    """Rows of one length."""
    width = max(map(len, rows), default=0)
    if width * len(rows) > MAX_AREA:
        refuse("CSV 文件各行的列数相差过大，请用 Excel 或 WPS 打开并另存后再导入")
    return [row + [""] * (width - len(row)) for row in rows]
