"""How targets are shown in templates."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypedDict

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from targets.access import Scope
from targets.checks.edits import dotted
from targets.deadlines import Deadline, deadline_of
from targets.models import FiscalYear, HistoryEntry, Kind, Project, Verb
from targets.money import format_amount

register = template.Library()
register.filter("dotted", dotted)
_SEALED = re.compile("([0-9]+) ([0-9a-f]{64})$")


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
def reads_live(user: object) -> bool:
    """Whether the list of projects as they stand is for them; to others it is the archive of what is approved."""
    return Scope.of(user).reads_live


@register.filter
def history_of(entry: HistoryEntry) -> str:
    """The address of the history of what an entry is about, deleted or not."""
    if entry.kind == Kind.PROJECT:
        return reverse("history", args=[entry.key])
    return reverse("history-target", args=[entry.fiscal_year, entry.department_code])


@register.filter
def sealed_by(entry: HistoryEntry) -> tuple[str, str] | None:
    """Number and SHA-256 of the edition that an approval wrote; ``None`` where nothing was approved."""
    found = _SEALED.search(entry.note) if entry.verb == Verb.APPROVED else None
    return (found[1], found[2]) if found else None


@register.inclusion_tag("start/_deadline.html")
def deadline(year: FiscalYear) -> dict[str, Deadline]:
    """How near the end of the year's entry window is today, in words and in a colour."""
    return {"deadline": deadline_of(year)}


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
