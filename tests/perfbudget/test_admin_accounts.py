"""The administration shows accounts; who is let in and who is an administrator is decided on the page of people."""

import pytest

from targets.findings import Findings
from targets.kept import Judged
from targets.models import User
from targets.services.sealing import seal
from tests.perfbudget.pages import address, form_of

pytestmark = pytest.mark.django_db


def test_no_administrator_locks_everybody_out_here(admin, administrator):
    page = address(User, "change", administrator.pk)
    data = form_of(admin.get(page)) | {"display_name": "李主任"}
    admin.post(page, {**data, "is_superuser": "", "is_active": "", "is_staff": ""})
    administrator.refresh_from_db()
    assert administrator.display_name == "李主任"
    assert (administrator.is_superuser, administrator.is_active, administrator.is_staff) == (True, True, True)


def test_accounts_are_not_deleted(admin, staff):
    assert admin.post(address(User, "delete", staff.pk), {"post": "yes"}).status_code == 403
    admin.post(
        address(User, "changelist"), {"action": "delete_selected", "_selected_action": [staff.pk], "post": "yes"}
    )
    assert User.objects.filter(pk=staff.pk).exists()


def test_who_approved_something_keeps_the_user_name(admin, seed, head, staff):
    seal(seed[0], Judged(Findings(()), ()), actor=head)
    for person, typed, name in ((head, "other", "head"), (staff, "renamed", "renamed")):
        page = address(User, "change", person.pk)
        admin.post(page, form_of(admin.get(page)) | {"username": typed})
        person.refresh_from_db()
        assert person.username == name
