"""What a workbook, CSV or JSON was written from reads back unchanged; nothing in it is ever a formula."""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import count

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.target_value import TargetValue
from reports.plain import write_json
from reports.sheets import TooLongError, sheet_names
from reports.workbook_flat import months_of, write_csv, write_flat
from reports.workbook_form import write_forms
from reports.workbook_template import write_flat_template, write_form_template
from targets.declaration import Checkpoint, Declaration, Funds, Indicator, Unit
from targets.readers.opening import read_file
from tests.targets.readers.test_text_properties import tables, units

CATEGORIES = [("产出指标", "数量指标"), ("产出指标", "质量指标"), ("满意度指标", "服务对象满意度指标")]
FORMULAS = ["=1+1", "+A1", "-2", "@SUM(A1)", "\t=1", "'=1", "''+1", '=HYPERLINK("http://a.example")', "＝1"]

Write = Callable[[Sequence[Declaration], io.BytesIO], object]


def flat(projects: Sequence[Declaration], file: io.BytesIO) -> None:
    write_flat(projects, file, months=months_of(projects))


def table(projects: Sequence[Declaration], file: io.BytesIO) -> None:
    write_csv(projects, file, months=months_of(projects))


def written(write: Write, *projects: Declaration) -> bytes:
    file = io.BytesIO()
    write(projects, file)
    return file.getvalue()


def project(**fields: object) -> Declaration:
    given = {"year": 2025, "unit": Unit(code="326", name="局"), "code": "P1", "name": "修路", "number": 1} | fields
    return Declaration(**given)  # type: ignore[arg-type]


def indicator(**fields: str) -> Indicator:
    value = TargetValue.parse(fields.pop("value", "5个"))
    return Indicator(**{"level_one": "产出指标", "level_two": "数量指标", "name": "里程", **fields}, value=value)


@pytest.mark.slow
def test_level_two_is_offered_below_the_level_one_that_was_chosen() -> None:
    file = io.BytesIO()
    pairs = [("产出指标", "数量指标"), ("效益指标", "经济效益指标"), ("产出指标", "质量指标")]
    write_flat_template(file, year=2025, months=(), categories=pairs)
    book = openpyxl.load_workbook(file)
    sheet, options = book.worksheets[0], book["选项"]
    letters = {cell.value: cell.column_letter for cell in sheet[1]}
    checks = {str(check.sqref): check.formula1 for check in sheet.data_validations.dataValidation}
    one, two = "选项!$B$1:$B$3", "选项!$C$1:$C$3"
    cell = f"${letters['一级指标']}2"
    below = f"OFFSET(选项!$C$1,MATCH({cell},{one},0)-1,0,COUNTIF({one},{cell}),1)"
    assert checks[f"{letters['二级指标']}2:{letters['二级指标']}2001"] == f"IF(COUNTIF({one},{cell})=0,{two},{below})"
    ones, twos = ([row[column].value for row in options] for column in (1, 2))
    for name, wanted in (("产出指标", ["数量指标", "质量指标"]), ("效益指标", ["经济效益指标"])):
        start = ones.index(name)
        assert twos[start : start + ones.count(name)] == wanted
    assert options.sheet_state == "hidden"


@pytest.mark.parametrize("write", [flat, write_forms, table, write_json])
@given(data=st.data())
def test_any_projects_read_back_unchanged(write: Write, data: st.DataObject) -> None:
    unit = data.draw(units)
    projects = [data.draw(tables(unit, place)) for place in range(1, data.draw(st.integers(2, 3)))]
    assert list(read_file(written(write, *projects), year=2025).projects) == projects


