"""Target values in the wrong measure, and those that only look wrong."""

import json
import time
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from hypothesis import given
from hypothesis import strategies as st

from indicators.target_value import TargetValue
from targets.checks import values
from targets.declaration import Indicator
from tests.strategies import declarations, target_texts
from tests.targets.checks.tables import assert_sound_findings, row, said, table

LIBRARY = Path(django_settings.BASE_DIR) / "fixtures" / "library.json"


def found(category, name=None, value=None, **more):
    """(rule, suggestion) of each finding about one indicator's value."""
    findings = said(values, table(indicators=(row(category, name, value, **more),)))
    assert all(finding.path == ("indicators", 0, "value") for finding in findings)
    return [(finding.rule, finding.suggestion) for finding in findings]


FIRES = [
    # satisfaction
    ("满意度", "工作人员满意度", "≥95人", "satisfaction-not-a-ratio", "≥95%"),
    ("满意度", "群众满意率（％）", "≥95", "satisfaction-not-a-ratio", "≥95%"),
    ("满意度", "群众满意度", "满意", "satisfaction-not-a-ratio", None),
    ("满意度", "群众满意情况", "950人", "satisfaction-not-a-ratio", None),
    ("效益", "居民满意度", "逐步提高", "satisfaction-not-a-ratio", None),
    # rates
    ("效益", "社会效益增长率", "进一步改善", "rate-not-a-ratio", None),
    ("质量", "验收合格率", "98", "rate-not-a-ratio", "98%"),
    ("质量", "设备合格率", "≥30台", "rate-not-a-ratio", "≥30%"),
    ("效益", "清洁能源占比", "逐步提高", "rate-not-a-ratio", None),
    ("时效", "按期完成率", "按时完成", "rate-not-a-ratio", None),
    # bounds
    ("质量", "验收合格率", "≥950%", "ratio-out-of-bounds", None),
    ("质量", "工作完成率", "95%-105%", "ratio-out-of-bounds", None),
    ("满意度", "群众满意度", ">100%", "ratio-out-of-bounds", "≥100%"),
    ("效益", "政策知晓率", "-5%", "ratio-out-of-bounds", None),
    ("质量", "发放准确率", "1001‰", "ratio-out-of-bounds", None),
    # units
    ("数量", "培训人数", "≥95%", "unit-does-not-fit", None),
    ("数量", "社区数量", "100%", "unit-does-not-fit", None),
    ("时效", "保障时限", "12个", "unit-does-not-fit", "12个月"),
    ("时效", "项目工期", "≤90个", "unit-does-not-fit", None),
    ("时效", "完成时间", "5万元", "unit-does-not-fit", None),
    ("成本", "单位成本", "≤5人", "unit-does-not-fit", None),
    ("成本", "项目成本", "≤1年", "unit-does-not-fit", None),
    # outputs in words
    ("数量", "培训人数", "大幅增加", "output-without-number", None),
    ("质量", "工作质量", "进一步提高", "output-without-number", None),
    ("时效", "完成时间", "及时", "output-without-number", None),
    ("成本", "项目成本", "严格控制", "output-without-number", None),
    # costs
    ("成本", "平均每月资金成本", "0.67万元", "cost-without-operator", "≤0.67万元"),
    ("成本", "项目成本", " 7.40 万元。", "cost-without-operator", "≤7.40 万元。"),
    ("成本", "人均成本", "500元/人·月", "cost-without-operator", "≤500元/人·月"),
    ("成本", "项目成本", "十万元", "cost-without-operator", "≤十万元"),
    # directions
    ("成本", "单位成本", "≥5万元/个", "operator-contradicts", "≤5万元/个"),
    ("成本", "项目成本", "超过120万元", "operator-contradicts", "≤120万元"),
    ("满意度", "群众满意度", "≤95%", "operator-contradicts", "≥95%"),
    ("质量", "验收合格率", "<98%", "operator-contradicts", "≥98%"),
    # what cannot be read
    ("质量", "工作完成率", "95%-90%", "range-reversed", "90%-95%"),
    ("数量", "社区数量", "5～3个", "range-reversed", "3-5个"),
    ("质量", "工作完成率", "100%完成", "value-not-understood", "100%"),
    ("质量", "工作完成率", "约95%", "value-not-understood", None),
    ("数量", "培训人数", "20余人", "value-not-understood", None),
    ("数量", "培训人数", "培训12场，覆盖500人", "value-not-understood", None),
    ("质量", "工作完成率", "≥95%以内", "value-not-understood", None),
    ("满意度", "群众满意度", "95人左右", "value-not-understood", None),
]


