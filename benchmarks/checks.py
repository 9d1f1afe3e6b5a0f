"""Checking 10,000 tables from the database in one pass, one table against rendering it, a unit that grows: quick, flat?

``python -m benchmarks.checks`` (about a minute; ``DATABASE_URL`` chooses another database server). It makes a test
database of its own and fills it with variations of the seed's six tables. Each is checked beside its unit's others.
"""

import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import cycle, groupby, islice
from unittest import mock

from django.db import connection
from django.test import Client
from django.test.utils import setup_databases, setup_test_environment, teardown_databases

from benchmarks.contenders import memory
from benchmarks.tables import SEED
from indicators.models import Category, Framework
from reports.rendering import render_project_html
from targets.checks.engine import Context, check, rules
from targets.declaration import Declaration
from targets.models import Checkpoint, Department, FiscalYear, Goal, Indicator, Project, User
from targets.readers.text import decode, read_text
from targets.storage import declaration_of

SIZES = (1_000, 10_000)
A_UNIT = 20
UNITS = (50, 100, 200, 400)
CHUNK = 500
TURNS = 100
GOAL = 0.05


def fill(total: int, tables: Iterable[Declaration]) -> None:
    """Add projects, with plans, goals and indicators, up to ``total``, ``A_UNIT`` a unit."""
    framework = Framework.objects.earliest("pk")
    year = FiscalYear.objects.get_or_create(year=2025, defaults={"framework": framework})[0]
    categories = Category.objects.filter(framework=framework, parent__isnull=False).select_related("parent")
    known = {(each.parent.name, each.name): each for each in categories if each.parent}
    start = Project.objects.count()
    units = Department.objects.bulk_create(
        Department(code=f"{400_000 + number:06d}", name=f"单位{number}")
        for number in range(start // A_UNIT, total // A_UNIT)
    )
    copies = list(zip(range(start, total), cycle(tables), strict=False))
    projects = Project.objects.bulk_create(
        (
            Project(
                department=units[(number - start) // A_UNIT],
                fiscal_year=year,
                number=number % A_UNIT + 1,
                code=f"13060525P{number:012d}",
                name=f"{table.name}{number}",
                purpose=table.purpose,
                fiscal_funds=table.funds.fiscal,
            )
            for number, table in copies
        ),
        batch_size=CHUNK,
    )
    pairs = [(project, table) for project, (_, table) in zip(projects, copies, strict=True)]
    Checkpoint.objects.bulk_create(
        (
            Checkpoint(project=project, month=row.month, amount=row.amount)
            for project, table in pairs
            for row in table.checkpoints
        ),
        batch_size=CHUNK,
    )
    Goal.objects.bulk_create(
        (
            Goal(project=project, position=place, text=f"{text}（第{project.number}项）")
            for project, table in pairs
            for place, text in enumerate(table.goals, start=1)
        ),
        batch_size=CHUNK,
    )
    Indicator.objects.bulk_create(
        (
            Indicator(
                project=project,
                position=place,
                category=known[row.level_one, row.level_two],
                **{name: getattr(row, name) for name in ("name", "description", "value", "basis")},
            )
            for project, table in pairs
            for place, row in enumerate(table.indicators, start=1)
        ),
        batch_size=CHUNK,
    )


def stored(total: int) -> Iterator[list[Declaration]]:
    """The first ``total`` tables, a unit at a time, with never more than a chunk of them in memory."""
    projects = Project.objects.order_by("department_id", "number").with_tables().iterator(chunk_size=CHUNK)
    for _, of_unit in groupby(islice(projects, total), key=lambda project: project.department_id):
        yield [declaration_of(project) for project in of_unit]


def check_unit(tables: list[Declaration]) -> int:
    """Check each table beside the others of its unit; how many findings."""
    context = Context(others=tuple(tables))
    return sum(len(check(table, context)) for table in tables)


def one_pass(total: int) -> tuple[float, float, int, float]:
    """Check so many tables: seconds of all, of the rules alone, findings, and the most MB on the way."""
    begin, spent, found, most = time.perf_counter(), 0.0, 0, 0.0
    for tables in stored(total):
        before = time.perf_counter()
        found += check_unit(tables)
        spent += time.perf_counter() - before
        most = max(most, memory())
    return time.perf_counter() - begin, spent, found, most


def in_turns(*calls: Callable[[], object]) -> list[float]:
    """Median milliseconds of each; they take turns, so what else the machine does falls on all alike."""
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(TURNS + 1):
        for call, taken in zip(calls, times, strict=True):
            begin = time.perf_counter()
            call()
            taken.append((time.perf_counter() - begin) * 1000)
    return [statistics.median(taken[1:]) for taken in times]


def visit(client: Client, addresses: list[str]) -> None:
    """Open the projects' pages, which would otherwise check as well, without any rule."""
    with mock.patch("targets.checks.engine.rules", return_value=()):
        for address in addresses:
            assert client.get(address).status_code == 200


def compare(tables: list[Declaration], client: Client) -> None:
    """Print what checking one table costs against rendering it."""
    addresses = [project.get_absolute_url() for project in Project.objects.order_by("pk")[: len(tables)]]
    checking, page, paper = (
        taken / len(tables)
        for taken in in_turns(
            lambda: [check(table, Context(others=tuple(tables))) for table in tables],  # as a page does
            lambda: visit(client, addresses),
            lambda: [render_project_html(table) for table in tables],
        )
    )
    share = checking / page
    print(f"\none table: {len(rules())} rules take {checking:.2f} ms beside {len(tables) - 1} others")
    verdict = "met" if share < GOAL else "MISSED"
    print(f"its page without them takes {page:.1f} ms: {share:.1%}, {verdict}: below {GOAL:.0%}")
    print(f"(its paper as HTML, without the page around it and the database: {paper:.1f} ms)")


def grow(tables: list[Declaration]) -> None:
    """Print what a unit costs that has more and more tables, whose goals nearly all begin alike."""
    print(f"\n{'tables in one unit':>18}{'seconds':>9}{'ms a table':>12}")
    for size in UNITS:
        unit = [
            table.model_copy(update={"code": f"{number}", "goals": tuple(f"{goal}{number}号" for goal in table.goals)})
            for number, table in enumerate(islice(cycle(tables), size))
        ]
        begin = time.perf_counter()
        check_unit(unit)
        spent = time.perf_counter() - begin
        print(f"{size:>18}{spent:>9.2f}{spent / size * 1000:>12.2f}")


def main() -> None:
    """Print the comparisons."""
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        seed = read_text(decode(SEED.read_bytes()), year=2025).projects
        client = Client()
        client.force_login(User.objects.create_superuser("bench"))
        fill(SIZES[-1], seed)
        one_pass(CHUNK)  # the first pass loads what all later ones use
        print(f"{connection.vendor}\n{'tables':>8}{'seconds':>10}{'rules alone':>13}{'findings':>10}{'most MB':>9}")
        for size in SIZES:
            seconds, spent, found, most = one_pass(size)
            print(f"{size:>8,}{seconds:>10.1f}{spent:>13.1f}{found:>10,}{most:>9.0f}")
        compare(list(seed), client)
        grow(list(seed))
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
