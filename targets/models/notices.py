"""What somebody is told of."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from targets.access import Scope
from targets.models.history import HistoryEntry
from targets.models.threads import Comment, Thread
from targets.models.users import User
from targets.models.years import FiscalYear


class NoticeQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Reads of notices."""

    def visible_to(self, user: object) -> Self:
        """One's own, as far as one may still read what they are about: a role may have gone since."""
        # Looked up by key for each of them: a list of all that somebody may read would be long.
        entries = HistoryEntry.objects.visible_to(user).filter(pk=OuterRef("entry"))
        threads = Thread.objects.visible_to(user).filter(pk=OuterRef("comment__thread"))
        about = Q(Exists(entries), entry__isnull=False) | Q(Exists(threads), comment__isnull=False)
        if Scope.of(user).entered:
            about |= Q(fiscal_year__isnull=False)
        return self.filter(about, recipient=getattr(user, "pk", None))

    def unread(self) -> Self:
        """Not looked at yet."""
        return self.filter(read_at=None)


class Notice(models.Model):
    """通知: told to one person who has to know of it.

    It is about one of three things: something that was done to a declaration (``entry``), something that was said of a
    cell (``comment``), or that entry for a ``fiscal_year`` closes soon, which is told at most once a day
    (``reminded_on``). ``mail_claimed_at`` is when somebody began to mail it, ``mailed_at`` when it had gone off.
    """

    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices", verbose_name=_("recipient"))
    entry = models.ForeignKey(
        HistoryEntry, on_delete=models.PROTECT, null=True, related_name="notices", verbose_name=_("history entry")
    )
    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, null=True, related_name="notices", verbose_name=_("comment")
    )
    fiscal_year = models.ForeignKey(
        FiscalYear, on_delete=models.CASCADE, null=True, related_name="notices", verbose_name=_("fiscal year")
    )
    reminded_on = models.DateField(_("reminded on"), null=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    read_at = models.DateTimeField(_("read at"), null=True)
    mail_claimed_at = models.DateTimeField(_("mail claimed at"), null=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(entry__isnull=False, comment=None, fiscal_year=None, reminded_on=None)
                | Q(entry=None, comment__isnull=False, fiscal_year=None, reminded_on=None)
                | Q(entry=None, comment=None, fiscal_year__isnull=False, reminded_on__isnull=False),
                name="notice_of_one_thing",
                violation_error_message=_("A notice is about one thing."),
            ),
            models.UniqueConstraint(
                fields=["recipient", "entry"],
                name="notice_once",
                violation_error_message=_("They are told of this already."),
            ),
            models.UniqueConstraint(
                fields=["recipient", "comment"],
                name="notice_of_comment_once",
                violation_error_message=_("They are told of this already."),
            ),
            models.UniqueConstraint(
                fields=["recipient", "fiscal_year", "reminded_on"],
                name="notice_of_deadline_once_a_day",
                violation_error_message=_("They are told of this already."),
            ),
        ]
        indexes = [
            models.Index("recipient", condition=Q(read_at=None), name="notice_unread"),
            models.Index("created_at", condition=Q(mailed_at=None), name="notice_unmailed"),
        ]

    def __str__(self) -> str:
        return f"{self.recipient} · {self.entry or self.comment or self.fiscal_year}"
