"""Budget and plan: what contradicts, and what cannot be monitored."""

from decimal import Decimal

import pytest
from hypothesis import given

from targets.checks import funds
from targets.declaration import Funds
from tests.strategies import declarations
from tests.targets.checks.tables import assert_sound_findings, places, plan, said, table


def found(*amounts, on=frozenset(), months=(3, 6, 10, 12), budget="120", **settings):
    declared = table(checkpoints=plan(*amounts, months=months), funds=Funds(fiscal=budget and Decimal(budget)))
    return said(funds, declared, on=on, **settings)


def test_a_sound_plan_is_left_alone():
    assert found("30", "60", "90", "120") == []
    assert found("0", "0", "0.01", "120") == []
    assert found("30", "30", "120", "120") == []


def test_it_finds_a_budget_of_zero_once():
    zero = table(funds=Funds(fiscal=Decimal(0), other=Decimal(0)), checkpoints=plan("0", "0", "0", "0"))
    assert places(said(funds, zero)) == [("budget-zero", ("funds", "fiscal"))]
    other = table(funds=Funds(other=Decimal(0)), checkpoints=())
    assert places(said(funds, other)) == [("budget-zero", ("funds", "other"))]


def test_no_fiscal_funds_beside_other_funds_are_no_zero_budget():
    assert said(funds, table(funds=Funds(fiscal=Decimal(0), other=Decimal(120)))) == []
    assert said(funds, table(funds=Funds(), checkpoints=())) == []


def test_it_finds_negative_amounts():
    negative = table(funds=Funds(fiscal=Decimal(-5), other=Decimal("-0.01")), checkpoints=plan("-1", "0", None, None))
    findings = said(funds, negative)
    assert places(findings) == [
        ("amount-negative", ("funds", "fiscal")),
        ("amount-negative", ("funds", "other")),
        ("amount-negative", ("checkpoints", 0, "amount")),
    ]
    assert [finding.value for finding in findings] == ["-5.00", "-0.01", "-1.00"]


def test_it_finds_a_plan_that_falls():
    (finding,) = found("30", "60", "59.99", "120")
    assert (finding.rule, finding.path, finding.suggestion) == ("plan-falls", ("checkpoints", 2, "amount"), None)
    assert finding.message == "10月底的累计支出59.99万元，少于6月底的60.00万元；支出计划应填累计数。"


def test_a_fall_is_found_across_a_blank_month_and_in_the_order_of_the_year():
    assert places(found("30", None, "20", "120")) == [("plan-falls", ("checkpoints", 2, "amount"))]
    assert found("120", "30", months=(12, 3)) == []


def test_it_finds_a_plan_that_misses_the_budget_and_suggests_it():
    (finding,) = found("30", "60", "90", "100")
    assert (finding.rule, finding.path) == ("plan-misses-budget", ("checkpoints", 3, "amount"))
    assert (finding.value, finding.suggestion) == ("100.00", "120.00")
    assert places(found("30", None, "90", "120.000001"))[0][0] == "plan-misses-budget"


def test_the_budget_is_the_sum_of_both_funds():
    both = Funds(fiscal=Decimal("100.5"), other=Decimal("19.5"))
    assert said(funds, table(funds=both)) == []


@pytest.mark.parametrize("budget", [None, "0", "-1"])
def test_without_a_budget_the_plan_is_not_compared(budget):
    assert "plan-misses-budget" not in {finding.rule for finding in found("30", "60", "90", "100", budget=budget)}


def test_a_blank_last_month_is_not_compared():
    assert found("30", "60", "90", None) == []


def test_amounts_by_period_are_given_back_cumulated():
    findings = found("30", "40", "30", "20")
    assert sorted((finding.path[1], finding.rule, finding.suggestion) for finding in findings) == [
        (1, "plan-not-cumulative", "70.00"),
        (2, "plan-falls", "100.00"),
        (3, "plan-falls", "120.00"),
        (3, "plan-misses-budget", "120.00"),
    ]


def test_a_first_payment_followed_by_zeros_is_cumulated_too():
    findings = found("120", "0", "0", "0")
    assert {finding.path[1]: finding.suggestion for finding in findings} == dict.fromkeys((1, 2, 3), "120.00")


def test_a_plan_with_a_negative_amount_is_not_cumulated():
    findings = found("-10", "60", "60", "10")
    assert [finding.suggestion for finding in findings if finding.rule == "plan-falls"] == [None]


def test_amounts_that_only_happen_to_be_equal_are_not_taken_for_periods():
    assert places(found("40", "40", "40", "40")) == [("plan-misses-budget", ("checkpoints", 3, "amount"))]
    assert "plan-not-cumulative" not in {finding.rule for finding in found("0", "0", "0", "120")}


def test_it_finds_the_whole_budget_in_the_last_month():
    assert places(found("0", "0", "0", "120")) == [("plan-all-at-year-end", ("checkpoints", 3, "amount"))]
    assert found("0", None, "0", "120") == []
    assert found("120", months=(12,)) == []


def test_it_finds_a_plan_in_one_jump():
    assert places(found("120", "120", "120", "120")) == [("plan-in-one-jump", ("checkpoints", 0, "amount"))]
    assert places(found("0", "120", "120", "120")) == [("plan-in-one-jump", ("checkpoints", 1, "amount"))]
    assert found("1", "120", "120", "120") == []


def test_monitoring_lines_are_judged_by_settings():
    behind = {"on": {"plan-behind-monitoring"}}
    amounts = ("30", "60", "90", "120")
    assert found(*amounts, flat_share="0.8") == []
    assert found(*amounts, **behind) == []
    (finding,) = found(*amounts, flat_share="0.8", **behind)
    assert finding.path == ("checkpoints", 2, "amount")
    assert "75.0%" in finding.message
    assert "80.0%" in finding.message
    assert found(*amounts, flat_share="0.8", flat_month=9, **behind) == []
    assert places(found(*amounts, flat_share="0.6", flat_month=6, **behind))[0][1] == ("checkpoints", 1, "amount")


def test_the_seed_plans_are_sound(seed_reading):
    on = {"plan-behind-monitoring"}
    assert [said(funds, project, on=on) for project in seed_reading.projects] == [[]] * 6


@given(declarations())
def test_findings_lead_to_places_that_exist(declaration):
    assert_sound_findings(funds, declaration)
