"""A person's import, step by step: files come in, are read and compared, chosen of, taken in, and undone.

What is quick is done at once, the rest by the background worker, which may be killed at any moment and does it again
then (``targets.background``): reading puts all it found in place at its end, taking in and undoing are one transaction
each, which also says that it is done.
"""

import logging
from collections.abc import Callable, Collection, Sequence
from hashlib import sha256
from itertools import chain
from time import monotonic
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from targets.access import Scope
from targets.models import Department, FiscalYear, Import, ImportFile, ImportItem, ImportState, User
from targets.progress import telling
from targets.readers import DocumentError, Sifted
from targets.readers.opening import sift_file
from targets.services.findings import RefusedError
from targets.services.import_comparing import compare, in_error, sentences
from targets.services.import_taking import StaleImportError, put_back, sources_of, write
from targets.services.starting import must_be_open, units_entered_by
from targets.storage import unit_of

logger = logging.getLogger(__name__)

LARGE = 200 * 1024
"""Bytes of files that are read in the background."""
MANY = 50
"""Tables that are taken in, or undone, in the background."""
_PULSE = 0.5
"""Seconds between two words on how far the reading has come."""


class Sent(NamedTuple):
    """A file as it came in."""

    name: str
    content: bytes


def begin_import(*, files: Sequence[Sent], year: FiscalYear, unit: Department | None, actor: User) -> Import:
    """Read files and compare them with what is stored; nothing of them is written yet.

    :param unit: declares what does not name its unit.
    :raises PermissionDenied: when the actor enters no unit's targets, or not this one's.
    :raises RefusedError: when the year is closed, or there is no file.
    """
    if not Scope.of(actor).entered or (unit and not units_entered_by(actor).filter(pk=unit.pk).exists()):
        raise PermissionDenied
    must_be_open(year)
    if not files:
        raise RefusedError(_("Choose at least one file."))
    with transaction.atomic():
        upload = Import.objects.create(asked_by=actor, fiscal_year=year, unit=unit)
        ImportFile.objects.bulk_create(
            ImportFile(
                of=upload,
                name=file.name[-250:],
                sha256=sha256(file.content).hexdigest(),
                size=len(file.content),
                content=file.content,
            )
            for file in files
        )
    return _go_on(upload, in_background=sum(len(file.content) for file in files) > LARGE)


@transaction.atomic
def _ask(
    import_id: int, actor: User, wanted: ImportState, doing: ImportState, chosen: Collection[int] | None
) -> Import:
    """Mark what is to be done with an import; who finds it under way or done already changes nothing."""
    rows = Import.objects.visible_to(actor).select_for_update(of=("self",))
    upload: Import = get_object_or_404(rows, pk=import_id)
    if upload.state != wanted:
        return upload
    if chosen is not None:
        takeable = upload.items.visible_to(actor).takeable()
        upload.items.update(chosen=False)
        if not takeable.filter(pk__in=chosen).update(chosen=True):
            raise RefusedError(_("Tick at least one table to take in."))
    upload.state, upload.heard_at, upload.note = doing, timezone.now(), ""
    upload.save(update_fields=["state", "heard_at", "note"])
    return upload


def take_import(*, import_id: int, chosen: Collection[int], actor: User) -> Import:
    """Write the tables of these keys, all of them or none; those that were taken in already, no second time.

    What became of it is in the import's state and note: what was changed since it was shown is compared anew.

    :raises Http404: when it is another's.
    :raises RefusedError: when nothing that can be taken was chosen.
    """
    upload = _ask(import_id, actor, ImportState.READ, ImportState.TAKING, chosen)
    return _go_on(upload, in_background=upload.items.filter(chosen=True).count() > MANY)


def undo_import(*, import_id: int, actor: User) -> Import:
    """Put everything back as it was before the import, all of it or nothing; the import's note says why not.

    :raises Http404: when it is another's.
    """
    upload = _ask(import_id, actor, ImportState.TAKEN, ImportState.UNDOING, None)
    return _go_on(upload, in_background=upload.items.filter(chosen=True).count() > MANY)


@transaction.atomic
def discard_import(*, import_id: int, actor: User) -> None:
    """Forget an import of which nothing was taken in, with all that was read.

    :raises Http404: when it is another's.
    :raises RefusedError: when it was taken in, or something is being done with it.
    """
    rows = Import.objects.visible_to(actor).select_for_update(of=("self",))
    upload: Import = get_object_or_404(rows, pk=import_id)
    if upload.state not in (ImportState.READ, ImportState.FAILED):
        raise RefusedError(_("This import was taken in or is under way, so it is not discarded."))
    upload.delete()


def restart_import(*, import_id: int, actor: User) -> Import:
    """Set the worker at an import again that nobody has been heard of for long: its task may be given up for good.

    Where somebody is at it after all, whoever is done first counts, and the other finds nothing to do.

    :raises Http404: when it is another's.
    :raises RefusedError: when it is done, or was heard of a moment ago.
    """
    with transaction.atomic():
        rows = Import.objects.visible_to(actor).select_for_update(of=("self",))
        upload: Import = get_object_or_404(rows, pk=import_id)
        if not upload.stranded:
            raise RefusedError(_("This import is under way or done by now, so it is not begun again."))
        upload.heard_at = timezone.now()
        upload.save(update_fields=["heard_at"])
    return _go_on(upload, in_background=True)


