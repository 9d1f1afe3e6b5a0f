"""The page of notices, and the number in the top bar."""

import pytest
from django.urls import reverse

from targets.access import Role
from targets.models import Kind, Notice, Project, Status, User
from targets.services.reviewing import return_for_correction
from tests.factories import ProjectFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def returned(unit, staff, head):
    projects = [ProjectFactory(department=unit, status=Status.SUBMITTED, updated_by=staff) for _ in range(2)]
    for project in projects:
        comment = f"请改正{project.name}"
        return_for_correction(kind=Kind.PROJECT, key=project.pk, version="1", comment=comment, actor=head)
    return projects


def test_opening_a_notice_reads_it_and_leads_to_what_it_is_about(client, staff, returned):
    client.force_login(staff)
    page = client.get(reverse("notices"))
    assert "2 条未读" in page.content.decode()
    assert f"请改正{returned[0].name}" in page.content.decode()
    first = Notice.objects.order_by("pk").first()
    assert client.get(reverse("notice", args=[first.pk]))["Location"] == reverse("edit", args=[returned[0].pk])
    page = client.get(reverse("notices"))
    assert [row.notice.read_at is None for row in page.context["told"]] == [True, False]
    assert client.post(reverse("read-notices"))["Location"] == reverse("notices")
    assert "条未读" not in client.get(reverse("notices")).content.decode()


def test_nobody_opens_the_notices_of_somebody_else(client, head, staff, unit, returned):
    client.force_login(member(Role.STAFF, unit))
    assert "还没有通知" in client.get(reverse("notices")).content.decode()
    assert client.get(reverse("notice", args=[Notice.objects.first().pk])).status_code == 404
    client.post(reverse("read-notices"))
    assert Notice.objects.unread().count() == 2


def test_mail_is_switched_off_and_on_again_by_oneself(client, staff, returned, settings):
    User.objects.filter(pk=staff.pk).update(email="staff@example.org")
    client.force_login(staff)
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert "staff@example.org" not in client.get(reverse("notices")).content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    for wanted in ("0", "1"):
        assert "staff@example.org" in client.get(reverse("notices")).content.decode()
        client.post(reverse("notice-mail"), {"mail": wanted})
        assert User.objects.get(pk=staff.pk).notices_by_mail == (wanted == "1")


def test_the_list_costs_the_same_for_many(client, staff, returned, unit, head, django_assert_num_queries):
    client.force_login(staff)
    with django_assert_num_queries(7):
        client.get(reverse("notices"))
    Project.objects.update(status=Status.SUBMITTED)
    for project in returned:
        return_for_correction(kind=Kind.PROJECT, key=project.pk, version="1", comment="再改一次", actor=head)
    with django_assert_num_queries(7):
        client.get(reverse("notices"))
