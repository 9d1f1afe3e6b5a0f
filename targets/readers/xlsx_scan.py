"""What the XML of a sheet says beyond its values, found by searching its tags; and how large it would become.

Searching costs less than parsing: most sheets are written in one regular way, and for those a few searches are proof
enough. Only the rest is looked over cell by cell. What stands in a comment counts as well: errs on the safe side.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, pairwise
from operator import itemgetter
from xml.parsers import expat

from targets.readers.grid import column_name
from targets.readers.number_format import NumberFormats
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
_SHARED_REGULAR = re.compile(rb""" t="s"><v>([0-9]{1,9})</v>""")
_ROW_NUMBER = re.compile(rb"""\sr=["']([0-9]{1,7})["']""")
_SAYS_HIDDEN = (b'hidden="1"', b'hidden="true"', b"hidden='1'", b"hidden='true'")
_BOUND = re.compile(rb"""\s(min|max)=["']([0-9]{1,5})["']""")
_STRING = re.compile(rb"<(?:[^\s<>/:]+:)?si[\s/>]")

_GOES_ON = rb"""(?:/>| t="(?:s|inlineStr|str|b)">|(?: t="n")?><v>[^<]*</v></c>)"""
"""How a cell goes on, as nearly all are written, whose value says what it shows but for its number format."""

_COLUMN, _ROW = rb"[A-Z]|A[A-Z]", rb"(?![2-9][0-9]{4})[1-9][0-9]{0,4}+"
"""The name of a cell up to column AZ and row 19,999, which is about :data:`MAX_AREA`."""

Number = tuple[int, int, int, bytes]
"""Row and column, counted from 0, style, and the number as written."""


@dataclass(slots=True)
class Scan:
    """What one sheet says beyond its values; rows and columns count from 0."""

    shown: dict[tuple[int, int], str] = field(default_factory=dict)
    """What a cell shows whose value alone does not say it, by row and column."""
    doubts: dict[tuple[int, int], str] = field(default_factory=dict)
    """Why that may not be what is meant (an error, a formula that nobody has calculated), as a sentence."""
    hidden_rows: list[range] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)


@dataclass(slots=True)
class Room:
    """How many more cells a workbook may have, and how many numbers in a format of their own."""

    cells: int = MAX_CELLS
    formatted: int = MAX_FORMATTED

    def take(self, name: str, cells: int) -> None:
        """Take the room for the cells of a sheet.

        :raises DocumentError: when there is not as much.
        """
        self.cells -= cells
        if self.cells < 0:
            refuse(f"到工作表“{name}”为止已超过 {MAX_CELLS} 个单元格，请分成几个文件导入")


class Strings:
    """The shared strings of a workbook: their part, and how many bytes each takes."""

    def __init__(self, part: bytes) -> None:
        if part:
            check_form(part)
        self.part = part
        starts = [match.start() for match in _STRING.finditer(part)]
        self.sizes = [end - start for start, end in pairwise([*starts, len(part)])]
        self.longest = max(self.sizes, default=0)


def scan_sheet(name: str, part: bytes, strings: Strings, formats: NumberFormats, room: Room) -> Scan:
    """Look over a sheet, which takes of the workbook's ``room``.

    :raises DocumentError: when it is too large or its cells are too far apart.
    """
    count = part.count(b"<c")
    room.take(name, max(part.count(b"<row "), count))
    scan = Scan()
    cells = _regular_cells(part, count, frozenset(formats.codes))
    if cells is None:
        room.take(name, part.count(b":c"))
        check_form(part)
        _look_over(name, part)
    if cells is None or len(part) + len(cells) * strings.longest > MAX_TEXT:
        _refuse_texts(name, part, strings, regular=cells is not None)
    numbers = _formatted(cells) if cells is not None else _doubtful(part, formats, scan)
    for row, column, style, raw in numbers:
        room.formatted -= 1
        if room.formatted < 0:
            refuse(f"工作表“{name}”中带格式的数字过多，请分成几个文件导入")
        scan.shown[row, column], doubt = formats.show(raw, style)
        if doubt:
            scan.doubts[row, column] = doubt
    if b"hidden=" in part and any(says in part for says in _SAYS_HIDDEN):
        rows = (_ROW_NUMBER.search(row[1]) for row in _hidden(b"row").finditer(part))
        scan.hidden_rows = list(_runs([int(number[1]) - 1 for number in rows if number]))
        bounds = (dict(_BOUND.findall(column[1])) for column in _hidden(b"col").finditer(part))
        scan.hidden_columns = [range(int(each[b"min"]) - 1, int(each[b"max"])) for each in bounds if len(each) == 2]
    return scan