def _go_on(upload: Import, *, in_background: bool) -> Import:
    from targets.tasks import work_on_import

    if in_background and upload.under_way:
        key = upload.pk
        transaction.on_commit(lambda: work_on_import.enqueue(key))
    else:
        work_on(upload.pk)
    upload.refresh_from_db()
    return upload


def work_on(key: int) -> None:
    """Do what an import waits for; nothing, where it waits for nothing (any more)."""
    upload = Import.objects.filter(pk=key).first()
    steps: dict[str, Callable[[int], None]] = {
        ImportState.READING: _read,
        ImportState.TAKING: _take,
        ImportState.UNDOING: _undo,
    }
    if upload is None or upload.state not in steps:
        return
    try:
        steps[upload.state](key)
    except Exception:
        logger.exception("Import %s failed", key)
        _fail(upload)


def _fail(upload: Import) -> None:
    """Nothing was written. What was read stays, and may be tried again."""
    back = {ImportState.TAKING: ImportState.READ, ImportState.UNDOING: ImportState.TAKEN}
    state = back.get(ImportState(upload.state), ImportState.FAILED)
    note = _("Something unexpected happened and nothing was written. If it happens again, tell your administrator.")
    Import.objects.filter(pk=upload.pk, state=upload.state).update(state=state, note=note)
    upload.files.exclude(content=b"").update(content=b"")


# -- reading ---------------------------------------------------------------------------------------------------------


def _read(key: int) -> None:
    upload = Import.objects.select_related("asked_by", "fiscal_year", "unit").get(pk=key)
    files = list(upload.files.all())
    sifted = [(file, found) for file in files if (found := _opened(file, upload)) is not None]
    compared = compare(upload, [(file, found.reading) for file, found in sifted], told=_Pulse(key).beat)
    items = [each.item for each in compared]
    items += chain.from_iterable(in_error(upload, file, found.refused) for file, found in sifted)
    for position, item in enumerate(items):
        item.position = position
    with transaction.atomic():
        mine = Import.objects.select_for_update().filter(pk=key, state=ImportState.READING).first()
        if mine is None:
            return
        for file in files:
            file.content = b""
            file.save(update_fields=["content", "problems", "notes"])
        mine.items.all().delete()
        ImportItem.objects.bulk_create(items, batch_size=100)
        mine.items.takeable().update(chosen=True)
        mine.state, mine.done, mine.total = ImportState.READ, len(items), len(items)
        mine.save(update_fields=["state", "done", "total"])


def _opened(file: ImportFile, upload: Import) -> Sifted | None:
    """What a file says, table by table; ``None`` where it cannot be read, and then its problems are told."""
    unit = unit_of(upload.unit) if upload.unit else None
    try:
        found = sift_file(bytes(file.content), file.name, year=upload.fiscal_year_id, unit=unit)
    except DocumentError as error:
        file.problems = sentences(error.problems)
        return None
    file.problems, file.notes = [], [str(note) for note in found.reading.notes]
    return found


class _Pulse:
    """Says how far the reading has come."""

    def __init__(self, key: int) -> None:
        self._mine = Import.objects.filter(pk=key, state=ImportState.READING)
        self._last = 0.0

    def beat(self, done: int, total: int) -> None:
        if monotonic() - self._last > _PULSE:
            self._mine.update(done=done, total=total, heard_at=timezone.now())
            self._last = monotonic()


# -- taking in and undoing -------------------------------------------------------------------------------------------


def upload_name(key: int) -> str:
    """Under what name it is told how far an import's transaction has come."""
    return f"import-{key}"


def _locked(key: int, state: ImportState) -> Import | None:
    rows = Import.objects.select_for_update(of=("self",)).select_related("asked_by", "fiscal_year__framework", "unit")
    return rows.filter(pk=key, state=state).first()


def _take(key: int) -> None:
    try:
        with telling(upload_name(key)) as teller, transaction.atomic():
            if upload := _locked(key, ImportState.TAKING):
                write(upload, teller.beat)
    except StaleImportError as refusal:
        _compare_again(key, str(refusal))


def _compare_again(key: int, note: str) -> None:
    """Show anew what was changed meanwhile; the places in the file stay as they were told."""
    upload = Import.objects.select_related("asked_by", "fiscal_year", "unit").get(pk=key)
    old = list(upload.items.read_whole().select_related("file"))
    fresh = compare(upload, sources_of(old))
    with transaction.atomic():
        mine = _locked(key, ImportState.TAKING)
        if mine is None:
            return
        for item, now in zip(old, fresh, strict=True):
            now.item.pk, now.item.place = item.pk, item.place
            now.item.chosen = item.chosen and now.item.is_takeable
            now.item.save()
        mine.state, mine.note = ImportState.READ, note
        mine.save(update_fields=["state", "note"])


def _undo(key: int) -> None:
    try:
        with telling(upload_name(key)) as teller, transaction.atomic():
            if upload := _locked(key, ImportState.UNDOING):
                put_back(upload, teller.beat)
    except RefusedError as refusal:
        Import.objects.filter(pk=key, state=ImportState.UNDOING).update(state=ImportState.TAKEN, note=str(refusal))
