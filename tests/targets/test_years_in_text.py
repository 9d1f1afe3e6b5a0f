"""Years in text: the table's own years move, what cites something else waits for a person."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from targets.years_in_text import Doubt, with_years, year_phrases


def told(text, source=2025, target=2026):
    return [(phrase.text, phrase.offered, phrase.doubt) for phrase in year_phrases([text], source, target)]


@pytest.mark.parametrize(
    ("text", "phrase", "offered"),
    [
        ("完成2025年工作计划。", "2025年工作计划", "2026年工作计划"),
        ("依据2025年度预算的编制", "2025年度预算", "2026年度预算"),
        ("2024年12月31日前完成", "2024年12月31日前完成", "2025年12月31日前完成"),
        ("2025.6.30前", "2025.6.30", "2026.6.30"),
        ("保障经费（2025年）", "2025年", "2026年"),
        ("２０２５年度预算", "２０２５年度预算", "２０２６年度预算"),
        ("二〇二五年完成", "二〇二五年完成", "二〇二六年完成"),
        ("二零一九年完成", "二零一九年完成", "二零二〇年完成"),
        ("见《白沟新城2025年工作计划》", "《白沟新城2025年工作计划》", "《白沟新城2026年工作计划》"),
    ],
)
def test_the_tables_own_year_is_ticked(text, phrase, offered):
    source = 2019 if "一九" in text else 2025
    expected = offered.replace("二零二〇", "二零二零")
    assert told(text, source, source + 1) == [(phrase, expected, None)]


@pytest.mark.parametrize(
    ("text", "phrase", "doubt"),
    [
        ("根据财预〔2015〕88号文件", "根据财预〔2015〕88号", Doubt.LAW),
        ("冀财预[2025]12号", "冀财预[2025]12号", Doubt.LAW),
        ("《预算法》（2018年修订）", "《预算法》（2018年修订）", Doubt.LAW),
        ("《预算法》（2025年）", "《预算法》（2025年）", Doubt.LAW),
        ("《管理办法》（财预〔2025〕3号）", "财预〔2025〕3号", Doubt.LAW),
        ("《关于下达2025年预算的通知》", "《关于下达2025年预算的通知》", Doubt.LAW),
        ("2025年1月1日起施行", "2025年1月1日起施行", Doubt.LAW),
        ("2025年第3号公告", "2025年第3号公告", Doubt.LAW),
        ("2021—2025年规划", "2021—2025年规划", Doubt.SPAN),
        ("2019年启动", "2019年启动", Doubt.OTHER),
        ("2027年完工", "2027年完工", Doubt.OTHER),
        ("2025工作计划", "2025工作计划", Doubt.BARE),
    ],
)
def test_what_may_mean_something_else_is_offered_unticked(text, phrase, doubt):
    assert [(each[0], each[2]) for each in told(text)] == [(phrase, doubt)]


@pytest.mark.parametrize(
    "text", ["培训2025人次", "投入2025.50万元", "12025年", "标准GB2025号", "《预算法》", "每年两次"]
)
def test_a_number_that_is_no_year_is_not_offered(text):
    assert told(text) == []


def test_each_year_moves_by_itself_with_its_own_words():
    assert [each[:2] for each in told("2025年比2024年提高5%，满意")] == [
        ("2025年比", "2026年比"),
        ("2024年提高5", "2025年提高5"),
    ]


def test_equal_phrases_are_one_with_their_count_and_the_certain_come_first():
    phrases = year_phrases(["2015年起", "2025年工作计划；2025年工作计划", "2025年工作计划"], 2025, 2026)
    assert [(phrase.text, phrase.count) for phrase in phrases] == [("2025年工作计划", 3), ("2015年起", 1)]


def test_a_phrase_does_not_change_what_only_begins_alike():
    text = "2025年计划、2025年计划书"
    assert with_years(text, {"2025年计划": "明年计划"}) == "明年计划、2025年计划书"


def test_a_title_is_left_alone_when_only_the_plain_phrase_is_ticked():
    text = "按《2025年预算》执行2025年预算"
    assert with_years(text, {"2025年预算": "2026年预算"}) == "按《2025年预算》执行2026年预算"


def test_a_table_copied_within_its_year_has_nothing_to_replace():
    assert told("2025年工作计划", 2025, 2025) == []


def test_a_table_three_years_old_moves_by_three():
    assert told("2023年预算比2022年减少", 2023, 2026)[0][:2] == ("2023年预算比", "2026年预算比")
    assert told("2023年预算比2022年减少", 2023, 2026)[1][:2] == ("2022年减少", "2025年减少")


@settings(max_examples=60)
@given(st.text(alphabet="2025０年度工作计划〔〕《》（）号—-./3修订二〇，", max_size=60), st.integers(2000, 2099))
def test_nothing_raises_and_only_years_change(text, source):
    phrases = year_phrases([text], source, source + 1)
    assert with_years(text, {}) == text
    assert with_years(text, {phrase.text: phrase.text for phrase in phrases}) == text
    for phrase in phrases:
        assert len(phrase.offered) == len(phrase.text)
        assert re.sub("[0-9０-９〇○零一二三四五六七八九]", "#", phrase.offered) == re.sub(
            "[0-9０-９〇○零一二三四五六七八九]", "#", phrase.text
        )
