"""How targets are shown in templates."""

from decimal import Decimal
from typing import TypedDict

from django import template

from targets.models import Project
from targets.money import format_amount

register = template.Library()


class Curve(TypedDict):
    """A cumulative plan as the points of an SVG line in a 72 × 26 box, in words, and its first checkpoint."""

    points: str
    words: str
    first: str


@register.filter
def money(amount: Decimal | None) -> str:
    """万元 as the form prints it; nothing for a blank amount."""
    return format_amount(amount)


@register.filter
def plan_curve(project: Project) -> Curve | None:
    """The project's plan as a curve over the twelve months; ``None`` while nothing is planned."""
    known = [(row.month, row.amount) for row in project.checkpoints.all() if row.amount is not None]
    highest = max((amount for _, amount in known), default=Decimal(0))
    if not highest:
        return None
    points = [(Decimal(month) / 12, amount / highest) for month, amount in known]
    words = [f"{month}月底 {format_amount(amount)}" for month, amount in known]
    return Curve(
        points=" ".join(f"{1 + x * 70:.1f},{24 - y * 22:.1f}" for x, y in [(Decimal(0), Decimal(0)), *points]),
        words="，".join(words),
        first=words[0],
    )
