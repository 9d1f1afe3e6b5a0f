"""The errors of an import as a list to take along: whoever made the file is told what to correct."""

import csv
import io
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from reports.downloads import record_download
from reports.file_names import save_as
from reports.models import FileKind
from targets.models import Import, ImportItem, ItemOutcome
from targets.readers.flat_csv import guard_formula

HEAD = ("文件", "结果", "项目编码", "名称", "起始位置", "问题")
UNREAD = "文件无法读取"


@require_safe
def import_errors(request: HttpRequest, pk: int) -> HttpResponse:
    """A row for each place that is to be corrected, as CSV; of one's own import."""
    upload = get_object_or_404(Import.objects.visible_to(request.user), pk=pk)
    items = ImportItem.objects.visible_to(request.user).filter(of=upload).select_related("file")
    wrong = items.filter(outcome__in=(ItemOutcome.FAULTY, ItemOutcome.BARRED)).defer("content", "before")
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEAD)
    writer.writerows([guard_formula(cell) for cell in row] for row in _rows(upload, list(wrong)))
    content = text.getvalue().encode("utf-8-sig")
    name = f"{upload.fiscal_year_id}-导入错误清单-{upload.pk}.csv"
    record_download(request, FileKind.TABLE, name, content, departments={item.unit_code for item in wrong} - {""})
    headers = {"Content-Disposition": save_as(name, as_attachment=True)}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _rows(upload: Import, wrong: list[ImportItem]) -> Iterator[tuple[str, ...]]:
    for file in upload.files.all():
        yield from ((file.name, UNREAD, "", "", "", problem) for problem in file.problems)
        for item in wrong:
            if item.file_id == file.pk:
                told = (file.name, str(item.get_outcome_display()), item.code, item.name, item.place)
                yield from ((*told, fault) for fault in item.faults)
