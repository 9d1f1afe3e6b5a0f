"""Fiscal years and what is laid down for each."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from indicators.models import Framework
from targets.checks.settings import RuleSettings
from targets.settings_field import RuleSettingsField


class FiscalYear(models.Model):
    """预算年度: its indicator framework, checkpoint months, entry window and rule settings."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    framework = models.ForeignKey(
        Framework, on_delete=models.PROTECT, related_name="years", verbose_name=_("indicator framework")
    )
    entry_opens = models.DateField(_("entry opens"), null=True, blank=True)
    entry_closes = models.DateField(_("entry closes"), null=True, blank=True, help_text=_("The last day included"))
    second_stage = models.BooleanField(
        _("second stage of review"),
        default=False,
        help_text=_("What a department head endorses is then approved by the finance office (财政部门审核)."),
    )
    # Edited through a form of its own (targets/admin/rule_settings.py), never as JSON.
    rule_settings = RuleSettingsField(_("rule settings"), default=RuleSettings, editable=False)

    class Meta:
        verbose_name = _("fiscal year")
        verbose_name_plural = _("fiscal years")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(year__range=(2000, 2100)),
                name="fiscal_year_plausible",
                violation_error_message=_("A fiscal year lies between 2000 and 2100."),
            ),
            models.CheckConstraint(
                condition=Q(entry_opens__isnull=True)
                | Q(entry_closes__isnull=True)
                | Q(entry_opens__lte=F("entry_closes")),
                name="fiscal_year_window_in_order",
                violation_error_message=_("Entry closes before it opens."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def checkpoint_months(self) -> tuple[int, ...]:
        """The months at whose end cumulative spending is planned, in order: 3, 6, 10, 12."""
        return tuple(sorted(row.month for row in self.months.all()))

    @property
    def has_approved(self) -> bool:
        """Whether projects of the year are in force."""
        there: bool = self.projects.approved().exists()
        return there

    def is_open(self, day: datetime.date | None = None) -> bool:
        """Whether targets may be entered on ``day`` (today). A missing end of the window is open."""
        day = day or timezone.localdate()
        return (self.entry_opens or day) <= day <= (self.entry_closes or day)

    def clean(self) -> None:
        """A framework in use stays: its categories are what the year's indicators stand under."""
        if self.pk and self.projects.filter(indicators__isnull=False).exists():
            before = FiscalYear.objects.filter(pk=self.pk).values_list("framework", flat=True).first()
            if before not in (None, self.framework_id):
                raise ValidationError({"framework": _("Indicators of this year stand under its present framework.")})


class CheckpointMonth(models.Model):
    """A month at whose end a fiscal year's plan states cumulative spending."""

    fiscal_year = models.ForeignKey(
        FiscalYear, on_delete=models.CASCADE, related_name="months", verbose_name=_("fiscal year")
    )
    month = models.PositiveSmallIntegerField(_("month"))

    class Meta:
        verbose_name = _("checkpoint month")
        verbose_name_plural = _("checkpoint months")
        ordering = ["fiscal_year", "month"]
        constraints = [
            models.UniqueConstraint(
                fields=["fiscal_year", "month"],
                name="checkpoint_month_once",
                violation_error_message=_("The year has this checkpoint month already."),
            ),
            models.CheckConstraint(
                condition=Q(month__range=(1, 12)),
                name="checkpoint_month_in_year",
                violation_error_message=_("A month lies between 1 and 12."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month}月底"

    def clean(self) -> None:
        """The months stay once projects are approved, and one stays as long as a plan states it."""
        before = CheckpointMonth.objects.filter(pk=self.pk).first() if self.pk else None
        if before is None:
            self._check_none_approved()
        elif before.month != self.month:
            before.check_removal()

    def check_removal(self) -> None:
        """Raise a ValidationError when a plan needs the month."""
        self._check_none_approved()
        if self.fiscal_year.projects.filter(checkpoints__month=self.month).exists():
            message = _("Projects of the year plan spending for %(month)s: delete it from their plans first.")
            raise ValidationError(message, params={"month": self})

    def _check_none_approved(self) -> None:
        if self.fiscal_year_id is not None and self.fiscal_year.has_approved:
            raise ValidationError(_("Approved projects print this year's months: change them from the next year on."))
