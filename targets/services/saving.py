"""Saving what was typed into a project's table or a department target."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from targets.declaration import Declaration, DepartmentDeclaration
from targets.models import DepartmentTarget, Project, User, Verb
from targets.services.findings import RefusedError, locked, locked_target, store
from targets.services.history import difference, record
from targets.services.starting import begin_target
from targets.storage import declaration_of, department_declaration_of, store_department_declaration


@dataclass
class StaleError(Exception):
    """Somebody saved in between; nothing was written. ``stored`` is what they saved."""

    declared: Project | DepartmentTarget
    stored: Declaration | DepartmentDeclaration


class StaleProjectError(StaleError):
    """The one of a project."""


class StaleTargetError(StaleError):
    """The one of a department target."""


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
        store(project, stored, typed, actor)
    except IntegrityError:
        message = _("The year has another project of the code %(code)s: correct the code.")
        raise CodeTakenError(message % {"code": typed.code}) from None
    return project


@transaction.atomic
def save_target(*, version: str, typed: DepartmentDeclaration, actor: User) -> DepartmentTarget:
    """Store the department target of the unit and year that ``typed`` names; the first saving begins it.

    :raises Http404: when the actor may not see it.
    :raises PermissionDenied: when they may not change it, or begin it.
    :raises StaleTargetError: when it was changed since, or begun.
    :raises RefusedError: when it is to be begun in a year that is closed.
    """
    target = locked_target(begin_target(unit=typed.unit.code, year=typed.year, actor=actor).pk, actor)
    stored = department_declaration_of(target)
    if stored == typed:
        return target
    if str(target.version) != version:
        raise StaleTargetError(target, stored)
    if store_department_declaration(target, typed, actor):
        record(Verb.CHANGED, target, actor=actor, changes=difference(stored, typed))
    return target
