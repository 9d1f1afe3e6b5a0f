"""第一部分 as a sheet of a workbook: written before the forms, read back as it was, nothing in it dropped."""

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from openpyxl.workbook import Workbook

from reports.exports import write_document
from reports.workbook_form import write_forms
from targets.declaration import Declaration, DepartmentDeclaration, ItemisedGoal, Safeguard, Unit
from targets.readers import DocumentError, Reading
from targets.readers.xlsx import read_xlsx
from tests.strategies import declarations
from tests.targets.readers.test_docx_round_trip import (
    as_read,
    document_of,
    odd_declarations,
    saved_by_libreoffice,
)
from tests.targets.readers.test_docx_variants import DECLARED
from tests.targets.readers.test_text_properties import documents

Drawn = tuple[DepartmentDeclaration | None, list[Declaration]]
Change = Callable[[Workbook], object]


TARGET = DepartmentDeclaration(
    year=2025,
    unit=DECLARED.unit,
    lead="以社区为本：",
    goals=("保障运转；", "改善环境。"),
    items=(ItemisedGoal(title="社区党建", goal="有序开展。", indicators="覆盖率≥95%"), ItemisedGoal(title="培训")),
    safeguards=(Safeguard(title="加强领导", text="明确分工。"), Safeguard(title="严格管理")),
)


def written(target: DepartmentDeclaration | None, projects: list[Declaration]) -> bytes:
    file = io.BytesIO()
    write_forms(projects, file, target=target)
    return file.getvalue()


@pytest.mark.slow
def test_a_whole_document_comes_back_from_excel_with_part_one_first(seed: Reading) -> None:
    file = io.BytesIO()
    write_document("form.xlsx", document_of(seed), file, name="326001")
    reading = read_xlsx(file.getvalue(), year=2025)
    assert (reading.target, reading.projects, reading.notes) == (seed.target, seed.projects, ())
    assert str(reading.places["target", "goals", 0]) == "工作表“部门整体绩效目标”A5"
    sheet = openpyxl.load_workbook(io.BytesIO(file.getvalue())).worksheets[0]
    assert (sheet["A1"].value, sheet["A1"].font.name) == ("第一部分　部门整体绩效目标", "黑体")
    assert (sheet.page_setup.orientation, sheet.sheet_properties.pageSetUpPr.fitToPage) == ("portrait", True)


def test_a_paragraph_taller_than_a_row_can_be_goes_over_several() -> None:
    long = TARGET.model_copy(update={"goals": ("一" * 1500, "改善环境。")})
    data = written(long, [DECLARED])
    assert read_xlsx(data, year=2025).target == long
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    (span,) = (span for span in sheet.merged_cells.ranges if span.size["rows"] > 1)
    heights = [sheet.row_dimensions[row].height for row in range(span.min_row, span.max_row + 1)]
    assert len(heights) == 2
    assert max(heights) <= 409
    assert sum(heights) >= 1500 / 40 * 19  # about 40 characters a line


def test_part_one_alone_says_whose_it_is() -> None:
    unit = Unit(code="326", name="年丰镇")
    target = TARGET.model_copy(update={"unit": unit})
    reading = read_xlsx(written(target, []), year=2025, unit=Unit(code="400", name="别的局"))
    assert (reading.target, reading.projects) == (target, ())


def without_outer_space(declaration: Declaration) -> Declaration:
    """A sheet numbers goals in their own text, of which white space at the ends of a line is no part."""
    goals = ("\n".join(line.strip() for line in goal.split("\n")).strip("\n") for goal in declaration.goals)
    return declaration.model_copy(update={"goals": tuple(goals)})


@given((declarations() | odd_declarations).map(as_read).map(without_outer_space))
def test_a_declaration_comes_back_from_excel_as_it_was(declaration: Declaration) -> None:
    assert read_xlsx(written(None, [declaration]), year=declaration.year).projects == (declaration,)


@pytest.mark.slow
@given(documents())
def test_any_document_comes_back_from_excel_as_it_was(drawn: Drawn) -> None:
    reading = read_xlsx(written(*drawn), year=2025)
    assert (reading.target, list(reading.projects)) == drawn


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_workbook_that_libreoffice_saves_again_reads_the_same(seed: Reading, tmp_path: Path) -> None:
    drawn: list[Drawn] = [(seed.target, list(seed.projects))]

    @given(documents())
    @settings(max_examples=20, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck))
    def draw(document: Drawn) -> None:
        drawn.append(document)

    draw()
    files = [written(*each) for each in drawn]
    for each, data in zip(drawn, saved_by_libreoffice(files, tmp_path, "xlsx:Calc MS Excel 2007 XML"), strict=True):
        reading = read_xlsx(data, year=2025)
        assert (reading.target, list(reading.projects)) == each


def unmerge_and_move_right(book: Workbook) -> None:
    sheet = book.worksheets[0]
    for span in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(span))
    sheet.move_range(f"A1:B{sheet.max_row}", rows=2, cols=1)
    sheet["A1"], sheet["B2"] = "附件1", "2025年度"


def put_on_one_sheet(book: Workbook) -> None:
    first, form = book.worksheets
    below = first.max_row + 2
    first.cell(below - 1, 1, "第二部分　预算项目绩效目标")
    for row in form.iter_rows():
        for cell in row:
            first.cell(row[0].row + below, cell.column, cell.value)
    for span in form.merged_cells.ranges:
        span.shift(row_shift=below)
        first.merge_cells(str(span))
    book.remove(form)


def end_in_part_two(book: Workbook) -> None:
    sheet = book.worksheets[0]
    sheet.cell(sheet.max_row + 2, 1, "第二部分　预算项目绩效目标")
    book.create_sheet("目录", 0)["A1"] = "一、总体绩效目标"


@pytest.mark.parametrize("edit", [unmerge_and_move_right, put_on_one_sheet, end_in_part_two])
def test_part_one_may_look_otherwise(edit: Change) -> None:
    reading = read_xlsx(edited(edit), year=2025)
    assert (reading.target, reading.projects) == (TARGET, (DECLARED,))


def edited(edit: Change) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(written(TARGET, [DECLARED])))
    edit(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def write_above(book: Workbook) -> None:
    book.worksheets[0]["A2"] = "请尽快报送"


def name_another_unit(book: Workbook) -> None:
    book.worksheets[0]["A2"] = "400001别的局"


def call_it_otherwise(book: Workbook) -> None:
    book.worksheets[0]["A2"] = "326001别的局"


def lose_a_section(book: Workbook) -> None:
    sheet = book.worksheets[0]
    next(cell for (cell, *_) in sheet.iter_rows() if cell.value == "三、工作保障措施").value = None


def copy_it(book: Workbook) -> None:
    book.copy_worksheet(book.worksheets[0])


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (write_above, "工作表“部门整体绩效目标”A2：“请尽快报送”放不进部门整体绩效目标的任何一节"),
        (name_another_unit, "应为部门整体绩效目标的申报单位 400001 或其下属单位，实为“326001”"),
        (call_it_otherwise, "工作表“部门整体绩效目标”A2：应为与项目表一致的单位名称“"),
        (lose_a_section, "第一部分中的标题“三、工作保障措施”（文件中没有）"),
        (copy_it, "部门整体绩效目标在一个文件中只能有一份"),
    ],
)
def test_what_is_doubtful_in_part_one_is_told(edit: Change, sentence: str) -> None:
    with pytest.raises(DocumentError) as error:
        read_xlsx(edited(edit), year=2025)
    assert sentence in str(error.value)
