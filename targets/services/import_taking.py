"""Writing an import, all of it or nothing, and putting everything back as it was, all of it or nothing.

Both are asked for by :mod:`targets.services.imports`, which says what becomes of the import; here is the transaction.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.tree import CategoryTree
from targets.models import Declared, DepartmentTarget, Import, ImportItem, ImportState, Kind, Project, Status, Verb
from targets.models.status import IN_ENTRY
from targets.readers import Path, Place, Reading
from targets.services.findings import RefusedError
from targets.services.history import difference, record
from targets.services.import_comparing import Compared, Source, compare, says_alike
from targets.services.importing import write_project, write_target
from targets.storage import contents_of, store_declaration, store_department_declaration

UNDONE = "撤销导入"
"""The note in the history of what is put back."""

Beat = Callable[[int, int], object]

_TOLD = 20
"""Names that a refusal tells; the others are counted."""


class StaleImportError(RefusedError):
    """Something was changed since it was compared; nothing was written."""


def sources_of(items: Iterable[ImportItem]) -> list[Source]:
    """What was read, as readings again, in the order of the files; of places only where each table begins."""
    by_file: dict[Any, list[ImportItem]] = defaultdict(list)
    for item in items:
        by_file[item.file].append(item)
    return [(file, _reading(rows)) for file, rows in by_file.items()]


def _reading(items: Sequence[ImportItem]) -> Reading:
    projects = [item for item in items if item.kind == Kind.PROJECT]
    parts: list[Any] = [item.declaration for item in items if item.kind == Kind.TARGET]
    tables: list[Any] = [item.declaration for item in projects]
    places: dict[Path, Place] = {
        ("projects", index): Place(0, item.place) for index, item in enumerate(projects) if item.place
    }
    return Reading(parts[0] if parts else None, tuple(tables), {}, places)


def write(upload: Import, beat: Beat) -> None:
    """Write what was chosen of a locked import, in the transaction that locked it.

    :param beat: hears how many of how many tables are written.
    :raises StaleImportError: when something is not as it was shown.
    """
    chosen = list(upload.items.filter(chosen=True).select_related("file"))
    fresh = compare(upload, sources_of(chosen), lock=True)
    stale = [old.name for old, now in zip(chosen, fresh, strict=True) if _shown(old) != _shown(now.item)]
    if stale:
        told = {"names": named(stale)}
        raise StaleImportError(_("Changed since it was shown, so nothing was taken in: %(names)s") % told)
    try:
        with transaction.atomic():
            for done, (old, now) in enumerate(zip(chosen, _numbered(fresh), strict=True)):
                beat(done, len(chosen))
                written = _write(now, upload)
                old.taken_key, old.taken_version = written.pk, written.version
    except IntegrityError:
        raise StaleImportError(_("Somebody else wrote the same at this moment, so nothing was taken in.")) from None
    ImportItem.objects.bulk_update(chosen, ["taken_key", "taken_version"])
    upload.state, upload.taken_at, upload.note = ImportState.TAKEN, timezone.now(), ""
    upload.save(update_fields=["state", "taken_at", "note"])


def _shown(item: ImportItem) -> tuple[object, ...]:
    """What somebody who ticked it relies on."""
    return item.outcome, item.key, item.version, item.changes


def _numbered(fresh: Sequence[Compared]) -> Sequence[Compared]:
    """New tables whose number is missing, or is another's, come at the end of their unit's document.

    What is begun by hand does the same, so that no number of a unit comes twice, however many files count from 1.
    """
    taken: dict[str, set[int]] = {}
    last: dict[str, int] = {}
    for each in fresh:
        if each.index is None or each.item.key is not None:
            continue
        table, code = each.plan.projects[each.index], each.item.unit_code
        if code not in taken:
            taken[code] = _stored_numbers(each)
            last[code] = max(taken[code] | _coming(fresh, code), default=0)
        if table.number is None or table.number in taken[code]:
            last[code] += 1
            table = each.plan.projects[each.index] = table.model_copy(update={"number": last[code]})
        taken[code].add(table.number or 0)
    return fresh


def _stored_numbers(each: Compared) -> set[int]:
    mine = {"department__code": each.item.unit_code, "fiscal_year": each.plan.year}
    return set(Project.objects.filter(**mine, number__isnull=False).values_list("number", flat=True))


def _coming(fresh: Sequence[Compared], code: str) -> set[int]:
    tables = (it.plan.projects[it.index] for it in fresh if it.index is not None and it.item.unit_code == code)
    return {table.number or 0 for table in tables}


def _write(now: Compared, upload: Import) -> Declared:
    if now.index is None:
        return write_target(now.plan, Status.DRAFT, upload.asked_by)
    return write_project(now.plan, now.index, Status.DRAFT, upload.asked_by)


# -- undoing ---------------------------------------------------------------------------------------------------------


def put_back(upload: Import, beat: Beat) -> None:
    """Undo a locked import, in the transaction that locked it: new drafts go, what was changed is as it was.

    :param beat: hears how many of how many tables are put back.
    :raises RefusedError: naming what was changed or submitted since; nothing is written then.
    """
    items = list(upload.items.filter(chosen=True))
    stored = _stored(upload, items)
    touched = [item.name for item in items if not _untouched(item, stored.get((item.kind, item.taken_key)), upload)]
    if touched:
        told = {"names": named(touched)}
        raise RefusedError(_("Changed or submitted since, so nothing was undone: %(names)s") % told)
    tree = CategoryTree.of(upload.fiscal_year.framework)
    try:
        with transaction.atomic():
            for done, item in enumerate(items):
                beat(done, len(items))
                _put_back(item, stored[item.kind, item.taken_key], upload, tree)
    except ProtectedError:
        raise RefusedError(_("Some of these drafts are on record by now, so nothing was undone.")) from None
    except IntegrityError:
        message = _(
            "What stood there before cannot be stored any more (a code or category is not free), so nothing was undone."
        )
        raise RefusedError(message) from None
    upload.state, upload.undone_at, upload.note = ImportState.UNDONE, timezone.now(), ""
    upload.save(update_fields=["state", "undone_at", "note"])


def _stored(upload: Import, items: Sequence[ImportItem]) -> dict[tuple[str, int | None], Any]:
    """What was written, locked, as far as its importer may still change it."""
    rows: dict[Kind, Any] = {
        Kind.PROJECT: Project.objects.editable_by(upload.asked_by).with_tables(),
        Kind.TARGET: DepartmentTarget.objects.editable_by(upload.asked_by).with_rows(),
    }
    found = {}
    for kind, mine in rows.items():
        keys = [item.taken_key for item in items if item.kind == kind]
        for declared in mine.filter(pk__in=keys).prefetch_related("kept").select_for_update(of=("self",)):
            found[kind.value, declared.pk] = declared
    return found


def _untouched(item: ImportItem, declared: Project | DepartmentTarget | None, upload: Import) -> bool:
    """Whether it is as the import left it, and not handed over since; a new one has no reasons that would be lost.

    A later version that says the same again, as after a later import was undone, is as the import left it.
    """
    if declared is None or declared.status not in IN_ENTRY:
        return False
    if declared.version != item.taken_version and not says_alike(contents_of(declared), item.declaration):
        return False
    if declared.submitted_at and upload.taken_at and declared.submitted_at > upload.taken_at:
        return False
    reasons: Any = declared.kept
    return bool(item.before) or not reasons.all()


def _put_back(item: ImportItem, declared: Project | DepartmentTarget, upload: Import, tree: CategoryTree) -> None:
    now: Any = contents_of(declared)
    before: Any = item.stored
    noted: dict[str, Any] = {"actor": upload.asked_by, "note": UNDONE}
    if before is None:
        record(Verb.DELETED, declared, changes=difference(now, None), **noted)
        declared.delete()
        return
    if isinstance(declared, Project):
        store_declaration(declared, before, tree, upload.asked_by)
    else:
        store_department_declaration(declared, before, upload.asked_by)
    record(Verb.CHANGED, declared, changes=difference(now, before), **noted)


def named(names: Sequence[str]) -> str:
    """The first of many."""
    return "、".join(names[:_TOLD]) + (
        _(" and %(count)d more") % {"count": len(names) - _TOLD} if names[_TOLD:] else ""
    )
