"""One number changes, and with it those the user ticks; all or nothing."""

import pytest
from django.urls import reverse

from targets.models import Project, Status
from targets.storage import declaration_of

pytestmark = pytest.mark.django_db
FISCAL = {"path": "funds.fiscal", "before": "120.00", "typed": "144"}


@pytest.fixture
def project(seed):
    Project.objects.update(status=Status.DRAFT)
    return seed[0]


@pytest.fixture
def page(client, staff, project):
    client.force_login(staff)

    def get(**query):
        return client.get(reverse("numbers", args=[project.pk]), query)

    return get


def tickets(response):
    return [ticket for _, ticket in response.context["follow"]]


def change(client, project, **data):
    return client.post(reverse("change-numbers", args=[project.pk]), FISCAL | data, follow=True).content.decode()


def table(project):
    return declaration_of(Project.objects.with_tables().get(pk=project.pk))


def test_the_page_lists_each_dependent_number_with_its_derived_value(page):
    assert tickets(page(path="funds.fiscal", typed="144")) == [
        "checkpoints.0.amount=36.00",
        "checkpoints.1.amount=72.00",
        "checkpoints.2.amount=108.00",
        "checkpoints.3.amount=144.00",
        "indicators.3.value=≤12万元/个",
    ]


def test_the_units_total_is_shown_and_cannot_be_ticked(page):
    shown = page(path="funds.fiscal", typed="144")
    (total,) = shown.context["sums"]
    assert (total.label, total.before, total.after) == ("单位本年度预算合计（6个项目）", "891.08", "915.08")
    html = shown.content.decode()
    assert "单位本年度预算合计（6个项目）：<del>891.08</del> → <ins>915.08</ins>" in html
    assert html.count('name="ticked"') == 5


def test_the_total_counts_only_what_the_visitor_may_read_and_what_is_adjusted_as_in_force(client, auditor, page):
    Project.objects.exclude(number__in=(5, 6)).update(status=Status.DRAFT, edition_in_force=None)
    Project.objects.filter(number=5).update(status=Status.APPROVED)
    Project.objects.filter(number=6).update(status=Status.DRAFT, fiscal_funds="1.11")
    client.force_login(auditor)
    seen = Project.objects.get(number=5)
    query = {"path": "funds.fiscal", "typed": "30"}
    (total,) = client.get(reverse("numbers", args=[seen.pk]), query).context["sums"]
    assert (total.label, total.before) == ("单位本年度预算合计（2个项目）", "683.08")


def test_a_goal_that_says_the_number_is_listed_and_changes_with_it(client, page, project):
    project.goals.update(text="为12个社区安排经费120万元。")
    offered = tickets(page(path="funds.fiscal", typed="144"))
    assert "goals.0=为12个社区安排经费144万元。" in offered
    change(client, project, ticked=[ticket for ticket in offered if ticket.startswith("goals")])
    assert table(project).goals == ("为12个社区安排经费144万元。",)


def test_only_what_is_ticked_changes_with_the_number(client, page, project):
    offered = tickets(page(path="funds.fiscal", typed="144"))
    html = change(client, project, ticked=[ticket for ticket in offered if ticket.startswith("checkpoints")])
    assert "已修改" in html
    changed = table(project)
    assert str(changed.funds.budget) == "144.00"
    assert [str(row.amount) for row in changed.checkpoints] == ["36.00", "72.00", "108.00", "144.00"]
    assert changed.indicators[3].value.text == "≤10万元/个"


def test_the_number_alone_changes_when_nothing_is_ticked(client, page, project):
    change(client, project)
    assert str(table(project).funds.budget) == "144.00"
    assert str(table(project).checkpoints[3].amount) == "120.00"


@pytest.mark.parametrize(
    "stale",
    [
        {"before": "100.00"},
        {"ticked": ["checkpoints.0.amount=1.00"]},
        {"ticked": ["name=x"]},
        {"path": "indicators.99.value"},
    ],
)
def test_a_page_that_is_out_of_date_changes_nothing(client, page, project, stale):
    before = table(project)
    html = change(client, project, **stale)
    assert 'class="alert alert-warning' in html
    assert table(project) == before


@pytest.mark.parametrize("typed", ["一百", "-5", "1e9"])
def test_what_is_no_amount_is_refused_and_comes_back(client, page, project, typed):
    before = table(project)
    html = change(client, project, typed=typed)
    assert 'class="alert alert-warning' in html
    assert f'value="{typed}"' in html
    assert table(project) == before


def test_a_strange_address_shows_the_empty_form(page):
    for path in ("evil", "funds", "indicators.x.value", "indicators.9999.value", "goals"):
        assert page(path=path, typed="5").context["path"] == ""


def test_who_may_only_read_sees_what_would_follow_but_no_button(client, head, project):
    client.force_login(head)
    html = client.get(reverse("numbers", args=[project.pk]), FISCAL).content.decode()
    assert "36.00" in html
    assert "修改勾选的数字" not in html
