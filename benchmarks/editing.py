"""Typing in a project's table of 6, 60 and 300 indicators: opening the page, and saving as one goes.

``python -m benchmarks.editing`` (half a minute; ``DATABASE_URL`` chooses another database server) makes a test database
of its own and asks as a browser would. ``python -m benchmarks.editing profile`` tells where one saving spends its time.
What the page weighs over the wire, and fifty people saving at once: ``python -m benchmarks.crowd``.
"""

import cProfile
import gzip
import pstats
import re
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from unittest.mock import patch
from urllib.parse import urlencode

from benchmarks.tables import of_size, staff_of  # sets Django up

# isort: split
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_databases, setup_test_environment, teardown_databases

from targets.models import Project, User
from targets.services.saving import save_project
from targets.services.starting import start_project
from targets.storage import declaration_of
from tests.perfbudget.sending import fields

SIZES = (6, 60, 300)
HEAVY = 60
TURNS = 30
GOAL_MS = 150
GOAL_HISTORY = 0.3
HEADERS = {"HX-Request": "true"}
WRITES = ("INSERT", "UPDATE", "DELETE")
Texts = dict[str, str]


@dataclass
class Page:
    """An open editing page: what it would send, and how it saves."""

    client: Client
    project: int
    sent: Texts
    saved: int = 0

    @property
    def address(self) -> str:
        """Where it is opened and saved."""
        return f"/projects/{self.project}/edit"

    def save(self, typed: Texts) -> None:
        """Save as one goes, and go on from there."""
        body = urlencode(self.sent | typed)
        answer = self.client.post(self.address, body, "application/x-www-form-urlencoded", headers=HEADERS)
        text = answer.content.decode()
        assert 'data-state="saved"' in text, text
        version = re.search(r'name="version" value="(\d+)"', text)
        assert version
        self.sent |= typed | {"version": version[1]}

    def change_one(self) -> None:
        """Save another basis in the first row."""
        self.saved += 1
        self.save({"indicators-0-basis": f"依据{self.saved}"})

    def insert_at_the_top(self) -> None:
        """Save with a new row before all others."""
        rows = [name for name in self.sent if name.startswith("indicators-")]
        moved = {}
        for name in rows:
            place, column = name.removeprefix("indicators-").split("-")
            moved[f"indicators-{int(place) + 1}-{column}"] = self.sent[name]
        first = {name: self.sent[name] for name in rows if name.startswith("indicators-0-")}
        self.save(moved | first | {"indicators-0-name": "新的一行"})


def opened(client: Client, project: int) -> Page:
    """The editing page of a project."""
    page = fields(client.get(f"/projects/{project}/edit"))
    return Page(
        client, project, {name: text for name, text in page.items() if name not in ("base", "csrfmiddlewaretoken")}
    )


