"""The list of people: its columns, and how it is narrowed down."""

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from targets.access import Role
from targets.models import Membership, User
from targets.services.people import rights
from targets.tables.columns import TimeColumn, wide

ACTIVE, INVITED, DEACTIVATED = "active", "invited", "deactivated"
STATES = {ACTIVE: _("active"), INVITED: _("invited"), DEACTIVATED: _("deactivated")}
ADMINISTRATOR, NO_ROLE = "administrator", "none"
RIGHTS = [*Role.choices, (ADMINISTRATOR, _("administrator")), (NO_ROLE, _("no role"))]

_NO_PASSWORD = Q(password__startswith="!")  # noqa: S106  (Django's mark of an unusable one)


def state(person: User) -> str:
    """Whether somebody can sign in: ``active``, not before setting a password (``invited``), or ``deactivated``."""
    if not person.is_active:
        return DEACTIVATED
    return ACTIVE if person.has_usable_password() else INVITED


class PersonTable(tables.Table):
    """One row an account."""

    name = tables.Column(
        verbose_name=_("Name"),
        accessor="display_name",
        empty_values=(),
        order_by=("display_name", "username"),
        linkify=lambda record: reverse("person", args=[record.pk]),
    )
    username = tables.Column(verbose_name=_("Account"), attrs=wide("quiet"))
    roles = tables.Column(verbose_name=_("Roles"), accessor="memberships", orderable=False, empty_values=())
    last_login = TimeColumn(
        verbose_name=_("Last sign-in"), order_by=("last_login", "username"), default=_("never"), attrs=wide("quiet")
    )
    state = tables.Column(verbose_name=_("State"), accessor="pk", orderable=False)

    class Meta:
        model = User
        fields = ()
        attrs = {"class": "table list mb-0"}
        empty_text = _("Nobody fits. Choose fewer filters, or invite somebody.")

    def render_name(self, record: User) -> str:
        return str(record)

    def render_roles(self, record: User) -> SafeString:
        return format_html_join("", "<div>{}</div>", ((each,) for each in rights(record)))

    def render_state(self, record: User) -> SafeString:
        found = state(record)
        return format_html("{}" if found == ACTIVE else '<span class="chip draft">{}</span>', STATES[found])


class PersonFilter(django_filters.FilterSet):
    """By words in name, account, e-mail or department; by what somebody may do; by state."""

    q = django_filters.CharFilter(
        method="search",
        max_length=100,
        label=_("Name, account or department"),
        widget=forms.SearchInput(attrs={"class": "form-control", "placeholder": _("Name, account or department")}),
    )
    rights = django_filters.ChoiceFilter(
        choices=RIGHTS,
        method="with_rights",
        label=_("Role"),
        empty_label=_("Any role"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    state = django_filters.ChoiceFilter(
        choices=list(STATES.items()),
        method="in_state",
        label=_("State"),
        empty_label=_("Any state"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    class Meta:
        model = User
        fields: list[str] = []

    def search(self, queryset: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        """Every word must stand in the name, the account, the address, or a department's code or name."""
        for word in value.split():
            departments = Membership.objects.filter(
                Q(department__code__startswith=word) | Q(department__name__icontains=word)
            )
            queryset = queryset.filter(
                Q(username__icontains=word)
                | Q(display_name__icontains=word)
                | Q(email__icontains=word)
                | Q(pk__in=departments.values("user"))
            )
        return queryset

    def with_rights(self, queryset: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        """One of the roles anywhere, the administrators, or who may do nothing yet."""
        if value == ADMINISTRATOR:
            return queryset.filter(is_superuser=True)
        if value == NO_ROLE:
            return queryset.filter(is_superuser=False, memberships=None)
        return queryset.filter(pk__in=Membership.objects.filter(role=value).values("user"))

    def in_state(self, queryset: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        """The same as :func:`state`, asked of the database."""
        if value == DEACTIVATED:
            return queryset.filter(is_active=False)
        queryset = queryset.filter(is_active=True)
        return queryset.filter(_NO_PASSWORD) if value == INVITED else queryset.exclude(_NO_PASSWORD)
