"""The worker's part: an archive is made whole or not at all, by one at a time.

Everything is written into a folder of this run; the finished ZIP is renamed to its place, and only then the row says
that it is there, and with which hash. Whoever is killed leaves a folder, which the next run removes, and a row that is
heard of no more: the task is done again (``targets.background``) or its owner begins anew. Papers that were made
meanwhile are kept, so that is quicker than the first time.
"""

import errno
import logging
import os
import shutil
import time
from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskContext, task

from reports.archive_files import ArchiveFile
from reports.archives import clear_away
from reports.editions import Sealed
from reports.fonts import FontsNotPreparedError
from reports.models import Archive, State
from reports.models.archives import SILENCE, Problem
from reports.papers import LostError, NoRoomError, PaperError, read_paper
from targets.models import Edition

logger = logging.getLogger(__name__)

CHUNK = 20
"""Editions in memory at a time, with their texts."""

PULSE = 0.5
"""Seconds between two words on how far it has come."""


class _StoppedError(Exception):
    """It was called off, or another run took over."""


class _LostRightError(Exception):
    """Who asked may no longer read all of it."""


class _BrokenEditionError(Exception):
    """An edition's text has another hash than the one on record."""


@task(takes_context=True)
def make_archive(context: TaskContext, archive: int) -> None:
    """Make the archive with this key; the second time, since the worker that was at it is dead."""
    make(archive, again=context.attempt > 1)


def make(key: int, *, again: bool = False) -> None:
    """Make it, unless it is made, called off, or in other hands.

    :param again: nobody is at it any more, however lately they were heard of.
    """
    clear_away()
    taken = _take(key, again)
    if taken is None:
        return
    folder = Path(settings.ARCHIVE_DIR) / taken.run
    try:
        folder.mkdir(parents=True)
        _finish(taken, _write(taken, folder))
    except _StoppedError:
        logger.info("The making of archive %s was stopped.", key)
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)  # first: on a full disk there may be no room to say so
        problem = _give_up(taken, error)
        if problem in ("", Problem.UNEXPECTED):
            raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@transaction.atomic
def _take(key: int, again: bool) -> Archive | None:
    """Begin a run; ``None`` where there is nothing to be done.

    Who finds it in other hands that were heard of just now looks again later: they may have been those of somebody
    killed since.
    """
    archive = Archive.objects.select_for_update(of=("self",)).select_related("asked_by").filter(pk=key).first()
    if archive is None or not archive.under_way:
        return None
    if archive.state == State.WORKING and not (again or archive.stranded):
        if make_archive.get_backend().supports_defer:
            transaction.on_commit(lambda: make_archive.using(run_after=timezone.now() + SILENCE).enqueue(key))
        return None
    now = timezone.now()
    archive.state, archive.run, archive.done = State.WORKING, uuid4().hex, 0
    archive.started_at = archive.heard_at = now
    archive.save(update_fields=["state", "run", "done", "started_at", "heard_at"])
    return archive


class _Pulse:
    """Says how far a run has come, and hears when it is to stop."""

    def __init__(self, archive: Archive) -> None:
        self._mine = Archive.objects.filter(pk=archive.pk, run=archive.run, state=State.WORKING)
        self._last = 0.0

    def beat(self, done: int) -> None:
        """Raises _StoppedError."""
        if time.monotonic() - self._last < PULSE:
            return
        if not self._mine.update(done=done, heard_at=timezone.now()):
            raise _StoppedError
        self._last = time.monotonic()


def _write(archive: Archive, folder: Path) -> Path:
    """The ZIP, in the folder."""
    if not archive.readable_by(archive.asked_by):
        raise _LostRightError
    path, pulse = folder / "archive.zip", _Pulse(archive)
    with ArchiveFile(path, archive.title) as file:
        for done, edition in enumerate(_editions(archive)):
            pulse.beat(done)
            sealed = Sealed.of(edition.sealed)
            if sealed.sha256 != edition.sha256:
                raise _BrokenEditionError(edition.sha256)
            file.add(sealed, edition.sealed, edition.position, read_paper(edition))
    return path


def _editions(archive: Archive) -> Iterator[Edition]:
    """In the order of units, years and chains; a few at a time, with no query left open while papers are stored."""
    keys = list(archive.editions.order_by("department__code", "fiscal_year", "position").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        rows = Edition.objects.select_related("department").defer("judgement").in_bulk(keys[start : start + CHUNK])
        yield from (rows[key] for key in keys[start : start + CHUNK])


def _finish(archive: Archive, path: Path) -> None:
    """Put the file in its place, and say so."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        digest = file_digest(file, "sha256").hexdigest()
    size, name = path.stat().st_size, f"{archive.run}.zip"
    place = path.parent.with_name(name)
    path.replace(place)
    now = timezone.now()
    told = {"state": State.DONE, "done": archive.total, "heard_at": now, "finished_at": now}
    told |= {"file": name, "sha256": digest, "size": size}
    if not Archive.objects.filter(pk=archive.pk, run=archive.run, state=State.WORKING).update(**told):
        place.unlink()
        raise _StoppedError


def _give_up(archive: Archive, error: BaseException) -> str:
    """Write down why; a worker that is stopped leaves it to the next one, and says nothing."""
    mine = Archive.objects.filter(pk=archive.pk, run=archive.run, state=State.WORKING)
    if isinstance(error, (SystemExit, KeyboardInterrupt)):
        mine.update(state=State.WAITING, heard_at=timezone.now(), done=0)
        return ""
    problem = _problem(error)
    logger.error("Archive %s failed: %r", archive.pk, error)
    mine.update(state=State.FAILED, problem=problem, finished_at=timezone.now())
    return problem


def _problem(error: BaseException) -> Problem:
    match error:
        case OSError(errno=errno.ENOSPC | errno.EDQUOT) | NoRoomError():
            return Problem.NO_ROOM
        case _LostRightError():
            return Problem.LOST_RIGHT
        case _BrokenEditionError():
            return Problem.BROKEN_EDITION
        case FontsNotPreparedError():
            return Problem.NO_FONTS
        case LostError():
            return Problem.LOST_PAPER
        case PaperError():
            return Problem.NO_PAPER
    return Problem.UNEXPECTED
