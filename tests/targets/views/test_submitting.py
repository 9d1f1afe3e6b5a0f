"""The page a project is submitted from, and what the table's page says of it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from targets.models import FiscalYear, Project, Status
from targets.project_editor import ProjectEditor
from targets.storage import declaration_of
from tests.perfbudget.sending import fields

pytestmark = pytest.mark.django_db

LIVE = {"HX-Request": "true"}


@pytest.fixture
def draft(seed):
    Project.objects.filter(pk=seed[3].pk).update(status=Status.DRAFT)
    return Project.objects.get(pk=seed[3].pk)


@pytest.fixture
def address(draft):
    return reverse("edit", args=[draft.pk])


@pytest.fixture
def sent(client, staff, address):
    """What the page would send as it opens."""
    client.force_login(staff)
    return fields(client.get(address))


def stored(project):
    return declaration_of(Project.objects.with_tables().get(pk=project.pk))


def text(response):
    return response.content.decode()


def test_the_submit_button_saves_first(client, sent, address, draft):
    answer = client.post(address, sent | {"purpose": "改了", "do": "submit"})
    assert answer["Location"] == reverse("submit", args=[draft.pk])
    assert stored(draft).purpose == "改了"


def test_submitting_asks_a_reason_for_each_reminder(client, sent, draft):
    address = reverse("submit", args=[draft.pk])
    page = client.post(address, fields(client.get(address)))
    assert page.status_code == 422
    reasons = {name: "按在编人数统计" for name in fields(page) if name.startswith("reason:")}
    assert len(reasons) == 1
    short = client.post(address, fields(page) | dict.fromkeys(reasons, "无"))
    assert dict.fromkeys(reasons, "无").items() <= fields(short).items()
    assert client.post(address, fields(page) | reasons)["Location"] == draft.get_absolute_url()
    assert Project.objects.get(pk=draft.pk).status == Status.SUBMITTED
    assert client.post(address, fields(page) | reasons)["Location"] == draft.get_absolute_url()


def test_a_closed_window_is_said_in_the_same_words_where_one_types_and_where_one_submits(client, sent, address, draft):
    Project.objects.update(edition_in_force=None)  # or it were open for adjustment, which has no end
    FiscalYear.objects.update(entry_closes=timezone.localdate() - datetime.timedelta(1))
    words = "修改仍可保存，但不能提交审核"
    submit = reverse("submit", args=[draft.pk])
    for page in (client.get(address), client.get(submit), client.post(submit, {"version": "1"})):
        assert text(page).count(words) == 1
        assert f"填报已于 {timezone.localdate() - datetime.timedelta(1)} 截止" in text(page)
        assert 'value="submit"' not in text(page)
        assert "提交后只能查看" not in text(page)
    assert client.post(address, sent | {"purpose": "改了"}).status_code == 302
    FiscalYear.objects.update(entry_closes=None)
    assert words not in text(client.get(address))


def test_errors_lead_to_their_fields_and_there_is_no_button(client, sent, draft):
    draft.goals.all().delete()
    html = text(client.get(reverse("submit", args=[draft.pk])))
    assert f"{reverse('edit', args=[draft.pk])}#goals-0-text" in html
    assert html.count('<button type="submit" class="btn btn-primary"') == 0


@pytest.mark.parametrize("verb", ["edit", "submit", "merge"])
def test_what_another_window_submitted_is_said_to_be_in_review(client, sent, address, draft, verb):
    Project.objects.filter(pk=draft.pk).update(status=Status.SUBMITTED)
    answer = client.post(reverse(verb, args=[draft.pk]), sent | {"purpose": "迟到的"})
    assert answer.status_code == 403
    assert f"“{draft.name}”已提交审核，退回后才能修改" in text(answer)
    assert "您的角色" not in text(answer)
    Project.objects.filter(pk=draft.pk).update(status=Status.APPROVED)
    assert "已批复" in text(client.get(address))


def test_who_is_overtaken_by_their_own_second_click_is_told_of_the_first(client, sent, draft, monkeypatch, outsider):
    address, handing_over = reverse("submit", args=[draft.pk]), ProjectEditor.submit

    def twice(editor, *said):
        """Both requests found it not submitted yet, and the other one had the lock first."""
        handing_over(editor, *said)
        return handing_over(editor, *said)

    monkeypatch.setattr(ProjectEditor, "submit", twice)
    page = fields(client.post(address, fields(client.get(address))))
    reasons = {name: "按在编人数统计" for name in page if name.startswith("reason:")}
    assert client.post(address, page | reasons)["Location"] == draft.get_absolute_url()
    Project.objects.update(submitted_by=outsider)
    assert client.post(address, page | reasons).status_code == 403
