"""Departments and the budget units under them."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.fields import one_line
from targets.access import Scope


class DepartmentQuerySet(models.QuerySet["Department"]):
    """Reads of departments."""

    def get_by_natural_key(self, code: str) -> "Department":
        """Fixtures name a department by its code."""
        return self.get(code=code)

    def visible_to(self, user: object) -> "DepartmentQuerySet":
        """The departments whose declarations, or some of them, the user may read."""
        scope = Scope.of(user)
        return self.filter(scope.drafts("code") | scope.approved("code"))

    def under(self, code: str) -> "DepartmentQuerySet":
        """The department of this code and every unit below it."""
        return self.filter(code__startswith=code)


class Department(models.Model):
    """部门/单位: a department (326) or a budget unit under it (326001). The code carries the hierarchy, as a prefix."""

    code = models.CharField(
        _("code"),
        max_length=12,
        unique=True,
        validators=[RegexValidator(r"\A([0-9]{3}){1,4}\Z", _("A code has three digits a level: 326, 326001."))],
        error_messages={"unique": _("A department has this code already.")},
    )
    name = models.CharField(
        _("name"), max_length=200, validators=[one_line], help_text=_("As it is printed: …（…）—本级")
    )

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(name=""),
                name="department_identified",
                violation_error_message=_("A department needs a code and a name."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    def clean(self) -> None:
        """Declarations are found by the code and print the name: both stay once there are any to mislead."""
        before = Department.objects.filter(pk=self.pk).first() if self.pk else None
        if before is None:
            return
        if self.code != before.code and (self.projects.exists() or self.departmenttargets.exists()):
            message = _("Declarations are kept under this code: add a new unit with the new code instead.")
            raise ValidationError({"code": message})
        if self.name != before.name and (
            self.projects.approved().exists() or self.departmenttargets.approved().exists()
        ):
            message = _("Approved declarations print this name: add a new unit with a code of its own instead.")
            raise ValidationError({"name": message})

    def ancestors(self) -> DepartmentQuerySet:
        """The departments above this one, the highest first."""
        return Department.objects.filter(code__in=[self.code[:end] for end in range(3, len(self.code), 3)])
