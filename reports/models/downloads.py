"""Who was handed which file."""

from functools import reduce
from operator import or_
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports.models.archives import Archive
from targets.access import Scope
from targets.models import Edition, User
from targets.models.append_only import AppendOnly, AppendOnlyQuerySet

SEPARATOR = ","
"""Stands before every department code, so that what follows it begins one."""


class FileKind(models.TextChoices):
    """What was handed out."""

    PROJECT = "project", _("project's form (draft)")
    DOCUMENT = "document", _("department's document")
    EDITION = "edition", _("edition, PDF")
    SEALED = "sealed", _("edition, JSON")
    ARCHIVE = "archive", _("bulk download (ZIP)")
    TABLE = "table", _("table")


class DownloadQuerySet(AppendOnlyQuerySet):
    """Reads of downloads."""

    def visible_to(self, user: User) -> Self:
        """One's own; a head also those about their departments, an administrator all."""
        if user.is_active and user.is_superuser:
            return self.all()
        codes = Scope.of(user).reviewed
        about = (Q(departments__contains=f"{SEPARATOR}{code}") for code in codes)
        return self.filter(reduce(or_, about, Q(by=user)))

    def of(self, edition: Edition) -> Self:
        """Those of one edition, by itself or in an archive."""
        return self.filter(Q(edition=edition) | Q(archive__in=edition.archives.values("pk")))


class Download(AppendOnly):
    """下载记录: one file that was handed out: to whom, when, and exactly which bytes.

    ``departments`` are the codes of all units it is about, each after a comma. ``address`` is the reader's; behind a
    proxy what that one told of it.
    """

    at = models.DateTimeField(_("time"), default=timezone.now, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("by whom"))
    kind = models.CharField(_("kind"), max_length=20, choices=FileKind, editable=False)
    name = models.CharField(_("file name"), max_length=300, editable=False)
    departments = models.TextField(_("departments"), blank=True, editable=False)
    edition = models.ForeignKey(
        Edition,
        on_delete=models.PROTECT,
        null=True,
        related_name="downloads",
        editable=False,
        verbose_name=_("edition"),
    )
    archive = models.ForeignKey(
        Archive,
        on_delete=models.PROTECT,
        null=True,
        related_name="downloads",
        editable=False,
        verbose_name=_("bulk download"),
    )
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    size = models.PositiveBigIntegerField(_("size"), editable=False, help_text=_("Bytes"))
    address = models.GenericIPAddressField(_("address"), null=True, editable=False)

    objects = DownloadQuerySet.as_manager()

    class Meta:
        verbose_name = _("download")
        verbose_name_plural = _("downloads")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=FileKind.values),
                name="download_kind_known",
                violation_error_message=_("There is no such kind of file."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.by}"
