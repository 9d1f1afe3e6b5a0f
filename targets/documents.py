"""A unit's document of one year as somebody may read it: as it stands at home, elsewhere what is in force.

What is in force is read from its edition, never from the rows, which may hold the draft of the next one.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.shortcuts import get_object_or_404
from django.urls import reverse

from targets.declaration import Declaration, DepartmentDeclaration, DepartmentDocument
from targets.models import Department, DepartmentTarget, Edition, FiscalYear, Project
from targets.storage import declaration_of, department_declaration_of, document_numbers, unit_of

_UNREAD = ("edition_in_force__sealed", "edition_in_force__judgement")


class _Place(NamedTuple):
    """Where a table stands in the document; tables compare in printed order, those without a number last."""

    unit: str
    unnumbered: bool
    number: int
    code: str
    project: int
    department: int
    budget: Decimal | None
    edition: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """A project's table as printed in the document.

    ``edition`` is the one in force: what is printed here or, where it is read as it stands, what applies until the
    next is approved. ``live`` is the project where it is read as it stands.
    """

    project: int
    declaration: Declaration
    edition: Edition | None
    live: Project | None

    @property
    def address(self) -> str:
        """Where it is read alone."""
        if self.live:
            return self.live.get_absolute_url()
        assert self.edition is not None  # noqa: S101  (what is not live is sealed)
        return reverse("edition", args=[self.edition.pk])


class Readable:
    """What of the document of unit ``code`` in ``year`` the user may read; false when that is nothing.

    It has the tables of the units below, too, and part one of the very unit: ``target`` as it stands, or its
    ``target_edition``.

    :raises Http404: when there is no such year, or no such unit that the user may read.
    """

    def __init__(self, user: object, year: int, code: str) -> None:
        self.department = get_object_or_404(Department.objects.visible_to(user), code=code)
        self.year = get_object_or_404(FiscalYear, year=year)
        below: dict[str, Any] = {"fiscal_year": year, "department__code__startswith": code}
        self._live = Project.objects.live_to(user).filter(**below)
        self._sealed = Edition.objects.sealed_to(user).filter(project__isnull=False, **below)
        self._places = sorted([*self._live_places(), *self._sealed_places()])
        self.numbers = document_numbers((each.department, _number(each)) for each in self._places)
        mine: dict[str, Any] = {"fiscal_year": year, "department": self.department}
        targets = DepartmentTarget.objects.live_to(user).with_rows().select_related("edition_in_force")
        self.target = targets.defer(*_UNREAD).filter(**mine).first()
        sealed = Edition.objects.sealed_to(user).filter(target__isnull=False, **mine)
        self.target_edition = None if self.target else sealed.first()

    def __bool__(self) -> bool:
        return bool(self._places or self.target or self.target_edition)

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, part: slice) -> list[Table]:
        """These tables in printed order, in a fixed number of queries."""
        places = list(zip(self.numbers, self._places, strict=True))[part]
        projects = self._live.with_tables().select_related("edition_in_force").defer(*_UNREAD)
        live = projects.in_bulk([each.project for _, each in places if each.edition is None])
        sealed = self._sealed.in_bulk([each.edition for _, each in places if each.edition is not None])
        return [
            _sealed_table(sealed[place.edition], number) if place.edition else _live_table(live[place.project], number)
            for number, place in places
            if place.edition in sealed or place.project in live
        ]

    @property
    def budget(self) -> Decimal:
        """The sum of all its tables' budgets in 万元."""
        return sum((each.budget for each in self._places if each.budget is not None), Decimal(0))

    @cached_property
    def part_one(self) -> DepartmentDeclaration | None:
        """Part one, or ``None`` while there is none to read."""
        if self.target:
            return department_declaration_of(self.target)
        found = self.target_edition and self.target_edition.declaration
        return found if isinstance(found, DepartmentDeclaration) else None

    @property
    def edition_of_part_one(self) -> Edition | None:
        """The edition in force of part one."""
        return self.target.edition_in_force if self.target else self.target_edition

    def plain(self) -> DepartmentDocument:
        """The document as data, whole."""
        return DepartmentDocument(
            year=self.year.pk,
            unit=unit_of(self.department),
            target=self.part_one,
            projects=tuple(table.declaration for table in self[:]),
        )

    def _live_places(self) -> Iterator[_Place]:
        columns = ("department__code", "number", "code", "pk", "department_id", "budget")
        rows: Iterable[Any] = self._live.order_by().values_list(*columns)
        for unit, number, code, key, department, budget in rows:
            yield _Place(unit, number is None, number or 0, code, key, department, budget, None)

    def _sealed_places(self) -> Iterator[_Place]:
        rows = self._sealed.select_related("department").defer("judgement").order_by()
        for edition in rows.iterator(chunk_size=100):
            number = json.loads(edition.sealed)["declaration"]["number"]
            place = (edition.department.code, number is None, number or 0, edition.code, edition.project_id)
            yield _Place(*place, edition.department_id, edition.budget, edition.pk)


def _number(place: _Place) -> int | None:
    return None if place.unnumbered else place.number


def _live_table(project: Project, number: int) -> Table:
    declaration = declaration_of(project).model_copy(update={"number": number})
    return Table(project.pk, declaration, project.edition_in_force, project)


def _sealed_table(edition: Edition, number: int) -> Table:
    declared: Any = edition.declaration
    return Table(edition.project_id or 0, declared.model_copy(update={"number": number}), edition, None)
