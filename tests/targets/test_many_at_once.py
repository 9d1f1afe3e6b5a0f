"""Many people saving at once, each on a connection of their own: nothing is lost, and nobody sees a locked database."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from importlib import import_module
from threading import Barrier

import pytest
from django.apps import apps
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse

from indicators.models import Framework
from targets.models import Goal, Project
from targets.services.saving import StaleProjectError, save_project
from targets.storage import declaration_of
from tests.factories import ProjectFactory, fill
from tests.perfbudget.sending import fields

pytestmark = [pytest.mark.slow, pytest.mark.faults]

PEOPLE = 8
TIMES = 2
LIVE = {"HX-Request": "true"}


@pytest.fixture
def unit(transactional_db, unit):
    """In a database whose rows others see; the flush after another test took the frameworks that a migration made."""
    if not Framework.objects.exists():
        import_module("indicators.migrations.0002_frameworks").create(apps, None)
    return unit


@pytest.fixture
def apart(unit, tmp_path):
    """Calls functions at the same moment, each in a thread with a connection of its own, and returns their results.

    Call it when all is stored. SQLite locks a file as in production, but not the tests' database in memory: the threads
    get a copy in a file.
    """
    before = dict(connection.settings_dict)

    def call(*functions):
        if connection.vendor == "sqlite" and connection.settings_dict["NAME"] == before["NAME"]:
            with closing(sqlite3.connect(tmp_path / "copy")) as copy:
                connection.connection.backup(copy)
            connection.settings_dict["NAME"] = str(tmp_path / "copy")
        together = Barrier(len(functions))
        return list(pool.map(lambda function: alone(function, together), functions))

    with ThreadPoolExecutor(PEOPLE) as pool:
        yield call
    connection.settings_dict.update(before)  # ahead of the flush, which would close the database in memory


def alone(function, together=None):
    """Call it, at the same moment as others, and close the connection this thread opened for it."""
    try:
        if together:
            together.wait()
        return function()
    finally:
        connections.close_all()


def read(project):
    return Project.objects.with_tables().get(pk=project.pk)


def signed_in(user):
    client = Client()
    client.force_login(user)
    client.raise_request_exception = False
    return client


def test_each_saves_a_project_of_their_own(apart, unit, staff):
    projects = [fill(ProjectFactory(department=unit)) for _ in range(PEOPLE)]

    def typing(project):
        client, address = signed_in(staff), reverse("edit", args=[project.pk])

        def go_on():
            sent, statuses = fields(client.get(address)), []
            for time in range(TIMES):
                answer = client.post(address, sent | {"purpose": f"{project.pk} 第{time}次"}, headers=LIVE)
                statuses.append(answer.status_code)
                sent |= fields(answer) if answer.status_code == 200 else {}
            return statuses

        return go_on

    assert apart(*map(typing, projects)) == [[200] * TIMES] * PEOPLE
    stored = apart(lambda: dict(Project.objects.values_list("pk", "purpose")))[0]
    assert stored == {project.pk: f"{project.pk} 第{TIMES - 1}次" for project in projects}
    assert apart(lambda: set(Project.objects.values_list("version", flat=True)))[0] == {1 + TIMES}


def test_all_save_one_project_and_no_text_of_anybody_is_lost(apart, unit, staff):
    project = fill(ProjectFactory(department=unit))
    Goal.objects.all().delete()
    Goal.objects.bulk_create(Goal(project=project, position=person + 1, text="…") for person in range(PEOPLE))

    all_have_read = Barrier(PEOPLE)

    def typing(person):
        def go_on():
            stale, text = 0, "…"
            while len(text) <= TIMES:
                seen = read(project)
                if (stale, text) == (0, "…"):
                    all_have_read.wait()
                table = declaration_of(seen)
                assert table.goals[person] == text
                goals = [*table.goals[:person], f"{text}改", *table.goals[person + 1 :]]
                typed = table.model_copy(update={"goals": tuple(goals)})
                try:
                    save_project(project_id=project.pk, version=str(seen.version), typed=typed, actor=staff)
                except StaleProjectError:
                    stale += 1
                else:
                    text = goals[person]
            return stale

        return go_on

    assert sum(apart(*map(typing, range(PEOPLE)))) >= PEOPLE - 1
    stored = apart(lambda: read(project))[0]
    assert [goal.text for goal in stored.goals.all()] == ["…" + "改" * TIMES] * PEOPLE
    assert stored.version == 1 + PEOPLE * TIMES


def test_who_waits_too_long_for_the_database_is_asked_to_try_again(apart, unit, staff):
    project = fill(ProjectFactory(department=unit))
    client, address = signed_in(staff), reverse("edit", args=[project.pk])
    soon = {"timeout": 0.2} if connection.vendor == "sqlite" else {"options": "-c lock_timeout=200ms"}
    connection.settings_dict["OPTIONS"] = connection.settings_dict["OPTIONS"] | soon

    def kept_waiting():
        sent = fields(client.get(address)) | {"purpose": "改了"}
        with transaction.atomic():
            Project.objects.select_for_update().get(pk=project.pk)
            # From another thread, for this one's connection holds the lock.
            with ThreadPoolExecutor(1) as other:
                return sent, other.submit(alone, lambda: client.post(address, sent, headers=LIVE)).result()

    sent, busy = apart(kept_waiting)[0]
    assert (busy.status_code, busy["Retry-After"]) == (503, "5")
    assert "系统正忙" in busy.content.decode()
    assert apart(lambda: read(project).purpose)[0] == ""
    assert apart(lambda: client.post(address, sent, headers=LIVE).status_code)[0] == 200
    assert apart(lambda: read(project).purpose)[0] == "改了"
