"""The one PDF of an edition."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.models import Edition
from targets.models.append_only import AppendOnly, AppendOnlyQuerySet


class PaperQuerySet(AppendOnlyQuerySet):
    """Reads of papers."""

    def visible_to(self, user: object) -> Self:
        """The papers of the editions that the user may read."""
        return self.filter(edition__in=Edition.objects.visible_to(user))


class Paper(AppendOnly):
    """批复版本的正式文本: the PDF that was made of an edition once, and is served byte for byte ever after.

    The row says what the file must be; the file itself is in the storage under ``name``. ``unsigned_sha256`` is the
    hash before the signature was put on, equal to ``sha256`` where there is none. ``made_at`` is the time in the
    signature. The row stays as it was written, by trigger too: a lost file is made anew only if it has this hash again.
    """

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="paper", verbose_name=_("edition"))
    name = models.CharField(_("name in the storage"), max_length=200, unique=True)
    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    unsigned_sha256 = models.CharField(_("SHA-256 without signature"), max_length=64)
    size = models.PositiveIntegerField(_("size"), help_text=_("Bytes"))
    made_at = models.DateTimeField(_("made at"))
    made_with = models.CharField(_("made with"), max_length=200, help_text=_("Versions of the press and its faces"))
    site = models.CharField(_("site"), max_length=200, help_text=_("The address in its QR code"))
    certificate = models.CharField(
        _("certificate"), max_length=64, blank=True, help_text=_("SHA-256 of the certificate it is signed with")
    )

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
