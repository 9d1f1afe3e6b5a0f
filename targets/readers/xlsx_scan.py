"""What the XML of a sheet says beyond its values, found by searching its tags; and how large it would become.

Searching costs less than parsing: most sheets are written in one regular way, and for those a few searches are proof
enough. Only the rest is looked over cell by cell. What stands in a comment counts as well: errs on the safe side.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from xml.parsers import expat

from targets.readers.grid import column_name
from targets.readers.safety import DAMAGED, refuse

MAX_ROWS = 25_000
"""Rows of one sheet that hold something."""

MAX_CELLS = 600_000
"""Cells of one sheet, blank ones with a border included."""

MAX_FORMATTED = 100_000
"""Numbers in a format of their own in one workbook: it takes longest to say what they show."""

MAX_AREA = 1_000_000
"""Cells between the first and the last that hold something: calamine keeps them all in memory."""

MAX_TEXT = 64 * 2**20
"""Bytes of all texts of a sheet, each counted as often as a cell shows it."""

_ATTRIBUTES = rb"""((?:\s++[^\s<>/=]++\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+'))*+)\s*+"""
_NOT_TEXT = rb"""(?![^<>]*\st=["'](?:s|b|str|inlineStr)["'])"""
_PLACE = re.compile(rb"""\sr=["']([A-Z]{1,3})([1-9][0-9]{0,6})["']""")
_STYLE = re.compile(rb"""\ss=["']([0-9]{1,5})["']""")
_TYPE = re.compile(rb"""\st=["']([A-Za-z]+)["']""")
_CONTENT = re.compile(
    rb"\s*+(<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*+</[^<>]*>))?\s*+"
    rb"(?:<(?:\w+:)?v(?:\s[^<>]*)?(?:/>|>([^<]*+)</))?"
)
_SHARED = re.compile(rb"""\st=["']s["'][^<>]*>\s*<(?:\w+:)?v[^<>]*>\s*([0-9]{1,9})\s*<""")
_ROW_NUMBER = re.compile(rb"""\sr=["']([0-9]{1,7})["']""")
_BOUND = re.compile(rb"""\s(min|max)=["']([0-9]{1,5})["']""")
_STRING = re.compile(rb"<(?:[^\s<>/:]+:)?si[\s/>]")

_PLAIN = re.compile(rb"""<c r="([A-Z]{1,3})([1-9][0-9]{0,6})" s="([0-9]{1,5})"(?: t="n")?><v>([^<]*)</v></c>""")
"""A number in a style, as nearly all are written."""

_REGULAR = re.compile(
    rb"""<c r="[A-Z]{1,2}[0-9]{1,5}"(?: s="[0-9]{1,5}")?"""
    rb"""(?:/>| t="(?:s|inlineStr|str|b)">|(?: t="n")?><v>[^<]*</v></c>)"""
)
"""A cell as nearly all are written, whose value says what it shows but for its number format."""

_FAR = re.compile(rb"""<c r="(?:[B-Z][A-Z]|[A-Z]{1,2}[2-9][0-9]{4})""")
"""A cell beyond column AZ or row 19,999."""


@dataclass(frozen=True, slots=True)
class ScannedCell:
    """A cell whose value alone does not say what it shows: the value as written, and as a number with its style.

    ``doubt`` is a sentence when it is an error or a formula that nobody has calculated.
    """

    raw: str
    number: float | None = None
    style: int = 0
    doubt: str = ""


@dataclass(slots=True)
class Scan:
    """What one sheet says beyond its values; rows and columns count from 0."""

    cells: dict[tuple[int, int], ScannedCell] = field(default_factory=dict)
    hidden_rows: list[range] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)


class Strings:
    """The shared strings of a workbook: their part, and how many bytes each takes."""

    def __init__(self, part: bytes) -> None:
        if part:
            check_form(part)
        self.part = part
        starts = [match.start() for match in _STRING.finditer(part)]
        self.sizes = [end - start for start, end in pairwise([*starts, len(part)])]


def scan_sheet(name: str, part: bytes, strings: Strings, formatted: Collection[int], room: int = MAX_FORMATTED) -> Scan:
    """Look over a sheet; ``formatted`` are the styles with a number format, ``room`` how many such numbers it may have.

    :raises DocumentError: when it is too large or its cells are too far apart.
    """
    if part.count(b"<c ") > MAX_CELLS or part.count(b"<row ") > MAX_CELLS:  # before any is looked at
        refuse(f"工作表“{name}”过大（超过 {MAX_ROWS} 行），请分成几个文件导入")
    cells, regular = _count(part)
    if not regular:
        check_form(part)
    scan = Scan()
    columns: dict[bytes, int] = {}
    if formatted:
        for letters, row, style, raw in _PLAIN.findall(part):
            if (number := int(style)) in formatted and raw:
                column = columns.get(letters)
                if column is None:
                    column = columns[letters] = _column(letters)
                scan.cells[int(row) - 1, column] = _plain_cell(raw, number)
                if len(scan.cells) > room:
                    refuse(f"工作表“{name}”中带格式的数字过多，请分成几个文件导入")
    texts = len(part) + cells * max(strings.sizes, default=0)
    if not regular or _FAR.search(part) or part.count(b"<row") > MAX_ROWS or texts > MAX_TEXT:
        _look_over(name, part, strings)
    for cell in () if regular else _doubtful(part, formatted):
        if (place := _PLACE.search(cell[1])) and (scanned := _scan_cell(part, cell)):
            scan.cells[int(place[2]) - 1, _column(place[1])] = scanned
    if b"hidden=" in part:
        rows = (_ROW_NUMBER.search(row[1]) for row in _hidden(b"row").finditer(part))
        scan.hidden_rows = list(_runs([int(number[1]) - 1 for number in rows if number]))
        bounds = (dict(_BOUND.findall(column[1])) for column in _hidden(b"col").finditer(part))
        scan.hidden_columns = [range(int(each[b"min"]) - 1, int(each[b"max"])) for each in bounds if len(each) == 2]
    return scan


def _count(part: bytes) -> tuple[int, bool]:
    """How many cells a sheet has, and whether all are written in the regular way, which has no room for tricks."""
    start, end = part.find(b"<sheetData>"), part.rfind(b"</sheetData>")
    rows = part[start:end]
    cells = rows.count(b"<c ")
    once = 0 < start < end and part.count(b"sheetData") == 2
    return cells, once and rows.count(b"<c") == cells == len(_REGULAR.findall(rows)) and b":c" not in rows


def check_form(part: bytes) -> None:
    """Refuse XML that is not well-formed: where one reader sees one attribute, another might see its double."""
    try:
        expat.ParserCreate("utf-8").Parse(part, True)
    except expat.ExpatError:
        refuse(DAMAGED)


def _look_over(name: str, part: bytes, strings: Strings) -> None:
    prefixed = _is_prefixed(part)
    if sum(1 for _ in _cell_tag(prefixed).finditer(part)) > MAX_CELLS:
        refuse(f"工作表“{name}”过大（超过 {MAX_ROWS} 行），请分成几个文件导入")
    places = [_PLACE.search(cell) for cell in _pattern(prefixed, rb"c", rb">").findall(part)]
    filled = [(int(place[2]), place[1]) for place in places if place]
    closed = sum(1 for _ in _pattern(prefixed, rb"c", rb"/>").finditer(part))
    rows, letters = {row for row, _ in filled}, {letters for _, letters in filled}
    if len(rows) > MAX_ROWS:
        refuse(f"工作表“{name}”超过 {MAX_ROWS} 行，请分成几个文件导入")
    if len(filled) + closed != sum(1 for _ in _cell_tag(prefixed).finditer(part)):
        refuse(f"工作表“{name}”中有的单元格没有编号，请用 Excel 或 WPS 打开并另存后再导入")
    if not filled:
        return
    columns = [_column(each) for each in letters]
    if (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) > MAX_AREA:
        corner = f"{column_name(max(columns) + 1)}{max(rows)}"
        refuse(f"工作表“{name}”的内容散布到 {corner}，请删去表格以外的内容（包括只有空格的单元格）后再导入")
    shown = (int(number) for number in _SHARED.findall(part))
    if len(part) + sum(strings.sizes[number] for number in shown if number < len(strings.sizes)) > MAX_TEXT:
        refuse(f"工作表“{name}”的文字过多，请分成几个文件导入")


def _doubtful(part: bytes, formatted: Collection[int]) -> Iterator[re.Match[bytes]]:
    """The cells whose value does not say what they show: numbers in a format, formulas, errors, days in ISO 8601."""
    prefixed = _is_prefixed(part)
    if formatted:
        styles = b"|".join(b"%d" % style for style in sorted(formatted))
        styled = rb"""(?=[^<>]*\ss=["'](?:%s)["'])""" % styles
        yield from _pattern(prefixed, rb"c" + styled + _NOT_TEXT, rb">").finditer(part)
    if b"</f>" in part or b":f" in part or b"<f" in part:
        yield from _pattern(prefixed, rb"c", rb">(?=\s*<(?:\w+:)?f[\s/>])").finditer(part)
    if any(type_ in part for type_ in (b't="e"', b"t='e'", b't="d"', b"t='d'")):
        yield from _pattern(prefixed, rb"""c(?=[^<>]*\st=["'][ed]["'])""", rb">").finditer(part)


@lru_cache(maxsize=65_536)
def _plain_cell(raw: bytes, style: int) -> ScannedCell:
    text = raw.strip().decode(errors="replace")
    try:
        return ScannedCell(text, number=float(text), style=style)
    except ValueError:
        return ScannedCell(text)


def _scan_cell(part: bytes, cell: re.Match[bytes]) -> ScannedCell | None:
    style, type_ = _STYLE.search(cell[1]), _TYPE.search(cell[1])
    kind = type_[1] if type_ else b"n"
    content = _CONTENT.match(part, cell.end())
    raw = (content[2] or b"").strip().decode(errors="replace") if content else ""
    if kind == b"e":
        return ScannedCell(raw, doubt=f"单元格的值是错误“{raw}”，请改正公式或填入数值")
    if kind == b"d":
        return ScannedCell(raw)
    if kind != b"n" or not (raw or (content and content[1])):
        return None
    if not raw:
        return ScannedCell("", doubt="公式还没有计算结果，请用 Excel 或 WPS 打开并保存一次，或改为数值")
    try:
        return ScannedCell(raw, number=float(raw), style=int(style[1]) if style else 0)
    except ValueError:
        return ScannedCell(raw)


def _is_prefixed(part: bytes) -> bool:
    """Whether elements may be named with a prefix (``<x:c>``)."""
    return re.search(rb":c[\s/>]", part) is not None


@lru_cache(maxsize=64)
def _pattern(prefixed: bool, element: bytes, end: bytes) -> re.Pattern[bytes]:
    """Elements that have attributes as ``element`` says; the first group is all of them."""
    prefix = rb"(?:[^\s<>/!?=:\"']+:)?" if prefixed else b""
    return re.compile(rb"<" + prefix + element + rb"(?=[\s/>])" * (b"(" not in element) + _ATTRIBUTES + end)


@lru_cache(maxsize=2)
def _cell_tag(prefixed: bool) -> re.Pattern[bytes]:
    return re.compile(rb"<(?:[^\s<>/!?=:\"']+:)?c[\s/>]" if prefixed else rb"<c[\s/>]")


@lru_cache(maxsize=2)
def _hidden(element: bytes) -> re.Pattern[bytes]:
    return _pattern(True, element + rb"""(?=[^<>]*\shidden=["'](?:1|true)["'])""", rb"/?>")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _runs(numbers: list[int]) -> Iterator[range]:
    """Rows that follow each other, as ranges."""
    start = 0
    for at in range(1, len(numbers) + 1):
        if at == len(numbers) or numbers[at] != numbers[at - 1] + 1:
            yield range(numbers[start], numbers[at - 1] + 1)
            start = at
