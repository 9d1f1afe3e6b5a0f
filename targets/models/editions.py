"""What was approved, as it was approved."""

import json
from functools import cached_property
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from targets.access import Scope
from targets.declaration import Declaration, DepartmentDeclaration
from targets.fields import MoneyField
from targets.models.append_only import AppendOnly, AppendOnlyQuerySet
from targets.models.department_target import DepartmentTarget
from targets.models.departments import Department
from targets.models.projects import Project
from targets.models.status import Status
from targets.models.users import User
from targets.models.years import FiscalYear

_IN_FORCE = Q(project__edition_in_force=F("pk")) | Q(target__edition_in_force=F("pk"))


class EditionQuerySet(AppendOnlyQuerySet):
    """Reads of editions."""

    def visible_to(self, user: object) -> Self:
        """Every edition of the user's own departments and of those they audit, in force or superseded."""
        scope = Scope.of(user)
        return self.filter(scope.drafts("department__code") | scope.approved("department__code"))

    def sealed_to(self, user: object) -> Self:
        """What is in force of all that the user does not read as it stands, drafts included: what auditors read."""
        scope, code = Scope.of(user), "department__code"
        endorsed = Q(project__status=Status.ENDORSED) | Q(target__status=Status.ENDORSED)
        live = scope.drafts(code) | (scope.decides_below(code) & endorsed)
        return self.in_force().filter(scope.approved(code)).exclude(live)

    def in_force(self) -> Self:
        """The last edition of each project and department target."""
        return self.filter(_IN_FORCE)

    def superseded(self) -> Self:
        """Those that a later one took the place of."""
        return self.exclude(pk=Coalesce("project__edition_in_force", "target__edition_in_force"))

    def with_place(self) -> Self:
        """With ``last``, the number of the one in force, so that a row says which of how many it is, and whether."""
        return self.annotate(
            last=Coalesce("project__edition_in_force__number", "target__edition_in_force__number"),
        )

    def of(self, edition: "Edition") -> Self:
        """All of the same project or department target as this one, the first one first."""
        return self.filter(project=edition.project_id, target=edition.target_id).order_by("number")

    def totals(self) -> dict[str, Any]:
        """Number of editions, of those in force, and the sum of the budgets of the latter in 万元, in one query.

        Each project counts once: a superseded edition's budget is in no sum.
        """
        return self.aggregate(
            count=models.Count("pk"),
            in_force=models.Count("pk", filter=_IN_FORCE),
            budget_total=models.Sum("budget", filter=_IN_FORCE),
        )


class Edition(AppendOnly):
    """批复版本: an approved, numbered, immutable Declaration.

    ``sealed`` is the truth (``targets.sealing``); the columns repeat it for queries, ``budget`` in 万元. ``sha256`` is
    that text's hash and ``previous`` the hash of the edition before it in the unit's chain, in the order of
    ``position``. ``judgement`` holds the findings and reasons at that moment. The text names the approver as they were
    called then; a document that was approved before it was imported has none.
    """

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, related_name="editions", verbose_name=_("project")
    )
    target = models.ForeignKey(
        DepartmentTarget,
        on_delete=models.PROTECT,
        null=True,
        related_name="editions",
        verbose_name=_("department target"),
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="editions", verbose_name=_("department")
    )
    fiscal_year = models.ForeignKey(
        FiscalYear, on_delete=models.PROTECT, related_name="editions", verbose_name=_("fiscal year")
    )
    name = models.CharField(_("project name"), max_length=200, blank=True)
    code = models.CharField(_("project code"), max_length=40, blank=True)
    budget = MoneyField(_("budget"), null=True)
    number = models.PositiveIntegerField(_("edition number"))
    position = models.PositiveIntegerField(_("place in the chain"))
    sealed = models.TextField(_("sealed text"))
    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    previous = models.CharField(_("SHA-256 before"), max_length=64)
    judgement = models.TextField(_("findings and reasons"))
    approved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved at"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["department", "position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(project__isnull=False, target__isnull=True) | Q(project__isnull=True, target__isnull=False),
                name="edition_of_something",
                violation_error_message=_("An edition belongs to a project or to a department target."),
            ),
            models.UniqueConstraint(fields=["project", "number"], name="edition_of_project_once"),
            models.UniqueConstraint(fields=["target", "number"], name="edition_of_target_once"),
            models.UniqueConstraint(fields=["department", "position"], name="edition_place_once"),
            models.UniqueConstraint(fields=["department", "previous"], name="edition_chain_unforked"),
        ]

    def __str__(self) -> str:
        return f"{self.project or self.target} · {self.number}"

    @cached_property
    def said(self) -> dict[str, Any]:
        """All that the sealed text says (docs/editions.md)."""
        said: dict[str, Any] = json.loads(self.sealed)
        return said

    @cached_property
    def declaration(self) -> Declaration | DepartmentDeclaration:
        """What was approved."""
        text = json.dumps(self.said["declaration"])
        return Declaration.from_json(text) if self.project_id else DepartmentDeclaration.from_json(text)

    @property
    def title(self) -> str:
        """What was approved, as it was called."""
        return self.name or "部门整体绩效目标"

    def get_absolute_url(self) -> str:
        return reverse("edition", args=[self.pk])
