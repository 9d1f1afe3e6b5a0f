"""Who may read what: the one place where roles become queries."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

NOTHING = Q(pk__in=[])
EVERYTHING = ~NOTHING


class Role(models.TextChoices):
    """What an account does in a department. Administrators are Django superusers and need no membership."""

    STAFF = "staff", _("finance staff")
    HEAD = "head", _("department head")
    FINANCE = "finance", _("finance office")
    AUDITOR = "auditor", _("auditor")


SPANNING = (Role.FINANCE, Role.AUDITOR)
"""Roles that may be had in all departments at once."""


@dataclass(frozen=True)
class Scope:
    """The department codes below which a user reads everything (``own``) or what is approved (``audited``).

    Below ``entered`` they enter and correct what is not in review: finance staff do, while a head reviews and an
    administrator would bypass the audit trail. The empty prefix is above every department. ``roles`` says what the user
    is there for; it opens nothing by itself. Below ``reviewed`` they review what is submitted: heads do. Below
    ``decided`` they decide what a head endorsed, and read that and what is approved: the finance office does.
    """

    own: tuple[str, ...] = ()
    entered: tuple[str, ...] = ()
    reviewed: tuple[str, ...] = ()
    audited: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()
    roles: frozenset[str] = frozenset()

    @classmethod
    def of(cls, user: object) -> Self:
        """One query for a user; none for an administrator or somebody not signed in.

        It is asked several times a request, so it is kept on the user object, which lives as long as the request.
        """
        if not getattr(user, "is_active", False) or not getattr(user, "is_authenticated", False):
            return cls()
        if getattr(user, "is_superuser", False):
            return cls(own=("",))
        if not hasattr(user, "_scope"):
            rows = list(user.memberships.values_list("role", "department__code"))  # type: ignore[attr-defined]
            codes = {
                each: tuple(code or "" for role, code in rows if role == each and (code or each in SPANNING))
                for each in Role
            }
            user._scope = cls(  # type: ignore[attr-defined]
                own=codes[Role.STAFF] + codes[Role.HEAD],
                entered=codes[Role.STAFF],
                reviewed=codes[Role.HEAD],
                audited=codes[Role.AUDITOR],
                decided=codes[Role.FINANCE],
                roles=frozenset(role for role, _ in rows),
            )
        kept: Self = user._scope  # type: ignore[attr-defined]
        return kept

    @property
    def reads_live(self) -> bool:
        """Whether anything is read as it stands, or nothing at all: who only audits reads what is approved."""
        return bool(self.own or self.decided or not self.audited)

    def enters(self, code: str) -> bool:
        """Whether drafts of the department of this code are entered and corrected."""
        return code.startswith(self.entered)

    def reviews(self, code: str) -> bool:
        """Whether what the department of this code submits is reviewed."""
        return code.startswith(self.reviewed)

    def decides(self, code: str) -> bool:
        """Whether what a head of the department of this code endorsed is decided."""
        return code.startswith(self.decided)

    def drafts(self, code_field: str) -> Q:
        """Below which departments everything is seen, drafts included."""
        return _below(self.own, code_field)

    def entries(self, code_field: str) -> Q:
        """Below which departments drafts are entered and corrected."""
        return _below(self.entered, code_field)

    def reviews_below(self, code_field: str) -> Q:
        """Below which departments what is submitted is reviewed."""
        return _below(self.reviewed, code_field)

    def decides_below(self, code_field: str) -> Q:
        """Below which departments what a head endorsed is seen and decided."""
        return _below(self.decided, code_field)

    def approved(self, code_field: str) -> Q:
        """Below which departments what is approved is seen."""
        return _below(self.audited + self.decided, code_field)


def _below(prefixes: tuple[str, ...], code_field: str) -> Q:
    if "" in prefixes:
        return EVERYTHING
    return reduce(or_, (Q(**{f"{code_field}__startswith": prefix}) for prefix in prefixes), NOTHING)
