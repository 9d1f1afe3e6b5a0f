"""The inbox: what waits for whom, in which order, at a flat cost; and deciding several at once."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from targets.access import Role
from targets.findings import findings_of, findings_of_many
from targets.models import DepartmentTarget, Edition, FiscalYear, HistoryEntry, Kind, Project, Status, Verb
from targets.services.commenting import comment, resolve
from targets.services.reviewing import return_for_correction
from targets.services.submitting import submit_project
from targets.storage import contents_of
from tests.factories import DepartmentFactory, FiscalYearFactory, ProjectFactory, fill, member
from tests.perfbudget.sending import fields

pytestmark = pytest.mark.django_db

ADDRESS, DECIDE = "/review/", "/review/decide"
COMMENT = "请补充测算依据"


@pytest.fixture
def waiting(invented, seed, staff):
    """The seed's first four projects and part one wait, the second the longest."""
    fields = {"status": Status.SUBMITTED, "submitted_by": staff, "updated_by": staff}
    for place, days in enumerate((2, 3, 1, 0)):
        at = timezone.now() - datetime.timedelta(days=days)
        Project.objects.filter(pk=seed[place].pk).update(**fields, submitted_at=at)
    DepartmentTarget.objects.update(**fields, submitted_at=timezone.now() - datetime.timedelta(hours=1))
    return seed[:4]


def text(response):
    return response.content.decode()


def rows(response):
    return [row.record for row in response.context["table"].page.object_list]


def ticket(project):
    return f"project:{project.pk}:{project.version}"


def test_the_longest_waiting_comes_first_and_says_for_how_long(client, waiting, head):
    client.force_login(head)
    page = client.get(ADDRESS)
    order = [waiting[1], waiting[0], waiting[2], DepartmentTarget.objects.get(), waiting[3]]
    assert [row.declared for row in rows(page)] == order
    assert "3天" in text(page)
    assert '<span class="count">5' in text(page)  # in the bar across the top
    assert [row.declared for row in rows(client.get(ADDRESS, {"q": waiting[2].code, "year": "2025"}))] == [waiting[2]]
    assert [type(row.declared) for row in rows(client.get(ADDRESS, {"q": "白沟"}))].count(DepartmentTarget) == 1
    assert "请减少筛选条件" in text(client.get(ADDRESS, {"q": "没有"}))


def test_a_row_says_what_is_to_be_weighed_and_how_it_came(client, waiting, staff, head):
    again, first = waiting[3], waiting[0]  # of the one, the invented rule has two reminders
    Project.objects.filter(pk=first.pk).update(edition_in_force=None)
    comment(kind=Kind.PROJECT, key=again.pk, path="purpose", text="一", actor=head)
    settled = comment(kind=Kind.PROJECT, key=again.pk, path="code", text="二", actor=head)
    resolve(thread_id=settled.pk, actor=head)
    return_for_correction(kind=Kind.PROJECT, key=again.pk, version="1", comment=COMMENT, actor=head)
    places = ("in-heads:indicators.0.value", "in-heads:indicators.5.value")
    submit_project(project_id=again.pk, version="1", reasons=dict.fromkeys(places, "按在编人数"), actor=staff)
    client.force_login(head)
    page = client.get(ADDRESS)
    by_key = {row.declared: row for row in rows(page)}
    assert len(by_key[again].judged.kept) == 2
    assert (by_key[again].open_threads, by_key[again].returned, by_key[again].edition) == (1, True, 1)
    assert (by_key[first].returned, by_key[first].edition) == (False, None)
    for words in ("调整第 1 版 · 退回后重新报送", "首次报送", "2 条已说明理由", "1 条批注未解决"):
        assert words in " ".join(text(page).split())


def test_nobody_else_finds_anything(client, waiting, staff, auditor, administrator):
    for user in (staff, auditor, administrator):
        client.force_login(user)
        page = client.get(ADDRESS)
        assert "没有审核权限" in text(page)
        assert 'href="/review/"' not in text(client.get("/"))
        assert client.post(DECIDE, {"row": ticket(waiting[0]), "verb": "approved"}).status_code == 403


