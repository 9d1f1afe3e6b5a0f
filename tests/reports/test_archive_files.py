"""What is in an archive, as those find it who unpack it."""

import json
import subprocess
import unicodedata
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from zipfile import ZIP_STORED, ZipFile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from indicators.target_value import TargetValue
from reports import workbook_flat
from reports.archive_files import ABOUT, BOOK, SUMS, ArchiveFile
from reports.editions import Sealed
from reports.file_names import LONGEST, file_name
from reports.workbook_editions import EditionsWorkbook
from targets.declaration import Declaration, DepartmentDeclaration, Funds, Indicator, ItemisedGoal, Unit
from targets.sealing import START, Seal, instant, sealed

UNIT = Unit(code="326001", name="乡村振兴局—本级")
APPROVED = datetime(2026, 11, 24, 1, 30, 1, tzinfo=UTC)
HOSTILE = "../../etc/passwd\x00\u202e\n=cmd|'/c calc'!A1:\\ 项目 ." + "长" * 200


def indicator(value, **texts):
    return Indicator(level_one="产出指标", level_two="数量指标", name="数量", value=TargetValue.parse(value), **texts)


def text_of(declaration, number=1, moment=APPROVED):
    return sealed(declaration, Seal(number, number, START, "某某（head）", instant(moment), "0" * 64))


ROWS = (
    indicator("≥12.5万元/个", description="=HYPERLINK(1)", basis="+1"),
    indicator("90%-95%", description="-2", basis="@sum"),
    indicator("进一步提高"),
)
PROJECT = Declaration(
    year=2025,
    unit=UNIT,
    code="0013",
    name="社区/工作经费",
    funds=Funds(fiscal=Decimal("120.000001"), other=Decimal("123456789012.345678")),
    indicators=ROWS,
)
TARGET = DepartmentDeclaration(year=2025, unit=UNIT, items=(ItemisedGoal(title="一", goal="办好", indicators="=好"),))
TEXTS = [
    text_of(PROJECT),
    text_of(Declaration(year=2025, unit=UNIT, code="", name=HOSTILE), 2, datetime(2026, 11, 25, 16, 0, tzinfo=UTC)),
    text_of(Declaration(year=2025, unit=UNIT, code="", name="社区/工作经费"), 3),
    text_of(TARGET),
]


def write(path):
    with ArchiveFile(path, "一部分") as archive:
        for position, text in enumerate(TEXTS, 1):
            archive.add(Sealed.of(text), text, position, b"%PDF-" + bytes([position]) * 9000)
    return path


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return write(tmp_path_factory.mktemp("archive") / "a.zip")


