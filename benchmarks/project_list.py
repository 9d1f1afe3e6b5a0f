"""The project list with 1,000 and with 100,000 projects: does it page without slowing?

``python -m benchmarks.project_list`` (about two minutes; ``DATABASE_URL`` chooses another database server). It makes a
test database of its own, fills it, and opens the list as an administrator, who sees everything. Medians of 15.
"""

import os
import statistics
import time
from collections.abc import Callable
from decimal import Decimal
from functools import partial

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_databases, setup_test_environment, teardown_databases  # noqa: E402

from indicators.models import Framework  # noqa: E402
from targets.models import Checkpoint, Department, FiscalYear, Project, User  # noqa: E402

REPEATS = 15
MONTHS = (3, 6, 10, 12)
PAGES = {
    "first page": lambda count: "",
    "middle page": lambda count: f"?page={count // 50}",
    "last page": lambda count: f"?page={count // 25}",
    "sorted by budget": lambda count: "?sort=-budget",
    "sorted by update": lambda count: "?sort=-updated_at",
    "one department": lambda count: "?department=400",
    "search, one found": lambda count: f"?q=P{count - 7:012d}",
    "search, many found": lambda count: "?q=经费",
}


def fill(total: int) -> None:
    """Add projects, with plans, up to ``total``, over 500 units of 20 departments."""
    year = FiscalYear.objects.get_or_create(year=2025, defaults={"framework": Framework.objects.earliest("pk")})[0]
    if not Department.objects.exists():
        for top in range(400, 420):
            Department.objects.create(code=str(top), name=f"部门{top}")
            for unit in range(1, 26):
                Department.objects.create(code=f"{top}{unit:03d}", name=f"单位{top}{unit:03d}")
    units = list(Department.objects.filter(code__regex=r"^\d{6}$"))
    start = Project.objects.count()
    projects = [
        Project(
            department=units[number % len(units)],
            fiscal_year=year,
            number=number // len(units) + 1,
            code=f"13060525P{number:012d}",
            name=f"工作经费{number}",
            fiscal_funds=Decimal(number % 9973) + Decimal("0.01"),
        )
        for number in range(start, total)
    ]
    Project.objects.bulk_create(projects, batch_size=2000)
    Checkpoint.objects.bulk_create(
        (Checkpoint(project=project, month=month, amount=Decimal(month)) for project in projects for month in MONTHS),
        batch_size=2000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def median_ms(open_page: Callable[[], object]) -> float:
    """Median wall time of a call in milliseconds, after one that is not counted."""
    open_page()
    times = []
    for _ in range(REPEATS):
        begin = time.perf_counter()
        open_page()
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


def measure(client: Client, count: int) -> dict[str, tuple[float, int]]:
    """Milliseconds and queries for each page of PAGES."""
    results = {}
    for name, query in PAGES.items():
        address = f"/projects/{query(count)}"
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        asked = len(queries)
        results[name] = (median_ms(partial(client.get, address)), asked)
    return results


def main() -> None:
    """Print milliseconds and queries side by side."""
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        client = Client()
        client.force_login(User.objects.create_superuser("bench"))
        sizes = (1_000, 100_000)
        results = {}
        for size in sizes:
            fill(size)
            results[size] = measure(client, size)
        print(f"{connection.vendor}; milliseconds (queries)")
        print(f"{'':22}" + "".join(f"{size:>18,}" for size in sizes) + f"{'ratio':>8}")
        for name in PAGES:
            cells = [results[size][name] for size in sizes]
            ratio = cells[1][0] / cells[0][0]
            print(f"{name:22}" + "".join(f"{ms:>12.1f} ({n:>3})" for ms, n in cells) + f"{ratio:>8.1f}")
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
