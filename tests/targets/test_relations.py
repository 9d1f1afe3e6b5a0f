"""The numbers of a table that must agree, as the page tells them."""

import pytest
from django.urls import reverse

from targets.checks.edits import with_value
from targets.checks.settings import RuleSettings
from targets.models import Project
from targets.relations import NumberRow, number_rows

SUMS = [
    ("120.00万元 ÷ 12个 = 10.00万元", "≤10万元/个"),
    ("60.00万元 ÷ 12个 = 5.00万元", "≤5万元/个"),
    ("8.00万元 ÷ 12个月 = 0.67万元", "0.67万元"),
    ("20.00万元 ÷ 12个月 = 1.67万元", "≤1.67万元"),
    ("27.68万元 ÷ 2人 = 13.84万元", "13.84万元"),
    ("655.40万元 ÷ 88人 = 7.45万元", "7.45万元"),
]


def rows(table):
    return number_rows(table, RuleSettings())


@pytest.mark.parametrize(("place", "told"), list(enumerate(SUMS)))
def test_the_seeds_unit_costs_are_told_in_figures(seed_reading, place, told):
    assert told in [(row.sum, row.entered) for row in rows(seed_reading.projects[place])]


def test_a_changed_budget_disagrees_with_what_hangs_on_it(seed_reading):
    changed = with_value(seed_reading.projects[0], ("funds", "fiscal"), "240")
    assert rows(changed)[0] == NumberRow("12月底累计支出 = 预算数", "240.00万元", "120.00", False)


def test_a_number_of_the_goal_needs_no_sum(seed_reading):
    goal = next(row for row in rows(seed_reading.projects[3]) if row.formula.startswith("绩效目标"))
    assert (goal.sum, goal.entered, goal.agrees) == ("", "", True)


@pytest.mark.django_db
def test_the_page_shows_them_beside_the_form(client, staff, seed):
    Project.objects.filter(pk=seed[0].pk).update(fiscal_funds=240)
    client.force_login(staff)
    html = client.get(reverse("project", args=[seed[0].pk])).content.decode()
    assert "数字关系" in html
    assert "120.00，不符" in html
