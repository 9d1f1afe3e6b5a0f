"""Read an Excel workbook (.xlsx of Excel, WPS or a program): 第一部分, forms, flat sheets with a row an indicator.

Which layout a sheet has is seen by its headings. A sheet that is neither is named; a workbook without any is refused.
"""

from bisect import bisect
from collections.abc import Iterable, Sequence

from targets.declaration import Unit
from targets.readers import Reading, Sifted, shorten
from targets.readers.flat_header import find_header
from targets.readers.flat_sheet import read_flat
from targets.readers.form_grid import opens_form, read_forms
from targets.readers.grid import Grid, Layout, Paragraph, column_name, number_of
from targets.readers.landmarks import BUDGET, CODE, FISCAL, INDICATORS, NAME, OTHER, found_in, is_decoration
from targets.readers.part_one import PartOne
from targets.readers.part_one_rows import find_part_one_in_sheet
from targets.readers.project_table import Table
from targets.readers.safety import Package, open_package, refuse
from targets.readers.table_units import sift
from targets.readers.text_cells import Problems
from targets.readers.xlsx_sheets import Sheet, read_sheets

_MAX_FILLED = 50_000
"""Filled cells of a sheet of forms: several hundred forms."""

_OF_SUMMARIES = {CODE, NAME, BUDGET, FISCAL, OTHER}
"""Words of a form that a summary of several projects has as well: a sheet that has no others is no form."""

_SUMMARIES = ("汇总", "一览", "统计")
"""What such a sheet is called; it may have further words of a form, but no indicators."""

NOTHING = "表格中没有填写任何项目"
"""What is said of a file of headings alone."""

_BESIDES = ("说明", "选项", "字典", "目录", "封面", "样例", "示例", "指南")
"""What a sheet beside the tables is called."""


def read_xlsx(data: bytes | Package, *, year: int, unit: Unit | None = None) -> Reading:
    """Read a workbook, all of it, as the declarations of ``year``.

    ``unit`` declares projects that do not name theirs, and part one where neither it nor they say whose it is.

    :raises DocumentError: with every problem of the file and the cell of each; one alone when it is of another kind.
    """
    return sift_xlsx(data, year=year, unit=unit).whole()


def sift_xlsx(data: bytes | Package, *, year: int, unit: Unit | None = None) -> Sifted:
    """Read a workbook table by table.

    :raises DocumentError: in the same way, when a problem is of no table.
    """
    package = data if isinstance(data, Package) else open_package(data)
    if package.kind != "xlsx":
        refuse("这不是 Excel 工作簿（.xlsx）")
    layout = Layout(addressed=True)
    problems, notes = Problems(), Problems()
    tables: list[Table] = []
    part_one: PartOne | None = None
    known = False
    for sheet in read_sheets(package):
        part = layout.add(f"工作表“{shorten(sheet.name)}”")
        target, found = _read_sheet(sheet, part, year, unit, problems, notes)
        known = known or target is not None or found is not None
        tables += found or ()
        if target and part_one:
            problems.say(target.lines["target",], "部门整体绩效目标在一个文件中只能有一份，前面的工作表已有一份")
        part_one = part_one or target
    if not known:
        refuse(
            f"没有找到项目绩效目标表：表样的工作表应有“{CODE}”一格，清单的工作表应有“{CODE}、项目名称、一级指标、"
            "二级指标、三级指标、指标值”等表头"
        )
    if not tables and not part_one and not problems:
        refuse(NOTHING)
    return sift(tables, problems, year=year, unit=unit, layout=layout, part_one=part_one, notes=notes)


