"""Taking a document in: compare with what is stored, then write all of it or none."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Field, Model

from indicators.models import Framework
from indicators.tree import CategoryTree
from targets.declaration import Declaration, DepartmentDeclaration, Unit
from targets.diff import Change, diff
from targets.models import CheckpointMonth, Department, DepartmentTarget, FiscalYear, Indicator, Project, Status
from targets.readers import DocumentError, Problem, Reading
from targets.storage import (
    declaration_of,
    department_declaration_of,
    store_declaration,
    store_department_declaration,
)


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
    """What an import did, or with ``dry_run`` would do, in the document's order."""

    entries: tuple[Entry, ...]

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
    published, so what is new counts as approved.

    :raises DocumentError: naming every line that cannot be stored; nothing is written then.
    """
    with transaction.atomic():
        plan = _Plan(reading, year, Status.APPROVED if published else Status.DRAFT)
        report = plan.report()
        if not dry_run:
            plan.write()
    return report


class _Plan:
    """What is to be written, decided before anything is."""

    def __init__(self, reading: Reading, year: int, status: Status) -> None:
        self.reading = reading
        self.status = status
        self.problems: list[Problem] = []
        self.settled: list[Entry] = []
        self.year, self.months = self._settle_year(year)
        self.tree = CategoryTree.of(self.year.framework)
        self.projects = [self._in_framework(index, table) for index, table in enumerate(reading.projects)]
        self.units = self._settle_units()
        self.stored_projects = self._stored_projects()
        self.stored_target = self._stored_target()
        self.project_changes = [self._compare_project(index, table) for index, table in enumerate(self.projects)]
        self.target_changes = self._compare_target()
        if self.problems:
            raise DocumentError(tuple(sorted(self.problems, key=lambda problem: problem.line)))

    def _line(self, *path: str | int) -> int:
        lines: Mapping[tuple[str | int, ...], int] = self.reading.lines
        while path and path not in lines:
            path = path[:-1]
        return lines.get(path, 0)

    def _problem(self, path: tuple[str | int, ...], expected: str, found: str) -> None:
        self.problems.append(Problem(line=self._line(*path), expected=expected, found=found))

    def _must_fit(self, path: tuple[str | int, ...], model: type[Model], **values: str) -> None:
        """Report what a column would not take: too long, not of its form."""
        for name, value in values.items():
            field = cast("Field[Any, Any]", model._meta.get_field(name))
            try:
                field.clean(value, None)
            except ValidationError as error:
                self._problem(path, f"{field.verbose_name}：{''.join(error.messages)}", value)

    # -- the year ------------------------------------------------------------------------------------------------

    def _settle_year(self, number: int) -> tuple[FiscalYear, tuple[int, ...]]:
        # Locking the year lets imports of one year wait for each other, instead of both adding the same project.
        years = FiscalYear.objects.select_for_update(of=("self",)).select_related("framework")
        stored = years.filter(year=number).first()
        year = stored or FiscalYear(year=number, framework=self._fitting_framework())
        months = year.checkpoint_months if stored else ()
        for index, table in enumerate(self.reading.projects):
            found = tuple(row.month for row in table.checkpoints)
            months = months or found
            if found and found != months:
                expected = f"{number}年度的支出计划月份 {_month_list(months)}"
                self._problem(("projects", index, "checkpoints"), expected, _month_list(found))
        self.settled.append(Entry(f"{number}年度", Outcome.UNCHANGED if stored else Outcome.NEW))
        return year, months

    def _fitting_framework(self) -> Framework:
        """The framework that knows most of the document's categories; among equals the latest."""
        wanted = {(row.level_one, row.level_two) for table in self.reading.projects for row in table.indicators}
        frameworks = list(Framework.objects.order_by("-name"))
        if not frameworks:
            raise DocumentError((Problem(line=0, expected="系统中已有指标体系（请管理员先建立）", found=""),))
        trees = {framework.pk: CategoryTree.of(framework) for framework in frameworks}
        return max(
            frameworks, key=lambda framework: sum(trees[framework.pk].find(*names) is not None for names in wanted)
        )

    def _in_framework(self, index: int, table: Declaration) -> Declaration:
        """The table with its categories named as the framework names them."""
        rows = []
        for position, row in enumerate(table.indicators):
            category = self.tree.find(row.level_one, row.level_two)
            if category is None or category.parent is None:
                expected = f"{self.year.framework.name}中的指标（{self.tree.expected(row.level_one)}）"
                self._problem(
                    ("projects", index, "indicators", position), expected, f"{row.level_one} › {row.level_two}"
                )
                continue
            rows.append(row.model_copy(update={"level_one": category.parent.name, "level_two": category.name}))
        return table.model_copy(update={"indicators": tuple(rows)})

    # -- the units -----------------------------------------------------------------------------------------------

    def _settle_units(self) -> dict[str, Department]:
        named: dict[Unit, tuple[str | int, ...]] = {}
        if self.reading.target:
            named[self.reading.target.unit] = ("target",)
        for index, table in enumerate(self.projects):
            named.setdefault(table.unit, ("projects", index, "unit"))
        units = {unit.code: unit for unit in Department.objects.filter(code__in=[unit.code for unit in named])}
        for unit, path in named.items():
            stored = units.get(unit.code)
            if stored is None:
                self._must_fit(path, Department, code=unit.code, name=unit.name)
                units[unit.code] = Department(code=unit.code, name=unit.name)
                self.settled.append(Entry(f"单位 {unit.code} {unit.name}", Outcome.NEW))
            elif stored.name != unit.name:
                self._problem(path, f"单位 {unit.code} 的名称“{stored.name}”", unit.name)
        return units

    # -- projects ------------------------------------------------------------------------------------------------

    def _stored_projects(self) -> dict[str, Project]:
        codes = [table.code for table in self.projects]
        locked = Project.objects.select_for_update(of=("self",)).filter(fiscal_year=self.year, code__in=codes)
        return {project.code: project for project in locked.with_tables()}

    def _compare_project(self, index: int, table: Declaration) -> tuple[Change, ...] | None:
        """Each field that changes; ``None`` for a project that is not stored yet."""
        path = ("projects", index, "code")
        self._must_fit(path, Project, code=table.code, name=table.name)
        for position, row in enumerate(table.indicators):
            self._must_fit(("projects", index, "indicators", position), Indicator, name=row.name, basis=row.basis)
        project = self.stored_projects.get(table.code)
        if project is None:
            return None
        if project.department.code != table.unit.code:
            self._problem(path, f"单位 {project.department} 的项目编码（它已属于该单位）", table.code)
            return ()
        changes = diff(declaration_of(project), table)
        if changes and project.is_approved:
            self._problem(
                path, f"与已批复的“{project.name}”一致的内容（已批复的申报表不能由导入改动）", changes[0].label
            )
        return changes

    # -- part one ------------------------------------------------------------------------------------------------

    def _stored_target(self) -> DepartmentTarget | None:
        if self.reading.target is None:
            return None
        targets = DepartmentTarget.objects.select_for_update(of=("self",)).select_related("department")
        return targets.filter(fiscal_year=self.year, department__code=self.reading.target.unit.code).first()

    def _compare_target(self) -> tuple[Change, ...] | None:
        wanted, stored = self.reading.target, self.stored_target
        if wanted is None or stored is None:
            return None
        changes = diff(department_declaration_of(stored), wanted)
        if changes and stored.is_approved:
            self._problem(
                ("target",), "与已批复的部门整体绩效目标一致的内容（已批复的不能由导入改动）", changes[0].label
            )
        return changes

    # -- the outcome ---------------------------------------------------------------------------------------------

    def report(self) -> ImportReport:
        """What :meth:`write` does."""
        entries = list(self.settled)
        if self.reading.target:
            entries.append(_entry("部门整体绩效目标", self.target_changes))
        for table, changes in zip(self.projects, self.project_changes, strict=True):
            entries.append(_entry(f"项目 {table.code} {table.name}", changes))
        return ImportReport(tuple(entries))

    def write(self) -> None:
        """Write what is new or changed, the things others refer to first."""
        self._write_year()
        for unit in self.units.values():
            if unit.pk is None:
                unit.save()
        if self.reading.target and self.target_changes != ():
            self._write_target(self.reading.target)
        for table, changes in zip(self.projects, self.project_changes, strict=True):
            if changes != ():
                stored = self.stored_projects.get(table.code)
                unit = self.units[table.unit.code]
                project = stored or Project(department=unit, fiscal_year=self.year, status=self.status)
                store_declaration(project, table, self.tree)

    def _write_year(self) -> None:
        if self.year._state.adding:
            self.year.save(force_insert=True)
        known = set(self.year.checkpoint_months)
        CheckpointMonth.objects.bulk_create(
            CheckpointMonth(fiscal_year=self.year, month=month) for month in self.months if month not in known
        )

    def _write_target(self, wanted: DepartmentDeclaration) -> None:
        unit = self.units[wanted.unit.code]
        target = self.stored_target or DepartmentTarget(department=unit, fiscal_year=self.year, status=self.status)
        store_department_declaration(target, wanted)


def _entry(what: str, changes: tuple[Change, ...] | None) -> Entry:
    if changes is None:
        return Entry(what, Outcome.NEW)
    return Entry(what, Outcome.CHANGED if changes else Outcome.UNCHANGED, changes)


def _month_list(months: tuple[int, ...]) -> str:
    return "、".join(f"{month}月底" for month in months)
