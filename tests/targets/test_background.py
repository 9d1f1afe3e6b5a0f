"""Background work whose worker was killed begins again, and nothing is done by two at once."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from targets.background import KEPT, TRIES, WAITING, alive, forget_finished, is_stopped, lives, requeue_stranded

READY, RUNNING, FAILED = TaskResultStatus.READY, TaskResultStatus.RUNNING, TaskResultStatus.FAILED


@pytest.fixture
def here(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def enqueued(status=READY, workers=(), ago=timedelta(0), **fields):
    given = {"args_kwargs": {"args": [], "kwargs": {}}, "task_path": "targets.tasks.mail_notices"} | fields
    task = DBTaskResult.objects.create(
        status=status,
        worker_ids=list(workers),
        backend_name="default",
        run_after=get_date_max(),
        started_at=timezone.now() if workers else None,
        **given,
    )
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=timezone.now() - ago)
    return task


def status_of(task):
    return DBTaskResult.objects.get(pk=task.pk).status


@pytest.mark.django_db(transaction=True)
def test_only_what_no_living_worker_is_at_begins_again(here):
    with alive("living"):
        assert lives("living")
        theirs, left = enqueued(RUNNING, ["killed", "living"]), enqueued(RUNNING, ["killed"])
        broken_off = enqueued(FAILED, ["killed"], exception_class_path="builtins.SystemExit")
        failed = enqueued(FAILED, ["killed"], exception_class_path="builtins.ValueError")
        hopeless = enqueued(RUNNING, ["killed"] * TRIES)
        assert requeue_stranded() == (2, 1)
        assert requeue_stranded() == (0, 0)
        assert [status_of(task) for task in (theirs, left, broken_off, failed, hopeless)] == [
            RUNNING,
            READY,
            READY,
            FAILED,
            FAILED,
        ]
        assert DBTaskResult.objects.get(pk=hopeless.pk).exception_class_path == "targets.background.WorkerLost"
    assert not lives("living")
    assert requeue_stranded() == (1, 0)


@pytest.mark.django_db
def test_the_administrator_is_told_when_nobody_works(here, client, administrator):
    client.force_login(administrator)
    enqueued(ago=WAITING - timedelta(seconds=5))
    enqueued(FAILED, ago=2 * WAITING)
    assert "后台任务未运行" not in client.get(reverse("start")).content.decode()
    enqueued(ago=WAITING + timedelta(seconds=5))
    assert "后台任务未运行" in client.get(reverse("start")).content.decode()
    with alive("busy"):
        enqueued(RUNNING, ["busy"])
        assert not is_stopped()
    assert is_stopped()


@pytest.mark.django_db
def test_what_was_done_long_ago_is_forgotten(here):
    _, fresh = (enqueued(FAILED, finished_at=timezone.now() - age) for age in (2 * KEPT, KEPT / 2))
    assert forget_finished() == 1
    assert list(DBTaskResult.objects.all()) == [fresh]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the process needs a database of its own, a file")
def test_a_killed_workers_task_is_done_by_the_next(tmp_path):
    (tmp_path / "napping.py").write_text(
        "import pathlib, time\n"
        "from django_tasks import task\n"
        "@task()\n"
        "def nap(folder):\n"
        "    first = not (pathlib.Path(folder) / 'begun').exists()\n"
        "    (pathlib.Path(folder) / 'begun').touch()\n"
        "    time.sleep(60 if first else 0)\n"
        "    (pathlib.Path(folder) / 'done').touch()\n"
    )
    database = tmp_path / "sqlite3"
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{database}", "PYTHONPATH": str(tmp_path)}
    environment |= {"DJANGO_SETTINGS_MODULE": "perfbudget.settings", "PERFBUDGET_DEMO": "1"}

    def manage(*command):
        line = [sys.executable, "manage.py", *command]
        return subprocess.Popen(line, cwd=configured.BASE_DIR, env=environment, stderr=subprocess.DEVNULL)

    enqueued(task_path="napping.nap", args_kwargs={"args": [str(tmp_path)], "kwargs": {}})
    with closing(sqlite3.connect(database)) as copy:
        connection.connection.backup(copy)
    first = manage("worker", "--no-startup-delay", "--verbosity=0")
    until = time.monotonic() + 30
    while not (tmp_path / "begun").exists() and time.monotonic() < until:
        time.sleep(0.05)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert not (tmp_path / "done").exists()
    assert manage("worker", "--no-startup-delay", "--batch", "--verbosity=0").wait(60) == 0
    assert (tmp_path / "done").exists()
