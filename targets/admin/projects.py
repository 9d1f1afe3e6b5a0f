"""Projects and department targets: looked up and corrected while they are drafts, only read once approved."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from indicators.editing import Admin, Rows
from indicators.exchange import TableAdmin
from targets.admin.project_table import ProjectResource
from targets.declaration import Declaration, DepartmentDeclaration
from targets.models import (
    Checkpoint,
    Declared,
    DepartmentTarget,
    Goal,
    Indicator,
    ItemisedGoal,
    OverallGoal,
    Project,
    Safeguard,
    User,
    Verb,
)
from targets.money import format_amount
from targets.services.history import difference, record, record_deletion
from targets.storage import contents_of


def _who(request: HttpRequest) -> User:
    return cast("User", request.user)  # nobody else gets as far as saving


def _contents(declared: Declared) -> Declaration | DepartmentDeclaration:
    """What the database has now."""
    return contents_of(type(declared)._default_manager.get(pk=declared.pk))


class _WhileNotApproved:
    """What is approved stays as it was approved, for administrators too."""

    def has_change_permission(self, request: HttpRequest, obj: Declared | None = None) -> bool:
        allowed: bool = super().has_change_permission(request, obj)  # type: ignore[misc]
        return allowed and not (obj and obj.is_approved)

    def has_delete_permission(self, request: HttpRequest, obj: Declared | None = None) -> bool:
        allowed: bool = super().has_delete_permission(request, obj)  # type: ignore[misc]
        return allowed and not (obj and obj.is_approved)


class _Rows(_WhileNotApproved, Rows):
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 2, "cols": 40})}}

    def has_add_permission(self, request: HttpRequest, obj: Declared | None = None) -> bool:
        return super().has_add_permission(request, obj) and not (obj and obj.is_approved)


class CheckpointInline(_Rows):
    model = Checkpoint


class GoalInline(_Rows):
    model = Goal


class IndicatorInline(_Rows):
    model = Indicator
    autocomplete_fields = ["category"]


class _DeclaredAdmin(_WhileNotApproved, Admin):
    date_hierarchy = None
    list_filter = ["fiscal_year", "status"]
    list_select_related = ["department", "fiscal_year"]
    autocomplete_fields = ["department", "fiscal_year"]
    # The status is the outcome of review, never typed in.
    readonly_fields = ["status", "created_at", "updated_at", "updated_by", "submitted_at", "submitted_by"]

    def save_model(self, request: HttpRequest, obj: Declared, form: Any, change: bool) -> None:
        """Count the change, rows included: an editor open elsewhere must be told of it."""
        obj.updated_by = request.user  # type: ignore[assignment]
        obj.version += change
        form.before = _contents(obj) if change else None
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write down what changed, once the rows are saved too."""
        super().save_related(request, form, formsets, change)
        changes = difference(form.before, _contents(form.instance))
        record(Verb.CHANGED if change else Verb.BEGUN, form.instance, actor=_who(request), changes=changes)

    def delete_model(self, request: HttpRequest, obj: Declared) -> None:
        record_deletion(obj, actor=_who(request))
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        for declared in queryset:
            record_deletion(declared, actor=_who(request))
        super().delete_queryset(request, queryset)


@admin.register(Project)
class ProjectAdmin(_DeclaredAdmin, TableAdmin):
    """Projects with plan, goals and indicators on one page; their heads as a table."""

    resource_classes = [ProjectResource]
    list_display = ["name", "code", "department", "fiscal_year", "number", "budget_text", "status", "updated_at"]
    search_fields = ["code", "name", "department__code", "department__name"]
    inlines = [CheckpointInline, GoalInline, IndicatorInline]
    show_full_result_count = False

    def has_import_permission(self, request: HttpRequest) -> bool:
        """For administrators alone, as the service that takes it in has it."""
        return bool(request.user.is_superuser)

    @admin.display(description=_("budget (10,000 yuan)"), ordering="budget")
    def budget_text(self, project: Project) -> str:
        return format_amount(project.budget)


class OverallGoalInline(_Rows):
    model = OverallGoal


class ItemisedGoalInline(_Rows):
    model = ItemisedGoal


class SafeguardInline(_Rows):
    model = Safeguard


@admin.register(DepartmentTarget)
class DepartmentTargetAdmin(_DeclaredAdmin):
    """Part one of each unit's document."""

    list_display = ["department", "fiscal_year", "status", "updated_at"]
    search_fields = ["department__code", "department__name", "lead"]
    inlines = [OverallGoalInline, ItemisedGoalInline, SafeguardInline]
