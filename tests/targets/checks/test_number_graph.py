"""The numbers of a table that must agree, and what follows when one changes."""

from decimal import Decimal

import pytest
from hypothesis import given

from targets.checks.dependents import Derived, dependents
from targets.checks.number_graph import relations
from targets.checks.settings import RuleSettings
from targets.declaration import Funds
from tests.strategies import declarations, texts
from tests.targets.checks.tables import has_place, plan, row, table

COST = ("indicators", 1, "value")


def unit_costs(*indicators, budget="120", settings=None):
    declared = table(indicators=indicators, funds=Funds(fiscal=Decimal(budget)))
    return [each for each in relations(declared, settings or RuleSettings()) if each.kind == "unit cost"]


def cost(value, name="单个社区成本", **more):
    return row("成本", name, value, **more)


@pytest.mark.parametrize(
    ("number", "formula", "derived", "sources"),
    [
        (1, "预算数 ÷ 12个 = 成本支出情况", "10", [("indicators", 0, "value")]),
        (2, "预算数 ÷ 12个 = 单个办公场所成本", "5", [("indicators", 0, "value")]),
        (3, "预算数 ÷ 12个月 = 平均每月资金成本", "0.67", [("indicators", 2, "value")]),
        (4, "预算数 ÷ 12个月 = 平均每月成本", "1.67", [("indicators", 2, "value")]),
        (5, "预算数 ÷ 2人 = 经费成本", "13.84", [("indicators", 0, "value")]),
        (6, "预算数 ÷ 88人 = 经费成本", "7.45", [("indicators", 0, "value")]),
    ],
)
def test_the_unit_costs_of_the_seed_agree(seed_reading, number, formula, derived, sources):
    found = [each for each in relations(seed_reading.projects[number - 1]) if each.kind == "unit cost"]
    (relation,) = found
    assert (relation.formula, relation.derived, relation.stated) == (formula, Decimal(derived), Decimal(derived))
    assert relation.agrees
    assert relation.near
    assert relation.sources == (("funds",), *sources)
    assert relation.path == ("indicators", 3, "value")


def test_all_relations_of_the_seed_are_these(seed_reading):
    found = [[each.kind for each in relations(project)] for project in seed_reading.projects]
    usual = ["last checkpoint", "unit cost"]
    assert found == [usual, usual, usual, ["last checkpoint", "goal", "unit cost"], usual, usual]
    (goal,) = (each for each in relations(seed_reading.projects[3]) if each.kind == "goal")
    assert goal.formula == "绩效目标中的“不少于95人” = “保障办公人数”的指标值"
    assert goal.sources == (("indicators", 0, "value"),)


@pytest.mark.parametrize(
    ("stated", "agrees"),
    [
        ("≤10万元/个", True),
        ("≤10.04万元/个", True),
        ("10.0万元/个", True),
        ("9万元/个", False),
        ("11万元/个", False),
        ("≤9万元/个", False),
        ("≤12万元/个", True),  # room for the dearest of them
        ("≤100万元/个", False),  # a slip of the unit
        ("≤100000元/个", True),
        ("≤10元/个", False),
        ("≥8万元/个", True),
        ("≥12万元/个", False),
    ],
)
def test_a_stated_cost_agrees_within_rounding_and_a_bound_may_leave_room(stated, agrees):
    (relation,) = unit_costs(row("数量"), cost(stated))
    assert relation.agrees is agrees


@pytest.mark.parametrize(("stated", "agrees"), [("0.67万元", True), ("0.7万元", True), ("0.66万元", False)])
def test_rounding_is_that_of_the_stated_decimals(stated, agrees):
    (relation,) = unit_costs(cost(stated, "平均每月成本"), budget="8")
    assert relation.agrees is agrees


def test_a_whole_number_is_no_rounding_of_four_percent():
    (relation,) = unit_costs(row("数量"), cost("10万元/个"), budget="125")
    assert (relation.agrees, relation.derived, relation.typed) == (False, Decimal("10.42"), "≤10.42万元/个")


