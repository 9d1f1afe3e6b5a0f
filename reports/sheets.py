"""What all workbooks share: how they are opened, their faces, names of sheets, and which amounts a cell can hold."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import xlsxwriter

SONG, HEI = "宋体", "黑体"
AMOUNT = "0.00####"
"""万元 as the form prints them: at least two decimals, at most six."""

LONGEST_CELL = 32_767
"""Characters; no cell of a workbook holds more."""

TALLEST = 409.0
"""Points; no row is taller."""

_LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f]")


class TooLongError(ValueError):
    """A text that no cell can hold. ``str()`` of it is a sentence for the user."""


def open_book(file: Path | IO[bytes], *, streaming: bool = False, scratch: Path | None = None) -> Any:
    """A new workbook. Text is always text: nothing that is written becomes a formula, a number or a link.

    :param streaming: keep one row at a time in memory; what is written meanwhile goes to files in ``scratch``.
    """
    options: dict[str, object] = {
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_format_properties": {"font_name": SONG, "font_size": 11, "font_scheme": ""},
    }
    place = {"constant_memory": True, "tmpdir": str(scratch) if scratch else None} if streaming else {"in_memory": True}
    options |= place
    return xlsxwriter.Workbook(file if not isinstance(file, Path) else str(file), options)


def abandon(book: Any) -> None:
    """Let go of a streaming workbook that will not be finished, and of the files it was writing to."""
    for sheet in book.worksheets():
        for file in filter(None, (sheet.row_data_fh, sheet.fh)):
            with suppress(OSError):  # a full disk refuses what was to be written last
                file.close()
        if sheet.row_data_filename:
            Path(sheet.row_data_filename).unlink(missing_ok=True)


def lines_in(text: str, width: float) -> int:
    """How many lines a text takes in a cell so many characters wide; a Chinese character is as wide as two digits."""
    room = int(width - 1)
    return sum(-(-sum(1 + (ord(each) > 0x2E7F) for each in line) // room) or 1 for line in text.split("\n"))


def set_up_page(sheet: Any) -> None:
    """A4 portrait, as wide as one page, numbered, without lines between cells."""
    sheet.set_paper(9)
    sheet.set_portrait()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.55, right=0.55, top=0.7, bottom=0.7)
    sheet.center_horizontally()
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.hide_gridlines(2)


def write_text(sheet: Any, row: int, column: int, text: str, style: Any = None) -> None:
    """Write a text as text; a blank one leaves the cell to its format.

    :raises TooLongError: when no cell can hold it.
    """
    if len(text.encode("utf-16-le")) // 2 > LONGEST_CELL:
        raise TooLongError(f"“{text[:20]}…”有 {len(text)} 字，Excel 的一个单元格最多 {LONGEST_CELL} 字，请缩短后再导出")
    if text:
        sheet.write_string(row, column, text, style)
    else:
        sheet.write_blank(row, column, None, style)


def write_amount(sheet: Any, row: int, column: int, amount: Decimal | None, style: Any = None) -> None:
    """Write an amount as a number where a cell can hold it to the last digit, else as text; blank stays blank."""
    if amount is None:
        sheet.write_blank(row, column, None, style)
    elif is_exact(amount):
        sheet.write_number(row, column, amount, style)
    else:
        sheet.write_string(row, column, f"{amount:f}", style)


def is_exact(number: Decimal) -> bool:
    """Whether a spreadsheet, which counts in binary fractions of fifteen digits, holds it as it is."""
    return len(number.normalize().as_tuple().digits) <= 15


def sheet_names(wanted: Iterable[str]) -> Iterator[str]:
    """Names of sheets as Excel takes them: at most 31 characters, none of ``[]:*?/\\``, each once whatever its case."""
    taken = {"history"}
    for name in wanted:
        plain = " ".join(_FORBIDDEN.sub(" ", name).split()).strip("'") or "工作表"
        given, count = _cut(plain, _LONGEST_NAME), 1
        while given.casefold() in taken:
            count += 1
            end = f"({count})"
            given = _cut(plain, _LONGEST_NAME - len(end)) + end
        taken.add(given.casefold())
        yield given


def _cut(name: str, length: int) -> str:
    """At most so many characters as Excel counts them: those beyond the first plane count twice."""
    while len(name.encode("utf-16-le")) // 2 > length:
        name = name[:-1]
    return name.strip().strip("'") or "工作表"
