"""What somebody is told of."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.models.history import HistoryEntry
from targets.models.users import User


class NoticeQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Reads of notices."""

    def visible_to(self, user: object) -> Self:
        """One's own."""
        return self.filter(recipient=getattr(user, "pk", None))

    def unread(self) -> Self:
        """Not looked at yet."""
        return self.filter(read_at=None)


class Notice(models.Model):
    """通知: something that was done to a declaration, told to one person who has to know of it."""

    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices", verbose_name=_("recipient"))
    entry = models.ForeignKey(
        HistoryEntry, on_delete=models.PROTECT, related_name="notices", verbose_name=_("history entry")
    )
    read_at = models.DateTimeField(_("read at"), null=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "entry"],
                name="notice_once",
                violation_error_message=_("They are told of this already."),
            )
        ]
        indexes = [models.Index("recipient", condition=models.Q(read_at=None), name="notice_unread")]

    def __str__(self) -> str:
        return f"{self.recipient} · {self.entry}"
