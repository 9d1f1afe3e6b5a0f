"""Writing an edition: the next link of its unit's chain."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from targets.checks.edits import dotted
from targets.findings import PlacedFinding, findings_of
from targets.kept import Judged, judged
from targets.models import Department, DepartmentTarget, Edition, Project, Status, User, Verb
from targets.sealing import START, Seal, canonical, digest, instant, sealed
from targets.services.history import record
from targets.storage import contents_of

after_sealing: list[Callable[[int], object]] = []
"""What the storeys above do with the key of an edition once it is committed; each adds its own when the site starts."""


def seal(declared: Project | DepartmentTarget, judgement: Judged, *, actor: User | None, note: str = "") -> Edition:
    """Put what a locked declaration says in force as its next edition, in the transaction of the caller.

    The unit is locked from here to the end of it, so that its chain has neither a gap nor a fork.

    :param actor: who approved it; ``None`` for what somebody approved before it was imported.
    """
    Department.objects.select_for_update(no_key=True).get(pk=declared.department_id)
    last = Edition.objects.filter(department=declared.department_id).order_by("-position").first()
    now, told = timezone.now(), canonical(_told(judgement))
    approver = f"{actor.display_name or actor.username}（{actor.username}）" if actor else ""
    its_seal = Seal(
        number=declared.editions.count() + 1,
        position=last.position + 1 if last else 1,
        previous=last.sha256 if last else START,
        approver=approver,
        approved_at=instant(now),
        judgement=digest(told),
        note=note,
    )
    return _put_in_force(declared, its_seal, told, now, actor)


def judgement_of(declared: Project | DepartmentTarget, actor: object) -> Judged:
    """What the rules say of it now, and which of that is kept with a reason."""
    declaration = contents_of(declared)
    return judged(declaration, findings_of(declared, declaration, actor), declared.kept.all())


def _put_in_force(
    declared: Project | DepartmentTarget, its_seal: Seal, told: str, now: datetime, actor: User | None
) -> Edition:
    text = sealed(contents_of(declared), its_seal)
    edition = Edition.objects.create(
        project=declared if isinstance(declared, Project) else None,
        target=None if isinstance(declared, Project) else declared,
        department_id=declared.department_id,
        fiscal_year_id=declared.fiscal_year_id,
        name=getattr(declared, "name", ""),
        code=getattr(declared, "code", ""),
        budget=getattr(declared, "budget", None),
        number=its_seal.number,
        position=its_seal.position,
        sealed=text,
        sha256=digest(text),
        previous=its_seal.previous,
        judgement=told,
        approved_by=actor,
        approved_at=now,
        note=its_seal.note,
    )
    declared.status, declared.edition_in_force = Status.APPROVED, edition
    declared.save(update_fields=["status", "edition_in_force", "updated_at"])
    record(Verb.APPROVED, declared, actor=actor, note=f"{its_seal.note} {edition.number} {edition.sha256}".strip())
    for then in after_sealing:
        transaction.on_commit(partial(then, edition.pk), robust=True)
    return edition


def _told(judgement: Judged) -> list[dict[str, Any]]:
    """Each finding, and the reason for which it was kept, by whom and when."""
    open_ones = [_finding(row) for row in judgement.open.placed]
    kept = [
        _finding(each.row)
        | {
            "reason": each.reason.reason,
            "kept_by": str(each.reason.kept_by),
            "kept_at": instant(each.reason.kept_at),
        }
        for each in judgement.kept
    ]
    return open_ones + kept


def _finding(row: PlacedFinding) -> dict[str, Any]:
    finding = row.finding
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "path": dotted(finding.path),
        "place": row.place,
        "message": finding.message,
        "value": finding.value,
    }
