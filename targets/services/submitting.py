"""Handing a project or a department target over to review."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from targets.checks.edits import dotted
from targets.checks.engine import Severity
from targets.declaration import Declaration, DepartmentDeclaration
from targets.findings import Findings, findings_of
from targets.kept import judged
from targets.models import Declared, DepartmentTarget, Project, Status, User, Verb
from targets.services.findings import RefusedError, locked, locked_target
from targets.services.history import record
from targets.services.notifying import tell_of
from targets.services.reasons import keep, reason_in
from targets.storage import declaration_of, department_declaration_of


@dataclass
class NotReadyError(RefusedError):
    """It cannot be submitted as it stands; ``problems`` are all of the reasons, each a sentence for the user."""

    problems: tuple[str, ...]


@transaction.atomic
def submit_project(*, project_id: int, version: str, reasons: Mapping[str, str], actor: User) -> Project:
    """Submit a project for review; from then on it is only read until review gives it back.

    :param version: what the page showed, as it sent it.
    :param reasons: why reminders are kept, by rule and place: ``{"flat-plan:checkpoints": "按季度支付房租"}``.
    :raises Http404: when the actor may not see the project.
    :raises PermissionDenied: when they may not change it, or it is submitted already.
    :raises NotReadyError: with everything that is in the way; no reason is kept then either.
    """
    project = locked(project_id, actor)
    _submit(project, declaration_of(project), version, reasons, actor)
    return project


@transaction.atomic
def submit_target(*, target_id: int, version: str, reasons: Mapping[str, str], actor: User) -> DepartmentTarget:
    """Submit a department target, in the same way."""
    target = locked_target(target_id, actor)
    _submit(target, department_declaration_of(target), version, reasons, actor)
    return target


def _submit(
    declared: Project | DepartmentTarget,
    declaration: Declaration | DepartmentDeclaration,
    version: str,
    reasons: Mapping[str, str],
    actor: User,
) -> None:
    found = judged(declaration, findings_of(declared, declaration, actor), declared.kept.all()).open
    closed = cannot_be_submitted_because(declared)
    problems = [*filter(None, [closed]), *_changed_since(declared, version), *_unsettled(found, reasons)]
    if problems:
        raise NotReadyError(tuple(problems))
    for row in found.placed:
        reason = reasons[f"{row.finding.rule}:{dotted(row.finding.path)}"]
        keep(declared=declared, declaration=declaration, row=row, reason=reason, actor=actor)
    _hand_over(declared, declaration, actor)


def cannot_be_submitted_because(declared: Declared) -> str:
    """The sentence that says that the entry window is shut, which stops submitting alone; empty while it is open.

    What a head opened for adjustment is submitted all year round.
    """
    year = declared.fiscal_year
    if year.is_open() or declared.edition_in_force_id:
        return ""
    return _(
        "Entry for %(year)s is not open today: changes are still saved, but nothing can be submitted."
        " Ask your administrator."
    ) % {"year": year}


def _changed_since(declared: Declared, version: str) -> list[str]:
    if str(declared.version) == version:
        return []
    return [_("It was changed since you opened this page. Look at it again before you submit it.")]


def _unsettled(found: Findings, reasons: Mapping[str, str]) -> list[str]:
    problems = []
    for row in found.placed:
        if row.finding.severity is Severity.ERROR:
            problems.append(f"{row.place}：{row.finding.message}")
            continue
        try:
            reason_in(reasons.get(f"{row.finding.rule}:{dotted(row.finding.path)}", ""))
        except RefusedError as refusal:
            problems.append(f"{row.place}：{refusal}")
    return problems


def _hand_over(declared: Declared, declaration: Declaration | DepartmentDeclaration, actor: User) -> None:
    declared.status = Status.SUBMITTED
    declared.submitted_at, declared.submitted_by = timezone.now(), actor
    declared.save(update_fields=["status", "submitted_at", "submitted_by", "updated_at"])
    tell_of(record(Verb.SUBMITTED, declared, actor=actor, content=declaration.to_json()), declared)
