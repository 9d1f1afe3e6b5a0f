"""Cells read as they show, however the XML is written; what no table needs is refused before it takes the memory."""

import time

import pytest

from targets.readers import DocumentError
from targets.readers.safety import open_package
from targets.readers.xlsx_scan import MAX_ROWS
from targets.readers.xlsx_sheets import Sheet, read_sheets
from tests.workbooks import MAIN, raw

ROW = '<row r="{0}"><c r="A{0}"><v>1</v></c></row>'


def sheet_of(data: bytes) -> Sheet:
    (sheet,) = read_sheets(open_package(data))
    return sheet


def rows(*cells: str) -> str:
    return f'<sheetData><row r="1">{"".join(cells)}</row></sheetData>'


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<c r="A1"><v>27.68</v></c>', "27.68"),
        ('<c r="A1"><v>0.30000000000000004</v></c>', "0.3"),
        ('<c r="A1"><v>1.2E2</v></c>', "120"),
        ('<c r="A1" s="1"><v>0.95</v></c>', "95%"),
        ("<c s='1' r='A1'  t='n'><v>0.95</v></c>", "95%"),
        (f'<x:c xmlns:x="{MAIN}" r="A1" s="1"><x:v>0.5</x:v></x:c>', "50%"),
        ('<c r="A1" s="2"><f>SUM(B1:B2)</f><v>33.335</v></c>', "33.34"),
        ('<c r="A1" s="3"><v>45717</v></c>', "2025年3月"),
        ('<c r="A1" t="d"><v>2025-03-01</v></c>', "2025-03-01"),
        ('<c r="A1" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="A1" t="str"><f>"a"</f><v>甲</v></c>', "甲"),
        ('<c r="A1" t="str" s="1"><f>"a"</f><v>0.95</v></c>', "0.95"),
        ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> 甲&#10;乙 </t></is></c>', " 甲\n乙 "),
        ('<c r="A1" t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r><rPh><t>jia</t></rPh></is></c>', "甲乙"),
        ('<c r="A1" t="s"><v>0</v></c>', "共享&"),
        ('<c r="A1" t="s"><v>1</v></c>', "甲\n乙"),
    ],
)  # fmt: skip
def test_a_cell_reads_as_it_shows(cell: str, shown: str) -> None:
    strings = "<si><t>共享&amp;</t></si><si><t>甲_x000D_\n乙</t></si>"
    formats = ("0%", "0.00", "yyyy&quot;年&quot;m&quot;月&quot;")
    sheet = sheet_of(raw(rows(cell), strings=strings, formats=formats))
    assert (sheet.rows, sheet.doubts) == ([[shown]], {})


@pytest.mark.parametrize(
    ("cell", "text", "doubt"),
    [
        ('<c r="A1" t="e"><f>B1/0</f><v>#DIV/0!</v></c>', "#DIV/0!", "错误“#DIV/0!”"),
        ('<c r="A1"><f>SUM(B1:B2)</f></c>', "", "公式还没有计算结果"),
        ('<c r="A1"><f t="shared" si="0"/><v></v></c>', "", "公式还没有计算结果"),
        ('<c r="A1" s="1"><v>5</v></c>', "5", "单元格格式“[DBNum1]0”无法辨认"),
        ('<c r="A1" t="inlineStr"><is><t>a_x0007_b</t></is></c>', "a\x07b", "控制字符 U+0007"),
    ],
)
def test_what_nobody_means_is_told(cell: str, text: str, doubt: str) -> None:
    sheet = sheet_of(raw(rows(cell), formats=("[DBNum1]0",)))
    assert sheet.rows[0][0] == text
    assert doubt in sheet.doubts[0, 0]


def test_the_quick_way_shows_what_looking_at_every_cell_shows() -> None:
    """A space in a tag is enough to have every cell looked at; a cell in a style may be written in many ways."""
    values = ("<v>0.5</v>", "<v></v>", "<v>1E-2</v>", "<v>nan</v>")
    styles = ("", ' s="1"', ' s="2"', ' s="12"', ' s="1" t="n"', ' t="n"', ' s="2" t="str"', ' s="3"')
    cells = [
        f'<c r="{letter}{row}"{style}>{value}</c>'
        for letter, value in zip("ABYZ", values, strict=True)
        for row, style in enumerate(styles, start=1)
    ] + ['<c r="AZ19000" s="1"><v>0.25</v></c>', '<c r="C1" s="1"/>']
    formats = ("0%", "0.00", "[DBNum1]0")
    quick = sheet_of(raw(f'<sheetData><row r="1">{"".join(cells)}</row></sheetData>', formats=formats))
    thorough = sheet_of(raw(f'<sheetData ><row r="1">{"".join(cells)}</row></sheetData>', formats=formats))
    assert quick == thorough
    assert [quick.rows[row][0] for row in range(8)] == ["0.5", "50%", "0.50", "0.5", "50%", "0.5", "0.5", "0.5"]
    assert set(quick.doubts) == {(7, column) for column in (0, 24)} | {(row, 25) for row in (1, 2, 4, 7)}
    assert quick.rows[18999][51] == "25%"


