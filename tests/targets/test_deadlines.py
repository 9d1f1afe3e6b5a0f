"""The end of the entry window: how near it is, and that it closes submission."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from targets.deadlines import deadline_of
from targets.models import FiscalYear, Project, Status
from tests.factories import FiscalYearFactory, ProjectFactory, fill

TODAY = datetime.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("opens", "closes", "nearness", "words"),
    [
        (None, None, "open", "填报进行中"),
        (1, 9, "before", "2026-11-25 开始填报"),
        (0, 8, "open", "距截止还有8天（2026-12-02）"),
        (-9, 7, "soon", "距截止还有7天"),
        (None, 2, "soon", "距截止还有2天"),
        (None, 1, "last", "距截止还有1天"),
        (None, 0, "last", "今天截止"),
        (None, -1, "closed", "填报已截止（2026-11-23）"),
    ],
)
def test_it_is_said_how_near_the_end_is(opens, closes, nearness, words):
    days = {"entry_opens": opens, "entry_closes": closes}
    days = {name: TODAY + datetime.timedelta(each) if each is not None else None for name, each in days.items()}
    deadline = deadline_of(FiscalYear(year=2026, **days), TODAY)
    assert deadline.nearness == nearness
    assert words in deadline.words


@pytest.mark.slow
@pytest.mark.django_db
def test_it_stands_wherever_staff_work_and_closes_submission(client, unit, staff, auditor):
    today = timezone.localdate()
    year = FiscalYearFactory(entry_closes=today + datetime.timedelta(3))
    project = fill(ProjectFactory(department=unit, fiscal_year=year))
    client.force_login(staff)
    addresses = [reverse("start"), reverse("projects"), reverse("edit", args=[project.pk])]
    submit = reverse("submit", args=[project.pk])
    for address in [*addresses, submit]:
        assert "距截止还有3天" in client.get(address).content.decode(), address
    FiscalYear.objects.update(entry_closes=today - datetime.timedelta(1))
    for address in addresses[:2]:
        html = client.get(address).content.decode()
        assert "填报已截止" in html, address
        assert "开放调整的仍可报送" in html, address
        assert "新建项目" not in html, address
    for answer in (client.get(addresses[2]), client.get(submit), client.post(submit, {"version": "1"})):
        assert f"填报已于 {today - datetime.timedelta(1)} 截止" in answer.content.decode()
    client.force_login(auditor)
    told = client.get(reverse("start"), {"year": year.year}).content.decode()
    assert "填报已截止" in told
    assert "开放调整的" not in told
    FiscalYear.objects.update(entry_opens=today + datetime.timedelta(1), entry_closes=None)
    client.force_login(staff)
    assert "目前不在填报时间内" in client.get(submit).content.decode()
    assert Project.objects.get().status == Status.DRAFT
