"""How targets are shown in templates."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypedDict

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from targets.checks.edits import dotted
from targets.models import Project
from targets.money import format_amount

register = template.Library()
register.filter("dotted", dotted)


class Curve(TypedDict):
    """A cumulative plan as the points of an SVG line in a 72 × 26 box, in words, and its first checkpoint."""

    points: str
    words: str
    first: str


@register.filter
def money(amount: Decimal | int | None) -> str:
    """万元 as the form prints it; nothing for a blank amount."""
    return format_amount(Decimal(amount)) if amount is not None else ""


@register.filter
def when(moment: datetime) -> str:
    """A moment as people say it: today 09:12, yesterday 16:40, else the day."""
    moment = timezone.localtime(moment)
    clock = moment.strftime("%H:%M")
    if moment.date() == timezone.localdate():
        return _("today %(time)s") % {"time": clock}
    if moment.date() == timezone.localdate() - timedelta(days=1):
        return _("yesterday %(time)s") % {"time": clock}
    return date_format(moment, "DATE_FORMAT")


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
