"""Which findings of a project or of a department target are open, and which are kept with a reason."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from targets.checks.edits import steps
from targets.checks.engine import Finding, Severity
from targets.checks.places import label
from targets.declaration import Declaration, DepartmentDeclaration
from targets.findings import Findings, PlacedFinding
from targets.models import KeptFinding


@dataclass(frozen=True, slots=True)
class Given:
    """A reason as an edition tells it: by whom it was given, as they were called then."""

    reason: str
    kept_by: str
    kept_at: datetime


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A warning and the reason it is kept for."""

    row: PlacedFinding
    reason: KeptFinding | Given


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found: what is open still, and the warnings that somebody gave a reason for."""

    open: Findings
    kept: tuple[KeptRow, ...]


def fingerprint(declaration: Declaration | DepartmentDeclaration, finding: Finding) -> str:
    """By what a finding is known again across edits: rule, place, value and suggestion (64 hexadecimal digits).

    The place is told in words, a goal by its own, so that rows may come and go around it. The suggestion tells the
    numbers a value is compared with: a unit cost kept for one budget is not kept for the next.
    """
    match finding.path:
        case ("goals", int(row)) if 0 <= row < len(declaration.goals):
            place = f"goals {declaration.goals[row]}"
        case path:
            place = label(declaration, path)
    parts = (finding.rule, place, finding.value, repr(finding.suggestion))
    return sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()


def judged(
    declaration: Declaration | DepartmentDeclaration, findings: Findings, reasons: Iterable[KeptFinding]
) -> Judged:
    """Set the warnings apart that have a reason among ``reasons``, the ones not withdrawn. An error has none."""
    by_fingerprint = {each.fingerprint: each for each in reasons if each.withdrawn_at is None}
    still, kept = [], []
    for row in findings.placed:
        reason = by_fingerprint.get(fingerprint(declaration, row.finding))
        if reason and row.finding.severity is Severity.WARNING:
            kept.append(KeptRow(row, reason))
        else:
            still.append(row)
    return Judged(Findings(tuple(still)), tuple(kept))


def told(judgement: str) -> Judged:
    """What was found when an edition was approved, read back from what is kept beside its text (docs/editions.md)."""
    still, kept = [], []
    for said in json.loads(judgement):
        finding = Finding(
            rule=said["rule"],
            severity=Severity(said["severity"]),
            path=steps(said["path"]),
            message=said["message"],
            value=said["value"],
        )
        row = PlacedFinding(finding, said["place"])
        if "reason" in said:
            kept.append(KeptRow(row, Given(said["reason"], said["kept_by"], datetime.fromisoformat(said["kept_at"]))))
        else:
            still.append(row)
    return Judged(Findings(tuple(still)), tuple(kept))
