"""Saving what was typed into a project's table or a department target."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from targets.declaration import Declaration, DepartmentDeclaration
from targets.models import DepartmentTarget, Project, User
from targets.services.findings import RefusedError, locked, store
from targets.storage import declaration_of, department_declaration_of, store_department_declaration


@dataclass
class StaleProjectError(Exception):
    """Somebody saved in between; nothing was written. ``stored`` is what they saved."""

    project: Project
    stored: Declaration


@dataclass
class StaleTargetError(Exception):
    """The same of a department target."""

    target: DepartmentTarget
    stored: DepartmentDeclaration


class CodeTakenError(RefusedError):
    """The year has a project of this code already."""


@transaction.atomic
def save_project(*, project_id: int, version: str, typed: Declaration, actor: User) -> Project:
    """Store a project's table as typed on a page that showed ``version``, as it sent that; writes only what differs.

    A page that did not hear of its own saving may send it again: what already stands there is no conflict.

    :raises Http404: when the actor may not see the project.
    :raises PermissionDenied: when they may not change it.
    :raises StaleProjectError: when it was changed since.
    :raises RefusedError: when the database cannot take it: a code that is taken, a category of another framework.
    """
    project = locked(project_id, actor)
    stored = declaration_of(project)
    if stored == typed:
        return project
    if str(project.version) != version:
        raise StaleProjectError(project, stored)
    try:
        store(project, typed, actor)
    except IntegrityError:
        message = _("The year has another project of the code %(code)s: correct the code.")
        raise CodeTakenError(message % {"code": typed.code}) from None
    return project


@transaction.atomic
def save_target(*, target_id: int, version: str, typed: DepartmentDeclaration, actor: User) -> DepartmentTarget:
    """Store a department target in the same way.

    :raises Http404: when the actor may not see it.
    :raises PermissionDenied: when they may not change it.
    :raises StaleTargetError: when it was changed since.
    """
    target = locked_target(target_id, actor)
    stored = department_declaration_of(target)
    if stored == typed:
        return target
    if str(target.version) != version:
        raise StaleTargetError(target, stored)
    store_department_declaration(target, typed, actor)
    return target


def locked_target(target_id: int, actor: User) -> DepartmentTarget:
    """The department target as nobody else can change it meanwhile, if the actor may."""
    seen = DepartmentTarget.objects.visible_to(actor).with_rows().select_for_update(of=("self",))
    target: DepartmentTarget = get_object_or_404(seen, pk=target_id)
    if not DepartmentTarget.objects.editable_by(actor).filter(pk=target_id).exists():
        raise PermissionDenied
    return target
