"""A ZIP of many editions, and how far the making of it has come."""

from datetime import timedelta
from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from targets.models import Edition, User

SILENCE = timedelta(minutes=1)
"""Who makes one says every second that it goes on; after so long without a word nobody does."""

PATIENCE = timedelta(minutes=5)
"""After so long nobody may have been told that one waits; that is what a worker killed at the wrong moment leaves."""


class State(models.TextChoices):
    """How far an archive has come."""

    WAITING = "waiting", _("waiting")
    WORKING = "working", _("being made")
    DONE = "done", _("ready")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")
    EXPIRED = "expired", _("removed")


class Problem(models.TextChoices):
    """Why an archive was not made, and what to do about it: a sentence for who asked."""

    NO_ROOM = (
        "no-room",
        _("The disk is full. Ask an administrator to make room, then begin anew."),
    )
    LOST_RIGHT = "lost-right", _("You may no longer read some of these editions. Choose again.")
    BROKEN_EDITION = (
        "broken-edition",
        _("An edition is not what was approved. Ask an administrator to run verify_editions at once."),
    )
    NO_FONTS = (
        "no-fonts",
        _("The printing fonts are not prepared. Ask an administrator to run prepare_fonts, then begin anew."),
    )
    LOST_PAPER = (
        "lost-paper",
        _("The PDF of an edition is lost. Ask an administrator to restore it from a backup, then begin anew."),
    )
    NO_PAPER = (
        "no-paper",
        _("The PDF of an edition can be neither signed nor stored. Ask an administrator, then begin anew."),
    )
    UNEXPECTED = (
        "unexpected",
        _("Something unexpected happened. Begin anew; if it fails again, ask an administrator to look at the log."),
    )


UNDER_WAY = (State.WAITING, State.WORKING)


class ArchiveQuerySet(models.QuerySet["Archive"]):
    """Reads of archives."""

    def visible_to(self, user: User) -> Self:
        """One's own: what somebody else asked for shows as far as they may read."""
        return self.filter(asked_by=user)


class Archive(models.Model):
    """批量下载: what somebody asked to have in one ZIP, and the file once it is made.

    ``editions`` are those they could read when they asked, ``asked_for`` the SHA-256 of which these are, and of the
    title: whoever asks again while it is under way gets the same one. ``run`` is drawn anew each time the making
    begins, and only who holds it writes here. ``file`` is a name in ``settings.ARCHIVE_DIR``, empty before and after
    the time the file is kept.
    """

    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="archives", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    title = models.CharField(_("what was asked for"), max_length=250)
    asked_for = models.CharField(_("SHA-256 of what was asked for"), max_length=64)
    editions = models.ManyToManyField(Edition, related_name="archives", verbose_name=_("editions"))
    total = models.PositiveIntegerField(_("editions in all"))
    done = models.PositiveIntegerField(_("editions done"), default=0)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WAITING)
    run = models.CharField(max_length=32, blank=True, editable=False)
    started_at = models.DateTimeField(_("started at"), null=True)
    heard_at = models.DateTimeField(_("last heard of"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    file = models.CharField(_("file"), max_length=100, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("size"), null=True, help_text=_("Bytes"))
    problem = models.CharField(_("why it failed"), max_length=20, choices=Problem, blank=True)

    objects = ArchiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulk download")
        verbose_name_plural = _("bulk downloads")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values),
                name="archive_state_known",
                violation_error_message=_("Choose one of the states."),
            ),
            models.CheckConstraint(
                condition=Q(done__lte=F("total")),
                name="archive_done_of_total",
                violation_error_message=_("No more editions can be done than there are."),
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DONE) | (~Q(file="") & ~Q(sha256="") & Q(size__isnull=False)),
                name="archive_done_with_file",
                violation_error_message=_("An archive that is ready has a file."),
            ),
            models.UniqueConstraint(
                fields=["asked_by", "asked_for"],
                condition=Q(state__in=UNDER_WAY),
                name="archive_under_way_once",
                violation_error_message=_("This archive is under way already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def under_way(self) -> bool:
        """Whether it is still to be made."""
        return self.state in UNDER_WAY

    @property
    def stranded(self) -> bool:
        """Under way, and nobody has been heard of for too long."""
        quiet = PATIENCE if self.state == State.WAITING else SILENCE
        return self.under_way and timezone.now() - self.heard_at > quiet

    @property
    def path(self) -> Path:
        """Where the file is, while it is kept."""
        return Path(settings.ARCHIVE_DIR) / self.file

    @property
    def is_there(self) -> bool:
        """Whether the file can be had, all of it."""
        try:
            return self.state == State.DONE and self.path.stat().st_size == self.size
        except OSError:
            return False

    @property
    def may_begin_anew(self) -> bool:
        """Whether it may be made once more: it came to nothing, or nobody is at it, or the file is gone."""
        return self.stranded if self.under_way else not self.is_there

    def readable_by(self, user: object) -> bool:
        """Whether they may still read every edition in it: a role may have been lost since."""
        return self.editions.visible_to(user).count() == self.total
