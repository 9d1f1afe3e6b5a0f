"""Read the published text form of a unit's document (第一部分 部门整体绩效目标, 第二部分 预算项目绩效目标).

Written against the form and not against one file: landmarks and labels lead, blank lines, line ends, full-width
characters and missing optional cells do not matter. What can be read in two ways is reported, never guessed.
"""

import codecs
import contextlib
from collections.abc import Sequence
from itertools import pairwise

from targets.declaration import Unit
from targets.readers import DocumentError, Problem, Reading, Sifted
from targets.readers.part_one import read_part_one, section_of
from targets.readers.project_table import PARTS, TITLE_END, read_table
from targets.readers.table_units import sift
from targets.readers.text_cells import LINE_END, Line, Problems, split_lines, squeeze

_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0", "旧版 Word 或 Excel 文件（.doc、.xls）"),
    (b"%pdf", "PDF 文件"),
    (b"{\\rtf", "RTF 文件"),
    (b"<!doctype html", "网页"),
    (b"<html", "网页"),
    (b"<?xml", "XML 文件"),
    (b"\x89png", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"gif8", "图片"),
)

_BROKEN = "\ufffd"
_UTF8_FOR_SURE = 10
"""Whole characters for each broken one that make a file UTF-8."""

PART_ONE, PART_TWO = "第一部分", "第二部分"


UNKNOWN = "二进制文件或编码不明的文件"


def decode(data: bytes) -> str:
    """The text of a file in UTF-8, in UTF-16 with a byte order mark, or else in GB18030 (GBK, GB2312).

    :raises DocumentError: when it is no text file; the sentence says what it is and what is wanted instead. When it is
        UTF-8 but for a few broken bytes, with the line of each.
    """
    kind = kind_of(data)
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not kind and not marked and b"\0" not in data:
        _refuse_damaged_utf8(data)
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            if not kind and "\0" not in text:
                return text
    kind = kind or UNKNOWN
    raise DocumentError(
        [Problem(0, f"纯文本文件（.txt，UTF-8 或 GB18030 编码），而这是{kind}；请另存为“纯文本”后再导入")]
    )


def _refuse_damaged_utf8(data: bytes) -> None:
    """Broken bytes in what otherwise is UTF-8: GB18030 would make other characters of them, or of the whole file."""
    text = data.decode("utf-8-sig", errors="replace")
    broken = text.count(_BROKEN) - data.count(_BROKEN.encode())
    if not broken:
        return
    whole = sum(not character.isascii() for character in text) - broken
    if not data.startswith(codecs.BOM_UTF8) and whole < _UTF8_FOR_SURE * broken:
        return  # bytes of GB18030 now and then look like UTF-8, too: in Chinese, fewer than two for each that does not
    problems = Problems()
    for number, line in enumerate(LINE_END.split(text), start=1):
        if _BROKEN in line:
            at = line.index(_BROKEN)
            quoted = line[max(0, at - 10) : at + 10].strip()
            problems.say(number, f"文件已损坏，“{quoted}”中有残缺的 UTF-8 字符，请换用完好的原文件")
    problems.raise_if_any()


def kind_of(data: bytes) -> str:
    """What a file that is no text is, by its first bytes; "" when they may be text."""
    head = data[:1024].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if head.startswith(b"pk\x03\x04"):
        names = {b"word/": "Word 文档（.docx）", b"xl/": "Excel 工作簿（.xlsx）"}
        return next((kind for name, kind in names.items() if name in data), "压缩包（.zip）")
    return next((kind for signature, kind in _SIGNATURES if head.startswith(signature)), "")


def read_text(text: str, *, year: int, unit: Unit | None = None) -> Reading:
    """Read a text in the published form, all of it, as the declarations of ``year``.

    ``unit`` declares part one. It is needed where the tables do not tell (there are none, or of several units of which
    none is above the others); it may be one of theirs or one above them all.

    :raises DocumentError: with every problem of the file; one alone when the text is of another kind.
    """
    return sift_text(text, year=year, unit=unit).whole()


def sift_text(text: str, *, year: int, unit: Unit | None = None) -> Sifted:
    """Read a text table by table.

    :raises DocumentError: in the same way, when a problem is of no table.
    """
    lines = split_lines(text)
    headings = _find_headings(lines)
    opening = headings[0] if headings else len(lines)
    sections = [at for at in range(opening) if section_of(lines[at])]
    if not headings and not sections:
        raise DocumentError([Problem(0, f"绩效目标文本，其中有“{PART_ONE}”或“……{TITLE_END}”作标题")])
    problems = Problems()
    _refuse_untitled_table(lines[:opening], problems)
    part_one = None
    starts = [at for at in range(opening) if lines[at].key.startswith(PART_ONE)]
    if starts or sections:
        start = min(starts + sections)
        end = next((at for at in range(max(sections[:1] + starts[:1]), opening) if opens_part_two(lines[at])), opening)
        part_one = read_part_one(lines[start:end])
        _refuse_stray_text(lines[end:opening], problems)
    tables = [
        read_table(lines[at], lines[at + 1 : stop], count=count, year=year, problems=problems)
        for count, (at, stop) in enumerate(pairwise([*headings, len(lines)]), start=1)
    ]
    return sift(tables, problems, year=year, unit=unit, part_one=part_one)


def _find_headings(lines: Sequence[Line]) -> list[int]:
    """Where a table's title stands: a line that ends in 绩效目标表, and below it a row of cells."""
    headings = []
    below: Line | None = None  # the nearest line below that says something
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        if line.blank:
            continue
        if below is not None and below.tabbed and not line.tabbed and TITLE_END[-1] in line.text:
            opens = at == 0 or lines[at - 1].blank or "[bookmark:" in line.text or _opens_table(below)
            if opens and line.key.endswith(TITLE_END):
                headings.append(at)
        below = line
    return headings[::-1]


def _opens_table(line: Line) -> bool:
    return line.key[:3].isdecimal() or "单位:" in line.key or line.key.startswith(PARTS[0])


def opens_part_two(line: Line) -> bool:
    """Whether this line is the heading of 第二部分, whose tables follow."""
    return line.key.startswith(PART_TWO) or line.key in ("预算项目绩效目标", "项目绩效目标")


def _refuse_stray_text(lines: Sequence[Line], problems: Problems) -> None:
    """Between the opening of part two and its first table only titles stand; text there would be lost."""
    for line in lines:
        if not line.blank and line.key != PART_TWO and not line.key.endswith(("绩效目标", TITLE_END)):
            problems.add(line.number, f"“{PART_TWO}”中一张表的标题“……{TITLE_END}”", line.words)
            return


def _refuse_untitled_table(lines: Sequence[Line], problems: Problems) -> None:
    for line in lines:
        if line.tabbed and PARTS[0] in [squeeze(text) for text in line.text.split("\t")]:
            problems.add(line.number, f"表格上方有标题“……{TITLE_END}”", line.words)
            return
