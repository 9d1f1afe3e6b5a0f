"""Notices as sentences: who did what to what, their words, and where it leads."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from targets.access import Scope
from targets.addresses import address, part_one, title
from targets.models import HistoryEntry, Kind, Notice, User, Verb
from targets.models.status import IN_ENTRY, IN_REVIEW

_SENTENCES = {
    Verb.SUBMITTED: gettext_noop("%(who)s submitted “%(name)s” (%(unit)s, %(year)s): it waits for your review."),
    Verb.ENDORSED: gettext_noop("%(who)s endorsed “%(name)s” (%(unit)s, %(year)s): it waits for your approval."),
    Verb.RETURNED: gettext_noop("%(who)s returned “%(name)s” (%(unit)s, %(year)s) for correction."),
    Verb.APPROVED: gettext_noop("%(who)s approved “%(name)s” (%(unit)s, %(year)s)."),
    Verb.REOPENED: gettext_noop("%(who)s opened “%(name)s” (%(unit)s, %(year)s) for adjustment."),
}
_WITH_WORDS = (Verb.RETURNED, Verb.REOPENED)
"""Verbs whose note is what somebody wrote; that of an approval is the edition's hash."""


@dataclass(frozen=True)
class Told:
    """A notice for its recipient; ``path`` is "" where they cannot read what it is about any more."""

    notice: Notice
    path: str

    @cached_property
    def when(self) -> str:
        """When, to the minute."""
        return date_format(timezone.localtime(self.notice.created_at), "Y-m-d H:i")

    @cached_property
    def sentence(self) -> str:
        """What happened."""
        if self.notice.entry is not None:
            return _(_SENTENCES[Verb(self.notice.entry.verb)]) % _named(self.notice.entry)
        if self.notice.comment is not None:
            thread = self.notice.comment.thread
            told = {"who": self.notice.comment.written_by, "name": title(thread.declared), "place": thread.place}
            return _("%(who)s commented on “%(name)s”, %(place)s.") % told
        year = self.notice.fiscal_year
        assert year is not None  # noqa: S101  (a notice is about one of three things)
        told = {"year": year.year, "day": year.entry_closes}
        return _("Entry for %(year)s closes on %(day)s, and not all projects of your unit are submitted.") % told

    @property
    def words(self) -> str:
        """What they wrote, if anything."""
        if self.notice.comment is not None:
            return self.notice.comment.text
        entry = self.notice.entry
        return entry.note if entry is not None and entry.verb in _WITH_WORDS else ""


def told(notices: QuerySet[Notice] | Iterable[Notice], user: User) -> list[Told]:
    """Notices the user may see, in their order and with where they lead, in a fixed number of queries."""
    rows = notices
    if isinstance(rows, QuerySet):
        rows = rows.select_related(
            "recipient",
            "fiscal_year",
            "entry__actor",
            "comment__written_by",
            "comment__thread__project__department",
            "comment__thread__target__department",
        )
    listed = list(rows)
    about = {notice.pk: _about(notice) for notice in listed}
    found: dict[Any, Any] = {}
    for kind in Kind:
        keys = {key for each, key in filter(None, about.values()) if each == kind}
        if keys:
            seen: Any = kind.model.objects.visible_to(user).filter(pk__in=keys)
            found |= {(kind, declared.pk): declared for declared in seen.select_related("department")}
    return [Told(notice, _path(notice, found.get(about[notice.pk]), user)) for notice in listed]


def _about(notice: Notice) -> tuple[Kind, int] | None:
    if notice.entry is not None:
        return Kind(notice.entry.kind), notice.entry.key
    if notice.comment is not None:
        declared = notice.comment.thread.declared
        return Kind.of(declared), declared.pk
    return None


def _path(notice: Notice, declared: Any, user: User) -> str:
    if notice.fiscal_year is not None:
        return f"{reverse('projects')}?year={notice.fiscal_year.year}"
    if declared is None:
        return ""
    scope, code = Scope.of(user), declared.department.code
    if declared.status in IN_REVIEW and (scope.reviews(code) or scope.decides(code)):
        return address("review", declared)
    if declared.status in IN_ENTRY and scope.enters(code):
        return address("edit", declared)
    path: str = declared.get_absolute_url()
    return path


def _named(entry: HistoryEntry) -> dict[str, Any]:
    name = entry.name if entry.kind == Kind.PROJECT else part_one(entry.fiscal_year)
    who = entry.actor or _("a command")
    return {"who": who, "name": name, "unit": entry.department_code, "year": entry.fiscal_year}
