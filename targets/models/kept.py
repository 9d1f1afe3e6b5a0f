"""Warnings that are kept with a reason."""

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.fields import no_controls
from targets.models.department_target import DepartmentTarget
from targets.models.projects import Project
from targets.models.users import User

SHORTEST, LONGEST = 4, 500
"""Characters of a reason: 房屋租金 is one, 无 is none."""


class KeptFinding(models.Model):
    """说明理由并保留: why a warning stays, for those who review and audit.

    It speaks for every warning of its ``fingerprint``, that is, of its rule, place, value and suggestion, and so falls
    silent when one of them changes. It is never deleted or changed but for being withdrawn.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, null=True, related_name="kept", verbose_name=_("project")
    )
    target = models.ForeignKey(
        DepartmentTarget, on_delete=models.CASCADE, null=True, related_name="kept", verbose_name=_("department target")
    )
    rule = models.CharField(_("rule"), max_length=100)
    place = models.TextField(_("place"))
    value = models.TextField(_("value"), blank=True)
    fingerprint = models.CharField(max_length=64, editable=False)
    reason = models.CharField(_("reason"), max_length=LONGEST, validators=[MinLengthValidator(SHORTEST), no_controls])
    kept_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("kept by"))
    kept_at = models.DateTimeField(_("kept"), auto_now_add=True)
    withdrawn_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("withdrawn by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("kept finding")
        verbose_name_plural = _("kept findings")
        ordering = ["kept_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "fingerprint"],
                condition=Q(withdrawn_at=None),
                name="kept_finding_once",
                violation_error_message=_("The reminder is kept with a reason already."),
            ),
            models.UniqueConstraint(
                fields=["target", "fingerprint"],
                condition=Q(withdrawn_at=None),
                name="kept_finding_once_in_target",
                violation_error_message=_("The reminder is kept with a reason already."),
            ),
            models.CheckConstraint(
                condition=Q(project__isnull=False, target__isnull=True) | Q(project__isnull=True, target__isnull=False),
                name="kept_finding_somewhere",
                violation_error_message=_("A reason belongs to a project or to a department target."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="kept_finding_reasoned",
                violation_error_message=_("A reason needs at least four characters."),
            ),
        ]

    def __str__(self) -> str:
        return self.reason
