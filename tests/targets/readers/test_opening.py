"""A file is read by what is in it, whatever it is called; CSV and JSON say what is wrong with them as the others do."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from reports.plain import write_json
from reports.workbook_flat import months_of, write_csv, write_flat
from reports.workbook_form import write_forms
from targets.declaration import DepartmentDocument
from targets.readers import DocumentError, Reading
from targets.readers.opening import read_file
from tests.workbooks import FIRST, HEAD

SEED = Path(__file__).parents[3] / "fixtures" / "department-326001-2025.txt"


def forms(seed: Reading, file: io.BytesIO) -> None:
    write_forms(seed.projects, file)


def flat(seed: Reading, file: io.BytesIO) -> None:
    write_flat(seed.projects, file, months=months_of(seed.projects))


def table(seed: Reading, file: io.BytesIO) -> None:
    write_csv(seed.projects, file, months=months_of(seed.projects))


def list_of_json(seed: Reading, file: io.BytesIO) -> None:
    write_json([*([seed.target] if seed.target else []), *seed.projects], file)


def document_as_json(seed: Reading, file: io.BytesIO) -> None:
    unit = seed.projects[0].unit
    write_json(DepartmentDocument(year=2025, unit=unit, target=seed.target, projects=seed.projects), file)


def published(seed: Reading, file: io.BytesIO) -> None:
    file.write(SEED.read_bytes())


@pytest.mark.parametrize("write", [forms, flat, table, list_of_json, document_as_json, published])
def test_the_published_document_reads_back_from_every_format(
    write: Callable[[Reading, io.BytesIO], None], seed: Reading
) -> None:
    file = io.BytesIO()
    write(seed, file)
    reading = read_file(file.getvalue(), "附件.doc", year=2025)
    assert reading.projects == seed.projects
    assert reading.target == (seed.target if "json" in write.__name__ or write is published else None)


def changed(seed: Reading, **changes: object) -> bytes:
    return json.dumps(json.loads(seed.projects[0].to_json()) | changes).encode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"goalz": []}, "“goalz”：没有这样的项，请删去"),
        ({"code": 5}, "“code”：应为文字（加引号）"),
        ({"funds": {"fiscal": 120.0}}, "“funds.fiscal”：值不符合格式"),
        ({"checkpoints": [{"month": 13}]}, "“checkpoints.1.month”：值不符合格式"),
        ({"format": "perfbudget/declaration/9"}, "“整个对象”：format 不是 perfbudget/declaration/1"),
        ({"year": 2024}, "的年度是 2024，与所选的预算年度 2025 不同"),
        ({"purpose": "a\0b"}, "中有控制字符，请删去"),
    ],
)
def test_json_that_is_not_ours_says_which_item(changes: dict[str, object], sentence: str, seed: Reading) -> None:
    with pytest.raises(DocumentError) as error:
        read_file(changed(seed, **changes), year=2025)
    assert sentence in str(error.value)


def test_what_json_says_of_the_meaning_of_a_value_is_not_believed(seed: Reading) -> None:
    rows = json.loads(seed.projects[0].to_json())["indicators"]
    rows[0]["value"] |= {"number": "99", "unit": "座"}
    assert read_file(changed(seed, indicators=rows), year=2025).projects == seed.projects[:1]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"  \n", "文件是空的"),
        (b"[]", "文件中没有项目绩效目标表"),
        (b"[" * 100_000, "文件不是完整的 JSON"),
        (b'{"format":', "文件不是完整的 JSON"),
        (b"%PDF-1.7\n", "这是 PDF 文件"),
        (b" " * (10 * 2**20) + b"x", "文件超过 10 MB"),
        (f"{','.join(HEAD)}\nx,y,,z".encode(), "单元格C2：应为项目编码，实为“x”"),
        (f"{','.join(HEAD)}\nx,y".encode(), "没有填写任何项目"),
        (f'{",".join(HEAD)}\n"'.encode() + b"x" * 200_000, "CSV 文件已损坏"),
        ("项目编码,项目名称\n1,2".encode("gb18030"), "应为绩效目标文本"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(DocumentError) as error:
        read_file(data, year=2025)
    assert sentence in str(error.value)


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a.jpg", "不能导入；可以导入 Word（.docx）、Excel（.xlsx）"),
        (bytes(range(256)), "a.docx", "这是二进制文件或编码不明的文件，不能导入；可以导入 Word（.docx）"),
        (bytes(range(256)), "a.txt", "应为纯文本文件"),
        (b"[1,2,3]", "a.json", "“1”：应为对象"),
        (b"abc", "a.json", "文件不是完整的 JSON"),
    ],
)
def test_what_to_do_about_a_file_is_told_by_what_it_is(data: bytes, name: str, sentence: str) -> None:
    with pytest.raises(DocumentError) as error:
        read_file(data, name, year=2025)
    assert sentence in str(error.value)


def test_csv_as_excel_saves_it_is_read_too() -> None:
    lines = [
        "\t".join(HEAD),
        "\t".join(map(str, FIRST)).replace("1.路面完好\n2.群众满意", '"1.路面完好\r\n2.群众满意"'),
    ]
    (project,) = read_file("\r\n".join(lines).encode("gb18030"), year=2025).projects
    assert project.goals == ("路面完好", "群众满意")
