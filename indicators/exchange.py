"""Tables given out and taken in again by the administration, the same on the way out and in, with a preview between.

What the files are is said in ``indicators.table_files``.
"""

import logging
import re
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from import_export import fields, resources, results, widgets
from import_export.admin import ImportExportModelAdmin
from import_export.forms import ConfirmImportForm, SelectableFieldsExportForm

from indicators.editing import Careful
from indicators.table_files import Csv, Table, TableError, Xlsx

logger = logging.getLogger(__name__)


class YesNo(widgets.Widget):
    """是 or 否; ``blank`` says what a blank cell means."""

    MEANINGS = {"是": True, "1": True, "true": True, "否": False, "0": False, "false": False}

    def __init__(self, blank: bool = True) -> None:
        super().__init__()
        self.meanings = {**self.MEANINGS, "": blank}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        try:
            return self.meanings[str(value).lower()]
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


class Named(widgets.Widget):
    """Another model's row by what people call it: a department by its code, a year by its number."""

    def __init__(self, model: type[Model], name: str) -> None:
        super().__init__()
        self.model, self.name = model, name
        self._known: dict[str, Model] = {}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Model:
        """The row; each is asked for once a table.

        :raises ValueError: quoting a name that no row has.
        """
        if value not in self._known:
            try:
                self._known[value] = self.model._default_manager.get(**{self.name: value})
            except (ObjectDoesNotExist, ValueError):
                told = {"kind": self.model._meta.verbose_name, "value": value}
                raise ValueError(_("There is no %(kind)s “%(value)s”.") % told) from None
        return self._known[value]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(getattr(value, self.name)) if value else ""


class TableResource(resources.ModelResource):
    """Rows of a model under Chinese headings, the same on the way out and in. Headings of key columns are required.

    Nothing is passed over in silence: a column that is not ours is refused, and so is a row that comes twice.
    """

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = False
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

    def identity(self, row: Any) -> Any:
        """What tells a row from all others of its table."""
        return tuple(row[self.fields[name].column_name] for name in self.get_import_id_fields())

    def before_import(self, dataset: Table, **kwargs: Any) -> None:
        self._seen: dict[Any, int] = {}
        self._numbers = dataset.numbers
        wanted = self.get_export_headers()
        missing = [name for name in self.key_columns() if name not in dataset.headers]
        strange = [name for name in dict.fromkeys(dataset.headers) if name not in wanted]
        double = [name for name in wanted if dataset.headers.count(name) > 1]
        told = {"wanted": "、".join(wanted)}
        if missing or strange or double:
            dataset.wipe()  # or each of its rows would fail once more
        if missing:
            message = _("The table lacks the columns: %(missing)s. Its first row should hold: %(wanted)s.")
            raise TableError(message % {**told, "missing": "、".join(missing)})
        if strange or double:
            message = _("These columns are not of the table, or come twice: %(names)s. It may hold: %(wanted)s.")
            named = "、".join(f"“{name}”" if name else _("(no heading)") for name in strange + double)
            raise TableError(message % {**told, "names": named})

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        number = self._numbers[kwargs["row_number"] - 1]
        first = self._seen.setdefault(self.identity(row), number)
        if first != number:
            raise ValidationError(_("This is the same as row %(row)d: leave one of them.") % {"row": first})

    def import_field(self, field: fields.Field, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        """As the framework does; all that is wrong with a row is told at once, each under its heading."""
        try:
            super().import_field(field, instance, row, is_m2m, **kwargs)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error

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

    def import_data_inner(self, dataset: Table, *args: Any, **kwargs: Any) -> results.Result:
        """As the framework does; rows are told by their numbers in the file, and mistakes beside the cells."""
        result = super().import_data_inner(dataset, *args, **kwargs)
        for row in result.invalid_rows:
            cells = dict(zip(dataset.headers, dataset[row.number - 1], strict=True))
            row.told = [
                ("" if heading == NON_FIELD_ERRORS else heading, cells.get(heading, ""), sentence)
                for heading, sentences in row.error_dict.items()
                for sentence in sentences
            ]
        for row in [*result.invalid_rows, *result.error_rows]:
            row.number = dataset.numbers[row.number - 1]
        return result


class _ExportForm(SelectableFieldsExportForm):
    def _get_field_label(self, resource: Any, field_name: str) -> str:
        return str(resource.fields[field_name].column_name)


class _ConfirmForm(ConfirmImportForm):
    """What was shown goes along, as a hash: that alone is taken in."""

    shown = forms.CharField(widget=forms.HiddenInput)


def _shown(result: results.Result) -> str:
    """The SHA-256 of all that a table changes, from what to what."""
    return sha256(
        "\n".join(str(cell) for row in result.rows for cell in (row.import_type, *row.diff)).encode()
    ).hexdigest()


class TableAdmin(Careful, ImportExportModelAdmin):
    """A page of the administration with tables out and in."""

    formats = [Xlsx, Csv]
    export_form_class = _ExportForm
    confirm_form_class = _ConfirmForm

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        form.add_error("import_file", str(_PlainError(e).error))

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """All rows or none."""
        return {**super().get_import_data_kwargs(**kwargs), "rollback_on_validation_errors": True}

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """As the framework does, and remember what is shown."""
        answer: HttpResponse = super().import_action(request, **kwargs)
        context = getattr(answer, "context_data", {})
        if "confirm_form" in context:
            context["confirm_form"].initial["shown"] = _shown(context["result"])
        return answer

    def process_dataset(self, dataset: Table, form: Any, request: HttpRequest, **kwargs: Any) -> results.Result:
        """Write all of it, or nothing where it changes anything else by now than was shown."""
        with transaction.atomic():
            result = super().process_dataset(dataset, form, request, **kwargs)
            result.is_stale = result.has_errors() or result.has_validation_errors()
            result.is_stale = result.is_stale or _shown(result) != form.cleaned_data["shown"]
            transaction.set_rollback(result.is_stale)
        return result

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """As the framework does; a preview confirmed twice has left no file for the second time."""
        try:
            answer: HttpResponse = super().process_import(request, **kwargs)
        except FileNotFoundError:
            return self._preview_again(request)
        return answer

    def process_result(self, result: results.Result, request: HttpRequest) -> HttpResponse:
        """The framework would announce success though something has become wrong since the preview."""
        if result.is_stale:
            return self._preview_again(request)
        answer: HttpResponse = super().process_result(result, request)
        return answer

    def _create_log_entry(self, user_pk: int, rows: list[Model], import_type: str, action_flag: int) -> None:
        """In words of ours: the framework's are English."""
        for row in rows:
            LogEntry.objects.log_actions(user_pk, [row], action_flag, _("Taken in from a table"), single_object=True)

    def get_export_filename(self, request: HttpRequest, queryset: Any, file_format: Any) -> str:
        """In Latin letters, as the framework puts it into a header as it is."""
        return f"{self.model._meta.model_name}-{timezone.localdate()}.{file_format.get_extension()}"

    def _preview_again(self, request: HttpRequest) -> HttpResponse:
        messages.error(request, _("Nothing was taken in, as the preview is no longer current: choose the file again."))
        return redirect("admin:{}_{}_import".format(*self.get_model_info()))

    def has_import_permission(self, request: HttpRequest) -> bool:
        """For who may add and change; the framework would let in every account that reaches the administration."""
        return bool(self.has_add_permission(request) and self.has_change_permission(request))

    def has_export_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_view_permission(request))
