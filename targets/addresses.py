"""Where a project or a department target is found, and what it is called in a sentence."""

from typing import Any

from django.urls import reverse

from targets.models import DepartmentTarget, Kind, Project


def where(declared: Project | DepartmentTarget) -> dict[str, Any]:
    """What its addresses name: a project's key, or the year and the unit's code."""
    if isinstance(declared, Project):
        return {"pk": declared.pk}
    return {"year": declared.fiscal_year_id, "code": declared.department.code}


def address(name: str, declared: Project | DepartmentTarget) -> str:
    """The address of that name: ``review`` is ``review-target`` for a department target."""
    suffix = "" if isinstance(declared, Project) else "-target"
    return reverse(f"{name}{suffix}", kwargs=where(declared))


def key(kind: Kind, named: dict[str, Any]) -> int | None:
    """The key of what an address names, whoever may see it; ``None`` where there is nothing."""
    if kind is Kind.PROJECT:
        pk: int = named["pk"]
        return pk
    found = DepartmentTarget.objects.filter(fiscal_year=named["year"], department__code=named["code"])
    return found.values_list("pk", flat=True).first()


def title(declared: Project | DepartmentTarget) -> str:
    """What it is called."""
    return declared.name if isinstance(declared, Project) else part_one(declared.fiscal_year_id)


def part_one(year: int) -> str:
    """What a department target of the year is called."""
    return f"{year}年部门整体绩效目标"
