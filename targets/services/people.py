"""Accounts and what they may do: inviting people, giving and taking roles, links to set a password.

Every verb locks the administrators first. So it is certain that whoever acts is one still, and as nobody takes the
right from themselves, the last administrator stays. What changed is written to the account's history.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import PermissionDenied
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.formats import date_format
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from targets.mailing import mail_is_set
from targets.models import Department, Membership, User
from targets.services.findings import RefusedError

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Particulars:
    """What an administrator says of somebody. A role without a department is for all of them."""

    display_name: str
    email: str
    administrator: bool
    roles: frozenset[tuple[str, Department | None]]


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link, as a path of this site, by which ``person`` sets a password: once, and not after ``until``."""

    person: User
    path: str
    until: datetime


def people(actor: object) -> QuerySet[User]:
    """The accounts an administrator looks after, with their roles; nobody else sees any."""
    found = User.objects.prefetch_related("memberships__department").order_by("username")
    return found if getattr(actor, "is_superuser", False) else found.none()


@transaction.atomic
def invite(*, username: str, particulars: Particulars, actor: User) -> Invitation:
    """Make an account without a password, and the link by which its owner sets one.

    :raises PermissionDenied: when the actor is no administrator.
    :raises RefusedError: when the user name was taken meanwhile.
    """
    _lock_administrators(actor)
    person = User(username=username)
    person.set_unusable_password()
    _assign(person, particulars)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        raise RefusedError(_("The user name “%(name)s” is taken: choose another one.") % {"name": username}) from None
    _set_roles(person, particulars.roles)
    _record(actor, person, ADDITION, _("Invited: %(rights)s") % {"rights": _rights_now(person)})
    return _invitation(person)


@transaction.atomic
def change_person(*, person_id: int, particulars: Particulars, actor: User) -> User:
    """Write what is said of somebody; roles that stay keep their rows.

    :raises PermissionDenied: when the actor is no administrator.
    :raises Http404: when there is no such account.
    :raises RefusedError: when the actor would cease to be an administrator.
    """
    person = _locked(person_id, actor)
    if person == actor and not particulars.administrator:
        raise RefusedError(_("You cannot take the administrator's right from yourself; another administrator can."))
    before = _rights_now(person)
    _assign(person, particulars)
    person.save(update_fields=["display_name", "email", "is_staff", "is_superuser"])
    _set_roles(person, particulars.roles)
    after = _rights_now(person)
    told = _("Details saved") if before == after else f"{before} → {after}"
    _record(actor, person, CHANGE, told)
    return person


@transaction.atomic
def deactivate(*, person_id: int, actor: User) -> User:
    """Let somebody in no more, at once. The account stays, since history names it.

    :raises PermissionDenied: when the actor is no administrator.
    :raises Http404: when there is no such account.
    :raises RefusedError: when it is the actor's own.
    """
    person = _locked(person_id, actor)
    if person == actor:
        raise RefusedError(_("You cannot deactivate yourself; another administrator can."))
    return _switch(person, False, _("Deactivated"), actor)


@transaction.atomic
def reactivate(*, person_id: int, actor: User) -> User:
    """Let somebody in again, with the roles and the password they had.

    :raises PermissionDenied: when the actor is no administrator.
    :raises Http404: when there is no such account.
    :raises RefusedError: when it is a demo account, outside the demo.
    """
    person = _locked(person_id, actor)
    if person.is_demo and not settings.DEMO:
        raise RefusedError(_("The demo's accounts stay shut: their password is public."))
    return _switch(person, True, _("Reactivated"), actor)


@transaction.atomic
def new_link(*, person_id: int, actor: User) -> Invitation:
    """A new link to set a password, for who has forgotten it or let the invitation expire.

    The old password works until it is replaced.

    :raises PermissionDenied: when the actor is no administrator.
    :raises Http404: when there is no such account.
    :raises RefusedError: when the account is deactivated.
    """
    person = _locked(person_id, actor)
    if not person.is_active:
        raise RefusedError(_("The account is deactivated: reactivate it first."))
    _record(actor, person, CHANGE, _("New link to set a password"))
    return _invitation(person)


def mail_link(*, person: User, url: str, until: datetime) -> bool:
    """Send the link to the person's address; whether it went off. Without an address or EMAIL_URL it does not."""
    if not person.email or not mail_is_set():
        return False
    told = {"name": str(person), "username": person.username, "url": url, "until": spoken(until)}
    text = _(
        "%(name)s:\n\nset your password for the performance target system here, once and until %(until)s:\n\n"
        "%(url)s\n\nYour user name is %(username)s. "
        "If you expected no such message, ignore it and tell your administrator."
    )
    try:
        send_mail(_("Your account for performance targets"), text % told, None, [person.email])
    except (SMTPException, OSError):
        logger.exception("The link could not be mailed")
        return False
    return True


def spoken(moment: datetime) -> str:
    """A moment to the minute, in this site's time."""
    return date_format(timezone.localtime(moment), "Y-m-d H:i")


def rights(person: User) -> list[str]:
    """What somebody may do, in words; never nothing."""
    told = [_("administrator")] if person.is_superuser else []
    told += sorted(str(row) for row in person.memberships.all())
    return told or [_("no role")]


def _lock_administrators(actor: User) -> None:
    active = User.objects.select_for_update().filter(is_superuser=True, is_active=True).order_by("pk")
    if actor.pk not in {each.pk for each in active}:
        raise PermissionDenied


def _locked(person_id: int, actor: User) -> User:
    _lock_administrators(actor)
    return get_object_or_404(User.objects.select_for_update(), pk=person_id)


def _assign(person: User, particulars: Particulars) -> None:
    person.display_name, person.email = particulars.display_name, particulars.email
    person.is_staff = person.is_superuser = particulars.administrator


def _set_roles(person: User, roles: Iterable[tuple[str, Department | None]]) -> None:
    wanted = {(role, department.pk if department else None) for role, department in roles}
    held = {(row.role, row.department_id): row for row in person.memberships.all()}
    for key in held.keys() - wanted:
        held[key].delete()
    fresh = sorted(wanted - held.keys(), key=str)
    Membership.objects.bulk_create(Membership(user=person, role=role, department_id=pk) for role, pk in fresh)


def _rights_now(person: User) -> str:
    return "；".join(rights(User.objects.prefetch_related("memberships__department").get(pk=person.pk)))


def _switch(person: User, active: bool, told: str, actor: User) -> User:
    if person.is_active != active:
        person.is_active = active
        person.save(update_fields=["is_active"])
        _record(actor, person, CHANGE, told)
    return person


def _record(actor: User, person: User, kind: int, told: str) -> None:
    LogEntry.objects.log_actions(actor.pk, [person], kind, change_message=told, single_object=True)


def _invitation(person: User) -> Invitation:
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    path = reverse("invitation", args=[uid, default_token_generator.make_token(person)])
    return Invitation(person, path, timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT))
