"""The sealed form of an edition: the one text whose SHA-256 proves it (docs/editions.md).

Pure functions of plain data. The text is the canonical JSON of the Declaration with, beside it, what makes it an
edition: who approved it when, its number, its place in its unit's chain and the hash of the edition before it there.
"""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from targets.declaration import Declaration, DepartmentDeclaration

FORMAT = "perfbudget/edition/1"
START = "0" * 64
"""What stands for the hash before the first edition of a chain."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What an edition's text says beside the declaration.

    ``number`` counts the editions of the project, ``position`` those of its unit, both from 1. ``judgement`` is the
    hash of the findings and reasons, which are kept beside the text: who gets the text need not see them.
    """

    number: int
    position: int
    previous: str
    approver: str
    approved_at: str
    judgement: str
    note: str = ""


def canonical(data: Any) -> str:
    """JSON with its keys sorted, without white space, characters as themselves: equal data gives equal bytes."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sealed(declaration: Declaration | DepartmentDeclaration, seal: Seal) -> str:
    """The edition's text."""
    return canonical({"format": FORMAT, "declaration": json.loads(declaration.to_json()), **asdict(seal)})


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, as 64 hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


def instant(moment: datetime) -> str:
    """In UTC, to the microsecond: ``2026-11-24T01:30:00.000000Z``."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
