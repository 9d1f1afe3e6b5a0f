"""Asking for an archive, asking once more, calling it off, and clearing away what is no longer kept.

Making one is the worker's (``reports.archive_making``).
"""

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.models import Archive, State
from reports.models.archives import UNDER_WAY
from targets.models import User
from targets.models.editions import EditionQuerySet
from targets.services.findings import RefusedError

_RUN = re.compile(r"[0-9a-f]{32}(\.zip)?")
"""What of the folder is ours to remove."""


def ask(*, editions: EditionQuerySet, title: str, actor: User) -> Archive:
    """Have those of ``editions`` that the actor may read put into one ZIP.

    Whoever asks for the same again gets the same, while it is made and while its file is kept: editions do not change.

    :param title: what it is, in the actor's words; at the head of its page, and in its file's name.
    :raises RefusedError: when there is none.
    """
    keys = sorted(editions.visible_to(actor).order_by().values_list("pk", flat=True))
    if not keys:
        raise RefusedError(_("Nothing that is approved was chosen, so there is nothing to download."))
    asked_for = sha256(f"{title}\n{keys}".encode()).hexdigest()
    alike = Archive.objects.visible_to(actor).filter(asked_for=asked_for)
    for archive in alike.filter(state__in=(*UNDER_WAY, State.DONE)):
        if archive.under_way or archive.is_there:
            return archive
    try:
        with transaction.atomic():
            archive = Archive.objects.create(asked_by=actor, title=title[:250], asked_for=asked_for, total=len(keys))
            archive.editions.add(*keys)
            _leave_to_the_worker(archive)
    except IntegrityError:  # the other click of two came first
        return alike.get(state__in=UNDER_WAY)
    return archive


@transaction.atomic
def restart(*, archive_id: int, actor: User) -> Archive:
    """Have it made anew, where that came to nothing.

    :raises RefusedError: while somebody is at it, or its file can be had.
    """
    archive = _locked(archive_id, actor)
    if not archive.may_begin_anew:
        raise RefusedError(_("It is being made or ready, so it need not begin again."))
    others = Archive.objects.visible_to(actor).filter(asked_for=archive.asked_for, state__in=UNDER_WAY)
    if other := others.exclude(pk=archive.pk).first():
        return other
    archive.state, archive.run, archive.done, archive.problem = State.WAITING, "", 0, ""
    archive.file, archive.sha256, archive.size = "", "", None
    archive.started_at, archive.finished_at, archive.heard_at = None, None, timezone.now()
    archive.save()
    _leave_to_the_worker(archive)
    return archive


@transaction.atomic
def cancel(*, archive_id: int, actor: User) -> Archive:
    """Call it off; whoever makes it finds that out within a second and leaves nothing behind.

    :raises RefusedError: when it is no longer under way.
    """
    archive = _locked(archive_id, actor)
    if not archive.under_way:
        raise RefusedError(_("It is no longer being made."))
    archive.state, archive.run, archive.finished_at = State.CANCELLED, "", timezone.now()
    archive.save(update_fields=["state", "run", "finished_at"])
    return archive


def clear_away() -> None:
    """Remove files that were kept long enough, and what a killed worker left; the rows stay."""
    folder = Path(settings.ARCHIVE_DIR)
    old = timezone.now() - timedelta(days=settings.ARCHIVE_DAYS)
    Archive.objects.filter(state=State.DONE, finished_at__lt=old).update(state=State.EXPIRED, file="")
    there = list(folder.iterdir()) if folder.is_dir() else []  # before the rows: what comes meanwhile is not of here
    kept = set(_kept())
    for path in there:
        if _RUN.fullmatch(path.name) and path.stem not in kept:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _kept() -> Iterator[str]:
    """The runs whose folder or file may be there: of what is being made, and of what is ready."""
    return Archive.objects.filter(state__in=(State.WORKING, State.DONE)).values_list("run", flat=True).iterator()


def _locked(archive_id: int, actor: User) -> Archive:
    return Archive.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=archive_id)


def _leave_to_the_worker(archive: Archive) -> None:
    from reports.archive_making import make_archive  # which clears away first

    key = archive.pk
    transaction.on_commit(lambda: make_archive.enqueue(key))
