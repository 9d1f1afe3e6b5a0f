"""How a Declaration is stored in the models and read back: the only module that knows both."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import models

from indicators.tree import CategoryTree
from targets import declaration as plain
from targets.models import Department, DepartmentTarget, Project
from targets.models.status import Row


def unit_of(department: Department) -> plain.Unit:
    """The unit as it is printed."""
    return plain.Unit(code=department.code, name=department.name)


def declaration_of(project: Project) -> plain.Declaration:
    """The project's target table. Queries nothing when the project came from ``with_tables()``."""
    return plain.Declaration(
        year=project.fiscal_year_id,
        unit=unit_of(project.department),
        number=project.number,
        code=project.code,
        name=project.name,
        purpose=project.purpose,
        funds=plain.Funds(fiscal=project.fiscal_funds, other=project.other_funds),
        checkpoints=tuple(plain.Checkpoint(month=row.month, amount=row.amount) for row in project.checkpoints.all()),
        goals=tuple(row.text for row in project.goals.all()),
        indicators=tuple(
            plain.Indicator(
                level_one=row.category.parent.name if row.category.parent else "",
                level_two=row.category.name,
                name=row.name,
                description=row.description,
                value=row.value,
                basis=row.basis,
            )
            for row in project.indicators.all()
        ),
    )


def department_declaration_of(target: DepartmentTarget) -> plain.DepartmentDeclaration:
    """Part one of the unit's document."""
    return plain.DepartmentDeclaration(
        year=target.fiscal_year_id,
        unit=unit_of(target.department),
        lead=target.lead,
        goals=tuple(row.text for row in target.overallgoals.all()),
        items=tuple(
            plain.ItemisedGoal(title=row.title, goal=row.goal, indicators=row.indicators)
            for row in target.itemisedgoals.all()
        ),
        safeguards=tuple(plain.Safeguard(title=row.title, text=row.text) for row in target.safeguards.all()),
    )


def numbered(project: Project, number: int) -> plain.Declaration:
    """The project's table with the number its document gives it."""
    return declaration_of(project).model_copy(update={"number": number})


def document_numbers(places: Iterable[tuple[int, int | None]]) -> list[int]:
    """The printed numbers of a document's tables, from each one's department and own number, in printed order.

    A unit's own numbers stand, even where a reader sees only some of its tables. A document of several units, or whose
    numbers are missing or double, counts from 1.
    """
    rows = list(places)
    own = [number for _, number in rows if number is not None]
    if len({department for department, _ in rows}) == 1 and len(set(own)) == len(rows):
        return own
    return list(range(1, len(rows) + 1))


def document_of(
    department: Department, year: int, projects: Iterable[tuple[int, Project]], target: DepartmentTarget | None
) -> plain.DepartmentDocument:
    """The whole document, of tables with their printed numbers, in the order given."""
    return plain.DepartmentDocument(
        year=year,
        unit=unit_of(department),
        target=department_declaration_of(target) if target else None,
        projects=tuple(numbered(project, number) for number, project in projects),
    )


def store_declaration(project: Project, declaration: plain.Declaration, tree: CategoryTree) -> None:
    """Write the table into ``project`` (new or existing, its department and year set), touching only what differs.

    The indicators' categories must be in ``tree``: callers check that first, so as to say where one is not.
    """
    project.number = declaration.number
    project.code = declaration.code
    project.name = declaration.name
    project.purpose = declaration.purpose
    project.fiscal_funds = declaration.funds.fiscal
    project.other_funds = declaration.funds.other
    project.save()
    _sync(
        project.checkpoints,
        [{"month": row.month, "amount": row.amount} for row in declaration.checkpoints],
        key=lambda values, _: values["month"],
    )
    _sync(project.goals, [{"text": text} for text in declaration.goals])
    _sync(
        project.indicators,
        [
            {
                "category": tree.find(row.level_one, row.level_two),
                "name": row.name,
                "description": row.description,
                "value": row.value,
                "basis": row.basis,
            }
            for row in declaration.indicators
        ],
    )


def store_department_declaration(target: DepartmentTarget, declaration: plain.DepartmentDeclaration) -> None:
    """Write part one into ``target`` (new or existing), touching only what differs."""
    target.lead = declaration.lead
    target.save()
    _sync(target.overallgoals, [{"text": text} for text in declaration.goals])
    _sync(
        target.itemisedgoals,
        [{"title": row.title, "goal": row.goal, "indicators": row.indicators} for row in declaration.items],
    )
    _sync(target.safeguards, [{"title": row.title, "text": row.text} for row in declaration.safeguards])


def _by_position(_values: dict[str, Any], position: int) -> int:
    return position


def _sync(
    manager: Any, wanted: Sequence[dict[str, Any]], key: Callable[[dict[str, Any], int], int] = _by_position
) -> None:
    """Make the rows behind a related manager hold ``wanted``, in order: change, add and delete no more than needed.

    Rows keep their identity by position (checkpoints: by month), so what refers to a row survives a correction.
    """
    model: type[models.Model] = manager.model
    positioned = issubclass(model, Row)
    existing = {}
    for position, row in enumerate(manager.all(), start=1):
        existing[position if positioned else row.month] = row
    fresh = []
    for position, values in enumerate(wanted, start=1):
        values = values | {"position": position} if positioned else values
        row = existing.pop(key(values, position), None)
        if row is None:
            fresh.append(model(**values, **{manager.field.name: manager.instance}))
            continue
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        for name in changed:
            setattr(row, name, values[name])
        if changed:
            row.save(update_fields=changed)
    if existing:
        model._default_manager.filter(pk__in=[row.pk for row in existing.values()]).delete()
    model._default_manager.bulk_create(fresh)
