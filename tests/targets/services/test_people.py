"""What administrators do with accounts, and what they may not."""

import smtplib

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from targets.access import Role
from targets.models import Membership, Project, User
from targets.services.findings import RefusedError
from targets.services.people import (
    Particulars,
    change_person,
    deactivate,
    invite,
    mail_link,
    new_link,
    people,
    reactivate,
)
from tests.factories import DepartmentFactory, ProjectFactory, UserFactory

pytestmark = pytest.mark.django_db


def particulars(*roles, administrator=False, name="王芳", email=""):
    return Particulars(display_name=name, email=email, administrator=administrator, roles=frozenset(roles))


def history(person):
    return [entry.change_message for entry in LogEntry.objects.filter(object_id=str(person.pk)).order_by("pk")]


def test_an_invited_person_has_roles_but_no_password_yet(administrator, unit):
    invitation = invite(
        username="wang", particulars=particulars((Role.STAFF, unit), (Role.AUDITOR, None)), actor=administrator
    )
    person = User.objects.get(username="wang")
    assert not person.has_usable_password()
    assert set(person.memberships.values_list("role", "department__code")) == {("staff", "326001"), ("auditor", None)}
    assert (person.is_staff, person.is_superuser, person.is_active) == (False, False, True)
    token = invitation.path.strip("/").split("/")[-1]
    assert default_token_generator.check_token(person, token)
    assert 71 < (invitation.until - timezone.now()).total_seconds() / 3600 < 73


def test_roles_open_exactly_what_they_name(administrator, unit):
    project, other = ProjectFactory(department=unit), ProjectFactory(department=DepartmentFactory(code="401001"))
    person = invite(username="wang", particulars=particulars((Role.STAFF, unit)), actor=administrator).person
    assert set(Project.objects.visible_to(person)) == {project}
    change_person(person_id=person.pk, particulars=particulars((Role.HEAD, other.department)), actor=administrator)
    again = User.objects.get(pk=person.pk)
    assert set(Project.objects.visible_to(again)) == {other}
    assert not Project.objects.editable_by(again).exists()


def test_roles_that_stay_keep_their_rows(administrator, staff, unit):
    kept = staff.memberships.get()
    change_person(
        person_id=staff.pk, particulars=particulars((Role.STAFF, unit), (Role.HEAD, unit)), actor=administrator
    )
    assert Membership.objects.filter(pk=kept.pk).exists()
    assert staff.memberships.count() == 2


def test_history_says_who_gave_which_right(administrator, staff, unit):
    change_person(person_id=staff.pk, particulars=particulars((Role.HEAD, unit)), actor=administrator)
    deactivate(person_id=staff.pk, actor=administrator)
    reactivate(person_id=staff.pk, actor=administrator)
    assert history(staff) == [f"经办人 · {unit} → 部门负责人 · {unit}", "停用", "重新启用"]
    assert set(LogEntry.objects.values_list("user", flat=True)) == {administrator.pk}


@pytest.mark.parametrize("who", ["staff", "head", "auditor", "outsider"])
def test_nobody_else_does_any_of_it(who, request, administrator):
    actor = request.getfixturevalue(who)
    assert not people(actor).exists()
    for verb in (deactivate, reactivate, new_link):
        with pytest.raises(PermissionDenied):
            verb(person_id=administrator.pk, actor=actor)
    with pytest.raises(PermissionDenied):
        invite(username="wang", particulars=particulars(administrator=True), actor=actor)
    with pytest.raises(PermissionDenied):
        change_person(person_id=actor.pk, particulars=particulars(administrator=True), actor=actor)
    assert User.objects.filter(is_superuser=True).count() == 1


def test_nobody_takes_the_right_from_themselves_so_that_the_last_administrator_stays(administrator):
    with pytest.raises(RefusedError, match="管理员权限"):
        change_person(person_id=administrator.pk, particulars=particulars(), actor=administrator)
    with pytest.raises(RefusedError, match="停用自己"):
        deactivate(person_id=administrator.pk, actor=administrator)
    administrator.refresh_from_db()
    assert administrator.is_superuser
    assert administrator.is_active


def test_who_ceased_to_be_an_administrator_meanwhile_does_nothing_more(administrator):
    """Two take the right from each other at once: the second finds that it has none, and one is left."""
    other = UserFactory(is_staff=True, is_superuser=True)
    change_person(person_id=administrator.pk, particulars=particulars(), actor=other)
    with pytest.raises(PermissionDenied):
        deactivate(person_id=other.pk, actor=administrator)  # whose object still says what it was
    assert list(User.objects.filter(is_superuser=True, is_active=True)) == [other]


def test_an_administrator_enters_the_admin_and_a_former_one_does_not(administrator):
    person = invite(username="wang", particulars=particulars(administrator=True), actor=administrator).person
    assert (person.is_staff, person.is_superuser) == (True, True)
    person = change_person(person_id=person.pk, particulars=particulars(), actor=administrator)
    assert (person.is_staff, person.is_superuser) == (False, False)


def test_a_name_that_was_taken_meanwhile_is_refused_and_leaves_nothing(administrator, staff, unit):
    with pytest.raises(RefusedError, match="staff"):
        invite(username="staff", particulars=particulars((Role.HEAD, unit)), actor=administrator)
    assert staff.memberships.count() == 1


def test_a_deactivated_account_gets_no_link(administrator, staff):
    deactivate(person_id=staff.pk, actor=administrator)
    with pytest.raises(RefusedError, match="已停用"):
        new_link(person_id=staff.pk, actor=administrator)


def test_demo_accounts_stay_shut_outside_the_demo(administrator, settings):
    demo = UserFactory(is_demo=True, is_active=False)
    settings.DEMO = False
    with pytest.raises(RefusedError, match="演示账号"):
        reactivate(person_id=demo.pk, actor=administrator)
    settings.DEMO = True
    assert reactivate(person_id=demo.pk, actor=administrator).is_active


URL = "https://site.example/invitation/x/y/"


def test_a_link_is_mailed_to_who_has_an_address(staff, mailoutbox):
    assert not mail_link(person=staff, url=URL, until=timezone.now())
    staff.email = "wang@unit.example"
    assert mail_link(person=staff, url=URL, until=timezone.now())
    assert mailoutbox[0].to == ["wang@unit.example"]
    assert URL in mailoutbox[0].body
    assert "staff" in mailoutbox[0].body


def test_without_a_mail_server_or_with_a_broken_one_it_says_so(staff, settings, monkeypatch):
    staff.email = "wang@unit.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert not mail_link(person=staff, url=URL, until=timezone.now())
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    def down(*args, **kwargs):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(smtplib, "SMTP", down)
    assert not mail_link(person=staff, url=URL, until=timezone.now())
