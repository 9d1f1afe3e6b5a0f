"""The published document of unit 326001 reads whole: every table, every cell, every paragraph."""

from decimal import Decimal

import pytest

from targets.declaration import Declaration, Unit
from targets.readers import Reading

UNIT = Unit(code="326001", name="保定白沟新城乡村振兴局（社区建设管理办公室）—本级")

# code: name, purpose, fiscal funds, checkpoints, goal, indicators
TABLES = {
    "13060525P003981100040": (
        "社区党组织服务群众专项经费",
        "用于解决关系群众利益问题和联系服务群众工作。",
        "120.00",
        "30.00 60.00 90.00 120.00",
        "提高社区党组织服务群众能力，更好的为居民提供各项服务，改善辖区环境。",
        """
        产出指标|数量指标|社区数量|保障社区数量情况|12个|实际数量
        产出指标|质量指标|工作完成率|保障工作完成|≥95%|相关文件
        产出指标|时效指标|按期完成率|按期完成数量占总数的比重|≥95%|相关文件
        产出指标|成本指标|成本支出情况|实际支出占预算数的比重|≤10万元/个|预算测算
        效益指标|社会效益指标|改善辖区环境|提高社区党组织服务群众能力，更好的为居民提供各项服务，改善辖区环境。|进一步提高|历史经验
        满意度指标|服务对象满意度指标|群众满意度|群众对党群服务经费支出情况满意程度|≥95%|调查问卷、实地走访
        """,
    ),
    "13060525P00398010004A": (
        "社区工作经费",
        "提升社区功能，改善社区环境。",
        "60.00",
        "15.00 30.00 45.00 60.00",
        "保障社区工作正常运转、保障党建工作完成。",
        """
        产出指标|数量指标|资金支持办公场所数量|支持办公场所的数量完成情况|12个|实际数量
        产出指标|质量指标|工作完成率|保障工作完成|≥95%|2025年工作计划
        产出指标|时效指标|保障时限|保障正常办公时限|1年|2025年工作计划
        产出指标|成本指标|单个办公场所成本|单个办公场所成本|≤5万元/个|预算测算
        效益指标|社会效益指标|提高社区治理能力|提升社区功能，改善社区环境|进一步提高|历史经验
        满意度指标|服务对象满意度指标|群众满意度|群众对社区工作经费支出情况满意度|≥95%|调查问卷
        """,
    ),
    "13060525P00454210003Q": (
        "下沉工作队综合经费",
        "选派干部下沉工作队工作经费",
        "8.00",
        "2.00 4.00 6.00 8.00",
        "社区经济发展明显改善，社区居民急难愁盼问题得到妥善解决",
        """
        产出指标|数量指标|下沉工作队数量|下沉工作队数量|1个|选派工作队的数量
        产出指标|质量指标|下沉工作队工作完成率|下沉工作队工作完成率|≥95%|2025年工作计划
        产出指标|时效指标|工作队工作时间|工作队工作时间|1年|2025年工作计划
        产出指标|成本指标|平均每月资金成本|平均每月资金成本|0.67万元|预算测算
        效益指标|社会效益指标|社会效益增长率|保障基层工作平稳运行|进一步改善|2025年工作计划
        满意度指标|服务对象满意度指标|服务群众满意率|服务群众满意率|≥95%|问卷调查
        """,
    ),
    "13060525P00398010005X": (
        "乡村振兴社区管理事务经费",
        "保障工作正常运转。",
        "20.00",
        "5.00 10.00 15.00 20.00",
        "通过保障不少于95人全年正常开展办公，保证业务正常开展。",
        """
        产出指标|数量指标|保障办公人数|保障正常办公人数|≥95人|单位实际人数
        产出指标|质量指标|经费支付的精准率|各项经费支付的精准率|≥95%|2025年度工作计划
        产出指标|时效指标|保障时限|保障正常办公时限|1年|2025年度工作计划
        产出指标|成本指标|平均每月成本|平均每月成本|≤1.67万元|预算测算
        效益指标|社会效益指标|保障业务正常开展|保障业务正常开展|进一步保障|历史经验
        满意度指标|服务对象满意度指标|工作人员满意度|乡村振兴局工作人员满意度|≥95人|问卷调查
        """,
    ),
    "13060525P00465510001H": (
        "经费 （原物流中心）<自收自支>",
        "通过发放经费，保障职工生活，保障单位正常运转",
        "27.68",
        "6.92 13.84 20.76 27.68",
        "通过发放经费，保障职工生活，保障单位正常运转",
        """
        产出指标|数量指标|保障人数|经费保障人数|2人|实际数量
        产出指标|质量指标|发放完成率|反映经费发放完成情况|100%|2025年工作计划
        产出指标|时效指标|发放及时率|反映经费发放及时情况|≥95%|2025年工作计划
        产出指标|成本指标|经费成本|发放经费人均成本|13.84万元|人员经费测算表
        效益指标|社会效益指标|保障职工基本生活|反映保障单位职工基本生活|进一步保障|2025年工作计划
        满意度指标|服务对象满意度指标|对象满意度|单位职工满意度|≥95%|问卷调查
        """,
    ),
    "13060525P004655100025": (
        "经费（社工）<长期聘用>",
        "通过发放经费，保障职工生活，保障单位正常运转",
        "655.40",
        "163.85 327.70 491.55 655.40",
        "通过发放经费，保障职工生活，保障单位正常运转",
        """
        产出指标|数量指标|保障人数|经费保障人数|88人|实际数量
        产出指标|质量指标|发放完成率|反映经费发放完成情况|100%|2025年工作计划
        产出指标|时效指标|发放及时率|反映经费发放及时情况|≥95%|2025年工作计划
        产出指标|成本指标|经费成本|发放经费人均成本|7.45万元|人员经费测算表
        效益指标|社会效益指标|保障职工基本生活|反映保障单位职工基本生活|进一步保障|2025年工作计划
        满意度指标|服务对象满意度指标|对象满意度|单位职工满意度|≥95%|问卷调查
        """,
    ),
}


