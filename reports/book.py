"""The department document (部门预算绩效文本) as what its templates print: headings, numbered paragraphs, project forms.

Pure functions without Django or ORM, as ``reports.form`` is for one table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from reports.form import Break, Form, Path, build_form
from reports.numerals import chinese_numeral
from targets.declaration import DepartmentDeclaration, DepartmentDocument


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered heading （一）… and the paragraphs under it; ``columns`` says which of the item each one prints."""

    title: str
    paragraphs: tuple[str, ...]
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """部门整体绩效目标 as printed: 总体绩效目标, 分项绩效目标, 工作保障措施."""

    lead: str
    goals: tuple[str, ...]
    items: tuple[Item, ...]
    safeguards: tuple[Item, ...]

    def cell(self, path: Path) -> str:
        """The name of the heading or paragraph that prints what is at ``path``, or else of the nearest there is.

        That is the item's heading for a blank paragraph, the list's heading for a whole list, and the title for the
        rest: ``items.2.1``, ``safeguards.0``, ``goals.3``, ``lead``, ``title``.
        """
        match path:
            case ("lead",) if self.lead:
                return "lead"
            case ("goals", int(row)) if 0 <= row < len(self.goals):
                return f"goals.{row}"
            case ("items" | "safeguards" as rows, int(row), *column) if 0 <= row < len(getattr(self, rows)):
                columns = getattr(self, rows)[row].columns
                return (
                    f"{rows}.{row}.{columns.index(column[0])}" if column and column[0] in columns else f"{rows}.{row}"
                )
            case ("lead" | "goals", *_):
                return "goals"
            case ("items" | "safeguards" as rows, *_):
                return rows
        return "title"


@dataclass(frozen=True, slots=True)
class Book:
    """A unit's whole document of one year; ``target`` is ``None`` while none is declared."""

    title: str
    unit: str
    target: Target | None
    forms: tuple[Form, ...]


def build_target(declaration: DepartmentDeclaration) -> Target:
    """Number the goals, items and safeguards of a department target as its document does."""
    return Target(
        lead=declaration.lead,
        goals=tuple(_numbered(number, goal) for number, goal in enumerate(declaration.goals, start=1)),
        items=tuple(
            Item(
                _numbered(number, item.title),
                _labelled(绩效目标=item.goal, 绩效指标=item.indicators),
                tuple(column for column in ("goal", "indicators") if getattr(item, column)),
            )
            for number, item in enumerate(declaration.items, start=1)
        ),
        safeguards=tuple(
            Item(_numbered(number, measure.title), *(((measure.text,), ("text",)) if measure.text else ((), ())))
            for number, measure in enumerate(declaration.safeguards, start=1)
        ),
    )


def build_book(document: DepartmentDocument, breaks: Mapping[int, Sequence[Break]] = MappingProxyType({})) -> Book:
    """Lay a department document out.

    :param breaks: by the place of a project in the document, where pages begin inside its indicator table.
    """
    return Book(
        title=f"{document.year}年部门预算绩效文本",
        unit=f"{document.unit.code}{document.unit.name}",
        target=build_target(document.target) if document.target else None,
        forms=tuple(build_form(project, breaks.get(place, ())) for place, project in enumerate(document.projects)),
    )


def _numbered(number: int, text: str) -> str:
    return f"（{chinese_numeral(number)}）{text}"


def _labelled(**paragraphs: str) -> tuple[str, ...]:
    return tuple(f"{label}：{text}" for label, text in paragraphs.items() if text)
