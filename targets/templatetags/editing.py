"""The cells of an editing page."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.forms import BoundField
from django.template import Context

register = template.Library()


@register.inclusion_tag("edit/_box.html", takes_context=True)
def box(context: Context, field: BoundField, hint: str = "", amount: bool = False) -> dict[str, Any]:
    """The text of a cell, with what a rule says of it or why it cannot be stored.

    The page's ``mark_of`` and ``problem_of`` say that, by the field's name; the first problem of the page gets the
    focus. An ``amount`` asks for digits.
    """
    name = field.html_name
    first = next(iter(context["problem_of"]), None)
    row = name.split("-")[1] if "-" in name else ""
    return {
        "name": name,
        "value": (field.value() or "").replace("\0", "\N{REPLACEMENT CHARACTER}"),  # HTML knows no NUL
        "label": f"{field.label}，第{int(row) + 1}行" if row.isdecimal() else field.label,
        "mark": context["mark_of"].get(name),
        "problem": context["problem_of"].get(name),
        "is_first": name == first,
        "hint": hint,
        "amount": amount,
    }


@register.inclusion_tag("edit/_cell.html", takes_context=True)
def cell(context: Context, field: BoundField, kind: str = "", span: int = 0, hint: str = "") -> dict[str, Any]:
    """A table cell that is typed in.

    :param kind: classes of its style: ``left`` for texts, ``num`` for amounts.
    :param span: columns it spans.
    """
    return box(context, field, hint, kind in ("num", "checkpoint")) | {"kind": kind, "span": span, "tag": "td"}


@register.inclusion_tag("edit/_cell.html", takes_context=True)
def place(context: Context, field: BoundField, kind: str = "", hint: str = "") -> dict[str, Any]:
    """The same outside a table."""
    return box(context, field, hint) | {"kind": kind, "tag": "div"}


@register.filter
def at(texts: Mapping[str, str], key: str) -> str:
    """What stands at a key, "" where nothing does."""
    return texts.get(key, "")
