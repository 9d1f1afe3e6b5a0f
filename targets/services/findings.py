"""What people do about a finding: take its suggestion, take that back."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from indicators.fields import no_controls
from indicators.tree import CategoryTree
from targets.access import Scope
from targets.checks.edits import EditError, dotted, steps, text_at, with_value
from targets.checks.engine import Path
from targets.checks.places import label
from targets.declaration import Declaration, DepartmentDeclaration
from targets.findings import PlacedFinding, findings_of
from targets.models import DepartmentTarget, Project, User, Verb
from targets.models.status import DeclaredQuerySet
from targets.services.history import difference, record
from targets.storage import declaration_of, store_declaration


class RefusedError(Exception):
    """Nothing was written. ``str()`` of it is a sentence for the user that says why."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One field that was changed: where (``place`` in words) and what was and is typed there."""

    path: Path
    place: str
    before: str
    after: str


@transaction.atomic
def take_suggestion(*, project_id: int, rule: str, path: str, value: str, actor: User) -> Taken:
    """Type a finding's suggestion into its field, if the rules still say the very same of it.

    :param path: the finding's path with dots: ``indicators.3.value``.
    :param value: what stood there when the user saw the finding.
    :raises Http404: when the actor may not see the project.
    :raises PermissionDenied: when they may not change it.
    :raises RefusedError: when the finding is gone or has no suggestion.
    """
    project = locked(project_id, actor)
    declaration = declaration_of(project)
    row = the_same(project, declaration, rule, path, value, actor)
    if row.finding.suggestion is None:
        raise RefusedError(_("This finding has no suggestion to take."))
    return _type(project, declaration, row.finding.path, row.finding.suggestion, actor)


@transaction.atomic
def put_back(*, project_id: int, path: Path, before: str, after: str, actor: User) -> Taken:
    """Type ``before`` again where a suggestion put ``after``, unless something else stands there by now.

    :raises Http404: when the actor may not see the project.
    :raises PermissionDenied: when they may not change it.
    :raises RefusedError: when the field was changed since.
    """
    project = locked(project_id, actor)
    declaration = declaration_of(project)
    try:
        now = text_at(declaration, path)
    except EditError:
        raise RefusedError(_("The row is not there any more, so nothing was put back.")) from None
    if now != after:
        raise RefusedError(
            _("%(place)s was changed since and now reads “%(now)s”, so nothing was put back.")
            % {"place": label(declaration, path), "now": now}
        )
    return _type(project, declaration, path, before, actor)


def locked(project_id: int, actor: User) -> Project:
    """The project as nobody else can change it meanwhile, if the actor may."""
    seen, editable = Project.objects.visible_to(actor).with_tables(), Project.objects.editable_by(actor)
    project: Project = _locked(seen, editable, project_id, actor)
    return project


def locked_target(target_id: int, actor: User) -> DepartmentTarget:
    """The department target, in the same way."""
    targets = DepartmentTarget.objects
    seen, editable = targets.visible_to(actor).with_rows(), targets.editable_by(actor)
    target: DepartmentTarget = _locked(seen, editable, target_id, actor)
    return target


def _locked(seen: DeclaredQuerySet, editable: DeclaredQuerySet, pk: int, actor: User) -> Any:
    declared = get_object_or_404(seen.select_for_update(of=("self",)), pk=pk)
    if not editable.filter(pk=pk).exists():
        raise denied(declared, actor)
    return declared


def must_be_visible(text: str) -> None:
    """Refuse what somebody wrote when a character of it cannot be seen.

    :raises RefusedError: naming the first such character.
    """
    try:
        no_controls(text)
    except ValidationError as error:
        raise RefusedError(" ".join(error.messages)) from None


def denied(declared: Project | DepartmentTarget, user: object) -> PermissionDenied:
    """What to raise where the user may read something but not change it.

    Who enters the unit's targets is told which status it is that stands in the way; others have not the role.
    """
    if not Scope.of(user).enters(declared.department.code):
        return PermissionDenied()
    title = declared.name if isinstance(declared, Project) else f"{declared.fiscal_year_id}年部门整体绩效目标"
    if declared.is_approved:
        return PermissionDenied(_("“%(title)s” is approved, so it is not changed any more.") % {"title": title})
    return PermissionDenied(_("“%(title)s” is in review: it can be changed once it is returned.") % {"title": title})


def the_same(
    declared: Project | DepartmentTarget,
    declaration: Declaration | DepartmentDeclaration,
    rule: str,
    path: str,
    value: str | None,
    actor: User,
) -> PlacedFinding:
    """The finding the user saw, found anew; whatever else was found there is another one."""
    for row in findings_of(declared, declaration, actor).placed:
        if (row.finding.rule, dotted(row.finding.path)) == (rule, path) and value in (None, row.finding.value):
            return row
    try:
        now = text_at(declaration, steps(path))
    except EditError:
        raise RefusedError(_("This finding is settled: nothing was changed.")) from None
    raise RefusedError(
        _("This finding is settled: %(place)s now reads “%(now)s”. Nothing was changed.")
        % {"place": label(declaration, steps(path)), "now": now}
    )


def _type(project: Project, declaration: Declaration, path: Path, text: str, actor: User) -> Taken:
    try:
        changed = with_value(declaration, path, text)
    except EditError as error:
        raise RefusedError(str(error)) from error
    try:
        store(project, declaration, changed, actor)
    except IntegrityError:
        raise RefusedError(
            _("“%(text)s” cannot stand there: another project has it already.") % {"text": text}
        ) from None
    return Taken(path, label(changed, path), text_at(declaration, path), text_at(changed, path))


def store(project: Project, before: Declaration, changed: Declaration, actor: User) -> bool:
    """Write a changed table of a locked project, which so far says ``before``; return whether it differed.

    :raises RefusedError: when a category is none of the year's framework.
    :raises IntegrityError: when the database refuses it; nothing is written then.
    """
    tree = CategoryTree.of(project.fiscal_year.framework)
    if any(tree.find(row.level_one, row.level_two) is None for row in changed.indicators):
        raise RefusedError(_("The year's framework has no such category, so nothing was changed."))
    with transaction.atomic():
        differed = store_declaration(project, changed, tree, actor)
    if differed:
        record(Verb.CHANGED, project, actor=actor, changes=difference(before, changed))
    return differed