def in_turns(*calls: Callable[[], object]) -> list[tuple[float, float, float]]:
    """Milliseconds of each: median and 95 %, and the median of processor time. They take turns."""
    walls: list[list[float]] = [[] for _ in calls]
    works: list[list[float]] = [[] for _ in calls]
    for _ in range(TURNS + 1):
        for call, wall, work in zip(calls, walls, works, strict=True):
            begin, worked = time.perf_counter(), time.process_time()
            call()
            wall.append((time.perf_counter() - begin) * 1000)
            work.append((time.process_time() - worked) * 1000)
    return [
        (statistics.median(wall[1:]), sorted(wall[1:])[TURNS * 95 // 100], statistics.median(work[1:]))
        for wall, work in zip(walls, works, strict=True)
    ]


def statements(action: Callable[[], object]) -> tuple[int, dict[str, int]]:
    """How many statements it takes, and how many of them write into which table."""
    with CaptureQueriesContext(connection) as queries:
        action()
    asked = [query["sql"] for query in queries.captured_queries]
    writes: dict[str, int] = {}
    for sql in asked:
        if sql.startswith(WRITES):
            name = " ".join((sql.split()[0], sql.split('"')[1]))
            writes[name] = writes.get(name, 0) + 1
    return len(asked), writes


def told(writes: dict[str, int]) -> str:
    """UPDATE targets_project, UPDATE targets_indicator ×2; or nothing."""
    return ", ".join(f"{name} ×{times}" if times > 1 else name for name, times in writes.items()) or "nothing"


def verdict(is_met: bool) -> str:
    """In a word."""
    return "met" if is_met else "MISSED"


def open_and_save(pages: dict[int, Page]) -> None:
    """Print what opening and saving cost, beside reading the project's page."""
    print(f"{connection.vendor}; milliseconds, in turns\n")
    print(
        f"{'indicators':>10} {'page':8}{'median':>8}{'95 %':>8}{'CPU':>8}{'of read':>9}{'asks':>6}{'KB':>7}{'gzip':>6}"
    )
    for count, page in pages.items():
        read = f"/projects/{page.project}/"
        ways = {"read": partial(page.client.get, read), "edit": partial(page.client.get, page.address)}
        times = dict(zip((*ways, "save"), in_turns(*ways.values(), page.change_one), strict=True))
        for name, (median, most, work) in times.items():
            asked, _ = statements(ways.get(name, page.change_one))
            size = ""
            if name in ways:
                content = ways[name]().content
                size = f"{len(content) / 1000:>7.0f}{len(gzip.compress(content, 6)) / 1000:>6.0f}"
            share = f"{work / times['read'][2]:.2f} ×"
            print(f"{count:>10} {name:8}{median:>8.1f}{most:>8.1f}{work:>8.1f}{share:>9}{asked:>6}{size}")
        if count <= HEAVY:
            print(f"{'':10} saving: {verdict(times['save'][0] < GOAL_MS)}, below {GOAL_MS} ms")


def written(page: Page) -> None:
    """Print what is written."""
    print(f"\nwritten with {HEAVY} indicators")
    ways = {
        "nothing changed": lambda: page.save({}),
        "one value changed": page.change_one,
        "a row at the top": page.insert_at_the_top,
    }
    for name, way in ways.items():
        asked, writes = statements(way)
        begin = time.process_time()
        way()
        took = (time.process_time() - begin) * 1000
        print(f"  {name:20}{told(writes)} (of {asked} statements; {took:.0f} ms CPU)")


def history_costs(page: Page) -> None:
    """Print what it costs to write down who changed what, of saving itself: the service without a page around it."""
    user = User.objects.get(username="bench")

    def save() -> None:
        project = Project.objects.with_tables().get(pk=page.project)
        page.saved += 1
        typed = declaration_of(project).model_copy(update={"purpose": f"用途{page.saved}"})
        save_project(project_id=project.pk, version=str(project.version), typed=typed, actor=user)

    def save_without() -> None:
        with patch("targets.services.findings.record"), patch("targets.services.findings.difference"):
            save()

    (_, _, bare), (_, _, told) = in_turns(save_without, save)
    print(f"\nhistory: {told - bare:.1f} ms CPU on a saving of {bare:.1f} ms with {HEAVY} indicators, ", end="")
    print(f"{told / bare - 1:.0%} (goal: below {GOAL_HISTORY:.0%}): {verdict(told / bare - 1 < GOAL_HISTORY)}")


def profile(page: Page) -> None:
    """Print in which of our functions, and what they call, one saving spends its time."""
    profiler = cProfile.Profile()
    for _ in range(TURNS):
        profiler.runcall(page.change_one)
    pstats.Stats(profiler).strip_dirs().sort_stats("cumulative").print_stats(60)


def main() -> None:
    """Print it all."""
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        pages = {}
        for count in SIZES:
            table = of_size(count)
            user = staff_of(table, "bench")
            client = Client()
            client.force_login(user)
            pages[count] = opened(client, start_project(declaration=table, actor=user).pk)
        if "profile" in sys.argv:
            profile(pages[HEAVY])
        else:
            open_and_save(pages)
            written(pages[HEAVY])
            history_costs(pages[HEAVY])
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
