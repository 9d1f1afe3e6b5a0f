"""An edition's sealed text as what its paper prints: the declaration, and the line at the foot of every page.

Pure functions of plain data, as ``reports.form`` is for one table.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

from targets.declaration import Declaration, DepartmentDeclaration
from targets.sealing import digest

SHOWN = 12
"""How many digits of the hash are printed, and are enough to ask for it."""

ZONE = ZoneInfo("Asia/Shanghai")
"""Where the day of an approval is told, whatever the machine's own zone."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed text, read: what was approved, when, and as which edition of its project or department target.

    ``approved_at`` is in UTC. ``note`` says how it came here where nobody approved it here.
    """

    declaration: Declaration | DepartmentDeclaration
    number: int
    approved_at: datetime
    note: str
    sha256: str

    @classmethod
    def of(cls, text: str) -> Self:
        """Read a sealed text (docs/editions.md).

        :raises ValueError: when it is none.
        """
        try:
            said = json.loads(text)
            kind = said["declaration"]["format"]
            model = Declaration if kind == "perfbudget/declaration/1" else DepartmentDeclaration
            return cls(
                declaration=model.from_json(json.dumps(said["declaration"])),
                number=int(said["number"]),
                approved_at=datetime.fromisoformat(said["approved_at"]),
                note=str(said["note"]),
                sha256=digest(text),
            )
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError("not the text of an edition") from error

    @property
    def day(self) -> str:
        """The day of the approval in China: ``2026-11-24``."""
        return f"{self.approved_at.astimezone(ZONE):%Y-%m-%d}"


@dataclass(frozen=True, slots=True)
class Seal:
    """The foot of every page: which edition, since when, the hash's first digits, and where a QR code asks for it."""

    number: int
    day: str
    imported: bool
    short: str
    moment: str
    address: str


class Attached(NamedTuple):
    """A text that travels inside a paper, as a file of this name and of this moment (in UTC)."""

    name: str
    text: str
    moment: datetime


def build_seal(sealed: Sealed, site: str) -> Seal:
    """Lay the foot of an edition's pages out.

    :param site: the address of the site, without a slash at its end.
    """
    return Seal(
        number=sealed.number,
        day=sealed.day,
        imported=bool(sealed.note),
        short=sealed.sha256[:SHOWN],
        moment=f"{sealed.approved_at:%Y-%m-%dT%H:%M:%SZ}",
        address=address(site, sealed.sha256),
    )


def address(site: str, sha256: str) -> str:
    """Where the public page says whether the edition of this hash is in force."""
    return f"{site}/verify/{sha256}"
