"""What an import is to write, decided before anything is written: the document against what is stored."""

from collections.abc import Mapping
from itertools import takewhile
from operator import eq
from typing import Any, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q

from indicators.models import Framework
from indicators.tree import CategoryTree
from targets.declaration import Declaration, Unit
from targets.diff import Change, diff
from targets.models import Department, DepartmentTarget, FiscalYear, Indicator, Project
from targets.readers import DocumentError, Path, Place, Problem, Reading, shorten
from targets.storage import declaration_of, department_declaration_of
from targets.unsaid import keep_unsaid

Identity = tuple[str, str, str]
"""By what a table is known again in its year: its code, or without one its unit and name."""
Found = TypeVar("Found")

_TOLD = 3
"""Differences from approved content that are told; the others are counted."""
_ALIKE = 30
"""Characters two texts may begin with alike and still be told from their beginning."""


class ImportPlan:
    """The year, the units and the stored counterpart of each table, and what changes in it. Reads, never writes.

    A table without a code is the stored draft without one that has its unit and name. What a table has no place for,
    and a number it does not give, stays as it is stored.

    :param lock: in a transaction that goes on to write; without it, everything is only looked at.
    :param keeps_numbers: what is stored keeps its number in any case: each file, and each export of a document whose
        numbers are double, counts its own tables.
    :raises DocumentError: when there is no framework at all. All else is asked for: :meth:`must_be_storable`.
    """

    def __init__(self, reading: Reading, year: int, *, lock: bool = True, keeps_numbers: bool = False) -> None:
        self.reading, self.lock, self.keeps_numbers = reading, lock, keeps_numbers
        self.faults: list[tuple[Path, Problem]] = []
        self.year, self.months = self._settle_year(year)
        self.tree = CategoryTree.of(self.year.framework)
        self.projects = [self._in_framework(index, table) for index, table in enumerate(reading.projects)]
        self.units = self._settle_units()
        self._stored = self._stored_projects()
        self.stored_target = self._stored_target()
        self.project_changes = [self._compare_project(index, table) for index, table in enumerate(self.projects)]
        self.target_changes = self._compare_target()

    def must_be_storable(self) -> None:
        """Refuse what cannot be stored, and what would change anything that is approved.

        :raises DocumentError: naming every line.
        """
        for index, changes in enumerate(self.project_changes):
            project = self.stored_project(index)
            if changes and project and project.is_approved:
                self._say_approved(("projects", index, "code"), f"“{project.name}”", changes)
        if self.target_changes and self.stored_target and self.stored_target.is_approved:
            self._say_approved(("target",), "部门整体绩效目标", self.target_changes)
        if self.faults:
            raise DocumentError(problem for _, problem in self.faults)

    def stored_project(self, index: int) -> Project | None:
        """What a table is in the database, if anything."""
        return self._stored.get(_identity(self.projects[index]))

    @property
    def stored_projects(self) -> list[Project]:
        """What of the document's projects is stored already."""
        return list(self._stored.values())

    def place(self, path: Path) -> Place | None:
        """Where in a file of tables something stands, or what is around it."""
        return _nearest(path, self.reading.places)

    def _problem(self, path: Path, expected: str, found: str) -> None:
        line = _nearest(path, self.reading.lines) or 0
        self.faults.append((path, Problem(line, expected, found, place=self.place(path))))

    def _say(self, path: Path, sentence: str) -> None:
        line = _nearest(path, self.reading.lines) or 0
        self.faults.append((path, Problem(line, sentence=sentence, place=self.place(path))))

    def _say_approved(self, path: Path, what: str, changes: tuple[Change, ...]) -> None:
        self._say(path, f"{what}已批复，不能由导入改动，而文件与之不同：{_tell(changes)}")

    def _must_fit(self, path: Path, model: type[Model], **values: str) -> None:
        """Report what a column would not take: too long, not of its form."""
        for name, value in values.items():
            field = cast("Field[Any, Any]", model._meta.get_field(name))
            try:
                field.clean(value, None)
            except ValidationError as error:
                for fault in error.error_list:
                    if fault.code == "max_length":
                        limits = f"{field.verbose_name}不超过 {field.max_length} 个字，实为 {len(value)} 个字："
                    else:
                        limits = f"{fault.messages[0].rstrip('。')}，实为"
                    self._say((*path, name), f"{limits}“{shorten(value)}”")

    # -- the year ------------------------------------------------------------------------------------------------

    def _settle_year(self, number: int) -> tuple[FiscalYear, tuple[int, ...]]:
        # Locking the year lets imports of one year wait for each other, instead of both adding the same project.
        years = self._locked(FiscalYear.objects.select_related("framework"))
        stored = years.filter(year=number).first()
        year = stored or FiscalYear(year=number, framework=self._fitting_framework())
        months = year.checkpoint_months if stored else ()
        for index, table in enumerate(self.reading.projects):
            found = tuple(row.month for row in table.checkpoints)
            months = months or found
            if found and found != months:
                expected = f"{number}年度的支出计划月份 {_month_list(months)}"
                self._problem(("projects", index, "checkpoints"), expected, _month_list(found))
        return year, months

    def _fitting_framework(self) -> Framework:
        """The framework that knows most of the document's categories; among equals the latest."""
        wanted = {(row.level_one, row.level_two) for table in self.reading.projects for row in table.indicators}
        frameworks = list(Framework.objects.order_by("-name"))
        if not frameworks:
            raise DocumentError((Problem(line=0, expected="系统中已有指标体系（请管理员先建立）"),))
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
                place = ("projects", index, "indicators", position, "level_two")
                self._problem(place, expected, f"{row.level_one} › {row.level_two}")
                continue
            rows.append(row.model_copy(update={"level_one": category.parent.name, "level_two": category.name}))
        return table.model_copy(update={"indicators": tuple(rows)})

    # -- the units -----------------------------------------------------------------------------------------------

    def _settle_units(self) -> dict[str, Department]:
        named: dict[Unit, Path] = {}
        for index, table in enumerate(self.projects):
            named.setdefault(table.unit, ("projects", index, "unit"))
        if self.reading.target:  # last: part one itself does not say whose it is
            named.setdefault(self.reading.target.unit, ("target",))
        units = {unit.code: unit for unit in Department.objects.filter(code__in=[unit.code for unit in named])}
        for unit, path in named.items():
            stored = units.get(unit.code)
            if stored is None:
                self._must_fit(path, Department, code=unit.code, name=unit.name)
                units[unit.code] = Department(code=unit.code, name=unit.name)
            elif stored.name != unit.name:
                self._problem(path, f"单位 {unit.code} 的名称“{stored.name}”", unit.name)
        return units

    # -- projects ------------------------------------------------------------------------------------------------

    def _stored_projects(self) -> dict[Identity, Project]:
        coded = Q(code__in={table.code for table in self.projects} - {""})
        nameless = [table for table in self.projects if not table.code]
        uncoded = Q(code="", department__code__in={table.unit.code for table in nameless})
        wanted = coded | (uncoded & Q(name__in={table.name for table in nameless})) if nameless else coded
        rows = self._locked(Project.objects.filter(wanted, fiscal_year=self.year)).with_tables()
        return {_identity(declaration_of(project)): project for project in rows}

    def _locked(self, rows: Any) -> Any:
        return rows.select_for_update(of=("self",)) if self.lock else rows

    def _compare_project(self, index: int, table: Declaration) -> tuple[Change, ...] | None:
        """Each field that changes; ``None`` for a project that is not stored yet."""
        path = ("projects", index)
        self._must_fit(path, Project, code=table.code, name=table.name)
        for position, row in enumerate(table.indicators):
            self._must_fit((*path, "indicators", position), Indicator, name=row.name, basis=row.basis)
        project = self.stored_project(index)
        if project is None:
            return None
        if project.department.code != table.unit.code:
            expected = f"单位 {project.department} 的项目编码（它已属于该单位）"
            self._problem((*path, "code"), expected, table.code)
            return ()
        stored = declaration_of(project)
        lacking = self.reading.lacks(index) | ({"number"} if self.keeps_numbers or table.number is None else set())
        table = self.projects[index] = keep_unsaid(table, stored, lacking)
        return diff(stored, table)

    # -- part one ------------------------------------------------------------------------------------------------

    def _stored_target(self) -> DepartmentTarget | None:
        if self.reading.target is None:
            return None
        targets = self._locked(DepartmentTarget.objects.select_related("department", "fiscal_year"))
        ours = {"fiscal_year": self.year, "department__code": self.reading.target.unit.code}
        return cast("DepartmentTarget | None", targets.filter(**ours).first())

    def _compare_target(self) -> tuple[Change, ...] | None:
        wanted, stored = self.reading.target, self.stored_target
        if wanted is None or stored is None:
            return None
        return diff(department_declaration_of(stored), wanted)

    # -- what else is stored -------------------------------------------------------------------------------------

    def only_stored(self) -> tuple[str, ...]:
        """What the document's units have in the year and the document lacks."""
        ours = {"fiscal_year": self.year, "department__code__in": self.units}
        targets = DepartmentTarget.objects.filter(**ours).select_related("department")
        if self.reading.target:
            targets = targets.exclude(department__code=self.reading.target.unit.code)
        projects = Project.objects.filter(**ours).exclude(pk__in=[project.pk for project in self.stored_projects])
        return (
            *(f"单位 {target.department} 的部门整体绩效目标" for target in targets),
            *(f"项目 {code or '（无编码）'} {name}" for code, name in projects.values_list("code", "name")),
        )


def _identity(table: Declaration) -> Identity:
    return ("", "", table.code) if table.code else (table.unit.code, table.name, "")


def _nearest(path: Path, known: Mapping[Path, Found]) -> Found | None:
    while path and path not in known:
        path = path[:-1]
    return known.get(path)


def _tell(changes: tuple[Change, ...]) -> str:
    """The first differences, each from → to, and how many there are when these are not all."""
    told = "；".join(_tell_change(change) for change in changes[:_TOLD])
    return told if len(changes) <= _TOLD else f"{told}……共 {len(changes)} 处"


def _tell_change(change: Change) -> str:
    """Long texts from shortly before they part: what they begin with alike tells nothing."""
    alike = sum(takewhile(bool, map(eq, change.before, change.after)))
    start = alike - 10 if alike > _ALIKE else 0
    cut = "…" if start else ""
    before, after = (f"{cut}{shorten(text[start:])}" if text else "（空）" for text in (change.before, change.after))
    return f"{change.label}：{before} → {after}"


def _month_list(months: tuple[int, ...]) -> str:
    return "、".join(f"{month}月底" for month in months)
