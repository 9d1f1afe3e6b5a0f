"""The sheets of a workbook as texts: each cell as it shows, with merged cells and what is hidden.

calamine reads the values. What it does not tell (number formats, errors, formulas without a result, hidden rows) and
what it would not survive (one cell at the end of a sheet of a billion) is found in the sheet's XML before. It is handed
a workbook made anew of the checked sheets, so that both see the same.
"""

import io
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import python_calamine

from targets.readers.number_format import BUILT_IN, GENERAL, NumberFormats, show_number
from targets.readers.safety import DAMAGED, Package, pack, parse_xml, refuse
from targets.readers.xlsx_scan import MAX_AREA, Room, Scan, Strings, scan_sheet

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_MAX_SHEETS = 2000

_BREAKS = re.compile("\r\n|[\r\v\f\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd-\uffff]")

_COUNTED = re.compile(rb"<(?:[^\s<>/:]+:)?sst\s[^<>]*")
_COUNT = re.compile(rb"""\s(?:count|uniqueCount)\s*=\s*(?:"[^"]*"|'[^']*')""")

Value = object
Range = tuple[tuple[int, int], tuple[int, int]]
Merged = tuple[int, int, int, int]
"""First row and column, rows and columns of a merged cell; counted from 0."""


@dataclass(slots=True)
class Sheet:
    """One sheet: its rows from A1 on as texts ("" is blank), equally long."""

    name: str
    hidden: bool = False
    rows: list[list[str]] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    doubts: dict[tuple[int, int], str] = field(default_factory=dict)
    """What a cell shows but nobody should take as its content (``#REF!``), as a sentence, by row and column."""
    hidden_rows: list[range] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)


def read_sheets(package: Package) -> Iterator[Sheet]:
    """The sheets in the workbook's order; hidden ones and those that hold no cells (charts) are named only.

    :raises DocumentError: when the workbook is damaged, or a sheet is too large or scattered.
    """
    parts = package.parts
    book_name = _target(parts, "_rels/.rels", "", "/officeDocument") or "xl/workbook.xml"
    folder, base = posixpath.split(book_name)
    relations = f"{folder}/_rels/{base}.rels"
    book = parse_xml(parts.get(book_name, b""))
    from_1904 = any(each.get("date1904") in ("1", "true") for each in book.iter("{*}workbookPr"))
    strings = Strings(parts.get(_target(parts, relations, folder, "/sharedStrings") or "", b""))
    styles = parts.get(_target(parts, relations, folder, "/styles") or "", b"")
    formats = NumberFormats(_formats(styles), from_1904=from_1904)
    targets = dict(_targets(parts, relations, folder))
    sheets = list(book.iter("{*}sheet"))
    if not sheets or len(sheets) > _MAX_SHEETS:
        refuse(DAMAGED if not sheets else f"工作簿有 {len(sheets)} 个工作表，请分成几个文件导入")
    found: list[tuple[Sheet, bytes | None]] = []
    for each in sheets:
        link = each.get(f"{{{_OFFICE}}}id") or each.get(f"{{{_STRICT}}}id") or ""
        kind, target = targets.get(link, ("", ""))
        hidden = each.get("state", "visible") != "visible" or (bool(kind) and not kind.endswith("/worksheet"))
        if not hidden and target not in parts:
            refuse(DAMAGED)
        found.append((Sheet(each.get("name") or "", hidden), None if hidden else parts[target]))
    scans: list[Scan | None] = []
    room = Room()
    for each, part in found:
        scan = scan_sheet(each.name, part, strings, formats, room) if part is not None else None
        scans.append(scan)
    values = _calamine([part for _, part in found if part is not None], strings.part)
    for (sheet, part), scan in zip(found, scans, strict=True):
        if part is not None and scan:
            _fill(sheet, scan, *next(values))
        yield sheet


def _fill(sheet: Sheet, scan: Scan, rows: list[list[Value]], merged: list[Range]) -> None:
    sheet.hidden_rows, sheet.hidden_columns, sheet.doubts = scan.hidden_rows, scan.hidden_columns, scan.doubts
    numbers = _Numbers()
    for at, values in enumerate(rows):
        cells = [
            each if type(each) is str else numbers[each] if type(each) is float else _text(each) for each in values
        ]
        if not "".join(cells).isprintable():
            for place, each in enumerate(cells):
                cells[place] = _BREAKS.sub("\n", each)  # paragraphs are parted by line feeds everywhere
                if bad := _CONTROL.search(cells[place]):
                    sheet.doubts.setdefault((at, place), f"单元格中有控制字符 U+{ord(bad[0]):04X}，请删去")
        sheet.rows.append(cells)
    sheet.merged = list(_clip(merged, len(rows), len(rows[0]) if rows else 0))
    if scan.shown:
        last_row, last_column = (max(places) for places in zip(*scan.shown, strict=True))
        _widen(sheet, last_row, last_column)
    for (row, column), text in scan.shown.items():
        sheet.rows[row][column] = text


