"""What is missing is found, and nothing else."""

from decimal import Decimal

import pytest
from hypothesis import given

from targets.checks import completeness
from targets.checks.engine import Context, check
from targets.declaration import Funds
from tests.strategies import declarations
from tests.targets.checks.tables import ROWS, assert_sound_findings, places, plan, row, said, table


def found(declaration, **settings):
    return places(said(completeness, declaration, **settings))


def test_a_complete_table_lacks_nothing():
    assert found(table(), on={"indicator-without-basis", "indicator-without-description"}) == []


@pytest.mark.parametrize("field", ["code", "name", "purpose"])
@pytest.mark.parametrize("nothing", ["", " \u3000\n", "\u200b\ufeff"])
def test_it_finds_an_empty_field(field, nothing):
    assert found(table(**{field: nothing})) == [("required-field-empty", (field,))]


def test_it_finds_missing_funds_plan_goals_and_indicators():
    empty = table(funds=Funds(), checkpoints=(), goals=(), indicators=())
    assert found(empty) == [
        ("required-field-empty", ("funds", "fiscal")),
        ("required-field-empty", ("checkpoints",)),
        ("required-field-empty", ("goals",)),
        ("required-field-empty", ("indicators",)),
    ]


def test_other_funds_alone_are_a_budget():
    assert found(table(funds=Funds(other=Decimal("120")))) == []


def test_blank_goals_are_found_one_by_one_or_all_together():
    assert found(table(goals=("一", " ", "三"))) == [("required-field-empty", ("goals", 1))]
    assert found(table(goals=("", " "))) == [("required-field-empty", ("goals",))]


def test_it_finds_an_indicator_without_name_or_category():
    rows = (*map(row, ROWS), row("数量", name=" "), row("数量", level_two=""))
    assert found(table(indicators=rows)) == [
        ("required-field-empty", ("indicators", 6, "name")),
        ("required-field-empty", ("indicators", 7, "level_two")),
    ]


def test_it_finds_an_indicator_without_value_but_takes_words():
    rows = [row(category) for category in ROWS]
    rows[0], rows[4] = row("数量", value=" "), row("效益", value="进一步保障")
    (finding,) = said(completeness, table(indicators=tuple(rows)))
    assert (finding.rule, finding.path) == ("indicator-without-value", ("indicators", 0, "value"))
    assert "社区数量" in finding.message


@pytest.mark.parametrize("missing", ROWS)
def test_it_finds_a_missing_category(missing):
    rows = tuple(row(category) for category in ROWS if category != missing)
    (finding,) = said(completeness, table(indicators=rows))
    assert (finding.rule, finding.path) == ("required-category-missing", ("indicators",))
    assert f"“{missing}指标”" in finding.message


def test_categories_are_met_on_either_level_with_or_without_their_ending():
    rows = [row(category) for category in ROWS]
    rows[0] = row("数量", level_one="产出", level_two="数量（10分）")
    rows[3] = row("成本", level_one="成本指标", level_two="经济成本指标")
    rows[4] = row("效益", level_one="效益", level_two="社会效益")
    rows[5] = row("满意度", level_one="效益指标", level_two="服务对象满意度")
    assert found(table(indicators=tuple(rows))) == []


def test_settings_say_which_categories_are_required():
    rows = tuple(row(category) for category in ROWS if category not in ("成本", "时效"))
    assert found(table(indicators=rows), required=(("时效", "质量"), ("效益",))) == []
    (finding,) = said(completeness, table(indicators=rows), required=(("成本指标", "时效"),))
    assert "“成本指标”或“时效指标”" in finding.message
    assert found(table(indicators=rows), required=((), ("",))) == []


def test_settings_say_which_projects_need_no_satisfaction():
    rows = tuple(row(category) for category in ROWS if category not in ("满意度", "成本"))
    exempt = {"satisfaction_exempt": ("", "人员经费")}
    (finding,) = said(completeness, table(indicators=rows, name="在职人员经费"), **exempt)
    assert "成本" in finding.message
    assert len(found(table(indicators=rows, name="社区经费"), **exempt)) == 2


def test_it_finds_blank_months_and_takes_zero():
    assert found(table(checkpoints=plan("0", None, "90", "120"))) == [
        ("plan-month-blank", ("checkpoints", 1, "amount"))
    ]


@pytest.mark.parametrize("field", ["basis", "description"])
def test_basis_and_description_are_asked_for_only_where_settings_say(field):
    rows = (*map(row, ROWS), row("数量", **{field: " "}))
    rule = f"indicator-without-{field}"
    assert found(table(indicators=rows)) == []
    assert found(table(indicators=rows), on={rule}) == [(rule, ("indicators", 6, field))]


def test_the_seed_is_complete(seed_reading):
    on = {"indicator-without-basis", "indicator-without-description"}
    assert [found(project, on=on) for project in seed_reading.projects] == [[]] * 6


def with_months(declaration, *months):
    found = check(declaration, Context(months=months))
    return [finding for finding in found if finding.rule == "plan-month-missing"]


def test_a_month_the_year_asks_for_is_missed():
    (finding,) = with_months(table(checkpoints=plan("30", "120", months=(3, 12))), 3, 6, 10, 12)
    assert (finding.severity, finding.path) == ("error", ("checkpoints",))
    assert finding.message == "资金支出计划缺少6月底、10月底，本年度规定填写。"


@pytest.mark.parametrize(("months", "asked"), [((3, 6), ()), ((3, 6), (3, 6)), ((3, 6, 9), (3, 6)), ((), (3, 6))])
def test_no_month_is_missed_where_none_is_asked_for_all_are_there_or_no_plan_is(months, asked):
    assert with_months(table(checkpoints=plan("1", "2", "3", months=months)), *asked) == []


@given(declarations())
def test_findings_lead_to_places_that_exist(declaration):
    assert_sound_findings(completeness, declaration)
