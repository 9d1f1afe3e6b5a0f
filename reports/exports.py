"""Project tables as files to go on working with: Excel in two layouts, Word, JSON and CSV; all read back as they were.

Written into a temporary file as the tables come, so that a list of any length is handed out from disk. Papers that
people leaf through are parted: a ZIP of files of at most ``PART`` tables, each of which Word and Excel open readily and
our readers take.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import IO, Any, NamedTuple
from zipfile import ZipFile, ZipInfo

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.plain import write_json
from reports.word import render_document_docx, write_projects_docx
from reports.workbook_flat import months_of, write_csv, write_flat
from reports.workbook_form import write_forms
from targets.declaration import Declaration, DepartmentDocument
from targets.models import Checkpoint, Edition, Project
from targets.storage import declaration_of

PART, PART_ROWS = 500, 5000
"""Tables and indicators in one file of what is parted; a table of more is alone in its file."""
READABLE = 2000
"""Tables of usual length in a list, JSON or CSV that our readers take: their own limits are in rows and bytes."""
IN_MEMORY = 2 * 1024 * 1024
"""Bytes of a file that need no disk."""
_CHUNK = 200

Write = Callable[[Iterable[Declaration], IO[bytes], Sequence[int]], object]


class Kind(NamedTuple):
    """A kind of file: what people call it, its type, how it is written, and whether it is parted."""

    label: str
    content_type: str
    write: Write
    parted: bool = False


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

KINDS = {
    "form.xlsx": Kind(
        gettext_lazy("Excel, the official form (a sheet a project)"),  # type: ignore[arg-type]  # said when it is shown
        _XLSX,
        lambda tables, file, months: write_forms(tables, file),
        parted=True,
    ),
    "flat.xlsx": Kind(
        gettext_lazy("Excel, a list (a row an indicator)"),  # type: ignore[arg-type]
        _XLSX,
        lambda tables, file, months: write_flat(tables, file, months=months),
    ),
    "docx": Kind(
        gettext_lazy("Word, the official form"),  # type: ignore[arg-type]
        _DOCX,
        lambda tables, file, months: write_projects_docx(tables, file),
        parted=True,
    ),
    "json": Kind("JSON", "application/json", lambda tables, file, months: write_json(tables, file)),
    "csv": Kind("CSV", "text/csv; charset=utf-8", lambda tables, file, months: write_csv(tables, file, months=months)),
}
"""By what the names of their addresses end in, in the order in which they are offered."""


def notes(total: int) -> list[str]:
    """What to know before so many tables are exported."""
    told = []
    if total > PART:
        message = _("Word and the form in Excel come as a ZIP of files of %(most)d projects each.")
        told.append(message % {"most": PART} + _("Of thousands they take a minute: wait on this page."))
    if total > READABLE:
        message = _("A list, JSON or CSV of more than about %(most)d projects cannot be brought in again as a whole.")
        told.append(message % {"most": READABLE} + _("To change and bring in again, narrow the list down first."))
    return told


def write_projects(kind: str, projects: "QuerySet[Project]", file: IO[bytes], *, name: str) -> str:
    """Write projects as they stand, in the order of their documents; return what the file's name ends in.

    :param name: of the files of a ZIP, each with its number behind it.
    """
    rows = projects.order_by(*Project._meta.ordering or (), "pk").with_tables()  # type: ignore[attr-defined]
    months = (
        Checkpoint.objects.filter(project__in=projects.order_by()).order_by("month").values_list("month", flat=True)
    )
    tables = (declaration_of(project) for project in rows.iterator(chunk_size=_CHUNK))
    return _write(kind, tables, file, list(months.distinct()), name)


def write_editions(kind: str, editions: "QuerySet[Edition]", file: IO[bytes], *, name: str) -> str:
    """Write what the editions of projects say, in the same order and way."""
    rows = editions.filter(project__isnull=False).select_related("department").defer("judgement")
    rows = rows.order_by("-fiscal_year_id", "department__code", "code", "pk")
    months = months_of(_sealed(rows)) if not KINDS[kind].parted else ()
    return _write(kind, _sealed(rows), file, months, name)


def write_document(kind: str, document: DepartmentDocument, file: IO[bytes], *, name: str) -> str:
    """Write a unit's document in the same way; Word, the form in Excel and JSON hold part one, too."""
    if kind == "json":
        write_json(document, file)
        return kind
    return _write(
        kind, iter(document.projects), file, months_of(document.projects), name, _openings(document).get(kind)
    )


def _openings(document: DepartmentDocument) -> dict[str, Write]:
    """How the first file is written where it holds part one."""

    def word(tables: Iterable[Declaration], file: IO[bytes], months: Sequence[int]) -> None:
        file.write(render_document_docx(document.model_copy(update={"projects": tuple(tables)})))

    return {"docx": word, "form.xlsx": lambda tables, file, months: write_forms(tables, file, target=document.target)}


def _sealed(rows: "QuerySet[Edition]") -> Iterator[Declaration]:
    for edition in rows.iterator(chunk_size=_CHUNK):
        if isinstance(declaration := edition.declaration, Declaration):
            yield declaration


def _write(
    kind: str,
    tables: Iterator[Declaration],
    file: IO[bytes],
    months: Sequence[int],
    name: str,
    opening: Write | None = None,
) -> str:
    chosen, ending = KINDS[kind], kind.rpartition(".")[2]
    if not chosen.parted:
        chosen.write(tables, file, months)
        return ending
    parts = _parts(tables)
    first, second = next(parts, []), next(parts, None)
    if second is None:
        (opening or chosen.write)(first, file, months)
        return ending
    with ZipFile(file, "w") as archive:
        for number, part in enumerate(chain([first, second], parts), start=1):
            write = opening if opening and number == 1 else chosen.write
            member: Any
            with (
                SpooledTemporaryFile(IN_MEMORY) as written,
                archive.open(ZipInfo(f"{name}-{number:02}.{ending}"), "w") as member,
            ):
                write(part, written, months)
                written.seek(0)
                shutil.copyfileobj(written, member)
    return "zip"


def _parts(tables: Iterable[Declaration]) -> Iterator[list[Declaration]]:
    """The tables by files, one file of them in memory at a time."""
    part: list[Declaration] = []
    rows = 0
    for table in tables:
        if part and (len(part) == PART or rows + len(table.indicators) > PART_ROWS):
            yield part
            part, rows = [], 0
        part.append(table)
        rows += len(table.indicators)
    if part:
        yield part