@pytest.mark.parametrize(("category", "name", "value", "rule", "suggestion"), FIRES)
def test_it_finds(category, name, value, rule, suggestion):
    assert found(category, name, value) == [(rule, suggestion)]


SOUND = [
    ("满意度", "群众满意度", "≥95%"),
    ("满意度", "群众满意度", "≥90分"),
    ("满意度", "群众满意度", "0.95"),
    ("满意度", "群众满意度", "九成"),
    ("满意度", "投诉次数", "≤3次"),
    ("满意度", "满意度调查人数", "≥200人"),
    ("满意度", "群众不满意率", "≤5%"),
    ("满意度", "群众不满意情况", "≤5人"),
    ("满意度", "满意度问卷调查", "≥200份"),
    ("满意度", "服务对象获得感", "进一步提高"),
    ("效益", "资金使用效率", "进一步提高"),
    ("效益", "社会效益增长率", "≥120%"),
    ("效益", "带动收入提高率", "2倍"),
    ("效益", "收入增长率", "5个百分点"),
    ("效益", "孕产妇死亡率", "≤9人"),
    ("效益", "安全事故发生率", "0起"),
    ("效益", "投入产出率", "≥3万元/亩"),
    ("效益", "事故发生率", "零事故"),
    ("数量", "设备更新频率", "4次/年"),
    ("数量", "工作覆盖率", "≥95%"),
    ("数量", "培训完成率", "≥95%"),
    ("数量", "培训天数", "≥5天"),
    ("数量", "任务数量", "一百件"),
    ("数量", "巡查频次", "每月2次"),
    ("数量", "宣传次数", "全年三次"),
    ("质量", "水质标准", "Ⅲ类以上"),
    ("质量", "医院等级", "三级甲等"),
    ("质量", "管理体系", "ISO 9001"),
    ("质量", "工程质量", "GB/T50300"),
    ("质量", "拨备覆盖率", "≥150%"),
    ("质量", "差错率", "≤1%"),
    ("质量", "任务未完成率", "≤5%"),
    ("质量", "工作完成率", "100%"),
    ("质量", "工作完成率", "90%-100%"),
    ("质量", "安全事故", "零事故"),
    ("质量", "任务超额完成率", "≥110%"),
    ("时效", "按期完成率", "≥95%"),
    ("时效", "完成时间", "2025年12月底前"),
    ("时效", "完成时间", "年底前"),
    ("时效", "发放时间", "每月10日前"),
    ("时效", "值班时间", "7×24小时"),
    ("时效", "响应时间", "≤2小时"),
    ("时效", "保障时限", "12个月"),
    ("时效", "逾期项目个数", "≤0个"),
    ("时效", "逾期未完工项目", "≤3个"),
    ("时效", "超时限办理件数", "≤3件"),
    ("成本", "成本节约率", "≥3%"),
    ("成本", "成本节约额", "≥3万元"),
    ("成本", "节约成本", "5万元"),
    ("成本", "补助标准", "600元/人·月"),
    ("成本", "补助标准", "≥600元/人·月"),
    ("成本", "投资完成额", "≥500万元"),
    ("成本", "成本控制率", "≤100%"),
    ("成本", "项目成本", "10-12万元"),
    ("成本", "项目成本", "=10万元"),
    ("成本", "超支金额", "0元"),
    ("成本", "维修规模", "5个单元"),
    ("成本", "分摊成本人数", "≤50人"),
    ("效益", "带动增收金额", "50万元"),
    ("效益", "改善辖区环境", "进一步提高"),
    ("效益", "国家奖项", "第3名"),
    ("效益", "师生比", "1:3"),
    ("效益", "时间", "12-11月"),
    ("数量", "社区数量", "无"),
    ("数量", "社区数量", ""),
]


@pytest.mark.parametrize(("category", "name", "value"), SOUND)
def test_it_leaves_alone(category, name, value):
    assert found(category, name, value) == []


