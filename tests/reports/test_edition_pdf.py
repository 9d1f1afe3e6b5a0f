"""The paper of an edition: the form as ever, what proves it on every page, and its text inside."""

import re
from datetime import UTC, datetime
from hashlib import sha256

import pytest
import segno

from reports.editions import Sealed, build_seal
from reports.rendering import render_edition_pdf
from targets.sealing import START, Seal, instant, sealed
from tests.reports.paper import reopen, squeezed, text
from tests.reports.samples import declaration, department, numbered_indicators

pytestmark = pytest.mark.slow

SITE = "https://jixiao.example.cn"
DRAWN = rb"(\d+) (\d+) (\d+) 1 re"
APPROVED = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)  # the day after, in China


def edition_text(declared, note="", number=2):
    return sealed(
        declared,
        Seal(
            number=number,
            position=3,
            previous=START,
            approver="某人",
            approved_at=instant(APPROVED),
            judgement=START,
            note=note,
        ),
    )


@pytest.fixture(scope="module")
def usual():
    return edition_text(declaration())


@pytest.fixture(scope="module")
def pdf(usual):
    return render_edition_pdf(usual, SITE)


def test_the_edition_itself_travels_inside_and_hashes_to_what_is_printed(pdf, usual):
    reader = reopen(pdf)
    (attached,) = reader.attachments["edition.json"]
    assert attached == usual.encode()
    assert f"SHA-256{sha256(attached).hexdigest()[:12]}…" in text(pdf)
    (specification,) = reader.trailer["/Root"]["/AF"]
    specification = specification.get_object()
    assert (specification["/AFRelationship"], specification["/UF"]) == ("/Source", "edition.json")
    file = specification["/EF"]["/F"]
    assert (file["/Subtype"], file["/Params"]["/ModDate"]) == ("/application/json", "D:20261123173000Z")


def test_equal_texts_print_equal_bytes_whatever_the_clock_says(pdf, usual):
    assert render_edition_pdf(usual, SITE) == pdf
    assert reopen(pdf).metadata["/CreationDate"] == reopen(pdf).metadata["/ModDate"] == "D:20261123173000Z"
    assert f"{datetime.now(UTC):D:%Y%m%d}".encode() not in pdf


def test_every_page_says_which_edition_it_is_of():
    pages = reopen(render_edition_pdf(edition_text(declaration(indicators=numbered_indicators(30))), SITE)).pages
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        printed = squeezed(page.extract_text())
        assert squeezed(f"批复版本 第2版 · 批复日期 2026-11-24 · 第{number}页 共{len(pages)}页") in printed
    assert "满意度指标" in text(render_edition_pdf(edition_text(declaration()), SITE))


def test_the_seed_forms_stay_on_one_page_with_the_foot_below(seed_reading):
    for project in seed_reading.projects:
        page, *more = reopen(render_edition_pdf(edition_text(project), SITE)).pages
        assert not more
        assert squeezed(project.indicators[-1].name) in squeezed(page.extract_text())


def test_the_qr_code_is_drawn_module_by_module_and_asks_for_the_hash(pdf, usual):
    code = segno.make_qr(f"{SITE}/verify/{sha256(usual.encode()).hexdigest()}", error="l")
    drawn = reopen(pdf).pages[0]["/Resources"]["/XObject"]["/Seal"].get_data()
    dark = {
        (place, y)
        for x, y, width in (map(int, found) for found in re.findall(DRAWN, drawn))
        for place in range(x, x + width)
    }
    assert dark == {(x, y) for y, line in enumerate(code.matrix) for x, module in enumerate(line) if module}


def test_part_one_is_a_paper_of_its_own():
    pdf = render_edition_pdf(edition_text(department(lead="总体目标", goals=("甲事", "乙事"))), SITE)
    printed = text(pdf)
    assert "2025年部门整体绩效目标" in printed
    assert "（二）乙事" in printed
    assert "批复版本第2版" in printed


def test_an_imported_document_is_not_said_to_have_been_approved_that_day():
    seal = build_seal(Sealed.of(edition_text(declaration(), note="导入的已公开文本", number=1)), SITE)
    assert seal.imported
    assert "登记日期2026-11-24" in text(render_edition_pdf(edition_text(declaration(), note="导入的已公开文本"), SITE))


@pytest.mark.parametrize("wrong", ["", "{}", "[]", "1", '{"declaration": {"format": 1}}', "[" * 100_000])
def test_what_is_no_sealed_text_is_refused(wrong):
    with pytest.raises(ValueError, match=r"."):
        Sealed.of(wrong)
