"""Fifty people saving as they go, all at once, against the site as ``make run`` serves it: is anything lost or refused?

``python -m benchmarks.crowd`` (three minutes) runs it on SQLite and on a PostgreSQL of its own, after weighing the page
they have open. First everybody types in a project of their own, with a saving every few seconds. Then each saves again
as soon as the answer is there, which nobody does who types. At last they all share one project: who is told that
somebody saved in between loads the page again and saves then. Afterwards the versions are counted and the cells
compared with what was answered to have been saved.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from benchmarks.site import processor_seconds, serving, weigh
from tools import postgres

PEOPLE = 50
A_UNIT = 5
SECONDS, PAUSE = 15, 5
ROWS = 60
GOAL_KB = 250
WAYS = (("typing", PAUSE, False), ("saving at once", 0, False), ("saving one project at once", 0, True))
STATE = re.compile(r'data-state="(\w+)"')
VERSION = re.compile(r'name="version" value="(\d+)"')
TOKEN = "a" * 32
LIVE = {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true", "X-CSRFToken": TOKEN}


class Answer(NamedTuple):
    """Its status and body; 0 and the error's name where there was none."""

    status: int
    content: bytes


@dataclass
class Person:
    """Somebody signed in with a page open, the cell they type in, and how saving went."""

    port: int
    cookie: str
    project: int
    number: int
    page: dict[str, str] = field(default_factory=dict)
    saved: str = ""
    seconds: list[float] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)

    @property
    def address(self) -> str:
        """The editing page."""
        return f"/projects/{self.project}/edit"

    def ask(self, method: str, body: str | None = None, headers: dict[str, str] | None = None) -> Answer:
        """One request to the editing page."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=120)) as connection:
            try:
                sent = {"Cookie": self.cookie, "Accept-Language": "zh-CN", **(headers or {})}
                connection.request(method, self.address, body, sent)
                answer = connection.getresponse()
                return Answer(answer.status, answer.read())
            except (HTTPException, OSError) as error:
                return Answer(0, type(error).__name__.encode())

    def load(self) -> None:
        """Open the page anew, with what others saved meanwhile."""
        from tests.perfbudget.sending import fields

        page = self.ask("GET")
        if page.status == 200:
            self.page = {name: text for name, text in fields(page).items() if name != "base"}
        else:
            self.outcomes[f"page: {page.status or page.content.decode()}"] += 1

    def save(self, text: str) -> bool:
        """Type ``text`` into the cell and save as the page does; return whether it was stored."""
        cell = f"indicators-{self.number}-basis"
        begin = time.perf_counter()
        status, content = self.ask("POST", urlencode(self.page | {cell: text}), LIVE)
        self.seconds.append(time.perf_counter() - begin)
        answer = content.decode()
        state = STATE.search(answer)
        outcome = state[1] if status == 200 and state else f"{status or answer}"
        self.outcomes[outcome] += 1
        version = VERSION.search(answer) if outcome == "saved" else None
        if version:
            self.page |= {"version": version[1], cell: text}
            self.saved = text
        return version is not None

    def go_on(self, until: float, pause: float) -> None:
        """Save again and again, with pauses, in which the others take their turns."""
        time.sleep(pause * self.number / PEOPLE)
        for number in count(1):
            if time.monotonic() > until:
                return
            if not self.save(f"第{number}次"):
                self.load()
            time.sleep(pause)


def people(port: int, name: str, *, share: bool) -> list[Person]:
    """Fifty people, each with a session, and a project each, of units of five; or all of one unit, with one project."""
    from django.conf import settings
    from django.test import Client

    from benchmarks.tables import of_size, staff_of
    from targets.declaration import Unit
    from targets.models import Project
    from targets.services.starting import start_project

    found, project = [], None
    for number in range(PEOPLE):
        unit = f"{600000 + (0 if share else number // A_UNIT)}"
        table = of_size(ROWS, Project.objects.count(), Unit(code=unit, name=f"单位{unit}"))
        user = staff_of(table, f"{name} {number}")
        if project is None or not share:
            project = start_project(declaration=table, actor=user)
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        found.append(Person(port, f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={TOKEN}", project.pk, number))
    return found


def lost(everybody: Sequence[Person]) -> tuple[int, int]:
    """How many savings answered as such the versions do not count, and how many cells hold another text than saved."""
    from targets.models import Indicator, Project

    projects = {person.project for person in everybody}
    counted = sum(version - 1 for version in Project.objects.filter(pk__in=projects).values_list("version", flat=True))
    answered = sum(person.outcomes["saved"] for person in everybody)
    stored = {
        (project, position - 1): basis
        for project, position, basis in Indicator.objects.filter(project__in=projects).values_list(
            "project", "position", "basis"
        )
    }
    others = sum(stored[person.project, person.number] != person.saved for person in everybody if person.saved)
    return answered - counted, others


def together(everybody: Sequence[Person], server: int, pause: float) -> None:
    """Let them all save for a while; print how it went."""
    with ThreadPoolExecutor(PEOPLE) as pool:
        list(pool.map(Person.load, everybody))
        before, begin = processor_seconds(server), time.monotonic()
        list(pool.map(partial(Person.go_on, until=begin + SECONDS, pause=pause), everybody))
        took, worked = time.monotonic() - begin, processor_seconds(server) - before
    outcomes = sum((person.outcomes for person in everybody), Counter[str]())
    seconds = sorted(each for person in everybody for each in person.seconds)
    missing, others = lost(everybody)
    print(
        f"  {len(seconds) / took:5.1f} answers a second, {worked / len(seconds) * 1000:.0f} ms of the server's CPU each"
    )
    print(
        f"  median {statistics.median(seconds):.2f} s, 95 % {seconds[len(seconds) * 95 // 100]:.2f} s, "
        f"slowest {seconds[-1]:.2f} s"
    )
    print("  answers: " + ", ".join(f"{each} {number}" for each, number in outcomes.most_common()))
    print(f"  savings lost: {missing}; cells that hold another text: {others}", flush=True)


def heavy(person: Person) -> None:
    """Print what a person's page weighs with all it loads."""
    weights = weigh(person.port, person.address, {"Cookie": person.cookie, "Accept-Language": "zh-CN"})
    whole = sum(wire for wire, _ in weights.values()) / 1000
    print(f"the editing page of {ROWS} indicators, as plain HTTP brings it")
    for address, (wire, unpacked) in sorted(weights.items(), key=lambda each: -each[1][0]):
        print(f"  {wire / 1000:>6.1f} KB, unpacked {unpacked / 1000:>6.1f}  {address}")
    print(f"  {whole:>6.1f} KB: {'met' if whole < GOAL_KB else 'MISSED'}, below {GOAL_KB} KB\n")


def run(url: str) -> None:
    """Serve this database, and let them save there."""
    with serving(url) as (port, server):
        for name, pause, share in WAYS:
            everybody = people(port, name, share=share)
            if url.startswith("sqlite") and pause:
                heavy(everybody[0])
            print(f"{url.partition(':')[0]}, {PEOPLE} people {name}")
            together(everybody, server, pause)


def main() -> None:
    """Measure on both databases, each from a process of its own, for settings are read once."""
    if "here" in sys.argv:
        run(os.environ["DATABASE_URL"])
        return
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before", flush=True)
    with tempfile.TemporaryDirectory() as folder, postgres.cluster() as server:
        for url in (f"sqlite:///{Path(folder) / 'crowd.sqlite3'}", server):
            command = [sys.executable, "-m", "benchmarks.crowd", "here"]
            subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=True)


if __name__ == "__main__":
    main()
