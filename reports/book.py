"""The department document (部门预算绩效文本) as what its templates print: headings, numbered paragraphs, project forms.

Pure functions without Django or ORM, as ``reports.form`` is for one table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from reports.form import Break, Form, build_form
from reports.numerals import chinese_numeral
from targets.declaration import DepartmentDeclaration, DepartmentDocument


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered heading （一）… and the paragraphs under it."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """部门整体绩效目标 as printed: 总体绩效目标, 分项绩效目标, 工作保障措施."""

    lead: str
    goals: tuple[str, ...]
    items: tuple[Item, ...]
    safeguards: tuple[Item, ...]


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
            Item(_numbered(number, item.title), _labelled(绩效目标=item.goal, 绩效指标=item.indicators))
            for number, item in enumerate(declaration.items, start=1)
        ),
        safeguards=tuple(
            Item(_numbered(number, measure.title), (measure.text,) if measure.text else ())
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
