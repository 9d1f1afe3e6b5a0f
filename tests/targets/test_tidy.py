"""Target values as they are usually written, where that is certain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.target_value import TargetValue
from targets.checks.edits import text_at
from targets.tidy import Tidied, apply, tidied
from tests.strategies import declarations, edited
from tests.targets.test_diff import A, indicator, table


def one(name: str, typed: str, before=None, **fields) -> str:
    """What becomes of a value typed into a new row."""
    declaration = table(indicators=(indicator(name, typed, **fields),))
    return apply(declaration, tidied(before, declaration)).indicators[0].value.text


def reason(name: str, typed: str, before=None) -> str:
    (only,) = tidied(before, table(indicators=(indicator(name, typed),)))
    return only.reason


@pytest.mark.parametrize(
    ("typed", "usual"),
    [
        (">=12个", "≥12个"),
        ("=>12个", "≥12个"),
        ("≦12个", "≤12个"),
        ("＞＝１２个", "≥12个"),
        ("95 %", "95%"),
        ("９５％", "95%"),
        ("90％－95％", "90%-95%"),
        ("１，２３４．５元", "1,234.5元"),
        ("12 个 ", "12个"),
        (">= 10 万元/个", "≥10万元/个"),
        ("＞12个", ">12个"),
    ],
)
def test_signs_widths_and_spaces_are_as_usual(typed, usual):
    assert one("社区数量", typed) == usual


@pytest.mark.parametrize(
    "typed",
    [
        "不少于１２ 个",
        "１２个以上",
        "≥12个",
        "12",
        ">=大幅提高",
        "进一步　提高",
        "２０２５年",
        "约 95%",
        "3～5个",
        "12人（次）",
        "5 kg",
        "十二个",
        "",
    ],
)
def test_words_and_what_is_usual_or_not_understood_stay(typed):
    assert one("社区数量", typed) == typed


@pytest.mark.parametrize("name", ["群众满意度", "工作完成率", "项目支出占比", "资金支付率（％）"])
def test_a_ratio_gets_its_sign(name):
    assert one(name, ">=95") == "≥95%"
    assert one(name, "95") == "95%"
    assert reason(name, ">=95") == "已按比率补上“%”，并将“>=”写作“≥”。"


def test_a_description_may_speak_of_the_ratio():
    assert one("成本支出情况", "≤90", description="实际支出占预算数的比重。") == "≤90%"
    assert one("社区数量", "≤90", description="纳入保障的社区占全部社区的比重") == "≤90"


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("工作完成率", "0.95"),  # of one
        ("工作完成率", "1"),
        ("产值增长率", "150"),
        ("人口自然增长率", "6"),  # per thousand
        ("每万人事故率", "≤3"),
        ("资金使用效率", "95"),  # no share
        ("巡查频率", "12"),
        ("群众满意度", "≥4.5"),  # of five points
        ("群众满意度得分", "≥90"),
        ("工作完成率", "90-95"),
        ("工作完成率", "95。"),
    ],
)
def test_nothing_is_added_that_is_not_certain(name, typed):
    assert one(name, typed) == typed


def test_satisfaction_counted_in_points_gets_no_percent_sign():
    assert one("群众满意度", "≥90", description="问卷调查平均得分") == "≥90"


def test_the_unit_of_the_same_indicator_is_taken():
    before = table(indicators=(A, indicator("单位成本", "≤10万元/个"), indicator("群众满意度", "≥90分")))
    assert one("社区数量", ">=13", before) == "≥13个"
    assert one("社区数量（个）", "13", before) == "13个"
    assert one("单位成本", "8", before) == "8万元/个"
    assert one("群众满意度", "95", before) == "95分"
    assert reason("社区数量", "13", before) == "已按同名指标补上“个”。"


def test_a_number_far_from_the_same_indicator_gets_no_unit():
    before = table(indicators=(indicator("单位成本", "≤10万元/个"), indicator("保障时限", "12个月")))
    assert one("单位成本", "≤100000", before) == "≤100000"
    assert one("保障时限", "1", before) == "1"


def test_indicators_of_one_name_and_two_units_say_nothing():
    before = table(indicators=(indicator("群众满意度", "≥90分"), indicator("群众满意度", "≥90%")))
    assert one("群众满意度", "95", before) == "95"


def test_what_was_saved_as_it_was_typed_stays():
    saved = table(indicators=(A, indicator("群众满意度", ">=95")))
    moved = saved.model_copy(update={"indicators": (*saved.indicators[::-1], indicator("户数", ">=3户"))})
    assert [change.path for change in tidied(saved, moved)] == [("indicators", 2, "value")]


def test_what_was_done_is_told():
    (only,) = tidied(None, table(indicators=(A, indicator("社区数量", "＜＝ １２个"))))
    assert only == Tidied(
        ("indicators", 1, "value"),
        "＜＝ １２个",
        "≤12个",
        "已将“<=”写作“≤”，将全角字符改为半角，并去掉空格。",
    )


@given(declarations(), st.data())
def test_tidying_twice_changes_nothing_more_and_no_meaning_but_a_missing_unit(typed, data):
    before = data.draw(st.none() | edited(typed))
    changes = tidied(before, typed)
    tidy = apply(typed, changes)
    assert tidied(before, tidy) == ()
    for change in changes:
        assert text_at(typed, change.path) == change.before != change.after == text_at(tidy, change.path)
        was, now = TargetValue.parse(change.before), TargetValue.parse(change.after)
        assert (was.operator, was.number, was.upper) == (now.operator, now.number, now.upper)
        assert was.unit in ("", now.unit)


def test_a_rate_takes_no_unit_from_a_mistake_that_stood_there_before():
    before = table(indicators=(indicator("群众满意度", "≥95人"),))
    assert one("群众满意度", ">=95", before) == "≥95%"
