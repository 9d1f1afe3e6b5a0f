"""Project tables as files to go on working with: Excel in two layouts, Word, JSON and CSV; all read back as they were.

Written into a temporary file as the tables come, so that a list of any length is handed out from disk.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import IO, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.plain import write_json
from reports.word import render_document_docx, render_projects_docx
from reports.workbook_flat import months_of, write_csv, write_flat
from reports.workbook_form import write_forms
from targets.declaration import Declaration, DepartmentDocument
from targets.models import Checkpoint, Edition, Project
from targets.services.findings import RefusedError
from targets.storage import declaration_of

MOST = 1000
"""Tables in one file of those kinds that are laid out as a whole in memory."""
_CHUNK = 200

Write = Callable[[Iterable[Declaration], IO[bytes], Sequence[int]], object]


class Kind(NamedTuple):
    """A kind of file: what people call it, its type, how it is written, and whether it grows in memory."""

    label: str
    content_type: str
    write: Write
    whole: bool = False


def _docx(tables: Iterable[Declaration], file: IO[bytes], months: Sequence[int]) -> None:
    file.write(render_projects_docx(list(tables)))


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

KINDS = {
    "form.xlsx": Kind(
        gettext_lazy("Excel, the official form (a sheet a project)"),  # type: ignore[arg-type]  # said when it is shown
        _XLSX,
        lambda tables, file, months: write_forms(tables, file),
        whole=True,
    ),
    "flat.xlsx": Kind(
        gettext_lazy("Excel, a list (a row an indicator)"),  # type: ignore[arg-type]
        _XLSX,
        lambda tables, file, months: write_flat(tables, file, months=months),
    ),
    "docx": Kind(gettext_lazy("Word, the official form"), _DOCX, _docx, whole=True),  # type: ignore[arg-type]
    "json": Kind("JSON", "application/json", lambda tables, file, months: write_json(tables, file)),
    "csv": Kind("CSV", "text/csv; charset=utf-8", lambda tables, file, months: write_csv(tables, file, months=months)),
}
"""By what the names of their addresses end in, in the order in which they are offered."""


def write_projects(kind: str, projects: "QuerySet[Project]", file: IO[bytes]) -> None:
    """Write projects as they stand, in the order of their documents.

    :raises RefusedError: when they are too many for this kind of file.
    """
    rows = projects.order_by(*Project._meta.ordering or (), "pk").with_tables()  # type: ignore[attr-defined]
    months = (
        Checkpoint.objects.filter(project__in=projects.order_by()).order_by("month").values_list("month", flat=True)
    )
    tables = (declaration_of(project) for project in rows.iterator(chunk_size=_CHUNK))
    _write(kind, tables, file, list(months.distinct()))


def write_editions(kind: str, editions: "QuerySet[Edition]", file: IO[bytes]) -> None:
    """Write what the editions of projects say, in the same order."""
    rows = editions.filter(project__isnull=False).select_related("department").defer("judgement")
    rows = rows.order_by("-fiscal_year_id", "department__code", "code", "pk")
    months = months_of(_sealed(rows)) if not KINDS[kind].whole else ()
    _write(kind, _sealed(rows), file, months)


def write_document(kind: str, document: DepartmentDocument, file: IO[bytes]) -> None:
    """Write a unit's document; Word, the form in Excel and JSON hold part one, too."""
    if kind == "docx" and len(document.projects) <= MOST:
        file.write(render_document_docx(document))
    elif kind == "json":
        write_json(document, file)
    elif kind == "form.xlsx" and len(document.projects) <= MOST:
        write_forms(document.projects, file, target=document.target)
    else:
        _write(kind, iter(document.projects), file, months_of(document.projects))


def _sealed(rows: "QuerySet[Edition]") -> Iterator[Declaration]:
    for edition in rows.iterator(chunk_size=_CHUNK):
        if isinstance(declaration := edition.declaration, Declaration):
            yield declaration


def _write(kind: str, tables: Iterator[Declaration], file: IO[bytes], months: Sequence[int]) -> None:
    chosen = KINDS[kind]
    if chosen.whole:
        first = list(islice(tables, MOST + 1))
        if len(first) > MOST:
            told = {"most": MOST, "kind": chosen.label}
            raise RefusedError(_("More than %(most)d tables do not fit: %(kind)s. Choose fewer, or the list.") % told)
        tables = iter(first)
    chosen.write(tables, file, months)