def test_days_merged_and_hidden_cells_are_where_the_file_says() -> None:
    data = raw(
        '<cols><col min="2" max="3" hidden="1"/></cols><sheetData>'
        '<row r="3" hidden="1"><c r="B3" s="1"><v>44255</v></c></row><row hidden="1" r="4"><c r="A4"><v>1</v></c></row>'
        '</sheetData><mergeCells><mergeCell ref="B3:C9"/></mergeCells>',
        formats=("yyyy/m/d",),
        book='<workbookPr date1904="1"/>',
    )
    sheet = sheet_of(data)
    assert sheet.rows == [["", ""], ["", ""], ["", "2025/3/1"], ["1", ""]]
    assert (sheet.merged, sheet.hidden_rows, sheet.hidden_columns) == ([(2, 1, 2, 1)], [range(2, 4)], [range(1, 3)])


def far(place: str) -> str:
    return f'<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="{place}"><v>1</v></c></row></sheetData>'


@pytest.mark.parametrize(
    ("sheet", "sentence"),
    [
        pytest.param(far("XFD1048576"), "散布到 XFD1048576", id="the last cell of a sheet"),
        pytest.param(far("BZ20000"), "散布到 BZ20000", id="too far for memory"),
        pytest.param(far('B9" r="ZZZ99999'), "已损坏", id="an attribute twice"),
        pytest.param('<dimension ref="A1:XFD1048576"/><sheetData/>', "", id="a size that is not true"),
        pytest.param(
            f"<sheetData>{''.join(map(ROW.format, range(1, MAX_ROWS + 2)))}</sheetData>",
            "超过 25000 行",
            id="rows without end",
        ),
        pytest.param("<sheetData><row><c><v>1</v></c></row></sheetData>", "没有编号", id="cells without names"),
        pytest.param(
            rows(*(f'<c r="A{n}" t="s"><v>0</v></c>' for n in range(1, 101))), "文字过多", id="one text a hundred times"
        ),
        pytest.param(
            "<sheetData/><mergeCells>" + '<mergeCell ref="A1:ZZ30"/>' * 200 + "</mergeCells>", "", id="nothing at all"
        ),
        pytest.param(
            far("Z30000") + "<mergeCells>" + '<mergeCell ref="A1:Z30000"/>' * 3 + "</mergeCells>",
            "重叠",
            id="merged thrice",
        ),
        pytest.param("<sheetData><row r='1'><c r='A1'><v>1</v></row></sheetData>", "已损坏", id="tags not closed"),
    ],
)  # fmt: skip
def test_a_sheet_that_would_take_the_memory_is_refused_at_once(sheet: str, sentence: str) -> None:
    strings = f"<si><t>{'字' * 250_000}</t></si>" if "文字" in sentence else ""
    start = time.perf_counter()
    try:
        sheet_of(raw(sheet, strings=strings))
        said = ""
    except DocumentError as error:
        said = str(error)
    assert sentence in said
    assert bool(sentence) == bool(said)
    assert time.perf_counter() - start < 5


def test_what_a_workbook_says_of_its_own_length_takes_no_memory() -> None:
    data = raw(rows('<c r="A1" t="s"><v>0</v></c>'), strings="<si><t>甲</t></si>", count="99999999999")
    assert sheet_of(data).rows == [["甲"]]


def test_empty_cells_with_a_border_may_reach_to_the_end_of_the_sheet() -> None:
    first = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row>'
    data = raw(f'<sheetData>{first}<row r="1048576"><c r="A1048576"/></row></sheetData>')
    assert sheet_of(data).rows == [["1"]]


def test_a_hidden_sheet_is_named_and_not_read() -> None:
    sheet = sheet_of(raw(rows('<c r="A1"><v>1</v></c>'), state='state="veryHidden"'))
    assert (sheet.name, sheet.hidden, sheet.rows) == ("表", True, [])
