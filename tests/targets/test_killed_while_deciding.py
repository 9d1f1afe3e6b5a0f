"""``kill -9`` between any two statements of a verb of review: it is done, or it never began."""

import os
import signal
import sqlite3
import traceback
from contextlib import closing
from itertools import count

import pytest
from django.db import connection, transaction

from targets.access import Role
from targets.models import Edition, HistoryEntry, Kind, Project, Status
from targets.services.reviewing import approve, reopen
from targets.services.verifying import loose_ends, verify
from tests.factories import ProjectFactory, fill, member
from tests.targets.test_many_at_once import unit  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.slow, pytest.mark.faults, pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")]


@pytest.fixture
def elsewhere(transactional_db, tmp_path):
    """Called when all is stored, it makes the database one that other processes share.

    SQLite's in memory is copied to a file; its own connection is kept aside, for with it the tests' tables would go.
    """
    settings, kept = dict(connection.settings_dict), connection.connection

    def move():
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(tmp_path / "copy")) as copy:
                kept.backup(copy)
            connection.settings_dict["NAME"] = str(tmp_path / "copy")
            connection.connection = None
        connection.close()

    yield move
    if connection.vendor == "sqlite":
        connection.close()
        connection.settings_dict.update(settings)
        connection.connection = kept


def dying(action, step):
    """Run it in a process that is killed at its ``step``-th dealing with the database; say whether it lived."""
    if child := os.fork():
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert ended in (0, -signal.SIGKILL), "it failed by itself"
        return ended == 0
    steps = count()

    def die_here():
        if next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(execute, *arguments):
        die_here()
        return execute(*arguments)

    def commit(original=connection._commit):
        die_here()
        original()
        die_here()

    try:
        connection._commit = commit
        with connection.execute_wrapper(statement):
            action()
        os._exit(0)
    finally:
        traceback.print_exc()
        os._exit(1)


def on_record():
    """All that deciding writes."""
    with transaction.atomic():
        return [list(model.objects.order_by("pk").values()) for model in (Project, Edition, HistoryEntry)]


def test_it_is_done_or_it_never_began(elsewhere, unit, staff, monkeypatch):  # noqa: F811
    monkeypatch.setattr("targets.findings.check", lambda declaration, context: ())
    head = member(Role.HEAD, unit, username="head")
    fields = {"department": unit, "status": Status.SUBMITTED, "submitted_by": staff, "updated_by": staff}
    first, second = (fill(ProjectFactory(**fields)) for _ in range(2))
    about = {"kind": Kind.PROJECT, "actor": head}
    approve(key=first.pk, version="1", **about)
    verbs = [
        lambda: reopen(key=first.pk, reason="追加社区", **about),
        lambda: approve(key=second.pk, version="1", **about),
    ]
    elsewhere()
    for verb in verbs:
        before, deaths = on_record(), 0
        connection.close()
        for step in count():
            lived = dying(verb, step)
            now = on_record()
            connection.close()
            if now != before:
                break
            assert not lived, "it did nothing"
            deaths += 1
        assert not lived, "the last death is between committing and answering"
        assert deaths > 4
        assert dying(verb, -1), "a second click finds it done"
        assert on_record() == now
        assert [link.problem for link in verify()] + list(loose_ends()) == [""] * len(now[1])
        connection.close()
    assert [row["position"] for row in now[1]] == [1, 2]
