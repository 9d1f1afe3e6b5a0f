"""Marks in the cells of the form on screen: here a rule has something to say, and there it says it."""

from collections.abc import Iterable
from dataclasses import dataclass

from reports.book import Target
from reports.form import Form, Path
from targets.checks.engine import Severity
from targets.findings import PlacedFinding

_WORDS = {Severity.ERROR: "错误", Severity.WARNING: "提醒"}
_KEPT = "已说明理由"


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said of one cell: how grave the gravest of it is, all in words, and where in the panel it begins."""

    kind: str
    text: str
    target: str
    in_line: bool


class Marks:
    """The findings of one form by the cells they speak of; the panel numbers them in the order given, errors first."""

    def __init__(
        self, form: Form | Target, findings: Iterable[PlacedFinding], kept: Iterable[PlacedFinding] = ()
    ) -> None:
        self.form = form
        self._at: dict[str, Mark] = {}
        for number, row in enumerate(findings, start=1):
            severity = row.finding.severity
            self._add(row, severity.value, _WORDS[severity], f"finding-{number}")
        for number, row in enumerate(kept, start=1):
            self._add(row, "kept", _KEPT, f"kept-{number}")

    def at(self, cell: str) -> Mark | None:
        """The mark of the cell of this name."""
        return self._at.get(cell)

    def cell(self, path: Path) -> str:
        """The name of the cell where what is said of ``path`` is marked."""
        return self.form.cell(path)

    def beside(self, cell: str) -> str:
        """What else stands in that cell; nothing where nobody reviews."""
        return ""

    def _add(self, row: PlacedFinding, kind: str, word: str, target: str) -> None:
        cell, text = self.form.cell(row.finding.path), f"{word}：{row.finding.message}"
        there = self._at.get(cell)
        if there:
            self._at[cell] = Mark(there.kind, f"{there.text}\n{text}", there.target, there.in_line)
        else:
            self._at[cell] = Mark(
                kind, text, target, in_line=isinstance(self.form, Target) or cell.startswith("goals.")
            )