@pytest.fixture(scope="module")
def unpacked(archive, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    with ZipFile(archive) as file:
        file.extractall(folder)
    return folder


def test_sha256sum_finds_every_file_as_it_was(unpacked):
    check = ["sha256sum", "--check", "--strict", SUMS]
    told = subprocess.run(check, cwd=unpacked, capture_output=True, text=True, check=True)
    assert told.stdout.count(": OK\n") == 2 * len(TEXTS) + 2
    files = {str(path.relative_to(unpacked)) for path in unpacked.rglob("*") if path.is_file()}
    sums = (unpacked / SUMS).read_text().splitlines()
    assert files - {SUMS} == {line[66:] for line in sums}
    damaged = next(unpacked.rglob("*.pdf"))
    before = damaged.read_bytes()
    damaged.write_bytes(before[:-1])
    assert subprocess.run(check, cwd=unpacked, capture_output=True, check=False).returncode == 1
    damaged.write_bytes(before)


def test_each_edition_has_its_paper_and_exactly_its_sealed_text(unpacked):
    sums = {line[66:]: line[:64] for line in (unpacked / SUMS).read_text().splitlines()}
    for position, text in enumerate(TEXTS, 1):
        found = [name for name in sums if name.startswith(f"326001-2025/{position:05d}-")]
        digest = sha256(text.encode()).hexdigest()
        json, pdf = sorted(found)
        assert (json[-18:], pdf[-17:]) == (f"-{digest[:12]}.json", f"-{digest[:12]}.pdf")
        assert sums[json] == digest
        assert (unpacked / pdf).read_bytes() == b"%PDF-" + bytes([position]) * 9000


def test_papers_are_not_compressed_again_and_about_says_what_there_is(archive, unpacked):
    with ZipFile(archive) as file:
        assert {info.compress_type for info in file.infolist() if info.filename.endswith(".pdf")} == {ZIP_STORED}
        assert file.infolist()[-1].filename == SUMS
        assert file.testzip() is None
        times = {info.filename: info.date_time for info in file.infolist()}
    assert times[SUMS] == times[BOOK] == (2026, 11, 26, 0, 0, 0)
    assert min(times.values()) == (2026, 11, 24, 9, 30, 0)
    about = (unpacked / ABOUT).read_bytes().decode("utf-8-sig")
    assert about.startswith("一部分\n")
    assert "共有 4 个批复版本" in about


def test_the_workbook_has_a_row_for_each_indicator_and_never_a_formula(unpacked):
    book = load_workbook(unpacked / BOOK)
    head, *rows = book["绩效指标"].iter_rows()
    assert len(rows) == len(ROWS) + 2
    first = dict(zip([cell.value for cell in head], [cell.value for cell in rows[0]], strict=True))
    assert [*first.items()] == [
        ("年度", 2025),
        ("单位代码", "326001"),
        ("单位名称", UNIT.name),
        ("项目编码", "0013"),
        ("项目名称", PROJECT.name),
        ("预算数（万元）", "123456789132.345679"),
        ("财政资金（万元）", 120.000001),
        ("其他资金（万元）", "123456789012.345678"),
        ("版本号", 1),
        ("批复日期", first["批复日期"]),
        ("一级指标", "产出指标"),
        ("二级指标", "数量指标"),
        ("三级指标", "数量"),
        ("绩效指标描述", "=HYPERLINK(1)"),
        ("指标值", "≥12.5万元/个"),
        ("运算符", "≥"),
        ("数值", 12.5),
        ("数值上限", None),
        ("计量单位", "万元/个"),
        ("指标值确定依据", "+1"),
        ("版本 SHA-256", sha256(TEXTS[0].encode()).hexdigest()),
    ]
    assert f"{first['批复日期']:%Y-%m-%d %H:%M}" == "2026-11-24 00:00"
    assert [cell.value for cell in rows[1][14:19]] == ["90%-95%", None, 90, 95, "%"]
    assert [cell.value for cell in rows[2][14:19]] == ["进一步提高", None, None, None, None]
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} == {"s", "n", "d"}
    assert [cell.value for cell in book["部门整体绩效目标"][2]][5:8] == ["一", "办好", "=好"]


def test_equal_editions_give_equal_bytes(archive, tmp_path):
    assert write(tmp_path / "b.zip").read_bytes() == archive.read_bytes()


def test_a_full_sheet_is_continued_on_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook_flat, "ROWS", 2)
    book = EditionsWorkbook(tmp_path / "book.xlsx")
    book.add(Sealed.of(TEXTS[0]))
    book.close(APPROVED)
    sheets = load_workbook(tmp_path / "book.xlsx")
    assert sheets.sheetnames == ["绩效指标", "部门整体绩效目标", "绩效指标2"]
    assert sheets["绩效指标2"]["O2"].value == "进一步提高"
    assert sheets["绩效指标2"]["A1"].value == "年度"


def test_a_text_that_fits_no_cell_is_cut_in_the_workbook_and_says_so(tmp_path):
    book = EditionsWorkbook(tmp_path / "book.xlsx")
    said = json.loads(TEXTS[0])
    said["declaration"]["indicators"][0]["description"] = "𠀀" * 20_000
    book.add(Sealed.of(json.dumps(said)))
    book.close(APPROVED)
    cell = load_workbook(tmp_path / "book.xlsx")["绩效指标"]["N2"].value
    assert cell.startswith("𠀀" * 16_000)
    assert cell.endswith("……（全文见封存正文）")


@settings(max_examples=200, database=None)
@given(st.text(max_size=80))
@example('../../etc/p"><b>x')
def test_any_name_makes_one_that_every_system_takes(name):
    made = file_name(name)
    assert 0 < len(made) <= LONGEST
    assert not set(made) & set('<>:"/\\|?*')
    assert made.strip(" .") == made
    assert ".." not in made
    assert all(unicodedata.category(each)[0] != "C" for each in made)
    assert file_name(made) == made