@pytest.fixture(params=enumerate(TABLES), ids=list(TABLES))
def table(request: pytest.FixtureRequest, seed: Reading) -> tuple[Declaration, tuple[str, ...]]:
    place, code = request.param
    return seed.projects[place], TABLES[code]


def test_it_reads_all_six_tables_in_order(seed: Reading) -> None:
    assert [project.code for project in seed.projects] == list(TABLES)
    assert [project.number for project in seed.projects] == [1, 2, 3, 4, 5, 6]
    assert {project.year for project in seed.projects} == {2025}
    assert {project.unit for project in seed.projects} == {UNIT}


def test_it_reads_name_purpose_and_goal(table: tuple[Declaration, tuple[str, ...]]) -> None:
    project, (name, purpose, _, _, goal, _) = table
    assert (project.name, project.purpose, project.goals) == (name, purpose, (goal,))


def test_it_reads_funds_and_leaves_blank_other_funds_blank(table: tuple[Declaration, tuple[str, ...]]) -> None:
    project, (_, _, fiscal, _, _, _) = table
    assert (project.funds.fiscal, project.funds.other) == (Decimal(fiscal), None)


def test_it_reads_the_four_checkpoints(table: tuple[Declaration, tuple[str, ...]]) -> None:
    project, (_, _, _, amounts, _, _) = table
    read = [(checkpoint.month, checkpoint.amount) for checkpoint in project.checkpoints]
    assert read == list(zip((3, 6, 10, 12), map(Decimal, amounts.split()), strict=True))


def test_it_reads_the_six_indicators_under_their_categories(table: tuple[Declaration, tuple[str, ...]]) -> None:
    project, (_, _, _, _, _, indicators) = table
    read = [
        "|".join((row.level_one, row.level_two, row.name, row.description, row.value.text, row.basis))
        for row in project.indicators
    ]
    assert read == [line.strip() for line in indicators.strip().splitlines()]