def _read_sheet(
    sheet: Sheet, part: int, year: int, unit: Unit | None, problems: Problems, notes: Problems
) -> tuple[PartOne | None, list[Table] | None]:
    """Part one and the tables of a sheet; ``None`` for each when it holds none, for both with a note."""
    if sheet.hidden:
        notes.say(number_of(part), "这个工作表已隐藏或不是表格，没有读取")
        return None, None
    if not any(map(any, sheet.rows)):
        return None, None
    header = find_header(sheet)
    rows = [] if header else [row for row in to_grid(sheet, part).rows() if row.filled]
    beside = any(word in sheet.name for word in _BESIDES)
    opening = next((at for at, row in enumerate(rows) if opens_form(row)), len(rows))
    target, end = find_part_one_in_sheet([] if beside else rows[:opening], problems)
    found = set(found_in(rows))
    no_form = not found - _OF_SUMMARIES or (INDICATORS not in found and any(word in sheet.name for word in _SUMMARIES))
    if not header and not target and (beside or no_form):
        notes.say(number_of(part), "这个工作表不是项目绩效目标表，没有读取")
        return None, None
    _refuse_hidden(sheet, part, problems)
    if header:
        return None, read_flat(sheet, header, part, year=year, unit=unit, problems=problems, notes=notes)
    if target and all(is_decoration(cell.text) for row in rows[end:] for cell in row.filled):
        tables = None
    else:
        tables = read_forms(rows[end:], problems, notes, year=year, unit=unit)
    _refuse_doubts(sheet, part, tables or (), problems)
    return target, tables


def to_grid(sheet: Sheet, part: int) -> Grid:
    """A sheet's filled and merged cells as a grid."""
    texts = {(at, column): text for at, row in enumerate(sheet.rows) for column, text in enumerate(row) if text}
    if len(texts) > _MAX_FILLED:
        refuse(f"工作表“{shorten(sheet.name)}”不是清单而内容过多，请分成几个工作表")
    grid = Grid(part)
    sizes = {(top, left): (rows, columns) for top, left, rows, columns in sheet.merged}
    covered = {
        (row, column)
        for (top, left), (rows, columns) in sizes.items()
        for row in range(top, top + rows)
        for column in range(left, left + columns)
        if (row, column) != (top, left)
    }
    for at, column in sorted((texts.keys() | sizes.keys()) - covered):
        rows, columns = sizes.get((at, column), (1, 1))
        text = texts.get((at, column), "")
        grid.add(at, column, [Paragraph(text.strip("\n"))] if text else (), rows=rows, columns=columns)
    return grid


def _refuse_doubts(sheet: Sheet, part: int, tables: Sequence[Table], problems: Problems) -> None:
    """What a cell shows and nobody means, to the form it stands in."""
    starts = [table.lines[()] for table in tables]
    for (row, column), sentence in sheet.doubts.items():
        above = tables[at - 1] if (at := bisect(starts, number_of(part, row + 2))) else None
        mine = above.problems if above and number_of(part, row + 1) < above.end else problems
        mine.say(number_of(part, row + 1, column + 1), sentence)


def _refuse_hidden(sheet: Sheet, part: int, problems: Problems) -> None:
    """What somebody hid: it might be wanted or not."""
    spans = sheet.hidden_rows
    for rows in _filled(spans, [any(map(str.strip, row)) for row in sheet.rows] if spans else []):
        what = f"第 {rows.start + 1} 行" if len(rows) == 1 else f"第 {rows.start + 1} 至 {rows.stop} 行"
        problems.say(number_of(part, rows.start + 1, 1), f"{what}被隐藏而有内容，请取消隐藏（或筛选）或删去后再导入")
    spans = sheet.hidden_columns
    columns = [any(map(str.strip, column)) for column in zip(*sheet.rows, strict=False)] if spans else []
    for span in _filled(spans, columns):
        first, last = column_name(span.start + 1), column_name(span.stop)
        what = f"{first} 列" if first == last else f"{first} 至 {last} 列"
        problems.say(number_of(part, 1, span.start + 1), f"{what}被隐藏而有内容，请取消隐藏或删去后再导入")


def _filled(spans: Iterable[range], filled: Sequence[bool]) -> list[range]:
    return [span for span in spans if any(filled[span.start : span.stop])]
