"""The department document, printed and opened again."""

import pytest

from reports.rendering import render_document_html, render_document_pdf
from targets.declaration import DepartmentDocument, ItemisedGoal, Safeguard
from tests.reports.paper import reopen, squeezed, text
from tests.reports.samples import UNIT, declaration, department, numbered_indicators

pytestmark = pytest.mark.slow

TARGET = department(
    lead="总体以“惠民生”为基本思路目标:",
    goals=tuple(f"目标{place}；" for place in range(12)),
    items=(ItemisedGoal(title="加强建设", goal="目标文", indicators="指标文"),),
    safeguards=(Safeguard(title="提高站位", text="措施文"),),
)


def document(*projects, target=TARGET):
    return DepartmentDocument(year=2025, unit=UNIT, target=target, projects=projects)


@pytest.fixture(scope="module")
def book():
    long = declaration(number=2, name="<长>表", indicators=numbered_indicators(40))
    return reopen(render_document_pdf(document(declaration(), long, declaration(number=3, name="末"))))


def titles(outline):
    return [titles(entry) if isinstance(entry, list) else entry.title for entry in outline]


def bookmarks(reader, outline=None):
    for entry in reader.outline if outline is None else outline:
        if isinstance(entry, list):
            yield from bookmarks(reader, entry)
        else:
            yield entry.title, reader.get_destination_page_number(entry) + 1


@pytest.mark.slow
def test_the_seed_prints_whole(seed_reading):
    pdf = render_document_pdf(
        DepartmentDocument(year=2025, unit=UNIT, target=seed_reading.target, projects=seed_reading.projects)
    )
    printed = text(pdf)
    target = seed_reading.target
    words = [target.lead, *target.goals]
    words += [part for item in target.items for part in (item.title, item.goal, item.indicators)]
    words += [part for item in target.safeguards for part in (item.title, item.text)]
    words += [project.title for project in seed_reading.projects]
    # A paragraph that runs over a page has the page's number inside it.
    lost = [word for word in words if squeezed(word)[:30] not in printed or squeezed(word)[-30:] not in printed]
    assert lost == []


def test_bookmarks_are_nested_part_section_table(book):
    assert titles(book.outline) == [
        "第一部分　部门整体绩效目标",
        ["一、总体绩效目标", "二、分项绩效目标", "三、工作保障措施"],
        "第二部分　预算项目绩效目标",
        ["1.社区党组织服务群众专项经费绩效目标表", "2.<长>表绩效目标表", "3.末绩效目标表"],
    ]


def test_the_contents_give_the_pages_where_things_are(book):
    lines = [line.replace("·", " ").split() for line in book.pages[1].extract_text().splitlines()]
    contents = {"".join(words[:-1]): int(words[-1]) for words in lines if len(words) > 1}
    places = {squeezed(title): page for title, page in bookmarks(book)}
    assert contents == places
    for title, page in places.items():
        assert title in "".join(book.pages[page - 1].extract_text().split())


def test_contents_are_links(book):
    links = [link.get_object() for link in book.pages[1]["/Annots"]]
    assert {link["/Subtype"] for link in links} == {"/Link"}
    projects = {f"project-{number}" for number in (1, 2, 3)}
    assert {link["/Dest"] for link in links} == {"part-one", "overall", "items", "safeguards", "part-two"} | projects


def test_each_table_begins_a_page_and_pages_are_numbered_but_the_cover(book):
    assert [page for title, page in bookmarks(book) if "绩效目标表" in title] == [5, 6, 9]
    assert len(book.pages) == 9
    numbers = [page.extract_text().split()[-1] for page in book.pages]
    assert numbers[1:] == [str(number) for number in range(2, 10)]
    assert numbers[0] == "2025年部门预算绩效文本"


def test_it_is_pdf_a_titled_and_chinese(book):
    assert book.metadata.title == f"326001{UNIT.name} 2025年部门预算绩效文本"
    assert book.trailer["/Root"]["/Lang"] == "zh-CN"
    assert 'pdfaid:part="3"' in book.trailer["/Root"]["/Metadata"].get_object().get_data().decode()


def test_part_one_is_numbered_and_labelled(book):
    part_one = "".join(book.pages[2].extract_text().split())
    for words in ("（一）目标0；", "（十二）目标11；", "（一）加强建设", "绩效目标：目标文", "绩效指标：指标文"):
        assert words in part_one


def test_it_prints_without_a_target_and_without_projects():
    pages = text(render_document_pdf(document(target=None)))
    assert "尚未编制部门整体绩效目标" in pages
    assert "没有预算项目" in pages


def test_names_that_look_like_markup_stay_text():
    assert "&lt;长&gt;" in render_document_html(document(declaration(name="<长>")))


@pytest.mark.slow
def test_contents_of_several_pages_still_tell_the_right_pages():
    projects = tuple(declaration(number=number, name=f"项目{number}", indicators=()) for number in range(1, 46))
    reader = reopen(render_document_pdf(document(*projects)))
    places = dict(bookmarks(reader))
    contents = "".join("".join(page.extract_text() for page in reader.pages[1:3]).replace("·", " ").split())
    assert places["45.项目45绩效目标表"] == len(reader.pages)
    assert f"45.项目45绩效目标表{len(reader.pages)}" in contents