def _clip(merged: Iterable[Range], height: int, width: int) -> Iterator[Merged]:
    """The merged cells within the filled part of a sheet.

    :raises DocumentError: when they overlap over and over, which would take forever.
    """
    area = 0
    for (top, left), (bottom, right) in merged:
        rows, columns = min(bottom + 1, height) - top, min(right + 1, width) - left
        if rows > 0 and columns > 0:
            area += rows * columns
            if area > MAX_AREA:
                refuse("工作表中的合并单元格过多或重叠，请取消合并后再导入")
            yield top, left, rows, columns


def _widen(sheet: Sheet, row: int, column: int) -> None:
    known = len(sheet.rows[0]) if sheet.rows else 0
    width = max(column + 1, known)
    if row < len(sheet.rows) and width == known:
        return
    sheet.rows += [[] for _ in range(row + 1 - len(sheet.rows))]
    for cells in sheet.rows:
        cells += [""] * (width - len(cells))


class _Numbers(dict[float, str]):
    """Each number as it shows in the format General: 12.0 is 12."""

    def __missing__(self, number: float) -> str:
        plain = repr(number)
        is_short = len(plain) < 16 and "e" not in plain and "n" not in plain
        text = plain.removesuffix(".0") if is_short else show_number(number, GENERAL) or plain
        self[number] = text
        return text


def _text(value: Value) -> str:
    """Any other value as it shows: true is TRUE."""
    return str(value).upper() if isinstance(value, bool) else str(value)


def _calamine(sheets: Sequence[bytes], strings: bytes) -> Iterator[tuple[list[list[Value]], list[Range]]]:
    """Rows from A1 on and merged ranges of each sheet."""
    numbers = range(1, len(sheets) + 1)
    names = "".join(f'<sheet name="{number}" sheetId="{number}" r:id="r{number}"/>' for number in numbers)
    book = f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{names}</sheets></workbook>'
    links = [("worksheet", f"worksheets/{number}.xml") for number in numbers]
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>'.encode(),
        "_rels/.rels": _links([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": book.encode(),
        "xl/_rels/workbook.xml.rels": _links([*links, ("sharedStrings", "sharedStrings.xml")]),
        "xl/sharedStrings.xml": _without_counts(strings) or f'<sst xmlns="{_MAIN}"/>'.encode(),
        **{f"xl/worksheets/{number}.xml": sheet for number, sheet in zip(numbers, sheets, strict=True)},
    }
    try:
        with python_calamine.load_workbook(io.BytesIO(pack(parts))) as workbook:
            for place in range(len(sheets)):
                sheet = workbook.get_sheet_by_index(place)
                rows = sheet.to_python(skip_empty_area=False) if sheet.start else []
                yield rows, sheet.merged_cell_ranges or []  # type: ignore[misc]
    except GeneratorExit:
        raise
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # a panic in Rust is no Exception
        refuse(DAMAGED)


def _without_counts(part: bytes) -> bytes:
    """The part without what it says of its own length, for which calamine would set memory aside."""
    return _COUNTED.sub(lambda tag: _COUNT.sub(b"", tag[0]), part)


def _links(links: Iterable[tuple[str, str]]) -> bytes:
    inner = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'.encode()


def _targets(parts: Mapping[str, bytes], relations: str, folder: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """The relationships of a part by id: their type and the part they lead to."""
    if relations in parts:
        for link in parse_xml(parts[relations]).iter("{*}Relationship"):
            path = posixpath.normpath(posixpath.join("/" + folder, link.get("Target") or "")).lstrip("/")
            yield link.get("Id") or "", (link.get("Type") or "", path)


def _target(parts: Mapping[str, bytes], relations: str, folder: str, kind: str) -> str:
    found = (path for _, (type_, path) in _targets(parts, relations, folder) if type_.endswith(kind))
    return next(found, "")


def _formats(styles: bytes) -> dict[int, str]:
    """The number format of each cell style that has one other than General."""
    if not styles:
        return {}
    root = parse_xml(styles)
    codes = dict(BUILT_IN)
    for each in root.iter("{*}numFmt"):
        if (number := each.get("numFmtId") or "").isdecimal():
            codes[int(number)] = each.get("formatCode") or GENERAL
    formats = {}
    for cells in root.iter("{*}cellXfs"):
        for style, each in enumerate(cells.iter("{*}xf")):
            number = each.get("numFmtId") or "0"
            code = codes.get(int(number), f"[{number}]") if number.isdecimal() else GENERAL
            if code not in (GENERAL, "@"):
                formats[style] = code
    return formats
