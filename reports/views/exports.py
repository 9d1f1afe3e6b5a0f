"""Files to go on working with: of a list as it is narrowed down, of a unit's document, and empty ones to fill in."""

from collections.abc import Callable, Iterable
from hashlib import file_digest
from os import SEEK_END
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from reports.downloads import Digest, record_download
from reports.exports import IN_MEMORY, KINDS, write_document, write_editions, write_projects
from reports.file_names import file_name
from reports.models import FileKind
from reports.sheets import TooLongError
from reports.workbook_template import write_flat_template, write_form_template
from targets.access import Scope
from targets.documents import Readable
from targets.filters import ProjectFilter
from targets.models import Edition, FiscalYear, Project
from targets.placing import Placing
from targets.services.starting import units_entered_by
from targets.storage import unit_of
from targets.tables.editions import EditionFilter

_TEMPLATES = {"form": write_form_template, "flat": write_flat_template}


@require_safe
def export_projects(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list of projects as its filters have it; for who reads what is approved alone, that of editions in force."""
    if not Scope.of(request.user).reads_live:
        return export_editions(request, kind)
    search = ProjectFilter(request.GET, queryset=Project.objects.live_to(request.user), request=request)
    return _export_list(request, kind, "projects", search, write_projects)


@require_safe
def export_editions(request: HttpRequest, kind: str) -> HttpResponseBase:
    """What is in force of the list of editions as its filters have it: the projects' tables."""
    editions = Edition.objects.visible_to(request.user).in_force().filter(project__isnull=False)
    search = EditionFilter(request.GET, queryset=editions, request=request)
    return _export_list(request, kind, "editions", search, write_editions)


def _export_list(
    request: HttpRequest, kind: str, page: str, search: Any, write: Callable[..., str]
) -> HttpResponseBase:
    back = f"{reverse(page)}?{request.GET.urlencode()}"
    if not search.is_valid():
        return redirect(back)
    codes = search.qs.order_by().values_list("department__code", flat=True).distinct()
    year = search.form.cleaned_data.get("year")
    name = f"{year}-项目绩效目标表" if year else "项目绩效目标表"
    return _handed_out(request, kind, name, codes, lambda file: write(kind, search.qs, file, name=name), back)


@require_safe
def export_document(request: HttpRequest, year: str, code: str, kind: str) -> HttpResponseBase:
    """A unit's document of a year, as far as the user may read it."""
    found = Readable(request.user, int(year), code)
    if not found:
        raise Http404
    document = found.plain()
    name = f"{year}-{code}-{file_name(document.unit.name, 80)}"
    codes = {code, *(project.unit.code for project in document.projects)}
    back = reverse("document", args=[year, code])
    return _handed_out(request, kind, name, codes, lambda file: write_document(kind, document, file, name=name), back)


@require_safe
def import_template(request: HttpRequest, year: int, layout: str) -> HttpResponseBase:
    """An empty workbook of a year for who enters targets, with their unit where there is only one."""
    if not Scope.of(request.user).entered:
        raise PermissionDenied
    if layout not in _TEMPLATES:
        raise Http404
    fiscal_year = get_object_or_404(FiscalYear.objects.select_related("framework"), year=year)
    units = units_entered_by(request.user)[:2]
    said: dict[str, Any] = {
        "year": year,
        "months": fiscal_year.checkpoint_months,
        "categories": list(Placing.of(fiscal_year.framework).choices.values()),
        "unit": unit_of(units[0]) if len(units) == 1 else None,
    }
    codes = [unit.code for unit in units_entered_by(request.user)]
    name = f"{year}-{'项目绩效目标表模板' if layout == 'form' else '绩效目标清单模板'}"
    write = _TEMPLATES[layout]
    return _handed_out(request, f"{layout}.xlsx", name, codes, lambda file: write(file, **said), reverse("new-import"))


def _handed_out(
    request: HttpRequest,
    kind: str,
    name: str,
    departments: Iterable[str],
    write: Callable[[IO[bytes]], str | None],
    back: str,
) -> HttpResponseBase:
    """The file from disk, put on record; where it cannot be written, back to the page it was asked for on."""
    file: Any = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  (closed with the answer that hands it out)
    try:
        ending = write(file) or kind.rpartition(".")[2]
    except TooLongError as refusal:
        file.close()
        messages.warning(request, str(refusal))
        return redirect(back)
    size = file.seek(0, SEEK_END)
    file.seek(0)
    digest = Digest(file_digest(file, "sha256").hexdigest(), size)
    file.seek(0)
    name = f"{name}.{ending}"
    content_type = "application/zip" if ending == "zip" else KINDS[kind].content_type
    record_download(request, FileKind.TABLE, name, digest, departments=departments)
    return FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
