"""Two people in one browser: signing in in another window must not make one save in the other's name."""

import pytest
from django.urls import reverse

from targets.access import Role
from targets.models import DepartmentTarget, Project
from tests.factories import FiscalYearFactory, ProjectFactory, fill, member
from tests.perfbudget.sending import fields

pytestmark = pytest.mark.django_db

LIVE = {"HX-Request": "true"}


@pytest.fixture
def draft(unit):
    return fill(ProjectFactory(department=unit))


@pytest.fixture
def colleague(unit):
    return member(Role.STAFF, unit, username="colleague", display_name="同事乙")


@pytest.fixture
def switched(client, staff, colleague):
    """What a page sends that one opened, after the other signed in in the same browser."""

    def of(address):
        client.force_login(staff)
        sent = fields(client.get(address))
        client.force_login(colleague)
        return sent

    return of


def is_untouched(draft):
    now = Project.objects.get(pk=draft.pk)
    return (now.purpose, now.version, now.updated_by, now.status) == ("", 1, None, "draft")


def test_a_page_that_saves_by_itself_saves_nothing_in_the_others_name(client, switched, draft):
    address = reverse("edit", args=[draft.pk])
    answer = client.post(address, switched(address) | {"purpose": "甲写的"}, headers=LIVE)
    assert 'data-state="other-user"' in answer.content.decode()
    assert "同事乙" in answer.content.decode()
    assert "version" not in fields(answer), "the page still stands on what it showed"
    assert is_untouched(draft)


def test_the_button_brings_everything_back_and_the_next_press_is_the_others_own(client, switched, draft, colleague):
    address = reverse("edit", args=[draft.pk])
    page = client.post(address, switched(address) | {"purpose": "甲写的"})
    assert page.status_code == 409
    assert "另一账号" in page.content.decode()
    assert fields(page)["purpose"] == "甲写的"
    assert is_untouched(draft)
    assert client.post(address, fields(page)).status_code == 302
    assert Project.objects.get(pk=draft.pk).updated_by == colleague


def test_part_one_is_not_begun_in_the_others_name(client, switched, unit):
    FiscalYearFactory()
    address = reverse("edit-target", args=[2025, unit.code])
    answer = client.post(address, switched(address) | {"lead": "甲写的"}, headers=LIVE)
    assert 'data-state="other-user"' in answer.content.decode()
    assert not DepartmentTarget.objects.exists()


def test_nothing_is_submitted_in_the_others_name(client, switched, draft):
    address = reverse("submit", args=[draft.pk])
    answer = client.post(address, switched(address))
    assert answer.status_code == 422
    assert "另一账号" in answer.content.decode()
    assert is_untouched(draft)


def test_two_versions_are_not_put_together_in_the_others_name(client, staff, colleague, draft):
    client.force_login(staff)
    form = reverse("edit", args=[draft.pk])
    page = client.post(form, fields(client.get(form)) | {"version": "0", "purpose": "甲写的"})
    client.force_login(colleague)
    again = client.post(reverse("merge", args=[draft.pk]), fields(page))
    assert again.status_code == 409
    assert "另一账号" in again.content.decode()
    assert is_untouched(draft)


def test_what_an_expired_session_could_not_save_says_so_to_somebody_else(client, switched, colleague, draft):
    address = reverse("edit", args=[draft.pk])
    sent = switched(address) | {"purpose": "甲写的"}
    client.logout()
    asked = fields(client.post(address, sent))
    back = client.post(reverse("login"), asked | {"username": "colleague", "password": "correct horse"}, follow=True)
    assert fields(back)["purpose"] == "甲写的"
    assert "另一账号" in back.content.decode()