def _regular_cells(part: bytes, count: int, formatted: frozenset[int]) -> list[tuple[bytes, ...]] | None:
    """All cells of a sheet, see :func:`_regular`; ``None`` when one is written in another way, or stands far off.

    The regular way has no room for tricks. ``count`` is how many elements there are whose name begins with a c.
    """
    start, end = part.find(b"<sheetData>"), part.rfind(b"</sheetData>")
    rows, around = part[start:end], part[:start] + part[end + len(b"</sheetData>") :]
    if not 0 < start < end or b"sheetData" in around or b":c" in rows:
        return None
    cells: list[tuple[bytes, ...]] = _regular(formatted).findall(rows)
    return cells if len(cells) == count - around.count(b"<c") else None


@lru_cache(maxsize=64)
def _regular(formatted: frozenset[int]) -> re.Pattern[bytes]:
    """A cell as nearly all are written. Its column, row, style and number if it is a number in one of these styles."""
    styles = b"|".join(b"%d" % style for style in sorted(formatted)) or b"(?!)"
    number = rb"""(%b)(%b)" s="(%b)"(?: t="n")?><v>([^<]+)</v></c>""" % (_COLUMN, _ROW, styles)
    none_such = rb"""(?! s="(?:%b)"(?: t="n")?><v>[^<])""" % styles
    other = rb"""(?:%b)%b"%b(?: s="[0-9]{1,5}"%b|%b)""" % (_COLUMN, _ROW, none_such, _GOES_ON, _GOES_ON)
    return re.compile(rb"""<c r="(?:%b|%b)""" % (other, number))  # what most cells are comes first: it is quicker


def _formatted(cells: Iterable[tuple[bytes, ...]]) -> Iterator[Number]:
    columns: dict[bytes, int] = {}
    for letters, row, style, raw in filter(itemgetter(0), cells):
        column = columns.get(letters)
        if column is None:
            column = columns[letters] = _column(letters)
        yield int(row) - 1, column, int(style), raw


def check_form(part: bytes) -> None:
    """Refuse XML that is not well-formed: where one reader sees one attribute, another might see its double."""
    try:
        expat.ParserCreate("utf-8").Parse(part, True)
    except expat.ExpatError:
        refuse(DAMAGED)


def _look_over(name: str, part: bytes) -> None:
    prefixed = _is_prefixed(part)
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


def _refuse_texts(name: str, part: bytes, strings: Strings, *, regular: bool) -> None:
    size = len(part)
    shown = _SHARED_REGULAR.findall(part)
    if not regular or len(shown) != part.count(b' t="s">'):
        shown = _SHARED.findall(part)
    for number, cells in Counter(shown).items():
        if int(number) < len(strings.sizes):
            size += cells * strings.sizes[int(number)]
    if size > MAX_TEXT:
        refuse(f"工作表“{name}”的文字过多，请分成几个文件导入")


def _doubtful(part: bytes, formats: NumberFormats, scan: Scan) -> Iterator[Number]:
    """The cells whose value does not say what they show: numbers, and into ``scan`` formulas, errors, ISO days."""
    prefixed = _is_prefixed(part)
    searched = []
    if formats.codes:
        styles = b"|".join(b"%d" % style for style in sorted(formats.codes))
        styled = rb"""(?=[^<>]*\ss=["'](?:%s)["'])""" % styles
        searched.append(_pattern(prefixed, rb"c" + styled + _NOT_TEXT, rb">"))
    if b"</f>" in part or b":f" in part or b"<f" in part:
        searched.append(_pattern(prefixed, rb"c", rb">(?=\s*<(?:\w+:)?f[\s/>])"))
    if any(type_ in part for type_ in (b't="e"', b"t='e'", b't="d"', b"t='d'")):
        searched.append(_pattern(prefixed, rb"""c(?=[^<>]*\st=["'][ed]["'])""", rb">"))
    for cell in chain.from_iterable(pattern.finditer(part) for pattern in searched):
        if place := _PLACE.search(cell[1]):
            row, column = int(place[2]) - 1, _column(place[1])
            style, type_ = _STYLE.search(cell[1]), _TYPE.search(cell[1])
            kind = type_[1] if type_ else b"n"
            content = _CONTENT.match(part, cell.end())
            raw = (content[2] or b"").strip() if content else b""
            if kind == b"n" and raw:
                yield row, column, int(style[1]) if style else 0, raw
            elif kind in (b"e", b"d"):
                scan.shown[row, column] = text = raw.decode(errors="replace")
                if kind == b"e":
                    scan.doubts[row, column] = f"单元格的值是错误“{text}”，请改正公式或填入数值"
            elif kind == b"n" and content and content[1]:
                scan.shown[row, column] = ""
                scan.doubts[row, column] = "公式还没有计算结果，请用 Excel 或 WPS 打开并保存一次，或改为数值"


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
