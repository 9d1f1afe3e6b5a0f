"""``kill -9`` of the worker at any step of making an archive: nothing half is handed out, and it can begin anew."""

import os
import signal
from itertools import count
from zipfile import ZipFile

import pytest
from django.db import connection

from reports import archive_making
from reports.archive_making import make
from reports.archives import ask
from reports.models import State
from targets.models import Edition, Kind, Status
from targets.services.reviewing import approve
from tests.factories import ProjectFactory, fill
from tests.targets.test_killed_while_deciding import elsewhere  # noqa: F401  (a fixture)
from tests.targets.test_many_at_once import unit  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")]


@pytest.fixture
def waiting(elsewhere, unit, staff, head, settings, tmp_path, monkeypatch):  # noqa: F811
    """An archive of two editions that the worker has not begun."""
    settings.ARCHIVE_DIR = tmp_path / "archives"
    monkeypatch.setattr("targets.findings.check", lambda declaration, context: ())
    monkeypatch.setattr(archive_making, "read_paper", lambda edition: b"%PDF-")
    monkeypatch.setattr(archive_making, "PULSE", 0)
    monkeypatch.setattr("reports.archives._leave_to_the_worker", lambda archive: None)
    for _ in range(2):
        project = fill(ProjectFactory(department=unit, status=Status.SUBMITTED, submitted_by=staff, updated_by=staff))
        approve(kind=Kind.PROJECT, key=project.pk, version="1", actor=head)
    archive = ask(editions=Edition.objects.all(), title="全部", actor=staff)
    elsewhere()
    return archive


def dying(action, step):
    """Run it in a process that is killed at its ``step``-th dealing with the database or the disk; did it live?"""
    if child := os.fork():
        return os.waitpid(child, 0)[1] == 0
    steps = count()

    def dangerous(call):
        def dying_call(*arguments, **named):
            if next(steps) == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **named)

        return dying_call

    try:
        archive_making.ArchiveFile._put = dangerous(archive_making.ArchiveFile._put)
        archive_making.Path.replace = dangerous(archive_making.Path.replace)
        archive_making.Path.mkdir = dangerous(archive_making.Path.mkdir)
        with connection.execute_wrapper(lambda execute, *arguments: dangerous(execute)(*arguments)):
            action()
    finally:
        os._exit(0)


def test_a_killed_worker_leaves_nothing_half_and_the_next_begins_anew(waiting, settings):
    states = []
    for step in count():
        connection.close()
        lived = dying(lambda: make(waiting.pk, again=True), step)
        waiting.refresh_from_db()
        connection.close()
        states.append(waiting.state)
        if waiting.state == State.DONE:
            break
        assert not lived
        assert not waiting.is_there
        assert waiting.file == waiting.sha256 == ""
    assert State.WORKING in states
    assert len(states) > 15
    with ZipFile(waiting.path) as file:
        assert file.testzip() is None
        assert len(file.namelist()) == 2 * 2 + 3
    make(waiting.pk)
    assert [path.name for path in settings.ARCHIVE_DIR.iterdir()] == [waiting.file], "what the dead left is gone"
    connection.close()
