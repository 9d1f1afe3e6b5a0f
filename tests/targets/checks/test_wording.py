"""Words that say nothing of the project at hand."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.checks import wording
from tests.strategies import declarations
from tests.targets.checks.tables import assert_sound_findings, ids_of, places, row, said, table

LONG = "通过发放经费，保障职工生活，保障单位正常运转"


def cloned(goal, *others, **settings):
    known = [table(code=f"C{number}", name=f"项目{number}", goals=(text,)) for number, text in enumerate(others)]
    return said(wording, table(goals=(goal,)), known, **settings)


def test_on_the_seed_it_finds_the_goal_of_tables_5_and_6(seed_reading):
    projects = seed_reading.projects
    found = [places(said(wording, project, projects)) for project in projects]
    assert found == [[], [], [], [], [("goal-cloned", ("goals", 0))], [("goal-cloned", ("goals", 0))]]
    (finding,) = said(wording, projects[4], projects)
    assert finding.message == f"绩效目标“{LONG}”与项目“经费（社工）<长期聘用>”的绩效目标相同。"


def test_what_is_off_by_default_would_find_on_the_seed(seed_reading):
    found = [places(said(wording, each, on=ids_of(wording))) for each in seed_reading.projects]
    purpose, repeats = [("goal-repeats-purpose", ("goals", 0))], "description-repeats-name"
    third, fourth = (
        [(repeats, ("indicators", line, "description")) for line in lines] for lines in ([0, 1, 2, 3, 5], [3, 4])
    )
    assert found == [[], [(repeats, ("indicators", 3, "description"))], third, fourth, purpose, purpose]


def test_a_sound_table_is_left_alone():
    assert said(wording, table(), [table()], on=ids_of(wording)) == []


@pytest.mark.parametrize(
    "text", ["待定", " 待定。", "xxx", "ＸＸ", "略", "无", "……", "--", "啊啊啊", "111", "aa", "按要求完成；"]
)
def test_it_finds_placeholders(text):
    declared = table(purpose=text, goals=("提高能力", text), indicators=(row("数量", text, description=text),))
    assert places(said(wording, declared)) == [
        ("placeholder-text", ("purpose",)),
        ("placeholder-text", ("goals", 1)),
        ("placeholder-text", ("indicators", 0, "name")),
        ("placeholder-text", ("indicators", 0, "description")),
    ]


def test_it_finds_a_blank_left_in_a_template():
    (finding,) = said(wording, table(name="XX社区工作经费"))
    assert finding.message == "项目名称中的“XX”尚未替换为实际内容。"


@pytest.mark.parametrize(
    "text", ["", "  ", "无偿献血", "测试设备购置", "XXL号服装", "Ａ", "天天", "谢谢", "待定岗人员安置"]
)
def test_it_leaves_real_words_alone(text):
    assert said(wording, table(purpose=text)) == []


@pytest.mark.parametrize("value", ["待定", "略。", "XX%", "≥××万元", "同上", "按要求完成"])
def test_it_finds_a_target_value_still_to_come(value):
    (finding,) = said(wording, table(indicators=(row("数量", value=value),)))
    assert (finding.rule, finding.path) == ("placeholder-text", ("indicators", 0, "value"))


@pytest.mark.parametrize("value", ["无", "√", "/", "", "12个", "111", "进一步提高", "XXL号", "10×20米", "无投诉"])
def test_it_leaves_target_values_that_say_something_alone(value):
    assert said(wording, table(indicators=(row("数量", value=value),))) == []


def test_the_placeholders_are_a_setting():
    assert said(wording, table(purpose="空"), placeholder_words=("空",))
    assert said(wording, table(purpose="待定"), placeholder_words=("空",)) == []


@pytest.mark.parametrize("other", [LONG, f" {LONG}。", LONG.replace("，", ","), LONG.replace("保障职工", "保障好职工")])
def test_it_finds_goals_of_other_projects(other):
    assert places(cloned(LONG, other)) == [("goal-cloned", ("goals", 0))]


@pytest.mark.parametrize(
    ("goal", "other"),
    [
        ("保障正常运转", "保障正常运转"),  # too short to be anyone's own
        ("通过发放经费，保障5个社区职工生活和单位正常运转", "通过发放经费，保障15个社区职工生活和单位正常运转"),
        (f"{LONG}，完善东街社区服务功能", f"{LONG}，完善西街社区服务功能"),
        (LONG, "通过发放经费，改善辖区环境，提升社区服务水平"),
        (LONG, ""),
    ],
)
def test_it_leaves_a_projects_own_goal_alone(goal, other):
    assert cloned(goal, other) == []


def test_a_project_is_no_clone_of_itself_or_of_another_year():
    own = table(goals=(LONG,))
    same_code = own.model_copy(update={"name": "改名"})
    assert said(wording, own, [own, same_code, own.model_copy(update={"code": "C", "year": 2024})]) == []


def test_how_long_and_how_near_are_settings():
    assert cloned("保障正常运转", "保障正常运转", clone_length=6)
    assert cloned(LONG, LONG.replace("保障职工", "保障好职工"), clone_share=1) == []


def test_it_finds_a_goal_said_twice():
    declared = table(goals=("保障运转。", "提高能力", "保障运转；", "", ""))
    assert places(said(wording, declared)) == [("goal-repeated", ("goals", 2))]


def test_it_finds_an_indicator_that_is_there_twice():
    rows = (row("数量"), row("质量", "社区数量"), row("数量", "社区 数量"), row("数量", description=""))
    findings = said(wording, table(indicators=rows))
    assert places(findings) == [
        ("duplicate-indicator", ("indicators", 2, "name")),
        ("duplicate-indicator", ("indicators", 3, "name")),
    ]
    assert findings[0].message == "数量指标下的“社区 数量”与第1行的指标重复。"


def test_indicators_told_apart_by_their_description_are_left_alone():
    rows = (row("数量", description="城镇社区"), row("数量", description="农村社区"))
    assert said(wording, table(indicators=rows)) == []


def test_goals_are_compared_in_time_linear_in_their_number():
    def seconds(number):
        many = tuple(f"通过发放经费保障{chr(0x4E00 + each)}{chr(0x5E00 + each)}正常运转保障" for each in range(number))
        others = [table(code=f"C{each}", goals=many[each : each + 10]) for each in range(0, number, 10)]
        start = time.process_time()
        said(wording, table(goals=many), others)
        return time.process_time() - start

    seconds(100)
    assert seconds(3000) < 40 * seconds(300) + 0.5


@given(declarations(), st.lists(declarations(), max_size=3))
def test_no_table_breaks_the_rules(declared, others):
    assert_sound_findings(wording, declared, others)
