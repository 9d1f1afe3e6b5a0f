"""Tables given out and taken in again by the administration: XLSX and CSV that come back as they went.

A cell that a spreadsheet would take for a formula goes out with an apostrophe before it, which is taken off on the way
in: ``=100%`` is a target value, and stays one.
"""

import csv
import io
import logging
import re
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import tablib  # type: ignore[import-untyped]
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.encoding import force_str
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from import_export import resources, results, widgets
from import_export.admin import ImportExportModelAdmin
from import_export.formats import base_formats
from import_export.forms import SelectableFieldsExportForm
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from indicators.editing import Careful
from indicators.text import plain_decimal

logger = logging.getLogger(__name__)

_FORMULA = tuple("=+-@＝＋－＠\t\r'")
"""What may begin a formula, in full width too; and the apostrophe itself, so that taking it off is exact."""


class TableError(ValueError):
    """A table that cannot be taken in. ``str()`` of it is a sentence for the user."""


def escape(text: str) -> str:
    """A text as a cell that no spreadsheet computes."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def unescape(cell: str) -> str:
    """What :func:`escape` was given; other texts as they are."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _table(rows: Iterable[Sequence[str]]) -> tablib.Dataset:
    """Rows of cells, the first of them the headings, without blank rows and the space around the texts."""
    filled = [row for row in ([cell.strip() for cell in row] for row in rows) if any(row)]
    if len(filled) < 2:
        raise TableError(_("The file holds no rows: headings in the first row, one entry in each row below."))
    width = max(len(row) for row in filled)
    headings, *rest = ([unescape(cell) for cell in row] + [""] * (width - len(row)) for row in filled)
    return tablib.Dataset(*rest, headers=headings)


class _Format(base_formats.TablibFormat):
    def is_binary(self) -> bool:
        """Always: encodings are settled here, not by the framework."""
        return True

    def get_read_mode(self) -> str:
        return "rb"

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        rows = [[escape(force_str(cell)) for cell in row] for row in dataset]
        exported = tablib.Dataset(*rows, headers=dataset.headers).export(self.get_title(), **kwargs)
        return exported.encode("utf-8-sig") if isinstance(exported, str) else exported


class Xlsx(_Format):
    """An Excel workbook, of which the first sheet counts."""

    TABLIB_MODULE = base_formats.XLSX.TABLIB_MODULE
    CONTENT_TYPE = base_formats.XLSX.CONTENT_TYPE

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        try:
            book = load_workbook(io.BytesIO(in_stream), read_only=True, data_only=True)
            return _table([_shown(cell) for cell in row] for row in book.worksheets[0].rows)
        except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, SyntaxError) as error:
            raise TableError(
                _("This is no Excel workbook (.xlsx). Save it as one, or as CSV, and try again.")
            ) from error


class Csv(_Format):
    """Comma-separated values in UTF-8, with the byte order mark that Excel needs; GB18030 is read too."""

    TABLIB_MODULE = base_formats.CSV.TABLIB_MODULE
    CONTENT_TYPE = base_formats.CSV.CONTENT_TYPE

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                text = in_stream.decode(encoding)
                return _table(csv.reader(io.StringIO(text, newline=""), strict=True))
            except UnicodeDecodeError:
                continue
            except csv.Error:
                break
        raise TableError(_("This is no CSV file in UTF-8 or GB18030. Save it as one, or as .xlsx, and try again."))


def _shown(cell: Any) -> str:
    """A cell as Excel shows it: 98% is stored as the number 0.98."""
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "" if value is None else str(value)
    percent = "%" in (cell.number_format or "")
    return plain_decimal(Decimal(str(value)) * (100 if percent else 1)) + ("%" if percent else "")


class YesNo(widgets.Widget):
    """是 or 否; blank is 是."""

    MEANINGS = {"是": True, "1": True, "true": True, "": True, "否": False, "0": False, "false": False}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        try:
            return self.MEANINGS[str(value).lower()]
        except KeyError:
            raise ValueError(_("“%(value)s” is neither 是 nor 否.") % {"value": value}) from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "是" if value else "否"


class _PlainError(results.Error):
    """A failure in words for the user, never with the traceback that the framework's page would print."""

    traceback = ""

    def __init__(self, error: Exception, row: Any = None, number: int | None = None) -> None:
        if not isinstance(error, TableError):
            logger.error("A table could not be imported", exc_info=error)
            error = TableError(_("This could not be taken in; the administrator of the server finds why in its log."))
        super().__init__(error, row, number)


class _PlainDiff(resources.Diff):
    """What a row changes, without the framework's inline styles, which the Content-Security-Policy refuses."""

    def as_html(self) -> list[str]:
        return [mark_safe(re.sub('<(ins|del) style="[^"]*">', r"<\1>", html)) for html in super().as_html()]  # noqa: S308  (escaped by the framework)


class TableResource(resources.ModelResource):
    """Rows of a model under Chinese headings, the same on the way out and in. Headings of key columns are required."""

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
        use_transactions = True

    @classmethod
    def get_diff_class(cls) -> type[_PlainDiff]:
        return _PlainDiff

    @classmethod
    def get_error_result_class(cls) -> type[_PlainError]:
        return _PlainError

    def key_columns(self) -> list[str]:
        """The headings without which no row can be told from another."""
        return [self.fields[name].column_name for name in self.get_import_id_fields()]

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        missing = [name for name in self.key_columns() if name not in dataset.headers]
        if missing:
            wanted = "、".join(self.get_export_headers())
            dataset.wipe()  # or each of its rows would fail once more
            message = _("The table lacks the columns: %(missing)s. Its first row should hold: %(wanted)s.")
            raise TableError(message % {"missing": "、".join(missing), "wanted": wanted})

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """As the framework does, with mistakes named by the heading they stand under."""
        try:
            super().validate_instance(instance, import_validation_errors, validate_unique)
        except ValidationError as error:
            headings = {field.attribute: field.column_name for field in self.fields.values()}
            named = {headings.get(name, NON_FIELD_ERRORS): found for name, found in error.error_dict.items()}
            raise ValidationError(named) from error


class _ExportForm(SelectableFieldsExportForm):
    def _get_field_label(self, resource: Any, field_name: str) -> str:
        return str(resource.fields[field_name].column_name)


class TableAdmin(Careful, ImportExportModelAdmin):
    """A page of the administration with tables out and in."""

    formats = [Xlsx, Csv]
    export_form_class = _ExportForm

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        form.add_error("import_file", str(_PlainError(e).error))

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """All rows or none."""
        return {**super().get_import_data_kwargs(**kwargs), "rollback_on_validation_errors": True}

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """As the framework does; a preview confirmed twice has left no file for the second time."""
        try:
            answer: HttpResponse = super().process_import(request, **kwargs)
        except FileNotFoundError:
            return self._preview_again(request)
        return answer

    def process_result(self, result: results.Result, request: HttpRequest) -> HttpResponse:
        """The framework would announce success though a row has become wrong since the preview."""
        if result.has_errors() or result.has_validation_errors():
            return self._preview_again(request)
        answer: HttpResponse = super().process_result(result, request)
        return answer

    def _preview_again(self, request: HttpRequest) -> HttpResponse:
        messages.error(request, _("Nothing was taken in, as the preview is no longer current: choose the file again."))
        return redirect("admin:{}_{}_import".format(*self.get_model_info()))

    def has_import_permission(self, request: HttpRequest) -> bool:
        """For who may add and change; the framework would let in every account that reaches the administration."""
        return bool(self.has_add_permission(request) and self.has_change_permission(request))

    def has_export_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_view_permission(request))