def test_the_tolerance_is_a_setting():
    (strict,) = unit_costs(row("数量"), cost("9.9万元/个"))
    (lenient,) = unit_costs(row("数量"), cost("9.9万元/个"), settings=RuleSettings(tolerance=Decimal("0.02")))
    assert (strict.agrees, lenient.agrees) == (False, True)


@pytest.mark.parametrize(
    ("name", "value", "quantity", "derived"),
    [
        ("单个社区成本", "9万元", "12个", "10"),
        ("平均每个办公场所每月成本", "9万元", "12个", "0.83"),
        ("人均成本", "9万元", "12名", "10"),
        ("每人每月成本", "9000元", "12人", "8333.33"),
        ("经费标准", "9元/人·月", "12人", "8333.33"),
        ("单位成本", "9万元", "12台", "10"),
        ("单位运转月均成本", "9万元", "12人", "10"),
    ],
)
def test_the_divisor_is_told_by_unit_or_words(name, value, quantity, derived):
    (relation,) = unit_costs(row("数量", value=quantity), cost(value, name))
    assert relation.derived == Decimal(derived)


@pytest.mark.parametrize(
    "indicators",
    [
        (row("数量"), cost("9万元", "成本支出情况")),  # by what?
        (row("数量", value="12户"), cost("9万元/个")),
        (row("数量", value="12台"), cost("9万元", "人均成本")),
        (row("数量"), row("数量", "培训人数", "30人"), cost("9万元/个")),  # two may share the budget
        (row("数量"), row("数量", "中心数量", "3个"), cost("9万元/个")),
        (row("数量"), cost("9万元/个"), cost("1万元/个", "单个设备成本")),
        (row("数量", value="10-12个"), cost("9万元/个")),
        (row("数量", value="0个"), cost("9万元/个")),
        (row("数量"), cost("9万元/个", "平均每月成本")),
        (row("数量"), cost("9万元", "日均成本")),
        (row("时效", value="6个月"), cost("9万元", "平均每月成本")),
        (row("数量"), cost("9万元/个", "单个社区节约成本")),
        (row("数量"), cost("≤95%", "单个社区成本")),
        (row("数量"), cost("8-9万元/个")),
        (row("数量"), cost("从紧", "单个社区成本")),
        (row("数量"), row("质量", "单个社区投入", "9万元/个")),
    ],
)
def test_it_is_silent_where_the_divisor_is_not_told(indicators):
    assert unit_costs(*indicators) == []


def test_among_several_quantities_numbers_that_agree_tell_by_themselves():
    (relation,) = unit_costs(row("数量"), row("数量", "培训人数", "30人"), cost("10万元/个"))
    assert relation.agrees
    assert unit_costs(row("数量"), row("数量", "培训人数", "30人"), cost("≤12万元/个")) == []


def test_the_whole_budget_as_a_cost_shares_with_none():
    (relation,) = unit_costs(row("数量"), cost("≤120万元", "总成本"), cost("≤9万元/个"))
    assert not relation.agrees


def test_without_a_budget_nothing_is_derived():
    declared = table(funds=Funds())
    assert relations(declared) == ()
    assert [each.kind for each in relations(table(funds=Funds(fiscal=Decimal(0))))] == ["last checkpoint"]


def test_the_latest_month_must_be_the_budget():
    (relation,) = relations(table(checkpoints=plan("30", "119"), indicators=()))
    assert (relation.agrees, relation.typed, relation.path) == (False, "120.00", ("checkpoints", 1, "amount"))


def test_a_change_of_budget_moves_plan_cost_and_text():
    declared = table(goals=("投入120万元，支持12个社区。",), checkpoints=plan("30", None, "90", "120"))
    other = table(funds=Funds(fiscal=Decimal("60")))
    assert dependents(declared, ("funds", "fiscal"), "100", others=(other,)) == (
        Derived((), "单位本年度预算合计（2个项目）", "180.00", "160.00"),
        Derived(("checkpoints", 0, "amount"), "3月底", "30.00", "25.00"),
        Derived(("checkpoints", 2, "amount"), "10月底", "90.00", "75.00"),
        Derived(("checkpoints", 3, "amount"), "12月底", "120.00", "100.00"),
        Derived(("goals", 0), "绩效目标第1条", "投入120万元，支持12个社区。", "投入100万元，支持12个社区。"),
        Derived(("indicators", 3, "value"), "单个社区成本", "≤10万元/个", "≤8.33万元/个"),
    )


