"""Hostile, foreign and broken Office files are refused in one sentence, before any parser sees them."""

import io
import time
import zipfile

import pytest

from targets.readers import DocumentError, safety
from targets.readers.opening import read_file
from targets.readers.safety import open_package, parse_xml

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
BILLION = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<workbook>&b;</workbook>"
)


def archive(parts: dict[str, str | bytes] | None = None, **more: str | bytes) -> bytes:
    """A ZIP that is a workbook by its content types, with further parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in {"[Content_Types].xml": TYPES, **(parts or {}), **more}.items():
            packed.writestr(name, part)
    return file.getvalue()


def lying(data: bytes, size: int) -> bytes:
    """The same archive whose headers say of its last part that it is small."""
    start = data.rindex(b"PK\x01\x02")
    return data[: start + 24] + size.to_bytes(4, "little") + data[start + 28 :]


def of_type(excel: str) -> bytes:
    """A file whose main part is of another type of Excel's."""
    usual = "openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return archive({"[Content_Types].xml": TYPES.replace(usual, excel)})


def encrypted(data: bytes) -> bytes:
    start = data.rindex(b"PK\x01\x02")
    return data[: start + 8] + bytes([data[start + 8] | 1]) + data[start + 9 :]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9), "文件已加密，或是旧版 .doc、.xls", id="ole"),
        pytest.param(b"PK\x03\x04 and no more", "文件已损坏或不完整", id="no zip"),
        pytest.param(archive()[:-40], "文件已损坏或不完整", id="truncated"),
        pytest.param(encrypted(archive()), "文件已加密", id="encrypted entry"),
        pytest.param(archive({"xl/worksheets/sheet1.xml": bytes(9 * 2**20)}), "展开后过大", id="bomb by ratio"),
        pytest.param(lying(archive({"a.xml": bytes(9 * 2**20)}), 99), "文件已损坏或不完整", id="bomb that lies"),
        pytest.param(archive({"../../etc/passwd": "x"}), "“../../etc/passwd”不正常", id="path out of the archive"),
        pytest.param(archive({"/etc/passwd": "x"}), "“/etc/passwd”不正常", id="absolute path"),
        pytest.param(archive({"C:\\a.xml": "x"}), "不正常", id="path of Windows"),
        pytest.param(archive({"A.xml": "<a/>", "a.XML": "<a/>"}), "“a.XML”不正常", id="one name twice"),
        pytest.param(archive({"xl/workbook.xml": BILLION}), "“xl/workbook.xml”含有正常的", id="entities"),
        pytest.param(
            archive({"xl/workbook.xml": BILLION.encode("utf-16")}), "不是 UTF-8 编码的 XML", id="entities in UTF-16"
        ),
        pytest.param(
            archive({"xl/workbook.xml": b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE a'}),
            "不是 UTF-8 编码的 XML",
            id="entities in UTF-7",
        ),
        pytest.param(archive({"xl/vbaProject.bin": b"x"}), "文件含有宏", id="macros"),
        pytest.param(
            of_type("ms-excel.sheet.macroEnabled.main+xml"),
            "启用宏的格式",
            id="xlsm",
        ),
        pytest.param(
            of_type("ms-excel.sheet.binary.macroEnabled.main"),
            ".xlsb",
            id="xlsb",
        ),
        pytest.param(archive({"[Content_Types].xml": "<Types/>"}), "不是 Word（.docx）或 Excel", id="any zip"),
        pytest.param(
            archive(
                {
                    "xl/_rels/workbook.xml.rels": RELS.format(
                        '<!--x--><Relationship Id="a" Type="x/image" Target="http://a.cn/b" TargetMode="External"/>'
                    )
                }
            ),
            "引用了外部资源“http://a.cn/b”",
            id="picture of another host",
        ),
    ],
)
def test_a_hostile_file_is_refused_with_one_sentence(data: bytes, sentence: str) -> None:
    start = time.perf_counter()
    with pytest.raises(DocumentError) as error:
        read_file(data, "a.txt", year=2025)
    assert len(error.value.problems) == 1
    assert sentence in str(error.value)
    assert time.perf_counter() - start < 5


def test_entries_without_number_are_counted_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safety, "MAX_ENTRIES", 20)
    with pytest.raises(DocumentError, match="超过 20 个"):
        open_package(archive({f"{number}.xml": "<a/>" for number in range(21)}))


def test_all_parts_together_are_limited_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safety, "MAX_PARTS_SIZE", 3000)
    parts = {f"{number}.xml": f"<a>{'x' * 900}</a>" for number in range(4)}
    with pytest.raises(DocumentError, match="展开后过大"):
        open_package(archive(parts))
    assert open_package(archive(dict(list(parts.items())[:2]))).kind == "xlsx"


def test_pictures_links_to_click_and_templates_on_the_same_machine_do_no_harm() -> None:
    relations = RELS.format(
        '<Relationship Id="a" Type="x/hyperlink" Target="http://a.example/" TargetMode="External"/>'
        '<Relationship Id="b" Type="x/attachedTemplate" Target="file:///C:/a.dotm" TargetMode="External"/>'
        '<Relationship Id="c" Type="x/externalLinkPath" Target="Book2.xlsx" TargetMode="External"/>'
    )
    package = open_package(
        archive({"xl/_rels/workbook.xml.rels": relations, "xl/media/a.svg": BILLION, "xl/embeddings/a.xlsx": archive()})
    )
    assert package.parts["xl/media/a.svg"] == package.parts["xl/embeddings/a.xlsx"] == b""
    with zipfile.ZipFile(io.BytesIO(package.repacked())) as again:
        assert again.read("[Content_Types].xml").decode() == TYPES


@pytest.mark.parametrize("part", [b"<a><b></a>", b"", b"<a>" * 300 + b"</a>" * 300, b"<a>&b;</a>", b"<a>\xff</a>"])
def test_xml_that_is_not_well_formed_or_too_deep_is_refused(part: bytes) -> None:
    with pytest.raises(DocumentError, match="已损坏"):
        parse_xml(part)
