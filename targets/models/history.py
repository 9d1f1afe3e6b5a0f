"""Who did what to which declaration, when, and what changed by it."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from targets.access import Scope
from targets.models.append_only import AppendOnly, AppendOnlyQuerySet
from targets.models.department_target import DepartmentTarget
from targets.models.projects import Project
from targets.models.status import Declared
from targets.models.users import User


class Kind(models.TextChoices):
    """What is declared: a project's table or part one of a unit's document."""

    PROJECT = "project", _("project")
    TARGET = "target", _("department target")

    @classmethod
    def of(cls, declared: Declared) -> Self:
        """Which of the two it is."""
        return cls.PROJECT if isinstance(declared, Project) else cls.TARGET

    @property
    def model(self) -> type[Project] | type[DepartmentTarget]:
        """How it is stored."""
        return Project if self is Kind.PROJECT else DepartmentTarget


class Verb(models.TextChoices):
    """What somebody did."""

    BEGUN = "begun", _("begun")
    CHANGED = "changed", _("changed")
    IMPORTED = "imported", _("imported")
    KEPT = "kept", _("kept with a reason")
    WITHDREW = "withdrew", _("withdrew a reason")
    SUBMITTED = "submitted", _("submitted")
    WITHDRAWN = "withdrawn", _("withdrawn from review")
    RETURNED = "returned", _("returned")
    ENDORSED = "endorsed", _("endorsed by the head")
    APPROVED = "approved", _("approved")
    REOPENED = "reopened", _("opened for adjustment")
    DELETED = "deleted", _("deleted")


class HistoryQuerySet(AppendOnlyQuerySet):
    """Reads of the history."""

    def visible_to(self, user: object) -> Self:
        """Everything in the user's own departments; where they audit, all that led to an approval, drafts included.

        What was done after the last approval belongs to a draft, which auditors see once it is approved; the finance
        office sees what led to an endorsement too.
        """
        scope, code = Scope.of(user), "department_code"
        return self.filter(
            scope.drafts(code)
            | (scope.approved(code) & _led_to(Verb.APPROVED))
            | (scope.decides_below(code) & _led_to(Verb.ENDORSED))
        )

    def of(self, declared: Declared) -> Self:
        """That of one project or department target, deleted or not, the latest first."""
        return self.filter(kind=Kind.of(declared), key=declared.pk)


def _led_to(verb: Verb) -> models.Q:
    """What was done to something before it came to that, and that itself."""
    later = {"kind": OuterRef("kind"), "key": OuterRef("key"), "pk__gte": OuterRef("pk")}
    return models.Q(Exists(HistoryEntry.objects.filter(**later, verb=verb)))


class HistoryEntry(AppendOnly):
    """One thing that was done to a project or department target.

    It refers to what it is about by kind and key alone, and tells its unit, year and name as they were, so that the
    history of a deleted draft stays. ``changes`` are the differences in words, as ``targets.diff`` tells them.
    ``content`` is the Declaration's JSON where it was submitted, so that review sees what changed since; else empty.
    """

    at = models.DateTimeField(_("time"), default=timezone.now, editable=False)
    actor = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("by whom")
    )
    verb = models.CharField(_("what was done"), max_length=20, choices=Verb, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, editable=False)
    key = models.PositiveBigIntegerField(editable=False)
    department_code = models.CharField(_("department"), max_length=12, editable=False)
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"), editable=False)
    name = models.CharField(_("name"), max_length=250, editable=False)
    version = models.PositiveIntegerField(_("version"), editable=False)
    changes = models.JSONField(_("changes"), default=list, editable=False)
    note = models.TextField(_("note"), blank=True, editable=False)
    content = models.TextField(_("content"), blank=True, default="", editable=False)

    objects = HistoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("history entry")
        verbose_name_plural = _("history")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verb__in=Verb.values, kind__in=Kind.values),
                name="history_known",
                violation_error_message=_("History knows no such verb or kind."),
            ),
        ]
        indexes = [models.Index("kind", "key", name="history_of_one")]

    def __str__(self) -> str:
        return f"{self.name} · {self.get_verb_display()}"
