"""Background work: what a task may rely on, and what becomes of one whose worker was killed.

Tasks are Django's (``django_tasks.task``), kept in the database and done by ``manage.py worker``, one after the other,
in the order they came. What that promises a task:

* It is done **at least once**. A worker that is killed leaves its task as “running”; the next worker that starts puts
  it back to “ready”, with the same arguments and id (``requeue_stranded``). So a task must bear being done again: it
  looks first at what is there already, and what it makes it puts in place at its end, in one step.
* Not by two at once, as long as workers live: each holds a lock from its start to its end, however it ends, and only a
  task whose last worker holds none any more is put back. On SQLite it is a lock on a file, since all are on one
  machine; on PostgreSQL an advisory lock of a connection of its own. When PostgreSQL itself is restarted under a living
  worker, that lock is lost, and the task may be begun by another at the same time.
* At most ``TRIES`` times: what takes its worker along each time is then failed (``WorkerLost``). A task that raises is
  failed at once and not tried again by itself; it may enqueue itself with ``run_after`` (``targets.tasks``).
* SIGTERM lets a worker finish the task it is at. Systemd and ``make run`` kill it when that takes too long: see above.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Q
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

TRIES = 3
WAITING = timedelta(minutes=5)
"""So long nothing that is ready waits while a worker runs and is not busy."""
KEPT = timedelta(days=30)
"""How long what is done stays on record."""


class WorkerLost(Exception):  # noqa: N818  (what happened; never raised, only named in a result)
    """The worker ended in the middle of the task, each time it was tried."""


@contextmanager
def alive(worker_id: str) -> Iterator[None]:
    """Hold the lock by which others know that the worker of this id lives; it goes when the process does."""
    with _held_in_database(worker_id) if connection.vendor == "postgresql" else _held_in_file(worker_id):
        yield


def lives(worker_id: str) -> bool:
    """Whether the worker of this id holds its lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_number(worker_id)])
            free: bool = cursor.fetchone()[0]
            if free:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_number(worker_id)])
            return not free
    with suppress(FileNotFoundError), _file(worker_id).open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def requeue_stranded() -> tuple[int, int]:
    """Put back what killed workers left in the middle; how many tasks, and how many are given up after ``TRIES``."""
    back = given_up = 0
    for task in _left_running():
        if task.worker_ids and lives(task.worker_ids[-1]):
            continue
        # Unchanged since it was looked at: another worker that starts at this moment may have put it back already.
        same = DBTaskResult.objects.filter(pk=task.pk, status=task.status, started_at=task.started_at)
        if len(task.worker_ids) >= TRIES:
            lost = f"{WorkerLost.__module__}.{WorkerLost.__qualname__}"
            failed: dict[str, Any] = {"status": TaskResultStatus.FAILED, "exception_class_path": lost}
            given_up += same.update(**failed, finished_at=timezone.now(), traceback=WorkerLost.__doc__)
        else:
            again: dict[str, Any] = {"status": TaskResultStatus.READY, "exception_class_path": "", "traceback": ""}
            back += same.update(**again, started_at=None, finished_at=None)
    return back, given_up


def forget_finished() -> int:
    """Take what was done long ago off the record; return how many tasks."""
    old = DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEPT)
    return old.delete()[0]


def is_stopped() -> bool:
    """Whether tasks wait that should have been begun, and no worker is busy: probably none runs."""
    since = timezone.now() - WAITING
    due = Q(run_after=get_date_max()) | Q(run_after__lt=since)
    waiting = DBTaskResult.objects.filter(due, status=TaskResultStatus.READY, enqueued_at__lt=since)
    return waiting.exists() and not any(
        lives(task.worker_ids[-1]) for task in DBTaskResult.objects.running() if task.worker_ids
    )


def _left_running() -> Iterator[Any]:
    """What is marked as running, and what a second Ctrl-C broke off, which the library calls failed."""
    broken_off = Q(status=TaskResultStatus.FAILED, exception_class_path="builtins.SystemExit")
    yield from DBTaskResult.objects.filter(Q(status=TaskResultStatus.RUNNING) | broken_off).iterator()


@contextmanager
def _held_in_file(worker_id: str) -> Iterator[None]:
    path = _file(worker_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        file.write(str(os.getpid()))
        file.flush()
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


@contextmanager
def _held_in_database(worker_id: str) -> Iterator[None]:
    own = connection.copy()  # the worker's ordinary one is closed and opened again between tasks
    with closing(own), own.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_number(worker_id)])
        try:
            yield
        finally:
            with suppress(DatabaseError):  # the server frees it anyhow, but only when it sees that nobody is there
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_number(worker_id)])


def _file(worker_id: str) -> Path:
    return Path(settings.VAR_DIR) / "workers" / sha256(worker_id.encode()).hexdigest()[:16]


def _number(worker_id: str) -> int:
    """The 64 bits by which PostgreSQL knows the lock."""
    return int.from_bytes(sha256(f"perfbudget worker {worker_id}".encode()).digest()[:8], signed=True)
