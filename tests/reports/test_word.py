"""The official form as a Word document, reopened with python-docx."""

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pypdf
import pytest
from docx.shared import Mm

from reports.word import render_document_docx, render_project_docx, render_projects_docx
from targets.declaration import Declaration, DepartmentDocument, Unit
from targets.readers.text import read_text
from tests.targets.readers.conftest import SEED


@pytest.fixture
def document() -> DepartmentDocument:
    reading = read_text(SEED.read_text(encoding="utf-8"), year=2025)
    assert reading.target
    return DepartmentDocument(year=2025, unit=reading.target.unit, target=reading.target, projects=reading.projects)


def opened(data: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(data))


def numbers_in_contents(word: docx.document.Document) -> list[int]:
    """What each entry shows as its page: the result stored in its field, behind title and tab."""
    return [int(link.xpath("string(w:r[w:t][last()])")) for link in word.element.body.xpath("//w:hyperlink")]


def test_a_form_has_really_merged_cells_in_the_columns_of_our_paper(document: DepartmentDocument) -> None:
    word = opened(render_project_docx(document.projects[0]))
    section = word.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert round((section.page_width - section.left_margin - section.right_margin) / Mm(1)) == 180
    upper, lower = word.tables
    assert upper.cell(1, 0).text == upper.cell(2, 0).text == "预算规模及资金用途"
    assert upper.cell(1, 0)._tc is upper.cell(2, 0)._tc
    assert [cell.text for cell in dict.fromkeys(upper.rows[4].cells)] == [
        *("资金支出计划（万元）", "30.00", "60.00", "90.00", "120.00")
    ]
    assert [cell.text for cell in lower.rows[0].cells] == [
        *("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据")
    ]
    assert [lower.cell(row, 0).text for row in range(1, 7)] == ["产出指标"] * 4 + ["效益指标", "满意度指标"]
    shares = [cell.width / sum(each.width for each in lower.rows[0].cells) for cell in lower.rows[0].cells]
    assert [round(share * 100, 1) for share in shares] == [12.2, 14.0, 16.8, 26.5, 14.0, 16.5]
    assert lower.rows[0]._tr.trPr.xpath("w:tblHeader")
    assert word.paragraphs[0].text == f"1.{document.projects[0].title}"
    assert word.paragraphs[1].text == f"{document.unit.code}{document.unit.name}\t单位：万元"


def test_titles_are_in_hei_and_text_in_song(document: DepartmentDocument) -> None:
    styles = opened(render_project_docx(document.projects[0])).styles
    faces = {
        style.name: style.element.rPr.rFonts.get(docx.oxml.ns.qn("w:eastAsia"))
        for style in styles
        if style.element.rPr is not None and style.element.rPr.rFonts is not None
    }
    assert {"项目表标题", "表格栏目", "Heading 1"} <= faces.keys()
    assert set(faces.values()) == {"黑体"}
    defaults = styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:rFonts/@w:eastAsia")
    assert defaults == ["宋体"]


def test_a_document_has_contents_headings_and_one_project_a_page(document: DepartmentDocument) -> None:
    word = opened(render_document_docx(document))
    headings = [paragraph.text for paragraph in word.paragraphs if paragraph.style.name.startswith(("Heading", "第二"))]
    assert headings == [
        "第一部分　部门整体绩效目标",
        *("一、总体绩效目标", "二、分项绩效目标", "三、工作保障措施"),
        "第二部分　预算项目绩效目标",
    ]
    titles = [paragraph for paragraph in word.paragraphs if paragraph.style.name == "项目表标题"]
    assert len(titles) == len(document.projects)
    assert all(title.paragraph_format.page_break_before for title in titles)
    fields = word.element.body.xpath("//w:instrText/text()")
    assert fields[0].strip().startswith("TOC")
    assert {text.split()[0] for text in fields[1:]} == {"PAGEREF"}
    assert numbers_in_contents(word) == [3, 3, 3, 4, 5, *range(6, 6 + len(document.projects))]
    marks = set(word.element.body.xpath("//w:bookmarkStart/@w:name"))
    assert {text.split()[1] for text in fields[1:]} <= marks


def test_the_contents_count_tables_that_go_over_several_pages(document: DepartmentDocument) -> None:
    first, *others = document.projects
    longer = first.model_copy(update={"indicators": first.indicators * 6})
    taller = first.model_copy(update={"purpose": first.purpose * 200})
    word = opened(render_document_docx(document.model_copy(update={"projects": (longer, taller, *others)})))
    assert numbers_in_contents(word)[5:8] == [6, 8, 11]  # as LibreOffice lays them out
    nothing = document.model_copy(update={"projects": (), "target": None})
    assert numbers_in_contents(opened(render_document_docx(nothing))) == [3, 4]


def test_what_is_typed_is_text_and_never_xml_or_a_field() -> None:
    odd = "=1+1 <w:br/> & \x07 \ufffe a\tb\nc {TOC}"
    declaration = Declaration(year=2025, unit=Unit(code="1", name=odd), code=odd, name=odd, purpose=odd, goals=(odd,))
    word = opened(render_project_docx(declaration))
    expected = "=1+1 <w:br/> & \ufffd \ufffd a\tb\nc {TOC}"
    assert word.tables[0].cell(2, 1).text == word.tables[0].cell(4, 1).text == expected
    assert not word.element.body.xpath("//w:instrText")


def test_equal_documents_are_equal_bytes_without_a_date(document: DepartmentDocument) -> None:
    data = render_document_docx(document)
    assert render_document_docx(document.model_copy(deep=True)) == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"dcterms" not in archive.read("docProps/core.xml")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_lays_the_document_out_on_the_pages_of_our_pdf(
    document: DepartmentDocument, tmp_path: Path
) -> None:
    (tmp_path / "a.docx").write_bytes(render_document_docx(document))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "a.docx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pages = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "a.pdf").pages]
    assert len(pages) == 5 + len(document.projects)
    for page, project in zip(pages[5:], document.projects, strict=True):
        assert project.code in "".join(page.split())
    listed = [line for line in pages[1].splitlines() if line[-1:].isdigit() and "·" in line]
    for line in listed:
        title = "".join(line.split("·")[0].split())
        assert title in "".join(pages[int(line.rpartition("·")[2]) - 1].split())
    assert len(listed) == 5 + len(document.projects)


def test_many_tables_need_no_cover(document: DepartmentDocument) -> None:
    word = opened(render_projects_docx(document.projects))
    assert word.paragraphs[0].text == f"1.{document.projects[0].title}"
    assert len(word.tables) == 2 * len(document.projects)
