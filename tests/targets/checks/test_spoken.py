"""Numbers in sentences: which count something, and which are years, ordinals or figures of speech."""

from decimal import Decimal

import pytest
from hypothesis import given

from targets.checks.spoken import Measure, spoken
from tests.strategies import texts


def numbers(text):
    return [(said.text, said.measure.number, said.measure.unit) for said in spoken(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("通过保障不少于95人全年正常开展办公", ("不少于95人", 95, "人")),
        ("培训95名干部", ("95名", 95, "人")),
        ("服务群众3.5万人", ("3.5万人", 35000, "人")),
        ("完成率达到９８％以上", ("达到９８％以上", 98, "%")),
        ("发放补贴1,234.50万元", ("1,234.50万元", Decimal("12345000"), "元")),
        ("支持12个社区", ("12个", 12, "个")),
        ("开展培训30人次", ("30人次", 30, "人次")),
    ],
)
def test_it_reads_what_is_counted(text, found):
    assert numbers(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "2025年度工作计划",
        "12月底前完成",
        "6个月内完成",
        "30个工作日",
        "第3次会议",
        "前10名",
        "约300人",
        "20余人",
        "3-5个社区",
        "3个-5个社区",
        "1:3个",
        "落实“3个100%”",
        "按照《95个标准》执行",
        "中央8项规定",
        "5A级景区",
        "每月2次",
        "人均500元",
        "推进三农工作",
        "1.提高能力",
        "30人次/年",
        "",
    ],
)
def test_it_leaves_alone_what_counts_nothing_safely(text):
    assert numbers(text) == []


def test_each_number_comes_with_its_clause_and_place():
    text = "支持12个社区，培训95人；完成率98%。"
    assert [said.clause for said in spoken(text)] == ["支持12个社区", "培训95人", "完成率98%"]
    assert [text[said.start : said.end] for said in spoken(text)] == ["12", "95", "98"]


def test_amounts_are_comparable_whatever_their_unit():
    assert Measure.of(Decimal("1.2"), "亿元") == Measure.of(Decimal(12000), "万元")
    assert Measure.of(Decimal(3), "万元/个").unit == "元/个"
    assert Measure.of(Decimal(3), "千米").unit == "千米"


@given(texts(60))
def test_any_text_can_be_read(text):
    for said in spoken(text):
        assert said.value.kind == "number"
        assert said.text in text
