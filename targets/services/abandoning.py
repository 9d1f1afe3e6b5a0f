"""Abandoning an adjustment (放弃调整): what was approved stands again as it was, and is in force as before."""

from typing import cast

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from indicators.tree import CategoryTree
from targets.access import Scope
from targets.declaration import Declaration, DepartmentDeclaration
from targets.models import DepartmentTarget, Kind, Status, User, Verb
from targets.services.history import difference, record
from targets.services.notifying import tell_of
from targets.services.reviewing import Declarable, changed_since, did_last, is_adjusted, locked, must_be_clear
from targets.services.submitting import NotReadyError
from targets.storage import contents_of, store_declaration, store_department_declaration


@transaction.atomic
def abandon(*, kind: Kind, key: int, version: str, actor: User) -> None:
    """Give up the draft of an adjustment: the rows say what the edition in force says, and it is approved as before.

    Reasons and comments stay; what the draft said is in the history.

    :param version: what the page showed, as it sent it.
    :raises Http404: when the actor may not see it.
    :raises PermissionDenied: when they neither enter its department's targets nor review them.
    :raises NotReadyError: when it is not open for adjustment, or somebody changed it since.
    """
    declared = locked(kind, key, actor)
    scope, code = Scope.of(actor), declared.department.code
    if not (scope.enters(code) or scope.reviews(code)):
        raise PermissionDenied
    if declared.status == Status.APPROVED and did_last(declared, Verb.ABANDONED, actor):
        return
    if not is_adjusted(declared) or (edition := declared.edition_in_force) is None:
        raise NotReadyError((_("It is not open for adjustment, so there is nothing to abandon."),))
    must_be_clear(changed_since(declared, version))
    changes = difference(contents_of(declared), edition.declaration)
    _restore(declared, edition.declaration, actor)
    declared.status = Status.APPROVED
    declared.save(update_fields=["status", "updated_at"])
    tell_of(record(Verb.ABANDONED, declared, actor=actor, changes=changes), declared)


def _restore(declared: Declarable, approved: Declaration | DepartmentDeclaration, actor: User) -> None:
    """Write what the edition in force says into the rows.

    :raises NotReadyError: when a category or the code of that time cannot be had any more.
    """
    if isinstance(declared, DepartmentTarget):
        store_department_declaration(declared, cast("DepartmentDeclaration", approved), actor)
        return
    approved = cast("Declaration", approved)
    tree = CategoryTree.of(declared.fiscal_year.framework)
    if any(tree.find(row.level_one, row.level_two) is None for row in approved.indicators):
        raise NotReadyError((_("The year's framework lacks a category of the edition. Ask your administrator."),))
    try:
        with transaction.atomic():
            store_declaration(declared, approved, tree, actor)
    except IntegrityError:
        told = _("Another project has the edition's project code by now: change that one first.")
        raise NotReadyError((told,)) from None
