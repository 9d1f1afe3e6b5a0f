"""Bytes become text in the encodings Chinese offices use; what is no text is refused by its kind."""

import io
import zipfile

import pytest

from targets.readers import DocumentError, Reading
from targets.readers.text import decode, read_text

TEXT = "项目绩效目标表，经费（社工）≥95%\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_it_decodes(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


def test_it_decodes_utf_16_of_either_byte_order() -> None:
    assert decode(b"\xfe\xff" + TEXT.encode("utf-16-be")) == TEXT
    assert decode(b"\xff\xfe" + TEXT.encode("utf-16-le")) == TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_the_document_reads_the_same_in_every_encoding(seed: Reading, seed_text: str, encoding: str) -> None:
    assert read_text(decode(seed_text.encode(encoding)), year=2025) == seed


def archive(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr(name, "<x/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (archive("word/document.xml"), "Word 文档（.docx）"),
        (archive("xl/workbook.xml"), "Excel 工作簿（.xlsx）"),
        (archive("a.txt"), "压缩包（.zip）"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 64, "旧版 Word 或 Excel 文件（.doc、.xls）"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF 文件"),
        (b"{\\rtf1\\ansi}", "RTF 文件"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html><html></html>", "网页"),
        (b"<html xmlns:w='urn:schemas-microsoft-com:office:word'>", "网页"),
        (b"<?xml version='1.0'?>", "XML 文件"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"\xff\xd8\xff\xe0", "图片"),
        (b"GIF89a", "图片"),
        ("第一部分".encode() + b"\0", "二进制文件或编码不明的文件"),
        (TEXT.encode("utf-16-le"), "二进制文件或编码不明的文件"),
        (b"\xff\xff\xff\xff", "二进制文件或编码不明的文件"),
    ],
)
def test_it_says_what_a_file_is_that_is_no_text(data: bytes, kind: str) -> None:
    with pytest.raises(DocumentError) as error:
        decode(data)
    (problem,) = error.value.problems
    assert problem.line == 0
    assert f"应为纯文本文件（.txt，UTF-8 或 GB18030 编码），而这是{kind}；请另存为“纯文本”后再导入" in str(error.value)


def test_a_broken_byte_in_utf_8_is_said_with_its_line(seed_text: str) -> None:
    at = seed_text.encode().index("进一步理顺管理体制".encode())
    broken = bytearray(seed_text.encode())
    broken[at + 3] = 0xFF
    with pytest.raises(DocumentError) as error:
        decode(bytes(broken))
    sentence = "第 8 行：文件已损坏，“（三）进���步理顺管理体制”中有残缺的 UTF-8 字符，请换用完好的原文件"
    assert str(error.value) == sentence


def test_a_file_cut_off_inside_a_character_is_said_with_its_last_line(seed_text: str) -> None:
    with pytest.raises(DocumentError) as error:
        decode(seed_text.rstrip().encode()[:-1])
    (problem,) = error.value.problems
    assert problem.line == len(seed_text.rstrip().split("\n"))


def test_a_few_bytes_of_gb18030_that_look_like_utf_8_do_not_make_it_damaged() -> None:
    text = "\t时效指标\n" * 20
    assert decode(text.encode("gb18030")) == text
