"""Part one of a unit's document: what is missing, and what stands there twice."""

import pytest
from hypothesis import given

from targets.checks import department
from targets.declaration import DepartmentDeclaration, ItemisedGoal, Safeguard, Unit
from tests.strategies import department_declarations
from tests.targets.checks.tables import assert_sound_findings, places, said

GOAL = "通过提升社区功能，加强智慧化管理，提高综合服务管理水平。"
REPEATED = "通过提升社区功能，加强智慧化管理"


def target(**changes):
    sound = {
        "year": 2025,
        "unit": Unit(code="326001", name="某局"),
        "lead": "总体以惠民生为基本思路。",
        "goals": ("保证机关正常运转；", "加强自身建设；"),
        "items": (ItemisedGoal(title="加强社区建设", goal=GOAL, indicators="确保社区建设完成率有提高。"),),
        "safeguards": (Safeguard(title="加强人才队伍建设", text="通过优化机构配置，切实缓解基层人员短缺问题。"),),
    }
    return DepartmentDeclaration(**(sound | changes))


def item(title="另一项", goal="组织实施中长期规划。", indicators="确保完成率有提高。"):
    return ItemisedGoal(title=title, goal=goal, indicators=indicators)


def found(**changes):
    return said(department, target(**changes))


def test_on_the_seed_it_finds_the_repeated_sentence_and_nothing_else(seed_reading):
    (finding,) = said(department, seed_reading.target)
    assert (finding.rule, finding.path) == ("department-text-cloned", ("items", 2, "indicators"))
    assert finding.message == f"“{REPEATED}”与前文重复，请删去。"
    assert finding.value.endswith(f"均有提高。绩效目标：{REPEATED}。")
    assert finding.suggestion == "确保新增社区建设完成率、社区功能提升率、社区综合管理服务水平提升率等均有提高。"


def test_a_sound_target_is_left_alone():
    assert found() == []


@pytest.mark.parametrize("part", ["goals", "items", "safeguards"])
def test_it_finds_a_part_without_rows(part):
    (finding,) = found(**{part: ()})
    assert (finding.rule, finding.path, finding.severity) == ("department-part-empty", (part,), "error")


def test_a_part_of_blank_rows_is_empty():
    blank = {"lead": " \u200b", "goals": ("", "　"), "items": (ItemisedGoal(title=""),)}
    assert places(found(**blank)) == [("department-part-empty", (part,)) for part in ("lead", "goals", "items")]


def test_it_finds_titles_without_text():
    findings = found(items=(item(goal=""), item("第三项", indicators=" ")), safeguards=(Safeguard(title="加强内控"),))
    assert places(findings) == [
        ("department-title-without-text", ("items", 0, "goal")),
        ("department-title-without-text", ("items", 1, "indicators")),
        ("department-title-without-text", ("safeguards", 0, "text")),
    ]


def test_it_finds_a_sentence_of_another_item():
    findings = found(items=(item(goal=GOAL), item("第三项", indicators=f"确保提升率。{GOAL}")))
    assert places(findings) == [("department-text-cloned", ("items", 1, "indicators"))]
    assert findings[0].suggestion == "确保提升率。"


def test_a_text_that_is_all_repeated_has_no_suggestion():
    (finding,) = found(items=(item(goal=GOAL, indicators=GOAL),))
    assert finding.suggestion is None


@pytest.mark.parametrize("indicators", ["社区建设完成率。", "确保智慧化管理。", "通过提升社区功能，加强智慧化服务。"])
def test_words_in_common_are_no_repetition(indicators):
    assert found(items=(item(goal=GOAL, indicators=indicators), item("第三项", indicators="确保智慧化管理。"))) == []


def test_how_long_a_repeated_sentence_is_is_a_setting():
    declared = target(items=(item(goal=GOAL, indicators="加强智慧化管理。"),))
    assert said(department, declared) == []
    assert places(said(department, declared, clone_length=6)) == [
        ("department-text-cloned", ("items", 0, "indicators"))
    ]


def test_it_finds_a_label_inside_a_field():
    findings = found(
        items=(
            item(goal="绩效目标： 提高水平。"),
            item("第三项", goal="提高能力。绩效指标:完成率。"),
        )
    )
    assert places(findings) == [("department-stray-label", ("items", row, "goal")) for row in (0, 1)]
    assert [finding.suggestion for finding in findings] == ["提高水平。", None]


def test_the_words_of_a_label_in_a_sentence_are_no_label():
    assert found(items=(item(goal="围绕部门职责设定绩效目标，按要求开展绩效评价。"),)) == []


def test_it_finds_rows_that_are_there_twice_and_speaks_of_each_once():
    safeguard = target().safeguards[0]
    findings = found(
        goals=("加强自身建设；", "保证运转；", "加强自身建设。"),
        items=(item(), item(title="另一项。")),
        safeguards=(safeguard, safeguard),
    )
    assert places(findings) == [
        ("department-row-repeated", ("goals", 2)),
        ("department-row-repeated", ("items", 1, "title")),
        ("department-row-repeated", ("safeguards", 1, "title")),
    ]


@given(department_declarations())
def test_no_target_breaks_the_rules(declared):
    assert_sound_findings(department, declared)
