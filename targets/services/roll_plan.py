"""What rolling a year forward would do, told before anything is written."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.functional import cached_property

from targets.copying import texts_of
from targets.declaration import Declaration, DepartmentDeclaration
from targets.models import DepartmentTarget, FiscalYear, Project
from targets.placing import Placing
from targets.services.starting import units_entered_by
from targets.storage import declaration_of, department_declaration_of
from targets.years_in_text import YearPhrase, with_years, year_phrases


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project of the source year; ``there`` when its unit has one of that name in the next year already."""

    of: Project
    table: Declaration
    there: bool


@dataclass(frozen=True, slots=True)
class PartRow:
    """A unit's first part; ``there`` when the unit has one in the next year, of which there can be only one."""

    of: DepartmentTarget
    part: DepartmentDeclaration
    there: bool


class RollPlan:
    """A year's projects and first parts of the units the user enters, or of one ``unit`` of them, and the next year.

    Reads a fixed number of times, never writes. ``target`` is ``None`` while the next year does not exist: there is
    nothing to copy into then, so nothing else may be asked.

    :raises PermissionDenied: when the user enters no unit's targets, or not this unit's.
    """

    def __init__(self, source: FiscalYear, user: object, unit: str = "") -> None:
        self.source, self.user, self.unit = source, user, unit
        self.units = list(units_entered_by(user))
        self.chosen = [each for each in self.units if unit in ("", each.code)]
        if not self.chosen:
            raise PermissionDenied
        years = FiscalYear.objects.select_related("framework").prefetch_related("months")
        self.next_year = source.year + 1
        self.target = years.filter(year=self.next_year).first()

    @property
    def into(self) -> FiscalYear:
        """The next year, which somebody has seen to exist."""
        assert self.target is not None  # noqa: S101  (what a view asks first)
        return self.target

    @cached_property
    def projects(self) -> list[ProjectRow]:
        """In the order of the units' documents."""
        rows = self._of(Project, self.source).with_tables().order_by("department__code", "number", "code", "pk")
        there = self.names_there()
        return [
            ProjectRow(project, declaration_of(project), (project.department_id, self._renamed(project)) in there)
            for project in rows
        ]

    @cached_property
    def parts(self) -> list[PartRow]:
        """In the order of the units."""
        rows = self._of(DepartmentTarget, self.source).select_related("department", "fiscal_year")
        rows = rows.prefetch_related("overallgoals", "itemisedgoals", "safeguards").order_by("department__code")
        there = self.parts_there()
        return [PartRow(part, department_declaration_of(part), part.department_id in there) for part in rows]

    @cached_property
    def phrases(self) -> tuple[YearPhrase, ...]:
        """Every year in all the texts."""
        return year_phrases(self._texts(), self.source.year, self.into.year)

    @cached_property
    def placing(self) -> Placing:
        """The next year's categories."""
        return Placing.of(self.into.framework)

    @property
    def tables(self) -> list[Declaration]:
        """The projects' tables."""
        return [row.table for row in self.projects]

    @property
    def months_there(self) -> str:
        """What the next year plans for, in words."""
        return "、".join(f"{month}月底" for month in self.into.checkpoint_months)

    @property
    def dropped(self) -> dict[int, int]:
        """The months the next year does not plan for, with the number of projects that have an amount there."""
        planned = self.into.checkpoint_months
        rows = (row for table in self.tables for row in table.checkpoints)
        return dict(sorted(Counter(row.month for row in rows if row.amount and row.month not in planned).items()))

    def names_there(self) -> set[tuple[int, str]]:
        """Each project's unit and name in the next year."""
        return set(self._of(Project, self.into).values_list("department_id", "name"))

    def parts_there(self) -> set[int]:
        """The units that have a first part in the next year."""
        return set(self._of(DepartmentTarget, self.into).values_list("department_id", flat=True))

    def _of(self, model: Any, year: FiscalYear) -> Any:
        return model.objects.visible_to(self.user).filter(fiscal_year=year, department__in=self.chosen)

    def _renamed(self, project: Project) -> str:
        moved = year_phrases([project.name], self.source.year, self.into.year)
        return with_years(project.name, {phrase.text: phrase.offered for phrase in moved if phrase.ticked})

    def _texts(self) -> Iterator[str]:
        for row in self.projects:
            yield from texts_of(row.table)
        for part in self.parts:
            yield from texts_of(part.part)
