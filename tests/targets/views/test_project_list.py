"""The list of projects: narrowing down, totals over all pages, sorting, flat cost."""

from decimal import Decimal

import pytest
from django.urls import reverse

from targets.models import Project, Status
from tests.factories import DepartmentFactory, FiscalYearFactory, ProjectFactory, fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, staff):
    client.force_login(staff)

    def get(**query):
        return client.get(reverse("projects"), query)

    return get


def names(response):
    return [row.record.name for row in response.context["table"].page.object_list]


def test_the_foot_sums_the_seed_to_891_08(seed, page):
    html = page().content.decode()
    assert "891.08" in html
    assert "合计 6 个项目" in html


def test_names_print_as_text_never_as_markup(seed, page):
    assert "经费 （原物流中心）&lt;自收自支&gt;" in page().content.decode()


def test_the_totals_cover_all_pages_and_only_what_the_user_sees(page, unit, outsider):
    for _ in range(30):
        ProjectFactory(department=unit, fiscal_funds=Decimal("0.10"), other_funds=Decimal("0.01"))
    ProjectFactory(department=DepartmentFactory(code="401001"), fiscal_funds=Decimal("1000"))
    table = page().context["table"]
    assert len(table.page.object_list) == 25
    assert table.totals["count"] == 30
    assert table.totals["budget_total"] == Decimal("3.30")


def test_a_list_that_just_fills_a_page_has_no_second_one(page, unit):
    for _ in range(25):
        ProjectFactory(department=unit)
    assert page().context["table"].paginator.num_pages == 1


def test_a_search_finds_words_in_code_or_name_in_any_order(seed, page):
    assert names(page(q="自收自支")) == ["经费 （原物流中心）<自收自支>"]
    assert names(page(q="经费 005X")) == ["乡村振兴社区管理事务经费"]
    assert names(page(q="没有这个")) == []


def test_a_search_for_wildcards_finds_them_literally(page, unit):
    ProjectFactory(department=unit, name="完成100%项目")
    ProjectFactory(department=unit, name="完成100项目")
    assert names(page(q="100%")) == ["完成100%项目"]


def test_a_new_year_comes_before_an_old_one(page, unit):
    for year in (2025, 2027, 2026):
        ProjectFactory(department=unit, name=str(year), fiscal_year=FiscalYearFactory(year=year))
    assert names(page(year="")) == ["2027", "2026", "2025"]


def test_a_new_year_does_not_hide_the_one_everybody_works_on(page, unit):
    ProjectFactory(department=unit, name="旧")
    FiscalYearFactory(year=2026)
    assert names(page()) == ["旧"]


def test_the_latest_year_is_shown_until_another_is_asked_for(page, unit):
    ProjectFactory(department=unit, name="旧")
    ProjectFactory(department=unit, name="新", fiscal_year=FiscalYearFactory(year=2026))
    assert names(page()) == ["新"]
    assert names(page(year="2025")) == ["旧"]
    assert set(names(page(year=""))) == {"新", "旧"}


def test_it_narrows_down_by_status(page, unit):
    ProjectFactory(department=unit, name="草", status=Status.DRAFT)
    ProjectFactory(department=unit, name="批", status=Status.APPROVED)
    assert names(page(status="approved")) == ["批"]


def test_a_department_covers_the_units_under_it(client, head, unit):
    ProjectFactory(department=unit, name="本级")
    client.force_login(head)
    assert names(client.get(reverse("projects"), {"department": "326"})) == ["本级"]


def test_another_departments_code_is_no_choice(page, unit, outsider):
    ProjectFactory(department=DepartmentFactory(code="401001"), name="别家")
    response = page(department="401001")
    assert "别家" not in response.content.decode()
    assert response.context["filter"].form.errors["department"]
    assert names(response) == []
    assert 'role="alert"' in response.content.decode()


STRANGE = [
    {"year": "x"},
    {"year": "9" * 30},
    {"q": "a " * 2000},
    {"q": "\x00"},
    {"status": "sealed"},
    {"page": "x"},
    {"page": "99"},
    {"sort": "evil"},
]


@pytest.mark.parametrize("query", STRANGE)
def test_a_strange_address_still_gives_a_page(page, unit, query):
    ProjectFactory(department=unit)
    assert page(**query).status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize(
    "column", ["project", "department", "budget", "fiscal_funds", "other_funds", "status", "updated_at"]
)
def test_every_column_sorts_both_ways(seed, page, column):
    up, down = names(page(sort=column)), names(page(sort=f"-{column}"))
    assert sorted(up) == sorted(down)
    assert len(up) == 6


def test_the_unit_is_a_column_only_where_there_are_several(page, client, head, unit):
    ProjectFactory(department=unit)
    assert "department" not in [column.name for column in page().context["table"].columns]
    client.force_login(head)
    table = client.get(reverse("projects")).context["table"]
    assert "department" in [column.name for column in table.columns]


def test_sorting_by_budget_is_numeric(seed, page):
    assert names(page(sort="-budget"))[0] == "经费（社工）<长期聘用>"
    assert names(page(sort="budget"))[0] == "下沉工作队综合经费"


def test_the_default_order_is_the_documents(seed, page):
    assert names(page()) == [project.name for project in seed]


def test_a_blank_amount_stays_blank(page, unit):
    ProjectFactory(department=unit, fiscal_funds=None, other_funds=None)
    row = page().context["table"].page.object_list[0]
    assert row.get_cell("budget") in ("", "—")
    assert row.get_cell("other_funds") in ("", "—")


def test_an_empty_list_says_what_to_do_next(page, unit):
    FiscalYearFactory()
    assert "没有符合条件的项目" in page().content.decode()


def test_the_number_of_queries_is_flat(page, unit, django_assert_num_queries):
    def cost(rows):
        while Project.objects.count() < rows:
            fill(ProjectFactory(department=unit))
        with django_assert_num_queries(EXPECTED_QUERIES):
            assert len(names(page())) == rows

    cost(10)
    cost(20)


EXPECTED_QUERIES = 15
# session, user, unread notices, memberships, year in view (3), the year asked for, totals, units, both choices, keys,
# rows, checkpoints
