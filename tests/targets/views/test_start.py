"""The start page says what waits for whom."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from targets.models import DepartmentTarget, Project, Status
from tests.factories import DepartmentFactory, FiscalYearFactory, ProjectFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def start(client):
    def open_as(user):
        client.force_login(user)
        return client.get(reverse("start"))

    return open_as


def test_staff_see_what_came_back_and_what_is_unfinished(start, staff, unit):
    ProjectFactory(department=unit, status=Status.RETURNED, fiscal_funds=Decimal("3"))
    ProjectFactory(department=DepartmentFactory(code="401001"), status=Status.RETURNED)
    response = start(staff)
    assert response.context["tally"]["returned"]["count"] == 1
    assert response.context["tally"]["returned"]["budget"] == Decimal("3.00")
    assert "本单位的项目" in response.content.decode()


def test_a_head_sees_what_waits_for_review(start, head, unit):
    ProjectFactory(department=unit, status=Status.SUBMITTED)
    html = start(head).content.decode()
    assert "等待您审核" in html
    assert "本单位的项目" not in html


def test_an_auditor_sees_approved_documents_of_all_departments(start, auditor, seed):
    response = start(auditor)
    assert response.context["units"][0]["count"] == 6
    assert "已批复" in response.content.decode()


def test_an_administrator_sees_what_there_is_to_look_after(start, administrator, seed):
    UserFactory(username="norole")
    response = start(administrator)
    assert response.context["administration"]["without_role"] == 1
    assert reverse("people") in response.content.decode()


def test_without_a_year_it_says_who_has_to_do_what(start, staff, administrator):
    assert "管理员" in start(staff).content.decode()
    assert "import_document" in start(administrator).content.decode()


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [(None, None, "填报进行中"), (3, None, "开始填报"), (-9, -3, "已截止"), (-3, 17, "还有17天")],
)
def test_the_entry_window_is_said_in_words(start, staff, opens, closes, words):
    today = timezone.localdate()
    FiscalYearFactory(
        entry_opens=opens and today + datetime.timedelta(opens),
        entry_closes=closes and today + datetime.timedelta(closes),
    )
    assert words in start(staff).content.decode()


def test_another_year_is_one_click_away(client, staff, unit):
    ProjectFactory(department=unit)
    FiscalYearFactory(year=2026)
    client.force_login(staff)
    assert client.get(reverse("start")).context["year"].year == 2025
    assert client.get(reverse("start"), {"year": "2026"}).context["year"].year == 2026
    assert client.get(reverse("start"), {"year": "1999"}).status_code == 404
    assert client.get(reverse("start"), {"year": "x"}).context["year"].year == 2025


def test_an_account_without_a_role_is_told_whom_to_ask(start):
    FiscalYearFactory()
    assert "还没有任何部门的角色" in start(UserFactory()).content.decode()


def test_a_unit_with_part_one_alone_has_its_document_listed(start, staff, unit):
    DepartmentTarget.objects.create(department=unit, fiscal_year=FiscalYearFactory())
    assert [row["department__code"] for row in start(staff).context["units"]] == ["326001"]


def test_a_unit_with_nothing_yet_can_be_begun_by_those_who_enter_it(start, staff, head, unit):
    FiscalYearFactory()
    html = start(staff).content.decode()
    assert reverse("edit-target", args=[2025, unit.code]) in html
    assert 'class="btn btn-sm btn-outline-secondary me-2"' in html.partition(unit.name)[2]
    assert ">填写<" in html
    assert f'"{reverse("document", args=[2025, unit.code])}"' not in html
    assert unit.name not in start(head).content.decode()


def test_many_units_come_in_pages(start, administrator):
    for number in range(60):
        ProjectFactory(department=DepartmentFactory(code=f"5{number:02d}"))
    page = start(administrator).context["units"]
    assert (len(page), page.paginator.count) == (50, 60)


def test_the_number_of_queries_is_flat(client, staff, unit, django_assert_num_queries):
    client.force_login(staff)

    def cost(rows):
        while Project.objects.count() < rows:
            ProjectFactory(department=unit)
        with django_assert_num_queries(12):
            client.get(reverse("start"))

    cost(10)
    cost(20)
