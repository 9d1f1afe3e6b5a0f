"""What every declared thing has: a department, a year and a place in review."""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.access import Scope
from targets.models.departments import Department
from targets.models.years import FiscalYear


class Status(models.TextChoices):
    """Where a declaration stands in review."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    ENDORSED = "endorsed", _("endorsed")
    RETURNED = "returned", _("returned")
    APPROVED = "approved", _("approved")


IN_ENTRY = (Status.DRAFT, Status.RETURNED)
"""Where figures may still be changed: before review, and after it gave them back."""
IN_REVIEW = (Status.SUBMITTED, Status.ENDORSED)
"""Where somebody is to decide: the head, and in a year with a second stage the finance office (财政部门) after them."""


class DeclaredQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Reads shared by projects and department targets."""

    def approved(self) -> Self:
        """What is in force, also while it is open for adjustment."""
        return self.filter(models.Q(status=Status.APPROVED) | models.Q(edition_in_force__isnull=False))

    def live_to(self, user: object) -> Self:
        """What the user reads as it stands, drafts included: their own departments', and at the finance office what a
        head endorsed. Of all else they read what is in force: ``Edition.objects.sealed_to(user)``.
        """
        scope, code = Scope.of(user), "department__code"
        return self.filter(
            scope.drafts(code) | (scope.decides_below(code) & models.Q(status=Status.ENDORSED)),
        )

    def visible_to(self, user: object) -> Self:
        """What the user may see, since it stands as they may read it: what is live to them, and where they audit what
        is approved.

        While something approved is open for adjustment, its rows hold a draft, which auditors do not see. They go on
        seeing what is in force.
        """
        approved = Scope.of(user).approved("department__code") & models.Q(status=Status.APPROVED)
        return self.live_to(user) | self.filter(approved)

    def editable_by(self, user: object) -> Self:
        """What the user may change: drafts and what was returned, in the departments whose targets they enter."""
        return self.filter(Scope.of(user).entries("department__code"), status__in=IN_ENTRY)

    def reviewable_by(self, user: object) -> Self:
        """What waits for the user: submitted where they are head, endorsed where they are the finance office."""
        scope, code = Scope.of(user), "department__code"
        return self.filter(
            (scope.reviews_below(code) & models.Q(status=Status.SUBMITTED))
            | (scope.decides_below(code) & models.Q(status=Status.ENDORSED))
        )


class Declared(models.Model):
    """Common to a project and a department target."""

    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name=_("department")
    )
    fiscal_year = models.ForeignKey(
        FiscalYear, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name=_("fiscal year")
    )
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    # Counts every change, so that who saves over another's change is told.
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("updated by"),
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    # Stays while the next one is drafted: approved data is read from here, whatever the rows say by then.
    edition_in_force = models.ForeignKey(
        "targets.Edition",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("edition in force"),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=Status.values),
                name="%(class)s_status_known",
                violation_error_message=_("Choose one of the statuses."),
            ),
        ]

    @property
    def is_approved(self) -> bool:
        """Whether it is in force, and so no longer to be changed."""
        return self.status == Status.APPROVED


class Row(models.Model):
    """A numbered row of a declaration.

    ``position`` counts from 1 in printed order. It is not unique in the database: rows trade places one by one.
    """

    position = models.PositiveSmallIntegerField(_("position"), validators=[MaxValueValidator(9999)])

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return str(self.position)
