"""Recomputing every edition: is each what was approved, and does each hang on the one before?"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q
from django.db.models.functions import Right

from targets.models import DepartmentTarget, Edition, HistoryEntry, Project, Status, Verb
from targets.money import format_amount
from targets.sealing import START, canonical, digest, instant

_CHUNK = 500
"""Rows in memory at a time."""


@dataclass(frozen=True, slots=True)
class Link:
    """One edition that was looked at, in words; ``problem`` is a sentence when something is wrong, else empty."""

    place: str
    problem: str


def verify() -> Iterator[Link]:
    """Look at every edition once, unit by unit along its chain, in one streaming pass.

    The pass goes on from a broken link as it stands: the first problem told is where somebody laid hands on it.
    """
    rows = Edition.objects.select_related("department").order_by("department__code", "position")
    before: Edition | None = None
    for edition in rows.iterator(chunk_size=_CHUNK):
        if before is not None and before.department_id != edition.department_id:
            before = None
        yield Link(f"单位 {edition.department.code} 第 {edition.position} 环", _problem(edition, before))
        before = edition


def verify_one(edition: Edition) -> str:
    """What is wrong with one edition, or with its links to those before and after it, in words; "" when all holds."""
    chain = Edition.objects.filter(department=edition.department_id)
    problem = _problem(edition, chain.filter(position__lt=edition.position).order_by("-position").first())
    after = chain.filter(position__gt=edition.position).order_by("position").first()
    if not problem and after and after.previous != edition.sha256:
        return "后一环没有接在它之后。"
    return problem


def loose_ends() -> Iterator[str]:
    """What a chain cannot show of its own end: approvals whose edition is missing, and what is in force without one."""
    edition = Edition.objects.filter(sha256=Right(OuterRef("note"), 64))  # where services.sealing writes it
    approvals = HistoryEntry.objects.filter(~Exists(edition), verb=Verb.APPROVED).order_by("pk")
    for entry in approvals.iterator(chunk_size=_CHUNK):
        yield f"单位 {entry.department_code} {entry.name}：历史记录中的一次批复没有对应的版本。"
    for model in (Project, DepartmentTarget):
        approved = model._default_manager.filter(Q(status=Status.APPROVED) | Q(edition_in_force__isnull=False))
        rows = approved.annotate(last=Max("editions__number")).exclude(edition_in_force__number=F("last"))
        for declared in rows.select_related("department").iterator(chunk_size=_CHUNK):
            yield f"单位 {declared.department.code} {declared}：已批复，但生效的不是它的最后一个版本。"


def _problem(edition: Edition, before: Edition | None) -> str:
    if edition.sha256 != digest(edition.sealed):
        return "正文与其 SHA-256 不符。"
    if edition.previous != (before.sha256 if before else START):
        return "没有接在前一环之后。"
    if edition.position != (before.position + 1 if before else 1):
        return "序号不连续，前面缺少一环。"
    try:
        said = json.loads(edition.sealed)
        if canonical(said) != edition.sealed:
            return "正文不是规范形式。"
        if said["judgement"] != digest(edition.judgement):
            return "审核意见与其 SHA-256 不符。"
        told = _differing(edition, said)
    except (ValueError, KeyError, TypeError):  # whoever changed the text also made its hash anew
        return "正文不是规范形式。"
    return f"正文与登记不符：{told}。" if told else ""


def _differing(edition: Edition, said: dict[str, Any]) -> str:
    """The first column that does not repeat what the sealed text says."""
    columns = {
        "number": edition.number,
        "position": edition.position,
        "previous": edition.previous,
        "approved_at": instant(edition.approved_at),
        "note": edition.note,
        "department": edition.department.code,
        "fiscal_year": edition.fiscal_year_id,
        "approved_by": edition.approved_by_id is not None,
        "name": edition.name,
        "code": edition.code,
        "budget": format_amount(edition.budget),
    }
    declaration = said["declaration"]
    texts = said | {
        "department": declaration["unit"]["code"],
        "fiscal_year": declaration["year"],
        "approved_by": bool(said["approver"]),
        "name": declaration.get("name", ""),
        "code": declaration.get("code", ""),
        "budget": _sum(declaration.get("funds", {})),
    }
    return next((name for name, value in columns.items() if texts[name] != value), "")


def _sum(funds: dict[str, str | None]) -> str:
    amounts = [Decimal(each) for each in funds.values() if each is not None]
    return format_amount(sum(amounts, Decimal()) if amounts else None)