def test_the_scaled_plan_is_rounded_and_never_runs_past_the_budget():
    declared = table(checkpoints=plan("40", "80", "120", "120"), indicators=())
    after = [each.after for each in dependents(declared, ("funds", "fiscal"), "10.005")]
    assert after == ["3.34", "6.67", "10.005", "10.005"]


def test_a_cost_of_the_whole_budget_follows_it_in_its_own_unit():
    declared = table(indicators=(row("成本", "总成本", "≤1200000元"),), checkpoints=())
    (derived,) = dependents(declared, ("funds", "other"), "30.5")
    assert (derived.before, derived.after) == ("≤1200000元", "≤1505000元")


def test_a_change_of_quantity_moves_cost_and_goal(seed_reading):
    project = seed_reading.projects[3]
    (goal,) = dependents(project, ("indicators", 0, "value"), "≥98人")
    assert (goal.path, goal.after) == (("goals", 0), "通过保障不少于98人全年正常开展办公，保证业务正常开展。")
    (unit_cost,) = dependents(seed_reading.projects[5], ("indicators", 0, "value"), "90人")
    assert (unit_cost.path, unit_cost.after) == (("indicators", 3, "value"), "7.28万元")


def test_another_row_of_the_same_number_does_not_move_the_goal(seed_reading):
    assert dependents(seed_reading.projects[3], ("indicators", 5, "value"), "≥98人") == ()


def test_a_goal_number_of_two_quantities_follows_neither():
    declared = table(goals=("支持12个。",), indicators=(row("数量"), row("数量", "场所数量", "12个")))
    assert [each.kind for each in relations(declared)] == ["last checkpoint"]
    assert dependents(declared, ("indicators", 0, "value"), "15个") == ()


def test_a_change_of_unit_cost_asks_for_another_budget():
    (derived,) = dependents(table(), ("indicators", 3, "value"), "≤9万元/个")
    assert (derived.path, derived.before, derived.after) == (("funds", "fiscal"), "120.00", "108.00")
    roomy = table(indicators=(row("数量"), cost("≤12万元/个")))
    assert dependents(roomy, COST, "≤13万元/个") == ()
    assert [each.after for each in dependents(roomy, COST, "≤9万元/个")] == ["108.00"]


def test_a_cost_that_agreed_among_several_quantities_is_followed():
    declared = table(indicators=(row("数量"), row("数量", "培训人数", "30人"), cost("10万元/个")), checkpoints=())
    (derived,) = dependents(declared, ("funds", "fiscal"), "144")
    assert derived.after == "12万元/个"


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        (("funds", "fiscal"), "一百"),
        (("funds", "fiscal"), "120.00"),
        (("funds", "fiscal"), ""),
        (("funds", "fiscal"), "-5"),
        (("indicators", 0, "value"), "若干"),
        (("indicators", 99, "value"), "12个"),
        (("goals", 0), "12个"),
        ((), "12"),
    ],
)
def test_nothing_follows_from_what_is_no_change_of_a_number(path, typed):
    assert dependents(table(), path, typed) == ()


@given(declarations(), texts(), declarations())
def test_any_table_can_be_read(declared, typed, other):
    for relation in relations(declared):
        assert all(has_place(declared, path) for path in (relation.path, *relation.sources))
    for path in (("funds", "fiscal"), ("funds", "other"), ("indicators", 0, "value")):
        for text in (typed, "15个", "123.456789", "999999999999"):
            for derived in dependents(declared, path, text, others=(other,)):
                assert has_place(declared, derived.path)
                assert derived.before != derived.after
