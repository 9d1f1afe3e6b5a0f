"""An administrator's corrections of what stands above a project's table: taken in from a table of projects."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from indicators.tree import CategoryTree
from targets.declaration import Checkpoint, Declaration
from targets.models import Project, User, Verb
from targets.models.status import IN_ENTRY
from targets.services.findings import RefusedError, store
from targets.services.history import difference, record
from targets.storage import declaration_of, store_declaration, unit_of

_HEAD = ("number", "code", "name", "purpose", "funds")


@transaction.atomic
def correct_head(*, project_id: int, head: Declaration, actor: User) -> Project:
    """Store number, code, name, purpose and funds of ``head`` in a draft or a returned project; its rows stay.

    :raises PermissionDenied: when the actor is no administrator.
    :raises RefusedError: when it is approved or in review, belongs to another unit, or the code is taken.
    """
    _must_administer(actor)
    project: Project = Project.objects.select_for_update(of=("self",)).with_tables().get(pk=project_id)
    if project.status not in IN_ENTRY:
        told = {"project": project, "status": project.standing}
        raise RefusedError(_("“%(project)s” is %(status)s, so it is not changed here: it has to be reopened.") % told)
    stored = declaration_of(project)
    if (stored.unit.code, stored.year) != (head.unit.code, head.year):
        raise RefusedError(_("A project stays with its unit and year: begin a new one instead."))
    typed = stored.model_copy(update={name: getattr(head, name) for name in _HEAD})
    try:
        store(project, stored, typed, actor)
    except IntegrityError:
        raise RefusedError(_("The year has a project of this code already.")) from None
    return project


@transaction.atomic
def begin_head(*, project: Project, actor: User) -> Project:
    """Store a new draft, of which a table said no more than its head; its plan has the year's months, still blank.

    :raises PermissionDenied: when the actor is no administrator.
    :raises RefusedError: when the code is taken.
    """
    _must_administer(actor)
    months = project.fiscal_year.checkpoint_months
    head = head_of(project).model_copy(update={"checkpoints": tuple(Checkpoint(month=month) for month in months)})
    fresh = Project(department=project.department, fiscal_year=project.fiscal_year)
    try:
        with transaction.atomic():
            store_declaration(fresh, head, CategoryTree.of(project.fiscal_year.framework), actor)
    except IntegrityError:
        raise RefusedError(_("The year has a project of this code already.")) from None
    record(Verb.BEGUN, fresh, actor=actor, changes=difference(None, head))
    return fresh


def head_of(project: Project) -> Declaration:
    """What stands above the table of a project that need not be stored."""
    return Declaration(
        year=project.fiscal_year.year,
        unit=unit_of(project.department),
        number=project.number,
        code=project.code,
        name=project.name,
        purpose=project.purpose,
        funds={"fiscal": project.fiscal_funds, "other": project.other_funds},
    )


def _must_administer(actor: User) -> None:
    if not (actor.is_active and actor.is_superuser):
        raise PermissionDenied
