"""Beginning a project or a department target, and giving up a draft."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Field, Max, Model, ProtectedError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.tree import CategoryTree
from targets.access import Scope
from targets.declaration import Declaration
from targets.models import Department, DepartmentTarget, FiscalYear, Indicator, Project, User, Verb
from targets.models.departments import DepartmentQuerySet
from targets.services.findings import RefusedError, locked
from targets.services.history import difference, record, record_deletion
from targets.storage import store_declaration

_TOLD = 40
"""Characters of a text that a refusal quotes."""


def units_entered_by(user: object) -> DepartmentQuerySet:
    """The units whose targets the user enters."""
    return Department.objects.visible_to(user).filter(Scope.of(user).entries("code"))


@transaction.atomic
def start_project(*, declaration: Declaration, actor: User) -> Project:
    """Store a new draft under the unit and year the table names, at the end of the unit's document.

    :raises PermissionDenied: when the actor does not enter the unit's targets.
    :raises RefusedError: when the year is closed, or something of the table cannot be stored.
    """
    unit, year = _entered(declaration.unit.code, declaration.year, actor)
    must_fit(declaration)
    last = Project.objects.filter(department=unit, fiscal_year=year).aggregate(last=Max("number"))["last"]
    project = Project(department=unit, fiscal_year=year)
    tree = CategoryTree.of(year.framework)
    if any(tree.find(row.level_one, row.level_two) is None for row in declaration.indicators):
        raise RefusedError(_("The year's framework has no such category, so nothing was stored."))
    numbered = declaration.model_copy(update={"number": (last or 0) + 1})
    try:
        with transaction.atomic():
            store_declaration(project, numbered, tree, actor)
    except IntegrityError:
        raise RefusedError(_("The year has a project of this code already.")) from None
    record(Verb.BEGUN, project, actor=actor, changes=difference(None, numbered))
    return project


@transaction.atomic
def begin_target(*, unit: str, year: int, actor: User) -> DepartmentTarget:
    """The unit's department target of the year; where there is none, an empty draft is begun.

    Nothing is typed in it yet, so its version is 0: of two who begin it at once, the second is told of the first.

    :raises PermissionDenied: when there is none and the actor does not enter the unit's targets.
    :raises RefusedError: when there is none and the year is closed.
    """
    found = DepartmentTarget.objects.visible_to(actor).filter(department__code=unit, fiscal_year=year).first()
    if found is not None:
        return cast("DepartmentTarget", found)
    department, fiscal_year = _entered(unit, year, actor)
    first = {"version": 0, "updated_by": actor}
    targets = DepartmentTarget.objects
    target, is_new = targets.get_or_create(department=department, fiscal_year=fiscal_year, defaults=first)
    if is_new:
        record(Verb.BEGUN, target, actor=actor)
    return target


def _entered(code: str, year: int, actor: User) -> tuple[Department, FiscalYear]:
    """The unit and the year in which the actor may begin something; the year is locked, so that it stays open."""
    unit = units_entered_by(actor).filter(code=code).first()
    if unit is None:
        raise PermissionDenied
    years = FiscalYear.objects.select_related("framework").select_for_update(of=("self",), no_key=True)
    found = get_object_or_404(years, year=year)
    must_be_open(found)
    return unit, found


@transaction.atomic
def delete_draft(*, project_id: int, actor: User) -> str:
    """Delete a project that never went into review, with all that was entered; return its name.

    :raises Http404: when the actor may not see it.
    :raises PermissionDenied: when they may not change it.
    :raises RefusedError: when it was submitted before, or something must be kept for audit.
    """
    project = locked(project_id, actor)
    if told := stays_on_record(project):
        raise RefusedError(told)
    try:
        with transaction.atomic():
            record_deletion(project, actor=actor)
            project.delete()
    except ProtectedError:
        raise RefusedError(_("This project is on record, so it cannot be deleted.")) from None
    return project.name


def stays_on_record(project: Project) -> str:
    """The sentence that says why a draft is not deleted; empty while it may be."""
    if project.submitted_at is not None:
        return _("This project was submitted before, so it stays on record and cannot be deleted.")
    if project.edition_in_force_id is not None:
        return _("This project has editions, so it stays on record and cannot be deleted.")
    return ""


def closed_because(year: FiscalYear) -> str:
    """The sentence that says why nothing can be entered in the year today; empty while entry is open."""
    if year.is_open():
        return ""
    told = {"year": year.year, "opens": year.entry_opens, "closes": year.entry_closes}
    if year.entry_opens and timezone.localdate() < year.entry_opens:
        return _("Entry for %(year)s opens on %(opens)s, so nothing can be entered yet.") % told
    return _("Entry for %(year)s closed on %(closes)s, so nothing can be entered any more.") % told


def must_be_open(year: FiscalYear) -> None:
    """Refuse to enter anything outside the year's window.

    :raises RefusedError: saying when it opens or closed.
    """
    if told := closed_because(year):
        raise RefusedError(told)


def must_fit(declaration: Declaration) -> None:
    """Refuse what a column would not take: a year's new words may be longer than the old ones.

    :raises RefusedError: quoting the first text that is too long.
    """
    texts: list[tuple[type[Model], str, str]] = [(Project, "name", declaration.name)]
    texts += [(Indicator, "name", row.name) for row in declaration.indicators]
    texts += [(Indicator, "basis", row.basis) for row in declaration.indicators]
    for model, name, text in texts:
        field = cast("Field[Any, Any]", model._meta.get_field(name))
        if len(text) > cast("int", field.max_length):
            told = {"field": field.verbose_name, "project": declaration.name[:_TOLD], "most": field.max_length}
            message = _("%(field)s in “%(project)s” may have %(most)d characters, and this has more: %(text)s…")
            raise RefusedError(message % (told | {"text": text[:_TOLD]}))
