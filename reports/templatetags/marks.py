"""Marks in the form's template: nothing at all on paper, and wherever no ``marks`` are given."""

from typing import Any

from django import template
from django.utils.html import format_html

from reports.form import Path
from reports.marks import Marks

register = template.Library()


@register.simple_tag(takes_context=True)
def mark(context: dict[str, Any], *cell: str | int) -> str:
    """The mark of a cell, ``{% mark "indicators" 3 "value" %}``: a corner that leads to what is said in the panel."""
    marks: Marks | None = context.get("marks")
    name = ".".join(map(str, cell)) if marks else ""
    beside = marks.beside(name) if marks else ""
    found = marks.at(name) if marks else None
    if found is None:
        return beside
    return format_html(
        '<a class="mark {kind}{line}" id="mark-{name}" href="#{target}" title="{text}">'
        '<span class="visually-hidden">{text}</span></a>{beside}',
        beside=beside,
        kind=found.kind,
        line=" in-line" if found.in_line else "",
        name=name,
        target=found.target,
        text=found.text,
    )


@register.filter
def cell(marks: Marks, path: Path) -> str:
    """The name of the cell that is marked for ``path``."""
    return marks.cell(path)
