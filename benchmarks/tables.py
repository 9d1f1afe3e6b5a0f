"""Tables of any size made of the seed's rows, and who enters them. Importing it sets Django up."""

import os
from itertools import cycle, islice
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402

from indicators.models import Category, Framework  # noqa: E402
from targets.access import Role  # noqa: E402
from targets.declaration import Declaration, Unit  # noqa: E402
from targets.models import CheckpointMonth, Department, FiscalYear, Membership, User  # noqa: E402
from targets.readers.text import decode, read_text  # noqa: E402

SEED = Path(settings.BASE_DIR) / "fixtures" / "department-326001-2025.txt"


def of_size(count: int, number: int = 0, unit: Unit | None = None) -> Declaration:
    """A table of so many indicators: the seed's, over and over, each name once, in the framework's order."""
    tables = read_text(decode(SEED.read_bytes()), year=2025).projects
    framework = Framework.objects.earliest("pk")
    leaves = Category.objects.filter(framework=framework, parent__isnull=False).select_related("parent")
    order = [(leaf.parent.name, leaf.name) for leaf in leaves.order_by("parent__position", "position") if leaf.parent]
    rows = cycle(row for table in tables for row in table.indicators)
    some = (row.model_copy(update={"name": f"{row.name}{at}"}) for at, row in enumerate(islice(rows, count), start=1))
    return tables[0].model_copy(
        update={
            "unit": unit or tables[0].unit,
            "code": f"13060525P{count:06d}{number:06d}",
            "indicators": tuple(sorted(some, key=lambda row: order.index((row.level_one, row.level_two)))),
        }
    )


def staff_of(table: Declaration, name: str) -> User:
    """Somebody who enters the tables of this table's unit; unit and year are made where they are missing."""
    unit = Department.objects.get_or_create(code=table.unit.code, defaults={"name": table.unit.name})[0]
    framework = Framework.objects.earliest("pk")
    year, is_new = FiscalYear.objects.get_or_create(year=table.year, defaults={"framework": framework})
    if is_new:
        CheckpointMonth.objects.bulk_create(
            CheckpointMonth(fiscal_year=year, month=row.month) for row in table.checkpoints
        )
    user = User.objects.get_or_create(username=name)[0]
    Membership.objects.get_or_create(user=user, department=unit, role=Role.STAFF)
    return user
