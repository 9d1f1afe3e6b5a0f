"""Files brought in and taken, and what is stored then."""

from targets.models import (
    DepartmentTarget,
    FiscalYear,
    Project,
    Status,
)
from targets.services.imports import (
    Sent,
    begin_import,
    take_import,
)
from targets.storage import declaration_of, department_declaration_of
from tests.conftest import SEED

TEXT = SEED.read_text(encoding="utf-8")


def bring(staff, *files, year=2025):
    """Bring files in: texts, or (name, bytes)."""
    sent = [Sent(f"{n}.txt", file.encode()) if isinstance(file, str) else Sent(*file) for n, file in enumerate(files)]
    return begin_import(files=sent, year=FiscalYear.objects.get(pk=year), unit=None, actor=staff)


def take(upload, staff, chosen=None):
    keys = upload.items.takeable().values_list("pk", flat=True) if chosen is None else chosen
    return take_import(import_id=upload.pk, chosen=set(keys), actor=staff)


def outcomes(upload):
    return [item.outcome for item in upload.items.all()]


def stored():
    """All that is declared, as data."""
    projects = Project.objects.order_by("pk").with_tables()
    targets = DepartmentTarget.objects.with_rows()
    return [declaration_of(each) for each in projects] + [department_declaration_of(each) for each in targets]


def draft_seed(seed):
    Project.objects.update(status=Status.DRAFT)
    DepartmentTarget.objects.update(status=Status.DRAFT)
    return list(Project.objects.order_by("number"))
