"""The files in which the administration gives tables out and takes them in again: XLSX and CSV.

A cell that a spreadsheet would take for a formula goes out with an apostrophe before it, which is taken off on the way
in: ``=100%`` is a target value, and stays one.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import tablib  # type: ignore[import-untyped]
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.formats import base_formats
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from indicators.text import plain_decimal

MAX_ROWS = 20_000
"""Rows of a table that is taken in."""
_MAX_WIDTH = 100
_MAX_FILE, _MAX_INFLATED = 10 * 2**20, 64 * 2**20
"""Bytes of a file, and of what it inflates to."""

_FORMULA = tuple("=+-@＝＋－＠\t\r'")
"""What may begin a formula, in full width too; and the apostrophe itself, so that taking it off is exact."""


_TOO_LARGE = gettext_lazy("The file is too large: delete what is not of the table, or part it over several files.")


class TableError(ValueError):
    """A table that cannot be taken in. ``str()`` of it is a sentence for the user."""


def escape(text: str) -> str:
    """A text as a cell that no spreadsheet computes."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def unescape(cell: str) -> str:
    """What :func:`escape` was given; other texts as they are."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


class Table(tablib.Dataset):
    """Rows under headings; ``numbers`` says which row of its file each was, counted from 1."""

    numbers: Sequence[int] = ()


def _table(rows: Iterable[Sequence[str]]) -> Table:
    """Rows of cells, the first of them the headings, without blank rows and the space around the texts."""
    filled = {}
    for number, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            filled[number] = cells
        if len(filled) > MAX_ROWS + 1 or len(cells) > _MAX_WIDTH:
            told = {"rows": MAX_ROWS, "columns": _MAX_WIDTH}
            raise TableError(_("A table may have %(rows)d rows and %(columns)d columns: part it over files.") % told)
    if len(filled) < 2:
        raise TableError(_("The file holds no rows: headings in the first row, one entry in each row below."))
    width = max(len(row) for row in filled.values())
    headings, *rest = ([unescape(cell) for cell in row] + [""] * (width - len(row)) for row in filled.values())
    table = Table(*rest, headers=headings)
    table.numbers = list(filled)[1:]
    return table


class _Format(base_formats.TablibFormat):
    def is_binary(self) -> bool:
        """Always: encodings are settled here, not by the framework."""
        return True

    def get_read_mode(self) -> str:
        return "rb"

    def create_dataset(self, in_stream: bytes) -> Table:
        """Read a file.

        :raises TableError: when it is none of this kind, or too large.
        """
        if len(in_stream) > _MAX_FILE:
            raise TableError(_TOO_LARGE)
        return self.read(in_stream)

    def read(self, data: bytes) -> Table:
        """The table of a file of moderate size."""
        raise NotImplementedError

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        rows = [[escape(force_str(cell)) for cell in row] for row in dataset]
        exported = tablib.Dataset(*rows, headers=dataset.headers).export(self.get_title(), **kwargs)
        return exported.encode("utf-8-sig") if isinstance(exported, str) else exported


class Xlsx(_Format):
    """An Excel workbook, of which the first sheet counts."""

    TABLIB_MODULE = base_formats.XLSX.TABLIB_MODULE
    CONTENT_TYPE = base_formats.XLSX.CONTENT_TYPE

    def read(self, data: bytes) -> Table:
        """The first sheet, its cells as they show."""
        try:
            _refuse_bombs(data)
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what a file says of its own size may be a billion rows
            return _table([_shown(cell) for cell in row] for row in sheet.rows)
        except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, SyntaxError) as error:
            raise TableError(
                _("This is no Excel workbook (.xlsx). Save it as one, or as CSV, and try again.")
            ) from error


class Csv(_Format):
    """Comma-separated values in UTF-8, with the byte order mark that Excel needs; GB18030 is read too."""

    TABLIB_MODULE = base_formats.CSV.TABLIB_MODULE
    CONTENT_TYPE = base_formats.CSV.CONTENT_TYPE

    def read(self, data: bytes) -> Table:
        """The rows, in whichever of the usual encodings."""
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                text = data.decode(encoding)
                return _table(csv.reader(io.StringIO(text, newline=""), strict=True))
            except UnicodeDecodeError:
                continue
            except csv.Error:
                break
        raise TableError(_("This is no CSV file in UTF-8 or GB18030. Save it as one, or as .xlsx, and try again."))


def _refuse_bombs(data: bytes) -> None:
    """A part never inflates to more than its header says: it is enough to add those up."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _MAX_INFLATED:
            raise TableError(_TOO_LARGE)


def _shown(cell: Any) -> str:
    """A cell as Excel shows it: 98% is stored as the number 0.98."""
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "" if value is None else str(value)
    percent = "%" in (cell.number_format or "")
    return plain_decimal(Decimal(str(value)) * (100 if percent else 1)) + ("%" if percent else "")
