"""Comments of review on the cells of a declaration."""

from typing import Self, cast

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.fields import no_controls
from targets.access import Scope
from targets.models.department_target import DepartmentTarget
from targets.models.projects import Project
from targets.models.users import User


def concerns(user: object, code_field: str = "department__code") -> Q:
    """In which departments the user has to do with review: where they read drafts or, as finance office, decide."""
    scope = Scope.of(user)
    return scope.drafts(code_field) | scope.decides_below(code_field)


class ThreadQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Reads of threads."""

    def visible_to(self, user: object) -> Self:
        """What is said of what the user sees and has to do with; auditors read what is approved, not this."""
        projects, targets = (model.objects.visible_to(user) for model in (Project, DepartmentTarget))
        return self.filter(
            (Q(project__in=projects) & concerns(user, "project__department__code"))
            | (Q(target__in=targets) & concerns(user, "target__department__code"))
        )

    def with_comments(self) -> Self:
        """With all that is said, and by whom, in a fixed number of queries."""
        written = models.Prefetch("comments", Comment.objects.select_related("written_by"))
        return self.select_related("resolved_by").prefetch_related(written)

    def open(self) -> Self:
        """What is still to be settled."""
        return self.filter(resolved_at=None)


class Thread(models.Model):
    """批注: what is said back and forth about one cell, open until somebody resolves it.

    ``path`` is the cell, dotted (``indicators.3.value``), in the Declaration as it was when the thread began; ``place``
    says the same in words and ``quoted`` what stood there, so that it stays clear when rows move or go.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, null=True, related_name="threads", verbose_name=_("project")
    )
    target = models.ForeignKey(
        DepartmentTarget,
        on_delete=models.CASCADE,
        null=True,
        related_name="threads",
        verbose_name=_("department target"),
    )
    path = models.CharField(_("cell"), max_length=100)
    place = models.TextField(_("place"))
    quoted = models.TextField(_("value"), blank=True)
    resolved_at = models.DateTimeField(_("resolved at"), null=True)
    resolved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("resolved by")
    )

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment thread")
        verbose_name_plural = _("comment threads")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(project__isnull=False, target__isnull=True) | Q(project__isnull=True, target__isnull=False),
                name="thread_of_something",
                violation_error_message=_("A thread belongs to a project or to a department target."),
            ),
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="thread_resolved_by_somebody",
                violation_error_message=_("A resolved thread says who resolved it, and when."),
            ),
        ]

    def __str__(self) -> str:
        return self.place

    @property
    def declared(self) -> Project | DepartmentTarget:
        """What it is about."""
        return cast("Project | DepartmentTarget", self.project or self.target)


class Comment(models.Model):
    """One contribution to a thread, the first one included."""

    thread = models.ForeignKey(
        Thread, on_delete=models.CASCADE, related_name="comments", verbose_name=_("comment thread")
    )
    text = models.TextField(_("comment"), validators=[no_controls])
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by"))
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text
