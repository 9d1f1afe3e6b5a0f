"""The seed document as rows: imported once, then put back row by row, which takes a fraction of the time."""

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection

from indicators.models import Framework
from targets.models import Department, FiscalYear, Membership, User
from targets.readers import Reading
from targets.services.importing import import_reading

OTHERS = (Department, Membership, User)
"""What a test may have made before."""

_kept: dict[tuple[int, ...], list] = {}


def store(reading: Reading) -> None:
    """Import a published document of one unit; the second time put back what the first import wrote."""
    if FiscalYear.objects.exists():
        import_reading(reading, year=2025, published=True)
        return
    frameworks = tuple(Framework.objects.order_by("pk").values_list("pk", flat=True))  # others after a flush
    if frameworks not in _kept:
        import_reading(reading, year=2025, published=True)
        models = [model for model in apps.get_app_config("targets").get_models() if model not in OTHERS]
        _kept[frameworks] = [rows for model in models if (rows := list(model.objects.all()))]
    else:
        put_back(reading, _kept[frameworks])


def put_back(reading: Reading, tables: list) -> None:
    """Insert the rows under their own keys, which are free as long as there is no year."""
    unit = reading.projects[0].unit
    department, _ = Department.objects.get_or_create(code=unit.code, defaults={"name": unit.name})
    for rows in tables:
        for row in rows:
            if hasattr(row, "department_id"):
                row.department_id = department.pk
        type(rows[0]).objects.bulk_create(rows)
    resets = connection.ops.sequence_reset_sql(no_style(), [type(rows[0]) for rows in tables])
    if resets:
        with connection.cursor() as cursor:
            cursor.execute(" ".join(resets))
