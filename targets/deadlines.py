"""How near the end of a year's entry window is, in words and by a colour."""

import datetime
from dataclasses import dataclass
from typing import Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets.models import FiscalYear

WEEK = 7
"""Days before the end from which it is time to hurry."""
Nearness = Literal["before", "open", "soon", "last", "closed"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """Where a day stands in the entry window: before it, open, in its last week, on its last two days, closed."""

    nearness: Nearness
    words: str


def deadline_of(year: FiscalYear, day: datetime.date | None = None) -> Deadline:
    """How it stands on ``day`` (today). The last day belongs to the window."""
    day = day or timezone.localdate()
    if year.entry_opens and day < year.entry_opens:
        return Deadline("before", _("Entry opens on %(day)s") % {"day": year.entry_opens})
    if year.entry_closes is None:
        return Deadline("open", _("Entry is open"))
    left = (year.entry_closes - day).days
    told = {"day": year.entry_closes, "left": left}
    if left < 0:
        words = _("Entry closed on %(day)s: only what a head opens for adjustment is still submitted")
        return Deadline("closed", words % told)
    if left == 0:
        return Deadline("last", _("Entry closes today (%(day)s)") % told)
    words = ngettext(
        "%(left)d day left until entry closes (%(day)s)", "%(left)d days left until entry closes (%(day)s)", left
    )
    return Deadline("last" if left == 1 else "soon" if left <= WEEK else "open", words % told)
