"""What the rules say of a stored project or department target, with each place in the form's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from targets.checks.engine import Context, Finding, Severity, check
from targets.checks.places import label
from targets.declaration import Declaration, DepartmentDeclaration, Funds
from targets.models import DepartmentTarget, Project
from targets.storage import unit_of


@dataclass(frozen=True, slots=True)
class PlacedFinding:
    """A finding and its place in words: 满意度指标 › 服务对象满意度指标 › 工作人员满意度 › 指标值."""

    finding: Finding
    place: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in one project or department target, errors first."""

    placed: tuple[PlacedFinding, ...]

    @property
    def errors(self) -> int:
        """How many block submission."""
        return sum(row.finding.severity is Severity.ERROR for row in self.placed)

    @property
    def warnings(self) -> int:
        """How many are for people to judge."""
        return len(self.placed) - self.errors


def findings_of(
    declared: Project | DepartmentTarget, declaration: Declaration | DepartmentDeclaration, user: object
) -> Findings:
    """Run the rules, as its year sets them, over what is declared beside its unit's tables that ``user`` may read.

    Three queries, when it comes with its year.
    """
    return _found(declared, declaration, neighbours(declared, user))


def findings_of_many(
    pairs: Sequence[tuple[Project | DepartmentTarget, Declaration | DepartmentDeclaration]], user: object
) -> list[Findings]:
    """The same for several, in their order; two queries for all together, when they come with their years' months."""
    units = {(declared.fiscal_year_id, declared.department_id) for declared, _ in pairs}
    asked = (Q(fiscal_year=year, department=department) for year, department in units)
    others = Project.objects.visible_to(user).filter(reduce(or_, asked, Q(pk__in=[])))
    tables: dict[tuple[int, int], list[tuple[Project, Declaration]]] = {unit: [] for unit in units}
    for other in others.select_related("department").prefetch_related("goals"):
        tables[other.fiscal_year_id, other.department_id].append((other, _compared(other)))
    return [_found(declared, declaration, _beside(declared, tables)) for declared, declaration in pairs]


def _beside(declared: Project | DepartmentTarget, tables: Any) -> tuple[Declaration, ...]:
    near = tables[declared.fiscal_year_id, declared.department_id]
    return tuple(table for other, table in near if other != declared)


def _found(
    declared: Project | DepartmentTarget,
    declaration: Declaration | DepartmentDeclaration,
    others: tuple[Declaration, ...],
) -> Findings:
    year = declared.fiscal_year
    context = Context(settings=year.rule_settings, others=others, months=year.checkpoint_months)
    found = check(declaration, context)
    return Findings(tuple(PlacedFinding(finding, label(declaration, finding.path)) for finding in found))


def neighbours(declared: Project | DepartmentTarget, user: object) -> tuple[Declaration, ...]:
    """The unit's other tables of the year that ``user`` may read, as far as they are compared: without their rows."""
    unit = {"fiscal_year": declared.fiscal_year_id, "department": declared.department_id}
    others = Project.objects.visible_to(user).filter(**unit)
    if isinstance(declared, Project):
        others = others.exclude(pk=declared.pk)
    return tuple(_compared(other) for other in others.select_related("department").prefetch_related("goals"))


def _compared(other: Project) -> Declaration:
    """A table without its rows."""
    return Declaration(
        year=other.fiscal_year_id,
        unit=unit_of(other.department),
        number=other.number,
        code=other.code,
        name=other.name,
        purpose=other.purpose,
        funds=Funds(fiscal=other.fiscal_funds, other=other.other_funds),
        goals=tuple(goal.text for goal in other.goals.all()),
    )
