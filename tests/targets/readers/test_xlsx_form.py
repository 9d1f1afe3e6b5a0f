"""The official form in sheets: merged as Excel and WPS merge it, several down one sheet, and what is hidden."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from reports.workbook_form import write_forms
from targets.declaration import Declaration
from targets.readers import DocumentError, Reading
from targets.readers.xlsx import read_xlsx

Change = Callable[[Worksheet], object]


@pytest.fixture(scope="module")
def written(seed: Reading) -> bytes:
    file = io.BytesIO()
    write_forms(seed.projects[:2], file)
    return file.getvalue()


@pytest.fixture(scope="module")
def change(seed: Reading) -> Callable[[Change], bytes]:
    """A workbook of one form changed by somebody, and saved by another program."""
    written = io.BytesIO()
    write_forms(seed.projects[:1], written)

    def change(edit: Change) -> bytes:
        book = openpyxl.load_workbook(written)
        edit(book.worksheets[0])
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    return change


def row_of(sheet: Worksheet, text: str) -> int:
    return next(cell.row for row in sheet.iter_rows() for cell in row if cell.value and text in str(cell.value))


def move_down_and_right(sheet: Worksheet) -> None:
    merged = [str(span) for span in sheet.merged_cells.ranges]
    for span in merged:
        sheet.unmerge_cells(span)
    sheet.move_range(f"A1:Y{sheet.max_row}", rows=3, cols=2)
    for span in merged:
        first, last = span.split(":")
        corners = [openpyxl.utils.cell.coordinate_to_tuple(corner) for corner in (first, last)]
        (top, left), (bottom, right) = corners
        sheet.merge_cells(start_row=top + 3, start_column=left + 2, end_row=bottom + 3, end_column=right + 2)


def unmerge(sheet: Worksheet) -> None:
    for span in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(span))


def add_blank_rows_and_a_note(sheet: Worksheet) -> None:
    sheet.cell(sheet.max_row + 3, 1, "填表人：")
    sheet.cell(sheet.max_row + 2, 3, "  ")


def compute_the_budget(sheet: Worksheet) -> None:
    row = row_of(sheet, "预算数")
    assert sheet.cell(row, 5).value == 120
    sheet.cell(row, 5).number_format = "#,##0.00_ "
    sheet.cell(row, 14, "１２０．００")


@pytest.mark.parametrize("edit", [move_down_and_right, unmerge, add_blank_rows_and_a_note, compute_the_budget])
def test_a_form_may_look_otherwise(edit: Change, change: Callable[[Change], bytes], seed: Reading) -> None:
    reading = read_xlsx(change(edit), year=2025)
    assert reading.projects == seed.projects[:1]


def test_several_forms_may_stand_down_one_sheet(written: bytes, seed: Reading) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written))
    first, second = book.worksheets
    shift = first.max_row + 2
    for row in second.iter_rows():
        for cell in row:
            if cell.value is not None:
                first.cell(cell.row + shift, cell.column, cell.value)
    for span in second.merged_cells.ranges:
        span.shift(row_shift=shift)
        first.merge_cells(str(span))
    book.remove(second)
    file = io.BytesIO()
    book.save(file)
    assert read_xlsx(file.getvalue(), year=2025).projects == seed.projects[:2]


@pytest.mark.parametrize(
    ("name", "heads"),
    [("表", ("项目编码", "项目名称", "预算数")), ("项目汇总", ("项目编码", "项目名称", "预算数", "绩效目标"))],
)
def test_a_summary_beside_the_forms_is_named_and_not_read(
    name: str, heads: tuple[str, ...], written: bytes, seed: Reading
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written))
    summary = book.create_sheet(name, 0)
    for row in (
        ("2025年预算项目汇总表",),
        heads,
        ("A1", "经费", 120),
    ):
        summary.append(row)
    file = io.BytesIO()
    book.save(file)
    reading = read_xlsx(file.getvalue(), year=2025)
    assert reading.projects == seed.projects[:2]
    assert [str(note) for note in reading.notes] == [f"工作表“{name}”：这个工作表不是项目绩效目标表，没有读取"]


def hide_a_row(sheet: Worksheet) -> None:
    sheet.row_dimensions[row_of(sheet, "数量指标")].hidden = True


def hide_columns(sheet: Worksheet) -> None:
    sheet.column_dimensions.group("B", "D", hidden=True)


def break_a_link(sheet: Worksheet) -> None:
    sheet.cell(row_of(sheet, "预算数"), 5, "=Sheet9!A1")


def put_a_remark(sheet: Worksheet) -> None:
    sheet.cell(row_of(sheet, "数量指标"), 28, "待定")


def lose_the_code(sheet: Worksheet) -> None:
    sheet.cell(3, 1, "编号")


def lose_a_head(sheet: Worksheet) -> None:
    sheet.cell(row_of(sheet, "指标值确定依据"), 21, "说明")


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (hide_a_row, "A10：第 10 行被隐藏而有内容，请取消隐藏（或筛选）或删去后再导入"),
        (hide_columns, "B1：B 至 D 列被隐藏而有内容"),
        (break_a_link, "E4：公式还没有计算结果"),
        (put_a_remark, "AB10：“待定”"),
        (lose_the_code, "“项目编码”一格"),
        (lose_a_head, "表头“指标值确定依据”（没有找到）"),
    ],
)
def test_what_is_doubtful_is_told_with_its_cell(edit: Change, sentence: str, change: Callable[[Change], bytes]) -> None:
    with pytest.raises(DocumentError) as error:
        read_xlsx(change(edit), year=2025)
    assert sentence in str(error.value)
    assert "工作表“1.社区党组织服务群众专项经费”" in str(error.value)


def test_places_are_cells(written: bytes, seed: Reading) -> None:
    places = read_xlsx(written, year=2025).places
    project: Declaration = seed.projects[1]
    assert str(places["projects", 1, "funds", "fiscal"]) == f"工作表“2.{project.name}”N4"
