"""Accounts and what they may do where."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.fields import one_line
from targets.access import Role
from targets.models.departments import Department


class User(AbstractUser):
    """An account. What it may see follows from its memberships; a superuser is an administrator (管理员)."""

    display_name = models.CharField(_("display name"), max_length=50, blank=True, validators=[one_line])
    notices_by_mail = models.BooleanField(
        _("notices by mail"), default=True, help_text=_("Notices are mailed too, when there is an address")
    )
    is_demo = models.BooleanField(_("demo account"), default=False, editable=False)

    def __str__(self) -> str:
        return self.display_name or self.username


class Membership(models.Model):
    """A role in a department and everything below it; an auditor's or the finance office's may span all departments."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("user"))
    department = models.ForeignKey(
        Department,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("department"),
        help_text=_("Blank, for auditors and the finance office only: all departments"),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "department", "role"],
                name="membership_once",
                violation_error_message=_("The user has this role in this department already."),
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(department=None),
                name="membership_everywhere_once",
                violation_error_message=_("The user has this role in all departments already."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=[Role.AUDITOR, Role.FINANCE]) | Q(department__isnull=False),
                name="membership_somewhere",
                violation_error_message=_("Only auditors and the finance office may span all departments: choose one."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="membership_role_known",
                violation_error_message=_("Choose one of the roles."),
            ),
        ]

    def __str__(self) -> str:
        where = self.department or _("all departments")  # outside the braces, where translators' tools find it
        return f"{self.get_role_display()} · {where}"
