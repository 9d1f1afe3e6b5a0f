"""What changed rule settings would find in a year, beside what the present ones find; nothing is written."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from targets.checks.engine import Context, Declared, Finding, Rule, check, rules
from targets.checks.settings import RuleSettings
from targets.declaration import Declaration
from targets.models import DepartmentTarget, FiscalYear, Project
from targets.storage import declaration_of, department_declaration_of

MOST = 2000
"""Projects that are looked at, in the order of units; and as many units' first parts."""
LISTED = 100
"""Changed tables that are named."""
_CHUNK = 200

Tables = list[tuple[Project | DepartmentTarget, Declared]]


@dataclass(frozen=True, slots=True)
class RuleChange:
    """How often one rule speaks before and after."""

    rule: Rule
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class TableChange:
    """A project's table, or a unit's first part, of which something else would be said: what comes and what goes."""

    of: Project | DepartmentTarget
    comes: tuple[Finding, ...]
    goes: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """The outcome: rules that speak (those that change first), the first LISTED of the ``changed`` tables.

    ``projects`` is how many were looked at; ``cut`` whether the year has more.
    """

    rules: tuple[RuleChange, ...]
    tables: tuple[TableChange, ...]
    changed: int
    projects: int
    cut: bool

    @property
    def unlisted(self) -> int:
        """How many changed tables are not named."""
        return self.changed - len(self.tables)

    @property
    def before(self) -> int:
        """Findings under the present settings."""
        return sum(row.before for row in self.rules)

    @property
    def after(self) -> int:
        """Findings under the changed settings."""
        return sum(row.after for row in self.rules)


def preview(year: FiscalYear, before: RuleSettings, after: RuleSettings, user: object, most: int = MOST) -> Preview:
    """Check what ``user`` may read of a year under both settings, a unit at a time. ``most`` bounds the work."""
    projects = Project.objects.visible_to(user).filter(fiscal_year=year.pk)
    targets = DepartmentTarget.objects.visible_to(user).filter(fiscal_year=year.pk)
    counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    changed: list[TableChange] = []
    total = 0
    months = year.checkpoint_months
    for tables, beside in _units(projects, targets, most):
        contexts = [Context(settings=each, others=beside, months=months) for each in (before, after)]
        for of, declared in tables:
            was, will = (check(declared, context) for context in contexts)
            for count, found in zip(counts, (was, will), strict=True):
                count.update(finding.rule for finding in found)
            if set(was) != set(will):
                total += 1
                if total <= LISTED:
                    comes = tuple(finding for finding in will if finding not in was)
                    changed.append(TableChange(of, comes, tuple(finding for finding in was if finding not in will)))
    rows = [RuleChange(rule, counts[0][rule.id], counts[1][rule.id]) for rule in rules()]
    rows = [row for row in rows if row.before or row.after]
    in_year = projects.count()
    return Preview(
        rules=tuple(sorted(rows, key=lambda row: row.before == row.after)),
        tables=tuple(changed),
        changed=total,
        projects=min(in_year, most),
        cut=in_year > most,
    )


def _units(projects: Any, targets: Any, most: int) -> Iterator[tuple[Tables, tuple[Declaration, ...]]]:
    """The tables of each unit, after them its first part, and its tables as what they are all compared with."""
    parts = targets.select_related("department").prefetch_related("overallgoals", "itemisedgoals", "safeguards")
    waiting = {part.department_id: part for part in parts.order_by("department__code")[:most]}
    in_order = projects.with_tables().order_by("department__code", "number", "pk")
    # Of the unit that the bound cuts through, the tables before it are compared with each other.
    rows = islice(in_order.iterator(chunk_size=_CHUNK), most)
    for department, unit in groupby(rows, lambda project: project.department_id):
        tables: Tables = [(project, declaration_of(project)) for project in unit]
        beside = tuple(table for _, table in tables if isinstance(table, Declaration))
        if part := waiting.pop(department, None):
            tables.append((part, department_declaration_of(part)))
        yield tables, beside
    for part in waiting.values():
        yield [(part, department_declaration_of(part))], ()
