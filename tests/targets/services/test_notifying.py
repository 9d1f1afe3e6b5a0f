"""Who is told of what, and what is mailed when."""

import smtplib
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from targets import mailing
from targets.access import Role
from targets.mailing import send_notices
from targets.models import FiscalYear, Kind, Membership, Notice, Project, Status, Thread, User
from targets.services.notifying import tell_of_comment
from targets.services.reviewing import approve, endorse, reopen, return_for_correction
from targets.services.submitting import submit_project
from targets.site import check_site_url
from targets.telling import told
from tests.factories import member

pytestmark = pytest.mark.django_db

COMMENT = "请核对服务对象满意度"


@pytest.fixture
def project(invented, seed, staff):
    """A draft of finance staff's own, with nothing in force before it."""
    Project.objects.filter(pk=seed[0].pk).update(status=Status.DRAFT, updated_by=staff)
    return seed[0]


@pytest.fixture
def office(unit):
    return member(Role.FINANCE, None, username="office", email="office@example.org")


def at(project):
    return {"kind": Kind.PROJECT, "key": project.pk}


def shown(project):
    return at(project) | {"version": "1"}


def submit(project, actor):
    submit_project(project_id=project.pk, version="1", reasons={}, actor=actor)


def news():
    """Who was told what since the last time, by user name and verb; and from here on it is old."""
    rows = Notice.objects.filter(read_at=None).order_by("pk").select_related("recipient", "entry")
    found = {(row.recipient.username, row.entry.verb) for row in rows}
    Notice.objects.update(read_at=timezone.now())
    return found


def letters(mailoutbox):
    """What went off since the last time: to whom and what."""
    sent = [(mail.to[0], mail.body) for mail in mailoutbox]
    mailoutbox.clear()
    return sent


def test_each_step_is_told_to_those_it_concerns_and_never_to_who_took_it(project, staff, head, office, unit, outsider):
    FiscalYear.objects.update(second_stage=True)
    member(Role.STAFF, unit, username="colleague")
    both = member(Role.HEAD, unit, username="both", is_active=False)
    Membership.objects.create(user=staff, department=unit, role=Role.HEAD)
    submit(project, staff)
    assert news() == {("head", "submitted")}
    endorse(**shown(project), actor=head)
    assert news() == {("office", "endorsed")}
    return_for_correction(**shown(project), comment=COMMENT, actor=office)
    assert news() == {("staff", "returned"), ("head", "returned")}
    submit(project, staff)
    endorse(**shown(project), actor=head)
    news()
    approve(**shown(project), actor=office)
    assert news() == {("staff", "approved"), ("head", "approved")}
    reopen(**at(project), reason=COMMENT, actor=staff)  # a head too, and it was their own work
    assert news() == set()
    Project.objects.update(status=Status.APPROVED, updated_by=both, submitted_by=None)
    reopen(**at(project), reason=COMMENT, actor=head)
    assert news() == {("staff", "reopened"), ("colleague", "reopened")}  # whose work it was is there no more


def test_a_comment_is_told_to_the_other_side(project, staff, head, unit):
    thread = Thread.objects.create(project=project, path="name", place="项目名称")

    def say(who):
        tell_of_comment(thread.comments.create(text="为什么？", written_by=who))
        (notice,) = Notice.objects.filter(comment=thread.comments.last())
        return notice

    project.refresh_from_db()
    assert say(head).recipient == staff
    assert (row := told([say(staff)], head)[0]).notice.recipient == head
    assert (row.words, row.path) == ("为什么？", project.get_absolute_url())  # a draft, which heads only read
    assert "项目名称" in row.sentence


def test_who_lost_the_role_is_shown_the_notice_no_more(project, staff, head, office):
    FiscalYear.objects.update(second_stage=True)
    submit(project, staff)
    endorse(**shown(project), actor=head)
    notice = Notice.objects.visible_to(office).get()
    assert told([notice], office)[0].path == reverse("review", args=[project.pk])
    return_for_correction(**shown(project), comment=COMMENT, actor=member(Role.FINANCE, None))
    assert told([Notice.objects.visible_to(office).get()], office)[0].path == ""
    office.memberships.all().delete()
    assert not Notice.objects.visible_to(User.objects.get(pk=office.pk)).exists()


