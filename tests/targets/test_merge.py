"""Two people on one document: where they differ, and what becomes of it."""

import time
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.target_value import TargetValue
from targets.declaration import Funds, ItemisedGoal
from targets.merge import Difference, differences, resolve
from tests.strategies import declarations, department_declarations, edited
from tests.targets.test_diff import A, B, C, indicator, plan, table, target

D = indicator("办公场所数量", "3个", basis="实际数量")


@st.composite
def triples(draw: st.DrawFn) -> tuple[Any, Any, Any]:
    """A document and what two people made of it, whom nothing keeps from doing the same."""
    base = draw(declarations(4) | department_declarations(3))
    mine = draw(st.just(base) | edited(base))
    return base, mine, draw(st.just(base) | st.just(mine) | edited(base) | edited(mine))


def value(name: str, value: str) -> Any:
    return indicator(name).model_copy(update={"value": TargetValue.parse(value)})


def test_what_one_side_changed_is_taken_from_it():
    base = table(indicators=(A, B), funds=Funds(fiscal="120"))
    mine = base.model_copy(update={"indicators": (value("社区数量", "≥12个"), B)})
    theirs = base.model_copy(update={"funds": Funds(fiscal="120", other="5"), "name": "社区经费"})
    assert differences(base, mine, theirs) == (
        Difference("name", "项目名称", "社区工作经费", "社区工作经费", "社区经费", False, "theirs"),
        Difference("funds.other", "预算规模 › 其他资金", "", "", "5.00", False, "theirs"),
        Difference(
            "indicators.0.value", "产出指标 › 数量指标 › 社区数量 › 指标值", "12个", "≥12个", "12个", False, "mine"
        ),
    )
    assert resolve(base, mine, theirs, {}) == theirs.model_copy(update={"indicators": mine.indicators})


def test_columns_of_one_row_are_merged_apart():
    base = table(indicators=(A,))
    mine = table(indicators=(indicator("社区数量", "≥12个"),))
    theirs = table(indicators=(indicator("社区数量", "12个", basis="年度计划"),))
    assert resolve(base, mine, theirs, {}).indicators == (indicator("社区数量", "≥12个", basis="年度计划"),)


def test_in_a_conflict_mine_stands_until_theirs_is_chosen():
    base, mine, theirs = (table(checkpoints=plan("30", second, "90", "120")) for second in ("60", "66", "70"))
    (only,) = differences(base, mine, theirs)
    assert only == Difference("checkpoints.6", "资金支出计划 › 6月底", "60.00", "66.00", "70.00", True, "mine")
    assert resolve(base, mine, theirs, {}) == mine
    assert resolve(base, mine, theirs, {"checkpoints.6": "theirs"}) == theirs


def test_unknown_places_and_choices_are_ignored():
    base, mine, theirs = (table(goals=(goal,)) for goal in ("甲", "乙", "丙"))
    choices = {"goals.0": "both", "goals.7": "theirs", "": "theirs", "indicators.order": "theirs"}
    assert resolve(base, mine, theirs, choices) == mine


def test_rows_of_both_are_kept_behind_the_ones_they_followed():
    base = table(indicators=(A, B, C))
    mine, theirs = table(indicators=(A, D, B, C)), table(indicators=(A, B, indicator("户数"), C))
    assert resolve(base, mine, theirs, {}).indicators == (A, D, B, indicator("户数"), C)
    here, there = differences(base, mine, theirs)
    assert here == Difference(
        "indicators.mine1",
        "产出指标 › 数量指标 › 办公场所数量",
        "",
        "指标值：3个；指标值确定依据：实际数量",
        "",
        False,
        "mine",
        "您新增了这一行",
    )
    assert (there.key, there.preferred, there.said) == ("indicators.theirs2", "theirs", "对方新增了这一行")
    assert resolve(base, mine, theirs, {here.key: "theirs", there.key: "mine"}) == base


def test_the_same_row_added_by_both_is_one_row():
    base, mine = table(indicators=(A,)), table(indicators=(A, D))
    assert resolve(base, mine, table(indicators=(D, A)), {"indicators.order": "mine"}) == mine
    other = indicator("办公场所数量", "5个", basis="实际数量")
    (only,) = differences(base, mine, table(indicators=(A, other)))
    assert (only.key, only.base, only.mine, only.theirs, only.is_conflict) == (
        "indicators.mine1.value",
        "",
        "3个",
        "5个",
        True,
    )


def test_two_goals_added_at_one_place_are_two():
    base, mine, theirs = table(goals=("甲",)), table(goals=("甲", "乙")), table(goals=("甲", "丙"))
    assert resolve(base, mine, theirs, {}).goals == ("甲", "丙", "乙")


def test_a_row_taken_out_by_one_is_gone():
    base, mine = table(indicators=(A, B, C)), table(indicators=(A, C))
    (only,) = differences(base, mine, base)
    assert (only.key, only.base, only.mine, only.theirs) == ("indicators.1", "指标值：1个", "", "指标值：1个")
    assert (only.preferred, only.is_conflict, only.said) == ("mine", False, "您删除了这一行")
    assert resolve(base, mine, base, {"indicators.1": "theirs"}) == base
    assert resolve(base, base, mine, {}) == mine


def test_a_row_taken_out_by_one_and_changed_by_the_other_is_a_conflict():
    base, mine, theirs = (table(goals=goals) for goals in (("甲", "乙", "丙"), ("甲", "丙"), ("甲", "乙。", "丙")))
    (only,) = differences(base, mine, theirs)
    assert only == Difference(
        "goals.1", "绩效目标 › 第2条", "乙", "", "乙。", True, "mine", "您删除了这一行，对方作了修改"
    )
    assert resolve(base, mine, theirs, {}) == mine
    assert resolve(base, mine, theirs, {"goals.1": "theirs"}) == theirs
    (other,) = differences(base, theirs, mine)
    assert (other.preferred, other.said) == ("mine", "对方删除了这一行，您作了修改")


