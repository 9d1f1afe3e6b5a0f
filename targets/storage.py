"""How a Declaration is stored in the models and read back: the only module that knows both."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django.db import models

from indicators.tree import CategoryTree
from targets import declaration as plain
from targets.models import Declared, Department, DepartmentTarget, Project, User
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


def contents_of(declared: Declared) -> plain.Declaration | plain.DepartmentDeclaration:
    """What is declared, of whichever kind it is."""
    if isinstance(declared, Project):
        return declaration_of(declared)
    return department_declaration_of(cast("DepartmentTarget", declared))


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


def store_declaration(
    project: Project, declaration: plain.Declaration, tree: CategoryTree, actor: User | None = None
) -> bool:
    """Write the table into ``project`` (new or existing, its department and year set); return whether it differed.

    Touches only what differs, and counts the version up when anything does. The indicators' categories must be in
    ``tree``: callers check that first, so as to say where one is not.
    """
    head = {
        "number": declaration.number,
        "code": declaration.code,
        "name": declaration.name,
        "purpose": declaration.purpose,
        "fiscal_funds": declaration.funds.fiscal,
        "other_funds": declaration.funds.other,
    }
    lists: dict[str, list[dict[str, Any]]] = {
        "checkpoints": [{"month": row.month, "amount": row.amount} for row in declaration.checkpoints],
        "goals": [{"text": text} for text in declaration.goals],
        "indicators": [
            {
                "category": tree.find(row.level_one, row.level_two),
                "name": row.name,
                "description": row.description,
                "value": row.value,
                "basis": row.basis,
            }
            for row in declaration.indicators
        ],
    }
    return _store(project, head, lists, actor)


def store_department_declaration(
    target: DepartmentTarget, declaration: plain.DepartmentDeclaration, actor: User | None = None
) -> bool:
    """Write part one into ``target``, in the same way."""
    lists: dict[str, list[dict[str, Any]]] = {
        "overallgoals": [{"text": text} for text in declaration.goals],
        "itemisedgoals": [
            {"title": row.title, "goal": row.goal, "indicators": row.indicators} for row in declaration.items
        ],
        "safeguards": [{"title": row.title, "text": row.text} for row in declaration.safeguards],
    }
    return _store(target, {"lead": declaration.lead}, lists, actor)


def _store(
    declared: Declared, head: dict[str, Any], lists: dict[str, list[dict[str, Any]]], actor: User | None
) -> bool:
    changed = [name for name, value in head.items() if getattr(declared, name) != value]
    for name in changed:
        setattr(declared, name, head[name])
    if is_new := declared._state.adding:
        declared.updated_by = actor
        declared.save()
    synced = [_sync(getattr(declared, name), rows) for name, rows in lists.items()]
    if is_new or not (changed or any(synced)):
        return is_new
    declared.version += 1
    declared.updated_by = actor
    declared.save(update_fields=[*changed, "version", "updated_by", "updated_at"])
    return True


def _sync(manager: Any, wanted: Sequence[dict[str, Any]]) -> bool:
    """Make the rows behind a related manager hold ``wanted``, in order; return whether anything had to change.

    Rows keep their identity by position (checkpoints: by month), so what refers to a row survives a correction. At most
    three statements, however many rows differ.
    """
    model: type[models.Model] = manager.model
    key = "position" if issubclass(model, Row) else "month"
    existing = {}
    for position, row in enumerate(manager.all(), start=1):
        existing[position if key == "position" else row.month] = row
    fresh, changed, fields = [], [], set()
    for position, values in enumerate(wanted, start=1):
        values = {"position": position} | values if key == "position" else values
        row = existing.pop(values[key], None)
        if row is None:
            fresh.append(model(**values, **{manager.field.name: manager.instance}))
        elif differing := {name for name, value in values.items() if getattr(row, name) != value}:
            for name in differing:
                setattr(row, name, values[name])
            fields |= differing
            changed.append(row)
    if existing:
        model._default_manager.filter(pk__in=[row.pk for row in existing.values()]).delete()
    if changed:
        model._default_manager.bulk_update(changed, sorted(fields))
    model._default_manager.bulk_create(fresh)
    return bool(existing or changed or fresh)