def test_the_number_of_queries_is_flat(client, head, staff):
    def cost(units):
        for _ in range(units):
            unit = DepartmentFactory(code=f"326{100 + Project.objects.count()}")
            project = fill(ProjectFactory(department=unit, status=Status.SUBMITTED, fiscal_year=FiscalYearFactory()))
            DepartmentTarget.objects.create(department=unit, fiscal_year=project.fiscal_year, status=Status.SUBMITTED)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(rows(client.get(ADDRESS))) == 2 * Project.objects.count()
        return len(queries)

    client.force_login(head)
    assert cost(2) == cost(8) <= 32


def test_several_are_decided_each_on_its_own(client, waiting, head):
    Project.objects.filter(pk=waiting[1].pk).update(updated_by=head)
    Project.objects.filter(pk=waiting[2].pk).update(version=7)
    client.force_login(head)
    sent = {"row": [ticket(each) for each in waiting] + ["project:9:9", "nonsense"], "verb": "approved"}
    page = client.post(DECIDE, sent)
    told = [(each.done, each.edition, len(each.problems)) for each in page.context["outcomes"]]
    assert told == [
        (True, 2, 0),
        (False, None, 2),
        (False, None, 1),
        (True, 2, 0),
        (False, None, 1),
    ]  # its budget is an error, too
    assert Edition.objects.filter(number=2).count() == 2
    again = client.post(DECIDE, sent)  # the page loaded again
    assert [each.again for each in again.context["outcomes"]] == [True, False, False, True, False]
    assert text(again).count("（此前已处理）") == 2
    assert Edition.objects.filter(number=2).count() == 2


def test_several_are_returned_with_one_comment_and_a_missing_one_loses_nothing(client, waiting, head):
    client.force_login(head)
    sent = {"row": [ticket(each) for each in waiting[:2]], "verb": "returned", "comment": " 无 "}
    refused = client.post(DECIDE, sent)
    assert {each.done for each in refused.context["outcomes"]} == {False}
    assert fields(refused)["comment"] == " 无 "
    for row in sent["row"]:
        assert f'name="row" value="{row}"' in text(refused)
    client.post(DECIDE, sent | {"comment": COMMENT})
    notes = HistoryEntry.objects.filter(verb=Verb.RETURNED).values_list("note", flat=True)
    assert list(notes) == [COMMENT] * 2
    assert client.post(DECIDE, {"verb": "returned"})["Location"] == ADDRESS  # nothing ticked


def test_an_expired_session_loses_no_ticks(client, waiting, head):
    asked = client.post(DECIDE, {"row": ticket(waiting[0]), "verb": "returned", "comment": COMMENT})
    assert asked.status_code == 401
    credentials = {"username": "head", "password": "correct horse"}
    page = client.post(reverse("login"), fields(asked) | credentials, follow=True)
    assert (fields(page)["row"], fields(page)["comment"]) == (ticket(waiting[0]), COMMENT)
    assert Project.objects.get(pk=waiting[0].pk).status == Status.SUBMITTED


def test_the_second_stage_has_an_inbox_of_its_own(client, waiting, head, unit):
    FiscalYear.objects.update(second_stage=True)
    client.force_login(head)
    page = client.post(DECIDE, {"row": ticket(waiting[0]), "verb": "endorsed"})
    assert "已转财政部门审核" in text(page)
    office = member(Role.FINANCE, None)
    client.force_login(office)
    assert [row.declared for row in rows(client.get(ADDRESS))] == [waiting[0]]
    review = client.get(reverse("review", args=[waiting[0].pk]))
    assert reverse("approve", args=[waiting[0].pk]) in text(review)
    sent = {"version": "1", "comment": COMMENT}
    for _ in range(2):  # and they see it no more after that
        answer = client.post(reverse("return", args=[waiting[0].pk]), sent, follow=True)
        assert answer.redirect_chain == [(ADDRESS, 302)]


def test_the_rules_find_in_many_what_they_find_in_each(seed, staff):
    declared = [*Project.objects.with_tables(), *DepartmentTarget.objects.with_rows()]
    Project.objects.filter(pk=seed[1].pk).update(purpose=seed[2].purpose)  # a clone, which neighbours tell
    pairs = [(each, contents_of(each)) for each in declared]
    found = findings_of_many(pairs, staff)
    assert found == [findings_of(each, content, staff) for each, content in pairs]
    assert any(found)
