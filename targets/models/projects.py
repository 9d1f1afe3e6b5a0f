"""Projects and their target tables."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Case, ExpressionWrapper, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from indicators.fields import TargetValueField, no_controls, one_line
from indicators.models import Category
from indicators.target_value import TargetValue
from targets.fields import MoneyField
from targets.models.status import Declared, DeclaredQuerySet, Row


def _or_zero(field: str) -> Coalesce:
    return Coalesce(F(field), Value(0, output_field=MoneyField()), output_field=MoneyField())


class ProjectQuerySet(DeclaredQuerySet):
    """Reads of projects."""

    def with_tables(self) -> Self:
        """With all that a Declaration is made of, in a fixed number of queries."""
        return self.select_related("department", "fiscal_year").prefetch_related(
            "checkpoints", "goals", models.Prefetch("indicators", Indicator.objects.select_related("category__parent"))
        )

    def totals(self) -> dict[str, Any]:
        """Number of projects and the sums of their amounts in 万元 (``None`` where all are blank), in one query."""
        return self.aggregate(
            count=models.Count("pk"),
            **{f"{name}_total": models.Sum(name) for name in ("budget", "fiscal_funds", "other_funds")},
        )


class Project(Declared):
    """预算项目: one budget project of one unit in one year, with its target table."""

    number = models.PositiveSmallIntegerField(
        _("number"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(9999)],
        help_text=_("Its place in the unit's document"),
    )
    code = models.CharField(_("project code"), max_length=40, blank=True, validators=[one_line])
    name = models.CharField(_("project name"), max_length=200, validators=[one_line])
    purpose = models.TextField(_("purpose of the funds"), blank=True, validators=[no_controls])
    fiscal_funds = MoneyField(_("fiscal funds"), null=True, blank=True)
    other_funds = MoneyField(_("other funds"), null=True, blank=True)
    budget = models.GeneratedField(
        verbose_name=_("budget"),
        expression=Case(
            When(Q(fiscal_funds__isnull=True, other_funds__isnull=True), then=Value(None)),
            default=ExpressionWrapper(_or_zero("fiscal_funds") + _or_zero("other_funds"), output_field=MoneyField()),
            output_field=MoneyField(),
        ),
        output_field=MoneyField(null=True),
        db_persist=True,
    )

    objects = ProjectQuerySet.as_manager()

    class Meta(Declared.Meta):
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-fiscal_year_id", "department__code", "number", "code"]
        constraints = [
            *Declared.Meta.constraints,
            models.UniqueConstraint(
                fields=["fiscal_year", "code"],
                condition=~Q(code=""),
                name="project_code_once_a_year",
                violation_error_message=_("The year has a project of this code already."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""), name="project_named", violation_error_message=_("A project needs a name.")
            ),
            models.CheckConstraint(
                condition=(Q(fiscal_funds__isnull=True) | Q(fiscal_funds__gte=0))
                & (Q(other_funds__isnull=True) | Q(other_funds__gte=0)),
                name="project_funds_not_negative",
                violation_error_message=_("Funds cannot be negative."),
            ),
        ]
        indexes = [
            models.Index("fiscal_year", "department", "number", "code", name="project_in_document"),
            models.Index("department", "status", name="project_by_status"),
            models.Index("fiscal_year", "budget", name="project_by_budget"),
            models.Index("fiscal_year", "updated_at", name="project_by_update"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("project", args=[self.pk])


class Checkpoint(models.Model):
    """资金支出计划: planned cumulative spending in 万元 at the end of a month; blank until planned."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="checkpoints", verbose_name=_("project")
    )
    month = models.PositiveSmallIntegerField(_("month"))
    amount = MoneyField(_("cumulative spending"), null=True, blank=True)

    class Meta:
        verbose_name = _("checkpoint")
        verbose_name_plural = _("spending plan")
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "month"],
                name="checkpoint_once",
                violation_error_message=_("The plan has this month already."),
            ),
            models.CheckConstraint(
                condition=Q(month__range=(1, 12)),
                name="checkpoint_in_year",
                violation_error_message=_("A month lies between 1 and 12."),
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                name="checkpoint_not_negative",
                violation_error_message=_("Planned spending cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month}月底"


class Goal(Row):
    """绩效目标: one numbered sentence of the project's goal."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="goals", verbose_name=_("project"))
    text = models.TextField(_("text"), validators=[no_controls])

    class Meta(Row.Meta):
        verbose_name = _("goal")
        verbose_name_plural = _("goals")


class Indicator(Row):
    """三级指标: a project's own indicator under a level-two category of the year's framework."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="indicators", verbose_name=_("project"))
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        related_name="indicators",
        limit_choices_to={"parent__isnull": False},
        verbose_name=_("category"),
    )
    name = models.CharField(_("third-level indicator"), max_length=200, blank=True, validators=[one_line])
    description = models.TextField(_("description"), blank=True, validators=[no_controls])
    value = TargetValueField(_("target value"), default=TargetValue, blank=True)
    basis = models.CharField(_("basis"), max_length=500, blank=True, validators=[one_line])

    class Meta(Row.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """The category is a level-two one of the year's framework."""
        if not self.category_id or not self.project.fiscal_year_id:
            return
        if self.category.parent_id is None:
            raise ValidationError({"category": _("Choose a level-two category.")})
        if self.category.framework_id != self.project.fiscal_year.framework_id:
            raise ValidationError({"category": _("The category belongs to another framework than the year's.")})