def test_a_ratio_in_the_description_asks_for_one_in_the_value():
    rule = [("ratio-description-without-ratio", None)]
    ratio = "实际支出占预算数的比重"
    assert found("成本", "成本支出情况", "≤10万元/个", description=ratio) == rule
    assert found("数量", "党员情况", "≥12人", description="党员占职工总数的比例。") == rule
    assert found("成本", "成本支出情况", "≤100%", description=ratio) == []
    assert found("成本", "成本支出情况", "≤10万元/个", description="每个社区占用的平均支出") == []
    assert found("数量", "占地面积", "≥12㎡", description="占用土地的面积") == []
    assert found("效益", "结构优化", "进一步优化", description=ratio) == []
    assert found("质量", "验收合格率", "≥98台", description=ratio) == [("rate-not-a-ratio", "≥98%")]


def test_social_and_ecological_costs_are_not_money():
    social = {"level_one": "成本指标", "level_two": "社会成本指标"}
    economic = {"level_one": "成本指标", "level_two": "经济成本指标"}
    assert found("成本", "受影响人群", "≤50人", **social) == []
    assert found("成本", "受影响人群", "≤50人", **economic) == [("unit-does-not-fit", None)]
    assert found("成本", "项目成本", "50万元", level_one="成本指标", level_two="") == [
        ("cost-without-operator", "≤50万元")
    ]
    assert found("成本", "项目成本", "50万元", **economic) == [("cost-without-operator", "≤50万元")]


def test_placeholder_words_are_left_to_their_own_rule():
    declared = table(indicators=(row("质量", "工作质量", "视情况"),))
    assert len(said(values, declared)) == 1
    assert said(values, declared, placeholder_words=("视情况",)) == []


def test_nothing_is_found_in_the_library():
    rows = [entry["fields"] for entry in json.loads(LIBRARY.read_text())]
    offered = tuple(
        Indicator(
            level_one=fields["category"][1],
            level_two=fields["category"][2],
            name=fields["name"],
            description=fields["description"],
            value=TargetValue.parse(fields["value"]["text"]),
            basis=fields["basis"],
        )
        for fields in rows
        if "description" in fields
    )
    assert len(offered) > 20
    told = {(offered[finding.path[1]].name, finding.rule) for finding in said(values, table(indicators=offered))}
    assert told == set()


def test_on_the_seed_it_finds_six_mistakes_and_nothing_else(seed_reading):
    findings = [
        (number, finding.path, finding.rule, finding.value, finding.suggestion)
        for number, project in enumerate(seed_reading.projects, 1)
        for finding in said(values, project)
    ]
    assert findings == [
        (1, ("indicators", 3, "value"), "ratio-description-without-ratio", "≤10万元/个", None),
        (3, ("indicators", 3, "value"), "cost-without-operator", "0.67万元", "≤0.67万元"),
        (3, ("indicators", 4, "value"), "rate-not-a-ratio", "进一步改善", None),
        (4, ("indicators", 5, "value"), "satisfaction-not-a-ratio", "≥95人", "≥95%"),
        (5, ("indicators", 3, "value"), "cost-without-operator", "13.84万元", "≤13.84万元"),
        (6, ("indicators", 3, "value"), "cost-without-operator", "7.45万元", "≤7.45万元"),
    ]


def test_taking_a_suggestion_settles_the_finding():
    for category, name, value, rule, suggestion in FIRES:
        if suggestion is not None:
            assert found(category, name, suggestion) == [], (name, value, rule)


def test_a_long_text_is_quoted_in_part_and_read_in_good_time():
    long = "（占1 " * 30_000
    declared = table(indicators=(row("数量", long, long, description=long), row("满意度", long + "满意度", long)))
    start = time.perf_counter()
    findings = said(values, declared)
    assert time.perf_counter() - start < 5
    assert all(len(finding.message) < 300 for finding in findings)


@given(declarations(), st.sampled_from([case[1] for case in (*FIRES, *SOUND)]), target_texts())
def test_findings_lead_to_places_that_exist(declaration, name, value):
    rows = tuple(row(category, name, value) for category in ("数量", "质量", "时效", "成本", "满意度"))
    assert_sound_findings(values, declaration)
    assert_sound_findings(values, declaration.model_copy(update={"indicators": rows}))
