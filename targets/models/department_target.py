"""The department target: part one of a unit's document."""

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from indicators.fields import no_controls
from targets.models.status import Declared, DeclaredQuerySet, Row


class DepartmentTargetQuerySet(DeclaredQuerySet):
    """Reads of department targets."""

    def with_rows(self) -> Self:
        """With all that part one is made of, in a fixed number of queries."""
        return self.select_related("department", "fiscal_year").prefetch_related(
            "overallgoals", "itemisedgoals", "safeguards"
        )


class DepartmentTarget(Declared):
    """部门整体绩效目标: what a unit as a whole is to achieve in a year."""

    lead = models.TextField(
        _("lead"), blank=True, validators=[no_controls], help_text=_("The sentence before the numbered goals")
    )

    objects = DepartmentTargetQuerySet.as_manager()

    class Meta(Declared.Meta):
        verbose_name = _("department target")
        verbose_name_plural = _("department targets")
        ordering = ["-fiscal_year_id", "department__code"]
        constraints = [
            *Declared.Meta.constraints,
            models.UniqueConstraint(
                fields=["department", "fiscal_year"],
                name="department_target_once_a_year",
                violation_error_message=_("The department has a target for this year already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year_id} {self.department}"

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.fiscal_year_id, self.department.code])


class _TargetRow(Row):
    target = models.ForeignKey(
        DepartmentTarget, on_delete=models.CASCADE, related_name="%(class)ss", verbose_name=_("department target")
    )

    class Meta(Row.Meta):
        abstract = True


class OverallGoal(_TargetRow):
    """One of the numbered sentences under 一、总体绩效目标."""

    text = models.TextField(_("text"), validators=[no_controls])

    class Meta(_TargetRow.Meta):
        verbose_name = _("overall goal")
        verbose_name_plural = _("overall goals")


class ItemisedGoal(_TargetRow):
    """二、分项绩效目标: a title, the goal and its indicators in words."""

    title = models.TextField(_("title"), validators=[no_controls])
    goal = models.TextField(_("performance goal"), blank=True, validators=[no_controls])
    indicators = models.TextField(_("performance indicators"), blank=True, validators=[no_controls])

    class Meta(_TargetRow.Meta):
        verbose_name = _("itemised goal")
        verbose_name_plural = _("itemised goals")


class Safeguard(_TargetRow):
    """三、工作保障措施: a title and the measure."""

    title = models.TextField(_("title"), validators=[no_controls])
    text = models.TextField(_("measure"), blank=True, validators=[no_controls])

    class Meta(_TargetRow.Meta):
        verbose_name = _("safeguard")
        verbose_name_plural = _("safeguards")