def test_the_budgets_sum_to_the_published_total(seed: Reading) -> None:
    assert sum(project.funds.budget or 0 for project in seed.projects) == Decimal("891.08")


def test_it_reads_part_one_as_the_unit_s(seed: Reading) -> None:
    assert seed.target is not None
    assert (seed.target.year, seed.target.unit) == (2025, UNIT)


def test_it_reads_lead_and_overall_goals_without_their_numbers(seed: Reading) -> None:
    assert seed.target is not None
    assert seed.target.lead == "总体以“惠民生、促改革、强服务、夯基础”为基本思路目标:"
    assert seed.target.goals == (
        "保证机关部门公共运行经费的正常运转；",
        "是着力推进基层社会治理创新，持续抓好完美社区建设、基层民主建设、社会组织管理等；",
        "进一步理顺管理体制，加强城镇社区建设，完善城镇居民自治，强化城镇基层管理和服务，丰富城镇居民生活内容，维护城镇居民根本利益；",
        "加强自身建设，强化社区治理能力水平；",
        "优化为民服务，构建共治共享社区格局；",
        "强化纠纷化解，持续营造和谐社会环境；",
        "严抓安全生产，共同筑牢生命安全防线；",
        "加快全面提升乡村振兴战略。",
    )


def test_it_reads_itemised_goals_to_the_character(seed: Reading, seed_text: str) -> None:
    assert seed.target is not None
    lines = seed_text.split("\n")
    read = [
        (f"（{number}）{item.title}", f"绩效目标：{item.goal}", f"绩效指标：{item.indicators}")
        for number, item in zip("一二三四", seed.target.items, strict=True)
    ]
    assert read == [tuple(lines[start : start + 3]) for start in (14, 17, 20, 23)]
    assert seed.target.items[0].title == "加强社区精神文明创建；"
    assert seed.target.items[1].title == "不断增强社区工作者队伍的培训及管理;"


def test_a_label_inside_a_line_stays_text(seed: Reading) -> None:
    assert seed.target is not None
    assert seed.target.items[2].indicators == (
        "确保新增社区建设完成率、社区功能提升率、社区综合管理服务水平提升率等均有提高。"
        "绩效目标：通过提升社区功能，加强智慧化管理。"
    )


def test_it_reads_safeguards_whatever_the_width_of_their_brackets(seed: Reading, seed_text: str) -> None:
    assert seed.target is not None
    assert [safeguard.title for safeguard in seed.target.safeguards] == [
        "提高政治站位",
        "加强预算绩效管理。",
        "加强人才队伍建设。",
        "加强内控、规范财务资产管理。",
    ]
    lines = seed_text.split("\n")
    assert [safeguard.text for safeguard in seed.target.safeguards] == [lines[at] for at in (28, 30, 32, 34)]


def test_it_knows_the_line_of_everything(seed: Reading, seed_text: str) -> None:
    lines = seed_text.split("\n")
    for number, project in enumerate(seed.projects):
        at = ("projects", number)
        assert lines[seed.lines[at] - 1].endswith(f"{project.number}.{project.title}")
        assert lines[seed.lines[*at, "code"] - 1] == f"\t{project.code}"
        assert lines[seed.lines[*at, "name"] - 1] == f"\t{project.name}"
        assert lines[seed.lines[*at, "purpose"] - 1] == f"\t{project.purpose}"
        assert lines[seed.lines[*at, "checkpoints"] - 1] == "\t资金支出计划（万元）"
        for place, row in enumerate(project.indicators):
            first = lines[seed.lines[*at, "indicators", place] - 1]
            assert first in (f"\t{row.level_one}", f"\t{row.level_two}")
    assert lines[seed.lines["target",] - 1] == " 第一部分"
    assert lines[seed.lines["target", "goals", 7] - 1].startswith("（八）")
    assert lines[seed.lines["target", "safeguards", 1] - 1].startswith("(二）")
