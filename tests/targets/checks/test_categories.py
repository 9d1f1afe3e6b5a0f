"""Indicators under a category that is plainly not theirs."""

import pytest
from hypothesis import given

from targets.checks import categories
from tests.strategies import declarations
from tests.targets.checks.tables import assert_sound_findings, row, said, table


def found(category, name, value, *others):
    findings = said(categories, table(indicators=(row(category, name, value), *others)))
    assert all(finding.path == ("indicators", 0, "level_two") for finding in findings)
    return [finding.suggestion for finding in findings]


@pytest.mark.parametrize(
    ("category", "name", "value", "fitting"),
    [
        ("数量", "群众满意度", "≥95%", "满意度指标 › 服务对象满意度指标"),
        ("成本", "培训对象满意率（%）", "≥95%", "满意度指标 › 服务对象满意度指标"),
        ("数量", "单个社区成本", "≤10万元/个", None),
        ("质量", "人均培训成本", "≤500元/人", None),
        ("成本", "项目完成时间", "12月底前", "产出指标 › 时效指标"),
        ("数量", "完成时限", "≤90天", "产出指标 › 时效指标"),
    ],
)
def test_it_finds_what_stands_under_the_wrong_category(category, name, value, fitting):
    assert found(category, name, value) == [fitting]


@pytest.mark.parametrize(
    ("category", "name", "value"),
    [
        ("满意度", "群众满意度", "≥95%"),
        ("质量", "培训满意度", "≥95%"),  # may show quality
        ("效益", "群众满意度", "≥95%"),
        ("数量", "满意度调查份数", "≥100份"),
        ("数量", "不满意率", "≤5%"),
        ("成本", "单个社区成本", "≤10万元/个"),
        ("数量", "降低企业成本", "≥10万元"),
        ("效益", "社会运行成本", "≤10万元"),
        ("数量", "培训成本", "进一步降低"),
        ("时效", "完成时间", "12月底前"),
        ("质量", "完成时间达标率", "≥95%"),
        ("质量", "工作完成率", "≥95%"),
    ],
)
def test_it_leaves_the_rest_alone(category, name, value):
    assert found(category, name, value) == []


def test_it_offers_the_category_that_other_rows_of_the_table_have():
    own = row("成本", level_one="成本指标", level_two="经济成本指标")
    assert found("数量", "单个社区成本", "≤10万元/个", own) == ["成本指标 › 经济成本指标"]


def test_it_says_where_the_indicator_stands():
    (finding,) = said(categories, table(indicators=(row("数量", "群众满意度", "≥95%"),)))
    assert finding.message == "“群众满意度”是满意度指标，不应放在“数量指标”下。"
    assert finding.value == "产出指标 › 数量指标"


def test_it_finds_nothing_on_the_seed(seed_reading):
    assert [said(categories, each) for each in seed_reading.projects] == [[]] * 6


@given(declarations())
def test_no_table_breaks_the_rule(declared):
    assert_sound_findings(categories, declared)