@pytest.mark.parametrize("write", [flat, write_forms, table])
def test_a_text_that_begins_like_a_formula_stays_a_text(write: Write) -> None:
    rows = tuple(indicator(name=text.strip(), value=text.strip(), basis=text.strip()) for text in FORMULAS)
    texts = project(name="=1+1", purpose="@SUM(A1)", goals=("+1", "-1", "=1"), indicators=rows)
    data = written(write, texts)
    assert read_file(data, year=2025).projects == (texts,)
    if write is table:
        cells = [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row]
        assert [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")] == ["-2"]  # a number
    else:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        types = {cell.data_type for row in openpyxl.load_workbook(io.BytesIO(data)).active for cell in row}
        assert "f" not in types


def test_amounts_are_numbers_where_a_cell_holds_them_to_the_last_digit() -> None:
    funds = Funds(fiscal=Decimal("27.68"), other=Decimal("99999999999.123456"))
    exact = project(funds=funds, checkpoints=(Checkpoint(month=3, amount=Decimal("0.045")), Checkpoint(month=12)))
    data = written(flat, exact)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    cells = {sheet.cell(1, column).value: sheet.cell(2, column) for column in range(1, sheet.max_column + 1)}
    assert cells["财政资金（万元）"].value == 27.68
    assert cells["其他资金（万元）"].value == "99999999999.123456"
    assert cells["3月底（万元）"].number_format == "0.00####"
    assert read_file(data, year=2025).projects == (exact,)


def test_operator_number_and_unit_have_columns_of_their_own() -> None:
    rows = (indicator(value="不少于１２个"), indicator(value="90%-95%"), indicator(value="进一步提高"))
    sheet = openpyxl.load_workbook(io.BytesIO(written(flat, project(indicators=rows)))).active
    heads = [cell.value for cell in sheet[1]]
    first = heads.index("指标值")
    assert heads[first + 1 : first + 5] == ["运算符", "数值", "数值上限", "计量单位"]
    assert [[cell.value for cell in row[first : first + 5]] for row in sheet.iter_rows(min_row=2)] == [
        ["不少于１２个", "≥", 12, None, "个"],
        ["90%-95%", None, 90, 95, "%"],
        ["进一步提高", None, None, None, None],
    ]


def test_projects_may_have_other_checkpoints() -> None:
    months = [(3, 12), (), (6,)]
    plans = [project(code=f"P{sum(each)}", checkpoints=tuple(Checkpoint(month=m) for m in each)) for each in months]
    assert list(read_file(written(flat, *plans), year=2025).projects) == plans
    with pytest.raises(ValueError, match="month 6"):
        write_flat(plans, io.BytesIO(), months=(3, 12))


def test_the_form_prints_on_one_page_wide_in_song_and_hei() -> None:
    rows = tuple(indicator(name=f"里程{n}", description="很长的描述" * 20) for n in range(3))
    sheet = openpyxl.load_workbook(io.BytesIO(written(write_forms, project(indicators=rows)))).active
    assert (sheet.title, sheet.page_setup.paperSize, sheet.page_setup.orientation) == ("1.修路", 9, "portrait")
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert (sheet["A1"].value, sheet["A1"].font.name) == ("1.修路绩效目标表", "黑体")
    assert sheet["B3"].font.name == "宋体"
    assert "A9:A11" in {str(span) for span in sheet.merged_cells.ranges}
    assert sheet.row_dimensions[9].height > 60


def test_names_of_sheets_are_safe_and_differ() -> None:
    wanted = ["a[b]:*?/\\c", "A b c", "'", "", "𬭁" * 20, "修" * 40, "修" * 41, "history"]
    names = list(sheet_names(wanted))
    assert names[:4] == ["a b c", "A b c(2)", "工作表", "工作表(2)"]
    assert names[4] == "𬭁" * 15
    assert names[5:] == ["修" * 31, "修" * 28 + "(2)", "history(2)"]


def test_a_text_longer_than_a_cell_is_refused_and_not_cut() -> None:
    with pytest.raises(TooLongError, match="最多 32767 字"):
        written(flat, project(purpose="字" * 40_000))


@pytest.mark.parametrize("write", [write_flat_template, write_form_template])
def test_a_template_that_was_filled_in_reads_as_what_was_typed(write: Callable[..., None]) -> None:
    file = io.BytesIO()
    write(file, year=2025, months=(3, 12), categories=CATEGORIES, unit=Unit(code="326", name="局"))
    book = openpyxl.load_workbook(io.BytesIO(file.getvalue()))
    sheet = book.worksheets[0]
    checks = sheet.data_validations.dataValidation
    assert {"decimal"} <= {check.type for check in checks}
    assert sum(cell.comment is not None for row in sheet for cell in row) > 9
    assert "填表说明" in book.sheetnames
    if write is write_flat_template:
        lists = {str(check.sqref)[0]: check.formula1 for check in checks if check.type == "list"}
        assert "选项!$A$1:$A$2" in lists.values()
        typed = {"项目编码": "P1", "项目名称": "修路", "财政资金（万元）": 5, "12月底（万元）": 5, "绩效目标": "1.畅通"}
        typed |= {"一级指标": "产出指标", "二级指标": "数量指标", "三级指标": "里程", "指标值": "5个"}
        for cell in sheet[1]:
            if cell.value in typed:
                sheet.cell(2, cell.column, typed[cell.value])
    else:
        typed = {"B3": "P1", "N3": "修路", "E4": 5, "N4": 5, "N7": 5, "B8": "1.畅通", "F10": "里程", "Q10": "5个"}
        for address, value in typed.items():
            sheet[address] = value
    saved = io.BytesIO()
    book.save(saved)
    expected = project(
        number=None,
        funds=Funds(fiscal=Decimal(5)),
        checkpoints=(Checkpoint(month=3), Checkpoint(month=12, amount=Decimal(5))),
        goals=("畅通",),
        indicators=(indicator(),),
    )
    assert read_file(saved.getvalue(), year=2025).projects == (expected,)


def test_a_full_sheet_is_continued_on_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.workbook_flat.ROWS", 5)
    numbers = count(1)
    projects = [project(code=f"P{next(numbers)}", indicators=(indicator(), indicator(name="桥"))) for _ in range(3)]
    data = written(flat, *projects)
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == ["绩效目标清单", "绩效目标清单2"]
    assert list(read_file(data, year=2025).projects) == projects
