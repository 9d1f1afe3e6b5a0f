"""Taking a document in: compare with what is stored, then write all of it or none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction

from targets.diff import Change
from targets.findings import Findings
from targets.kept import Judged
from targets.models import CheckpointMonth, DepartmentTarget, Project, Status, User, Verb
from targets.readers import Reading
from targets.services.history import difference, record
from targets.services.import_plan import ImportPlan
from targets.services.sealing import seal
from targets.storage import store_declaration, store_department_declaration

_PROJECT_CODE = re.compile(r"[0-9]{6}([0-9]{2})P[0-9A-Z]{12}")
"""Region, the year's last two digits, the letter P, twelve of its own: 13060525P003981100040."""


PUBLISHED = "导入的已公开文本"
"""The note of an edition that somebody approved before it was imported."""
UNJUDGED = Judged(Findings(()), ())
"""What was found and reasoned when a published document was approved is not known here."""


class Outcome(StrEnum):
    """What an import does to one thing."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of the document, what happens to it and, for a change, each field from → to."""

    what: str
    outcome: Outcome
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or with ``dry_run`` would do, in the document's order; and what the user may not expect.

    ``only_stored`` names what the document's units have in the year beyond the document; an import leaves it alone.
    ``not_approved`` counts what was stored before and stays unapproved although the document is ``published``.
    ``code_years`` are the years (two digits) in the project codes when none of them is the import's, else empty.
    """

    entries: tuple[Entry, ...]
    only_stored: tuple[str, ...] = ()
    not_approved: int = 0
    code_years: tuple[str, ...] = ()

    def count(self, outcome: Outcome) -> int:
        """How many things had this outcome."""
        return sum(entry.outcome == outcome for entry in self.entries)

    @property
    def changes_nothing(self) -> bool:
        """Whether everything in the document stands in the database already."""
        return self.count(Outcome.UNCHANGED) == len(self.entries)


def import_reading(reading: Reading, *, year: int, published: bool = False, dry_run: bool = False) -> ImportReport:
    """Store every table of a read document in one transaction.

    A missing year is created with the document's months and the framework its categories belong to; a missing unit with
    its printed name. What is approved is never changed. ``published`` says that the document has been approved and
    published, so what is new counts as approved and gets its first edition; what is stored already keeps its status,
    for approving it is a step of review.

    :raises DocumentError: naming every line that cannot be stored; nothing is written then.
    :raises django.db.IntegrityError: when another import of the same year or unit was quicker; nothing is written.
    """
    with transaction.atomic():
        plan = ImportPlan(reading, year)
        plan.must_be_storable()
        report = _report(plan, published=published)
        if not dry_run:
            new = _write(plan, Status.APPROVED if published else Status.DRAFT)
            for declared in _read_again(new) if published else ():
                seal(declared, UNJUDGED, actor=None, note=PUBLISHED)
    return report


# -- the outcome -----------------------------------------------------------------------------------------------------


def _report(plan: ImportPlan, *, published: bool) -> ImportReport:
    """What :func:`_write` does."""
    is_new = plan.year._state.adding
    entries = [Entry(f"{plan.year.year}年度", Outcome.NEW if is_new else Outcome.UNCHANGED)]
    entries += [Entry(f"单位 {unit}", Outcome.NEW) for unit in plan.units.values() if unit.pk is None]
    if plan.reading.target:
        entries.append(_entry("部门整体绩效目标", plan.target_changes))
    for table, changes in zip(plan.projects, plan.project_changes, strict=True):
        entries.append(_entry(f"项目 {table.code} {table.name}", changes))
    stored = [*plan.stored_projects, *filter(None, [plan.stored_target])]
    return ImportReport(
        entries=tuple(entries),
        only_stored=plan.only_stored(),
        not_approved=sum(not declared.is_approved for declared in stored) if published else 0,
        code_years=_code_years(plan),
    )


def _entry(what: str, changes: tuple[Change, ...] | None) -> Entry:
    if changes is None:
        return Entry(what, Outcome.NEW)
    return Entry(what, Outcome.CHANGED if changes else Outcome.UNCHANGED, changes)


def _code_years(plan: ImportPlan) -> tuple[str, ...]:
    """One code of an earlier year is a project that goes on; a document of nothing else is of another year."""
    known = {match[1] for table in plan.projects if (match := _PROJECT_CODE.fullmatch(table.code))}
    return () if f"{plan.year.year % 100:02}" in known else tuple(sorted(known))


# -- writing ---------------------------------------------------------------------------------------------------------


def _write(plan: ImportPlan, status: Status) -> list[Project | DepartmentTarget]:
    """Write what is new or changed, the things others refer to first; return what is new, which gets the status."""
    new: list[Project | DepartmentTarget] = []
    _write_year(plan)
    for unit in plan.units.values():
        if unit.pk is None:
            unit.save()
    if plan.reading.target and plan.target_changes != ():
        target = write_target(plan, status, None)
        new += [] if plan.stored_target else [target]
    for index, changes in enumerate(plan.project_changes):
        if changes != ():
            project = write_project(plan, index, status, None)
            new += [] if changes else [project]
    return new


def write_project(plan: ImportPlan, index: int, status: Status, actor: User | None) -> Project:
    """Write one table that is new, which gets the status, or changed, and its history entry."""
    table, changes = plan.projects[index], plan.project_changes[index]
    unit = plan.units[table.unit.code]
    project = plan.stored_project(index) or Project(department=unit, fiscal_year=plan.year, status=status)
    store_declaration(project, table, plan.tree, actor)
    record(Verb.IMPORTED, project, actor=actor, changes=changes or difference(None, table))
    return project


def write_target(plan: ImportPlan, status: Status, actor: User | None) -> DepartmentTarget:
    """Write part one, in the same way."""
    part = plan.reading.target
    assert part is not None  # noqa: S101  (what the caller has seen)
    unit = plan.units[part.unit.code]
    target = plan.stored_target or DepartmentTarget(department=unit, fiscal_year=plan.year, status=status)
    store_department_declaration(target, part, actor)
    record(Verb.IMPORTED, target, actor=actor, changes=plan.target_changes or difference(None, part))
    return target


def _read_again(new: list[Project | DepartmentTarget]) -> Iterator[Project | DepartmentTarget]:
    """What was just written, as it is stored, in the same order and a fixed number of queries."""
    keys = [declared.pk for declared in new if isinstance(declared, Project)]
    projects = Project.objects.with_tables().in_bulk(keys)
    for declared in new:
        yield projects[declared.pk] if isinstance(declared, Project) else declared


def _write_year(plan: ImportPlan) -> None:
    if plan.year._state.adding:
        plan.year.save(force_insert=True)
    known = set(plan.year.checkpoint_months)
    CheckpointMonth.objects.bulk_create(
        CheckpointMonth(fiscal_year=plan.year, month=month) for month in plan.months if month not in known
    )