def test_mail_goes_off_after_the_commit_and_never_when_nothing_was_done(
    project, staff, head, mailoutbox, django_capture_on_commit_callbacks
):
    User.objects.filter(pk=head.pk).update(email="head@example.org")
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        submit(project, staff)
        transaction.set_rollback(True)
    assert (Notice.objects.count(), mailoutbox) == (0, [])
    with django_capture_on_commit_callbacks(execute=True):
        submit(project, staff)
        assert not mailoutbox
    ((address, body),) = letters(mailoutbox)
    notice = Notice.objects.get()
    assert (address, notice.mailed_at is not None) == ("head@example.org", True)
    assert f"staff报送了“{project.name}”" in body
    assert f"http://localhost:8000/notices/{notice.pk}/" in body
    assert send_notices() == (0, 0)  # the task once more


def test_all_that_somebody_was_not_mailed_yet_comes_in_one_mail(project, seed, staff, head, mailoutbox):
    User.objects.filter(pk=staff.pk).update(email="staff@example.org")
    Project.objects.filter(pk__in=[seed[0].pk, seed[1].pk]).update(status=Status.SUBMITTED, updated_by=staff)
    for each in seed[:2]:
        return_for_correction(**shown(each), comment=f"{COMMENT}\n{each.name}一", actor=head)
    assert send_notices() == (1, 0)
    assert mailoutbox[0].subject == "2 条绩效目标通知"
    assert mailoutbox[0].body.count("/notices/") == 3
    assert all(f"{COMMENT}\n{each.name}一" in mailoutbox[0].body for each in seed[:2])


def test_a_mail_server_that_is_down_loses_nothing(project, staff, head, mailoutbox, monkeypatch, capsys):
    User.objects.filter(pk=head.pk).update(email="head@example.org")
    submit(project, staff)

    def down(self):
        raise smtplib.SMTPServerDisconnected

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", down)
        with pytest.raises(CommandError):
            call_command("send_notices")
    assert Notice.objects.get().mailed_at is None
    call_command("send_notices")
    assert "1 people" in capsys.readouterr().out
    assert len(letters(mailoutbox)) == 1


def test_what_a_killed_worker_had_begun_is_mailed_by_the_next_after_a_while(project, staff, head, mailoutbox):
    User.objects.filter(pk=head.pk).update(email="head@example.org")
    submit(project, staff)
    Notice.objects.update(mail_claimed_at=timezone.now())
    assert send_notices() == (0, 0)
    Notice.objects.update(mail_claimed_at=timezone.now() - mailing.LEASE - timedelta(seconds=1))
    assert send_notices() == (1, 0)


@pytest.mark.parametrize("change", [{"email": ""}, {"notices_by_mail": False}, {"is_active": False}])
def test_nobody_is_mailed_who_cannot_or_does_not_want_it(change, project, staff, head, mailoutbox):
    User.objects.filter(pk=head.pk).update(email="head@example.org")
    submit(project, staff)
    User.objects.filter(pk=head.pk).update(**change)
    assert send_notices() == (0, 0)
    assert not mailoutbox


def test_the_sites_own_address_is_whole(settings):
    for address, good in {
        "https://jixiao.example.gov.cn": True,
        "http://localhost:8000": True,
        "https://example.gov.cn/jixiao": True,
        "https://example.gov.cn/": False,
        "example.gov.cn": False,
        "": False,
    }.items():
        settings.SITE_URL = address
        assert (check_site_url() == []) == good, address


def test_a_name_with_line_breaks_makes_no_second_header(project, staff, head, mailoutbox):
    User.objects.filter(pk=head.pk).update(email="head@example.org")
    User.objects.filter(pk=staff.pk).update(display_name="王\nBcc: all@example.org")
    submit(project, User.objects.get(pk=staff.pk))
    assert send_notices() == (1, 0)
    assert "\n" not in mailoutbox[0].subject


def test_reading_costs_the_same_for_many(project, staff, head, django_assert_num_queries):
    submit(project, staff)
    (notice,) = Notice.objects.all()
    with django_assert_num_queries(2):  # the roles, and all the rest
        assert Notice.objects.visible_to(head).unread().count() == 1
    with django_assert_num_queries(2):
        told(Notice.objects.filter(pk=notice.pk), head)
