"""What the pages of review show."""

from collections.abc import Mapping

from django import template

from targets.access import Scope
from targets.addresses import address, title
from targets.models import DepartmentTarget, Project, Status

register = template.Library()


@register.filter
def at(typed: Mapping[str, str] | str, name: str) -> str:
    """What was typed in the field of that name, "" where nothing was."""
    return typed.get(name, "") if isinstance(typed, Mapping) else ""


@register.filter
def review_address(declared: Project | DepartmentTarget) -> str:
    """Where it is reviewed."""
    return address("review", declared)


@register.filter
def title_of(declared: Project | DepartmentTarget) -> str:
    """What it is called."""
    return title(declared)


@register.filter
def may_take_back(declared: Project | DepartmentTarget, user: object) -> bool:
    """Whether the user may take it back from review, for a list to offer; no query for what comes with its unit."""
    return declared.status == Status.SUBMITTED and Scope.of(user).enters(declared.department.code)
