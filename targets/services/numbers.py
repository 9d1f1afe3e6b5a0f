"""Changing one number of a table together with those that hang on it."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from targets.checks.dependents import Derived, dependents
from targets.checks.edits import EditError, dotted, steps, text_at, with_value
from targets.checks.places import label
from targets.models import Project, User
from targets.services.findings import RefusedError, Taken, locked, store
from targets.storage import declaration_of


def ticket(derived: Derived) -> str:
    """What a ticked box sends back: the place and the very value that was shown, ``checkpoints.0.amount=32.50``."""
    return f"{dotted(derived.path)}={derived.after}"


@transaction.atomic
def change_number(
    *, project_id: int, path: str, before: str, typed: str, ticked: Collection[str], actor: User
) -> tuple[Taken, ...]:
    """Type a number and, with it, the dependent numbers whose tickets are given; all of them or none.

    :param path: the number's place with dots: ``funds.fiscal``, ``indicators.0.value``.
    :param before: what stood there when the user saw the page.
    :raises Http404: when the actor may not see the project.
    :raises PermissionDenied: when they may not change it.
    :raises RefusedError: when something changed since, or a value cannot stand there.
    """
    project: Project = locked(project_id, actor)
    declaration = declaration_of(project)
    place = steps(path)
    try:
        now = text_at(declaration, place)
        follow = [derived for derived in dependents(declaration, place, typed) if derived.path]
        if now != before or not set(ticked) <= {ticket(derived) for derived in follow}:
            raise RefusedError(_("The table was changed since. Look at the numbers again; nothing was changed."))
        changed = with_value(declaration, place, typed)
        taken = [Taken(place, label(declaration, place), now, text_at(changed, place))]
        for derived in follow:
            if ticket(derived) in ticked:
                changed = with_value(changed, derived.path, derived.after)
                taken.append(Taken(derived.path, derived.label, derived.before, derived.after))
    except EditError as error:
        raise RefusedError(str(error)) from error
    store(project, declaration, changed, actor)
    return tuple(taken)
