"""Accounts and roles."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from indicators.editing import Admin
from indicators.exchange import TableAdmin
from targets.admin.departments import MembershipInline
from targets.admin.user_table import UserResource
from targets.models import Edition, Membership, User

admin.site.unregister(Group)  # roles are memberships: docs/adr/0006


class UserCreationForm(AdminUserCreationForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A new account with the name people know."""

    class Meta:
        model = User
        fields = ["username", "display_name"]


@admin.register(User)
class UserAdmin(TableAdmin, DjangoUserAdmin):  # type: ignore[type-arg]
    """Accounts with their roles, given out and taken in as a table, too.

    Only memberships and the administrator's mark decide what an account may do. Who is an administrator and who is let
    in is decided on the page of people and by tables, whose services see to it that an administrator stays; and an
    account is deactivated rather than deleted, since history names it.
    """

    resource_classes = [UserResource]
    skip_admin_log = True  # the services that do what a table says write it down themselves
    add_form = UserCreationForm
    add_fieldsets = [(None, {"fields": ["username", "display_name", "usable_password", "password1", "password2"]})]
    fieldsets = [
        (None, {"fields": ["username", "display_name", "email", "password"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "is_superuser"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    list_display = ["username", "display_name", "roles", "is_superuser", "is_active", "last_login"]
    list_filter = ["is_active", "is_superuser", "memberships__role"]
    search_fields = ["username", "display_name", "email", "memberships__department__code"]
    readonly_fields = ["is_active", "is_staff", "is_superuser", "last_login", "date_joined"]
    filter_horizontal = []
    inlines = [MembershipInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("memberships__department")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Who approved something keeps the user name: editions name them by it, and are verified by it."""
        named = obj is not None and Edition.objects.filter(approved_by=obj).exists()
        return [*self.readonly_fields, *(["username"] if named else [])]

    def has_import_permission(self, request: HttpRequest) -> bool:
        """A table gives rights: for administrators alone, as the page of people."""
        return bool(request.user.is_superuser)

    has_export_permission = has_import_permission

    def add_success_message(self, result: Any, request: HttpRequest) -> None:
        """With what is left to do for those who are new."""
        super().add_success_message(result, request)
        if result.totals["new"]:
            told = _("The new accounts have no password yet: make a link for each on their pages under “Accounts”.")
            messages.warning(request, told)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    @admin.display(description=_("roles"))
    def roles(self, user: User) -> str:
        return "；".join(str(membership) for membership in user.memberships.all())


@admin.register(Membership)
class MembershipAdmin(Admin):
    """Who has which role where, across all accounts."""

    list_display = ["user", "department", "role"]
    list_editable = ["role"]
    list_filter = ["role"]
    list_select_related = ["user", "department"]
    search_fields = ["user__username", "user__display_name", "department__code", "department__name"]
    autocomplete_fields = ["user", "department"]