def test_a_row_renamed_there_and_taken_out_here_says_its_new_name():
    base, theirs = table(indicators=(A, B)), table(indicators=(A, indicator("下沉工作队数量", "1个")))
    (only,) = differences(base, table(indicators=(A,)), theirs)
    assert only.base == "指标值：1个"
    assert only.theirs == "产出指标 › 数量指标 › 下沉工作队数量；指标值：1个"


def test_the_two_levels_of_a_category_are_chosen_together():
    base = table(indicators=(A,))
    mine = table(indicators=(indicator("社区数量", category="成本指标/经济成本指标"),))
    theirs = table(indicators=(indicator("社区数量", category="产出指标/成本指标"),))
    (only,) = differences(base, mine, theirs)
    assert (only.key, only.mine, only.is_conflict) == ("indicators.0.category", "成本指标 › 经济成本指标", True)
    assert resolve(base, mine, theirs, {"indicators.0.category": "theirs"}) == theirs


def test_an_order_that_one_side_changed_is_taken():
    base, turned = table(indicators=(A, B, C)), table(indicators=(B, A, C))
    (only,) = differences(base, turned, base)
    assert only == Difference(
        "indicators.order",
        "绩效指标 › 顺序",
        "2.社区数量、1.工作队数量",
        "1.工作队数量、2.社区数量",
        "2.社区数量、1.工作队数量",
        False,
        "mine",
        "您调整了顺序",
    )
    assert resolve(base, turned, base, {}) == turned
    assert resolve(base, base, turned, {}) == turned


def test_where_both_changed_the_order_it_is_theirs_until_mine_is_chosen():
    base, mine, theirs = (table(goals=tuple(goals)) for goals in ("甲乙丙", "乙甲丙", "丙甲乙"))
    (only,) = differences(base, mine, theirs)
    assert (only.is_conflict, only.preferred, only.said) == (True, "theirs", "双方都调整了顺序")
    assert resolve(base, mine, theirs, {}) == theirs
    assert resolve(base, mine, theirs, {only.key: "mine"}) == mine


def test_a_department_target_is_merged_alike():
    base = target(lead="总体", items=(ItemisedGoal(title="社区", goal="好"), ItemisedGoal(title="乡村", goal="美")))
    mine = base.model_copy(update={"lead": "总体思路"})
    theirs = base.model_copy(update={"items": (base.items[0], ItemisedGoal(title="乡村", goal="更美"))})
    assert [each.key for each in differences(base, mine, theirs)] == ["lead", "items.1.goal"]
    assert resolve(base, mine, theirs, {}) == theirs.model_copy(update={"lead": "总体思路"})


def test_year_and_unit_are_as_stored():
    base, theirs = table(), table(year=2026)
    assert differences(base, base, theirs) == ()
    assert resolve(base, table(name="别的"), theirs, {}) == table(year=2026, name="别的")


def test_documents_of_two_kinds_are_not_merged():
    with pytest.raises(TypeError, match="cannot be merged"):
        resolve(table(), table(), target(), {})  # type: ignore[type-var]


@given(triples())
def test_whoever_changed_nothing_changes_nothing(triple):
    base, mine, theirs = triple
    assert resolve(base, base, theirs, {}) == theirs
    assert resolve(base, mine, base, {}) == mine
    assert resolve(base, mine, mine, {}) == mine


@given(triples())
def test_one_side_chosen_everywhere_is_that_side(triple):
    found = differences(*triple)
    assert resolve(*triple, {each.key: "mine" for each in found}) == triple[1]
    assert resolve(*triple, {each.key: "theirs" for each in found}) == triple[2]


@given(triples())
def test_differences_are_told_once_and_only_where_there_are_any(triple):
    found = differences(*triple)
    assert bool(found) is (triple[1] != triple[2])
    assert Counter(each.key for each in found).most_common(1) in ([], [(found[0].key, 1)] if found else [])
    for each in found:
        assert each.label
        assert each.mine != each.theirs
        assert each.is_conflict is (each.base not in (each.mine, each.theirs)) or each.said


@given(triples(), st.data())
def test_what_is_merged_by_any_choice_merges_with_either_side(triple, data):
    """A second conflict, of what was chosen with what was saved meanwhile, is as good as the first."""
    sides = st.sampled_from(["mine", "theirs"])
    choices = {each.key: data.draw(sides) for each in differences(*triple)}
    merged = resolve(*triple, choices)
    assert resolve(triple[2], merged, triple[2], {}) == merged


@given(declarations(3), declarations(3), declarations(3))
def test_documents_of_nothing_in_common_are_merged(base, mine, theirs):
    assert type(resolve(base, mine, theirs, {})).from_json(resolve(base, mine, theirs, {}).to_json())


def test_three_hundred_indicators_are_merged_at_once():
    rows = tuple(indicator(f"指标{n}", f"{n}个") for n in range(300))
    base = table(indicators=rows)
    mine = table(indicators=tuple(value(row.name, f"≥{n}个") for n, row in enumerate(rows)))
    theirs = table(indicators=tuple(row.model_copy(update={"basis": "计划"}) for row in reversed(rows)))
    began = time.process_time()
    merged = resolve(base, mine, theirs, {})
    assert time.process_time() - began < 0.1
    assert (merged.indicators[0].value.text, merged.indicators[0].basis) == ("≥299个", "计划")
