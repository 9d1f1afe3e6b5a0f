"""What an import is to write, decided before anything is written: the document against what is stored."""

from collections.abc import Mapping
from itertools import takewhile
from operator import eq
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import Field, Model

from indicators.models import Framework
from indicators.tree import CategoryTree
from targets.declaration import Declaration, Unit
from targets.diff import Change, diff
from targets.models import Department, DepartmentTarget, FiscalYear, Indicator, Project
from targets.readers import DocumentError, Path, Problem, Reading, shorten
from targets.storage import declaration_of, department_declaration_of

_TOLD = 3
"""Differences from approved content that are told; the others are counted."""
_ALIKE = 30
"""Characters two texts may begin with alike and still be told from their beginning."""


class ImportPlan:
    """The year, the units and the stored counterpart of each table, and what changes in it. Reads, never writes.

    :raises DocumentError: naming every line that cannot be stored.
    """

    def __init__(self, reading: Reading, year: int) -> None:
        self.reading = reading
        self.problems: list[Problem] = []
        self.year, self.months = self._settle_year(year)
        self.tree = CategoryTree.of(self.year.framework)
        self.projects = [self._in_framework(index, table) for index, table in enumerate(reading.projects)]
        self.units = self._settle_units()
        self.stored_projects = self._stored_projects()
        self.stored_target = self._stored_target()
        self.project_changes = [self._compare_project(index, table) for index, table in enumerate(self.projects)]
        self.target_changes = self._compare_target()
        if self.problems:
            raise DocumentError(self.problems)

    def _line(self, path: Path) -> int:
        lines: Mapping[Path, int] = self.reading.lines
        while path and path not in lines:
            path = path[:-1]
        return lines.get(path, 0)

    def _problem(self, path: Path, expected: str, found: str) -> None:
        self.problems.append(Problem(self._line(path), expected, found))

    def _say(self, path: Path, sentence: str) -> None:
        self.problems.append(Problem(self._line(path), sentence=sentence))

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
                self._problem(
                    ("projects", index, "indicators", position), expected, f"{row.level_one} › {row.level_two}"
                )
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

    def _stored_projects(self) -> dict[str, Project]:
        codes = [table.code for table in self.projects]
        locked = Project.objects.select_for_update(of=("self",)).filter(fiscal_year=self.year, code__in=codes)
        return {project.code: project for project in locked.with_tables()}

    def _compare_project(self, index: int, table: Declaration) -> tuple[Change, ...] | None:
        """Each field that changes; ``None`` for a project that is not stored yet."""
        path = ("projects", index)
        self._must_fit(path, Project, code=table.code, name=table.name)
        for position, row in enumerate(table.indicators):
            self._must_fit((*path, "indicators", position), Indicator, name=row.name, basis=row.basis)
        project = self.stored_projects.get(table.code)
        if project is None:
            return None
        if project.department.code != table.unit.code:
            expected = f"单位 {project.department} 的项目编码（它已属于该单位）"
            self._problem((*path, "code"), expected, table.code)
            return ()
        changes = diff(declaration_of(project), table)
        if changes and project.is_approved:
            told = f"“{project.name}”已批复，不能由导入改动，而文件与之不同：{_tell(changes)}"
            self._say((*path, "code"), told)
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
            self._say(("target",), f"部门整体绩效目标已批复，不能由导入改动，而文件与之不同：{_tell(changes)}")
        return changes

    # -- what else is stored -------------------------------------------------------------------------------------

    def only_stored(self) -> tuple[str, ...]:
        """What the document's units have in the year and the document lacks."""
        ours = {"fiscal_year": self.year, "department__code__in": self.units}
        targets = DepartmentTarget.objects.filter(**ours).select_related("department")
        if self.reading.target:
            targets = targets.exclude(department__code=self.reading.target.unit.code)
        projects = Project.objects.filter(**ours).exclude(code__in=self.stored_projects)
        return (
            *(f"单位 {target.department} 的部门整体绩效目标" for target in targets),
            *(f"项目 {code or '（无编码）'} {name}" for code, name in projects.values_list("code", "name")),
        )


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
