"""Numbers that contradict one another: unit cost and budget, goal text and indicators."""

from decimal import Decimal

import pytest
from hypothesis import given

from targets.checks import numbers
from targets.declaration import Funds
from tests.strategies import declarations
from tests.targets.checks.tables import assert_sound_findings, places, row, said, table

COST = ("indicators", 1, "value")


def of_cost(value, budget="120", name="单个社区成本", **more):
    declared = table(indicators=(row("数量"), row("成本", name, value, **more)), funds=Funds(fiscal=Decimal(budget)))
    return said(numbers, declared)


def of_goal(goal, *indicators, **changes):
    return said(numbers, table(goals=(goal,), indicators=indicators, **changes))


def test_the_seed_has_no_number_that_disagrees(seed_reading):
    assert [said(numbers, project) for project in seed_reading.projects] == [[]] * 6


def test_a_sound_table_is_left_alone():
    assert said(numbers, table()) == []


def test_it_finds_a_unit_cost_that_misses_the_budget():
    (finding,) = of_cost("9万元/个")
    assert (finding.rule, finding.path) == ("unit-cost-misses-budget", COST)
    assert finding.message == "预算数120.00万元 ÷ 12个 = 10万元/个，与指标值“9万元/个”不符。"
    assert (finding.value, finding.suggestion) == ("9万元/个", "≤10万元/个")


@pytest.mark.parametrize(
    ("value", "suggestion"),
    [
        ("≤9万元/个", "≤10万元/个"),
        ("不超过9万元/个", "不超过10万元/个"),
        ("控制在９万元以内", "控制在10万元以内"),
        ("90000元", "≤100000元"),
        ("十一万元", "≤10万元"),
    ],
)
def test_the_suggestion_keeps_the_words_and_adds_the_operator(value, suggestion):
    assert [finding.suggestion for finding in of_cost(value)] == [suggestion]


def test_a_standard_is_suggested_without_an_upper_bound():
    assert [finding.suggestion for finding in of_cost("9万元", name="单个社区补助标准")] == ["10万元"]


def test_it_finds_a_bound_that_binds_nothing():
    (finding,) = of_cost("≤100万元/个")
    assert finding.message == "预算数120.00万元 ÷ 12个 = 10万元/个，上限“≤100万元/个”高出许多，约束不了成本。"
    assert finding.suggestion == "≤10万元/个"


@pytest.mark.parametrize(("value", "budget"), [("≤5万元/个", "60"), ("≤6万元/个", "60"), ("10万元/个", "120.5")])
def test_rounding_and_room_are_no_mistake(value, budget):
    assert of_cost(value, budget) == []


def test_it_finds_a_goal_number_that_nothing_carries():
    (finding,) = of_goal("培训干部300人次。", row("数量"))
    assert places([finding]) == [("goal-number-uncarried", ("goals", 0))]
    assert finding.message == "绩效目标中的“300人次”没有绩效指标、预算数或资金支出计划承载。"
    assert (finding.value, finding.suggestion) == ("培训干部300人次。", None)


def test_a_share_is_not_carried_by_the_same_number_of_people():
    assert places(of_goal("满意度达到95%。", row("数量", "保障人数", "95人"))) == [
        ("goal-number-uncarried", ("goals", 0))
    ]


@pytest.mark.parametrize(
    "goal",
    [
        "支持12个社区。",
        "支持12处场所。",  # counted in another word
        "支持不少于10个社区。",  # 12 are more
        "完成率95%以上。",
        "支持15个社区、办公场所。",  # 12个 and 3个 together
        "投入资金120万元。",
        "10月底前支出90万元。",
        "每人补助500元。",
        "为88人发放工资。",  # said in a description
        "2025年完成第3次普查。",
    ],
)
def test_it_leaves_carried_numbers_alone(goal):
    rows = (row("数量"), row("数量", "场所", "3个", description="为88人发放工资"), row("质量", value="≥98%"))
    assert of_goal(goal, *rows) == []


def test_it_finds_a_goal_that_contradicts_its_indicator_once():
    goal = "通过保障不少于95人全年正常开展办公，保证业务正常开展。"
    (finding,) = of_goal(goal, row("数量", "保障办公人数", "≥59人"))
    assert places([finding]) == [("goal-contradicts-indicator", ("goals", 0))]
    assert finding.message == "绩效目标中的“不少于95人”与指标“保障办公人数”的指标值“≥59人”矛盾。"
    assert finding.suggestion == goal.replace("95", "59")


@pytest.mark.parametrize(
    ("goal", "indicators"),
    [
        ("保障95人办公", (row("数量", "参加培训人数", "≥59人"),)),  # another matter: only uncarried
        ("保障95人办公", (row("数量", "保障办公人数", "≥59人"), row("数量", "办公保障人数", "60人"))),
        ("保障95人和80人办公", (row("数量", "保障办公人数", "≥59人"), row("数量", "职工", "80人"))),
        ("保障不少于95人办公", (row("数量", "保障办公人数", "≥98人"),)),
        ("保障95人办公", (row("数量", "保障办公人数", "≥59人"), row("数量", "职工", "95人"))),
        ("保障95个单位办公", (row("数量", "保障办公人数", "≥59人"),)),
    ],
)
def test_it_tells_a_contradiction_only_where_it_is_safe(goal, indicators):
    assert "goal-contradicts-indicator" not in {finding.rule for finding in of_goal(goal, *indicators)}


def test_a_stronger_indicator_is_not_reported_at_all():
    assert of_goal("群众满意度90%以上。", row("满意度")) == []
    assert places(of_goal("群众满意度98%以上。", row("满意度"))) == [("goal-contradicts-indicator", ("goals", 0))]


@given(declarations())
def test_no_table_breaks_the_rules(declared):
    assert_sound_findings(numbers, declared)
