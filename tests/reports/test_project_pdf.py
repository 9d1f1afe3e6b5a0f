"""One form, printed and opened again."""

import logging
from decimal import Decimal

import pytest

from reports.rendering import render_project_html, render_project_pdf
from targets.declaration import Checkpoint, Funds
from tests.reports.paper import reopen, squeezed, text
from tests.reports.samples import UNIT, declaration, indicator

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def usual():
    return reopen(render_project_pdf(declaration()))


def fonts_of(reader):
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            yield font.get_object()["/DescendantFonts"][0].get_object()


def test_every_seed_form_prints_all_it_declares_on_one_page(seed_reading):
    for project in seed_reading.projects:
        pdf = render_project_pdf(project)
        assert len(reopen(pdf).pages) == 1
        printed = text(pdf)
        words = [project.title, project.code, project.name, project.purpose, *project.goals, UNIT.name]
        words += [part for one in project.indicators for part in (one.name, one.description, str(one.value), one.basis)]
        words += [str(checkpoint.amount) for checkpoint in project.checkpoints]
        assert [word for word in words if squeezed(word) not in printed] == []


def test_a_blank_amount_prints_blank(usual):
    line = next(line for line in usual.pages[0].extract_text().splitlines() if "预算数" in line)
    assert line.split() == ["预算数", "120.00", "其中：财政资金", "120.00", "其他资金"]


def test_only_our_two_faces_are_embedded(usual):
    fonts = list(fonts_of(usual))
    assert {font["/BaseFont"].split("+")[1] for font in fonts} == {"Perfbudget-Song", "Perfbudget-Hei"}
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts)


def test_it_is_tagged_chinese_and_titled(usual):
    root = usual.trailer["/Root"]
    assert root["/Lang"] == "zh-CN"
    assert root["/MarkInfo"]["/Marked"]
    assert usual.metadata.title == "1.社区党组织服务群众专项经费绩效目标表"
    tags = set()

    def walk(element):
        element = element.get_object()
        if isinstance(element, dict):
            tags.add(element.get("/S"))
            children = element.get("/K", [])
            for child in children if isinstance(children, list) else [children]:
                walk(child)

    walk(root["/StructTreeRoot"])
    assert {"/Document", "/H1", "/Table", "/TR", "/TH", "/TD"} <= tags


def test_it_declares_pdf_a_3b_with_one_output_intent(usual):
    root = usual.trailer["/Root"]
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert 'pdfaid:part="3"' in xmp
    assert 'pdfaid:conformance="B"' in xmp
    (intent,) = root["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/DestOutputProfile"].get_object()["/N"] == 3
    assert "/ID" in usual.trailer
    assert not {"/JavaScript", "/AA", "/OpenAction", "/Encrypt"} & (set(root) | set(usual.trailer))


def test_names_that_look_like_markup_print_as_text():
    name = "经费 （原物流中心）<自收自支>&amp;<img src='file:///etc/hostname'>"
    pdf = render_project_pdf(declaration(name=name, purpose="<script>1</script>{{ form }}{% now %}"))
    assert squeezed(name) in text(pdf)
    assert "<script>1</script>{{form}}{%now%}" in text(pdf)
    assert "<img" not in render_project_html(declaration(name=name))


def test_inner_spaces_and_line_breaks_are_kept():
    page = reopen(render_project_pdf(declaration(purpose="甲  乙\n丙"))).pages[0].extract_text()
    assert "甲  乙" in page
    assert "甲  乙\n丙" in page


def test_characters_beyond_gbk_print_from_the_rest_of_the_faces():
    pdf = render_project_pdf(declaration(name="龑䶮𬭁㙍", purpose="☑已完成 ☐未完成"))
    assert "龑䶮𬭁㙍" in text(pdf)
    assert "☑已完成☐未完成" in text(pdf)
    families = {font["/BaseFont"].split("+")[1] for font in fonts_of(reopen(pdf))}
    parts = {"Perfbudget-Song", "Perfbudget-Hei"}
    assert families == parts | {f"{part}-Rest" for part in parts}


def test_a_character_no_face_has_prints_as_a_mark_and_is_logged_once(caplog):
    with caplog.at_level(logging.WARNING):
        pdf = render_project_pdf(declaration(goals=("甲≒乙",) * 120))
    assert "1.甲〓乙" in text(pdf)
    assert len(reopen(pdf).pages) > 1
    assert [record.name for record in caplog.records] == ["reports.characters"]
    assert "U+2252" in caplog.messages[0]


@pytest.mark.parametrize(
    "oddity",
    ["\x00", "\x01\x08\x0e\x1f", "\x7f", "\ud800", "\ufffe\uffff", "\u202e12\u202c", "\U0010ffff", "\r\n", "a\u0300"],
)
def test_no_character_breaks_the_press(oddity):
    pdf = render_project_pdf(declaration(name=f"前{oddity}后", purpose=oddity, goals=(oddity,)))
    assert "前" in text(pdf)
    assert "后" in text(pdf)


def test_a_declaration_with_nothing_in_it_prints():
    blank = declaration(
        number=None, code="", name="", purpose="", funds=Funds(), checkpoints=(), goals=(), indicators=()
    )
    assert "一级指标" in text(render_project_pdf(blank))


@pytest.mark.parametrize("count", [1, 5, 7, 12])
def test_any_number_of_checkpoints_prints_in_order(count):
    checkpoints = tuple(Checkpoint(month=month, amount=Decimal(month) + 100) for month in range(1, count + 1))
    printed = text(render_project_pdf(declaration(checkpoints=checkpoints)))
    places = [printed.index(f"10{month}.00" if month < 10 else f"1{month}.00") for month in range(1, count + 1)]
    assert places == sorted(places)


def test_an_indicator_without_words_leaves_its_cells_blank():
    pdf = render_project_pdf(declaration(indicators=(indicator(name="", description="", value="", basis=""),)))
    assert "产出指标" in text(pdf)
