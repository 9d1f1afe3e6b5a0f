"""Keeping a warning with a written reason, and withdrawing the reason."""

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from targets.checks.engine import Severity
from targets.declaration import Declaration, DepartmentDeclaration
from targets.findings import PlacedFinding
from targets.kept import fingerprint
from targets.models import DepartmentTarget, KeptFinding, Project, User, Verb
from targets.models.kept import LONGEST, SHORTEST
from targets.services.findings import RefusedError, locked, locked_target, must_be_visible, the_same
from targets.services.history import record
from targets.storage import declaration_of, department_declaration_of


@transaction.atomic
def keep_finding(
    *, project_id: int, rule: str, path: str, reason: str, actor: User, value: str | None = None
) -> KeptFinding:
    """Keep a warning for a reason, if the rules still say the very same; the reason holds until its value changes.

    :param path: the finding's path with dots: ``indicators.3.value``.
    :param value: what stood there when the user saw the finding; ``None`` when they have just saved it themselves.
    :raises Http404: when the actor may not see the project.
    :raises PermissionDenied: when they may not change it.
    :raises RefusedError: when the finding is gone, an error or kept already, or the reason is too short or too long.
    """
    project = locked(project_id, actor)
    declaration = declaration_of(project)
    row = the_same(project, declaration, rule, path, value, actor)
    return keep(declared=project, declaration=declaration, row=row, reason=reason, actor=actor)


@transaction.atomic
def keep_target_finding(*, target_id: int, rule: str, path: str, reason: str, actor: User) -> KeptFinding:
    """Keep a warning about a department target, in the same way."""
    target = locked_target(target_id, actor)
    declaration = department_declaration_of(target)
    row = the_same(target, declaration, rule, path, None, actor)
    return keep(declared=target, declaration=declaration, row=row, reason=reason, actor=actor)


def keep(
    *,
    declared: Project | DepartmentTarget,
    declaration: Declaration | DepartmentDeclaration,
    row: PlacedFinding,
    reason: str,
    actor: User,
) -> KeptFinding:
    """Keep a finding of a locked declaration.

    :raises RefusedError: when it is an error or kept already, or the reason is too short or too long.
    """
    if row.finding.severity is Severity.ERROR:
        raise RefusedError(_("An error cannot be kept: it has to be corrected."))
    reason = reason_in(reason)
    known = fingerprint(declaration, row.finding)
    if declared.kept.filter(fingerprint=known, withdrawn_at=None).exists():
        raise RefusedError(_("The reminder is kept with a reason already."))
    kept: KeptFinding = declared.kept.create(
        rule=row.finding.rule,
        place=row.place,
        value=row.finding.value,
        fingerprint=known,
        reason=reason,
        kept_by=actor,
    )
    record(Verb.KEPT, declared, actor=actor, note=f"{row.place}：{reason}")
    return kept


def reason_in(text: str) -> str:
    """The reason that was written, in one line.

    :raises RefusedError: when it is too short to be understood, or too long, or something in it cannot be seen.
    """
    must_be_visible(text)
    reason = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    if len(reason) < SHORTEST:
        least = {"least": SHORTEST}
        raise RefusedError(
            _("Write a reason of at least %(least)s characters, so that reviewers understand it.") % least
        )
    if len(reason) > LONGEST:
        raise RefusedError(_("The reason is longer than %(most)s characters: shorten it.") % {"most": LONGEST})
    return reason


@transaction.atomic
def withdraw_reason(*, project_id: int, kept_id: int, actor: User) -> None:
    """Let the warning speak again; the reason stays as history.

    :raises Http404: when the actor may not see the project, or it has no such reason.
    :raises PermissionDenied: when they may not change it.
    :raises RefusedError: when it was withdrawn already.
    """
    _withdraw(locked(project_id, actor), kept_id, actor)


@transaction.atomic
def withdraw_target_reason(*, target_id: int, kept_id: int, actor: User) -> None:
    """Let a warning about a department target speak again, in the same way."""
    _withdraw(locked_target(target_id, actor), kept_id, actor)


def _withdraw(declared: Project | DepartmentTarget, kept_id: int, actor: User) -> None:
    kept = get_object_or_404(declared.kept, pk=kept_id)
    if kept.withdrawn_at is not None:
        raise RefusedError(_("The reason was withdrawn already."))
    kept.withdrawn_at, kept.withdrawn_by = timezone.now(), actor
    kept.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record(Verb.WITHDREW, declared, actor=actor, note=f"{kept.place}：{kept.reason}")
