"""What cannot be read with certainty is refused: all problems at once, each with its line and what stands there."""

from collections.abc import Callable
from pathlib import Path

import pytest

from targets.declaration import Unit
from targets.readers import DocumentError, Problem
from targets.readers.text import read_text

DOCUMENTS = Path(__file__).parents[2] / "documents"
ANOTHER_KIND = "整个文件：应为绩效目标文本，其中有“第一部分”或“……绩效目标表”作标题"

Refuse = Callable[[str], str]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param((DOCUMENTS / "a-novel.txt").read_text(encoding="utf-8"), id="a novel"),
        pytest.param("", id="nothing"),
        pytest.param(" \n\t\n　\n", id="blank lines"),
        pytest.param("项目编码,项目名称,预算数\n13060525P003981100040,专项经费,120.00\n", id="csv"),
        pytest.param("To be, or not to be\n\tthat is the question.\n", id="english"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_one_sentence(text: str, problems_of: Refuse) -> None:
    assert problems_of(text) == ANOTHER_KIND


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        pytest.param(
            "单位：万元", "单位：元", "第 47 行：应为“单位：万元”，实为“单位：元”", id="another unit of money"
        ),
        pytest.param("\t单位：万元\n", "", "第 46 行：应为单位编码和名称、“单位：万元”两格", id="no unit of money"),
        pytest.param(
            "（万元）", "（元）", "第 65 行：应为“资金支出计划（万元）”，实为“资金支出计划（元）”", id="plan in yuan"
        ),
        pytest.param("\t326001保定", "\t保定", "第 46 行：应为单位编码和单位名称", id="no unit code"),
        pytest.param("\t3月底", "\t13月底", "第 66 行：应为从前到后的月份，如“3月底”，实为“13月底”", id="month 13"),
        pytest.param("\t6月底", "\t3月底", "第 67 行：应为从前到后的月份，如“3月底”，实为“3月底”", id="a month twice"),
        pytest.param("\t6月底", "\t第六月", "第 67 行：应为从前到后的月份，如“3月底”，实为“第六月”", id="no month"),
        pytest.param("\t30.00\n", "", "第 65 行：应为4 个月份之下 4 格支出计划", id="a checkpoint less"),
        pytest.param(
            "\t30.00", "\t三十", "第 72 行：“三十”不是有效金额，请填数字（单位：万元，最多六位小数）", id="no number"
        ),
        pytest.param("\t30.00", "\t-30", "第 72 行：应为不小于零的金额，实为“-30”", id="negative"),
        pytest.param(
            "\t30.00", "\t1000000000000", "第 72 行：“1000000000000”过大：金额以万元为单位", id="an amount too large"
        ),
        pytest.param(
            "预算数\n\t120.00", "预算数\n\t121", "第 56 行：应为财政资金与其他资金之和 120.00，实为“121”", id="sum"
        ),
        pytest.param(
            "资金\n\t120.00",
            "资金\n\t",
            "第 56 行：应为空白（财政资金和其他资金都是空白，预算数是两者之和），实为“120.00”",
            id="no parts",
        ),
        pytest.param(
            "项目名称\n\t社区党",
            "项目名称\n\t党",
            "标题“1.社区党组织服务群众专项经费绩效目标表”一致的项目名称，实为“党组织服务群众专项经费”",
            id="title",
        ),
        pytest.param(
            "\t13060525P003981100040\n", "\t\n", "第 49 行：应为“项目编码”及其右边的内容（没有找到）", id="no code"
        ),
        pytest.param(
            "P00398010004A",
            "P003981100040",
            "第 139 行：应为与第 50 行不同的项目编码，实为“13060525P003981100040”",
            id="a code twice",
        ),
        pytest.param(
            "\t项目编码\n\t13060525P003981100040\n",
            "",
            "第 45 行：应为表中的“项目编码”一格（没有找到）",
            id="no code label",
        ),
        pytest.param("\t预算数\n", "", "第 55 行：应为“预算数”一格（没有找到）", id="no label in a row"),
        pytest.param(
            "\t其中：财政    资金\n",
            "",
            "第 57 行：应为“预算数”右边只有一格，实为“120.00”",
            id="a part of the budget without label",
        ),
        pytest.param("\t三级指标\n", "", "第 84 行：应为表头“三级指标”，实为“绩效指标描述”", id="a column less"),
        pytest.param("\t12个\n", "\t12个\n\t13个\n", "第 89 行：应为能唯一辨认的六格一行", id="a cell too many"),
        pytest.param("\t社区数量\n", "", "第 89 行：应为能唯一辨认的六格一行", id="a cell in the middle less"),
        pytest.param("\t进一步提高\n", "", "第 117 行：应为能唯一辨认的六格一行", id="a value in words less"),
        pytest.param("\t产出指标\n", "\t\n", "第 90 行：应为第一行的一级指标", id="nothing above"),
        pytest.param("\t社区数量\n", "\t\n", "第 89 行：应为三级指标的名称", id="an indicator without name"),
        pytest.param("\t社会效益指标\n", "\t\n", "第 117 行：应为“效益指标”之下的二级指标", id="no level two"),
        pytest.param(
            "\t1.提高", "\t2.提高", "第 78 行：应为第 1 条的编号，实为“2.提高", id="a goal number out of turn"
        ),
        pytest.param(
            "\t1.提高", "\t1.5万人次提高", "第 78 行：应为编号后有空格或顿号的绩效目标", id="a decimal or a number"
        ),
        pytest.param(
            "\t1.提高",
            "\t总目标：\n1.提高",
            "第 78 行：应为以“1.”开头的绩效目标，实为“总目标：”",
            id="text above goals",
        ),
        pytest.param(
            "]2.社区",
            "]2.社区工作经费\n社区",
            "第 134 行：应为表格中的一行（以制表符开头）或下一张表的标题",
            id="stray text",
        ),
        pytest.param(
            "[bookmark: _Toc_4_4_0000000004]1.社区党组织服务群众专项经费绩效目标表\n",
            "",
            "第 48 行：应为表格上方有标题“……绩效目标表”",
            id="no title",
        ),
        pytest.param(
            "[bookmark: _Toc_4_4_0000000005]2.社区工作经费绩效目标表\n",
            "",
            "第 137 行：应为下一张表的标题“……绩效目标表”",
            id="no second title",
        ),
        pytest.param(
            "一、总体绩效目标\n",
            "\n",
            "第 1 行：应为第一部分中的标题“一、总体绩效目标”（文件中没有）",
            id="no section one",
        ),
        pytest.param(
            "三、工作保障措施\n",
            "\n",
            "第 1 行：应为第一部分中的标题“三、工作保障措施”（文件中没有）",
            id="no section three",
        ),
        pytest.param(
            "二、分项", "三、工作保障措施\n二、分项", "第 15 行：应为依次出现一次的", id="sections out of order"
        ),
        pytest.param(
            "（五）优化", "（六）优化", "第 10 行：应为第 5 条的编号，实为“（六）优化", id="an overall goal out of turn"
        ),
        pytest.param(
            "绩效指标：确保群众", "确保群众", "第 15 行：应为此标题下的“绩效指标：”一段（文件中没有）", id="no label"
        ),
        pytest.param(
            "（一）提高政治站位",
            "提高政治站位",
            "第 28 行：应为以“（一）”开头的标题，实为“提高政治站位”",
            id="untitled",
        ),
        pytest.param(
            "\t12个", "\t12\x07个", "第 93 行：应为不含控制字符的文字，实为“U+0007”", id="a control character"
        ),
    ],
)
def test_it_names_line_expectation_and_text(
    seed_text: str, problems_of: Refuse, old: str, new: str, sentence: str
) -> None:
    assert old in seed_text
    assert sentence in problems_of(seed_text.replace(old, new, 1))


def test_one_fault_gives_one_problem(seed_text: str, problems_of: Refuse) -> None:
    faults = [
        *(("\t3月底", "\t13月底"), ("\t预算数\n\t120.00", "\t预算数\n\t1"), ("\t项目名称\n", "")),
        *(("二、分项绩效目标\n", "\n"), ("\t数量指标\n", ""), ("\t绩效目标\n", "")),
    ]
    for old, new in faults:
        assert len(problems_of(seed_text.replace(old, new, 1)).splitlines()) == 1, old


def test_all_problems_come_at_once_in_the_order_of_lines(seed_text: str) -> None:
    text = seed_text.replace("\t30.00", "\t三十").replace("（五）优化", "（六）优化").replace("\t88人\n", "")
    with pytest.raises(DocumentError) as error:
        read_text(text, year=2025)
    lines = [problem.line for problem in error.value.problems]
    assert lines == sorted(lines)
    assert {10, 11, 72, 534} <= set(lines)


def test_part_one_alone_needs_to_be_told_whose_it_is(seed_text: str, problems_of: Refuse) -> None:
    part_one = seed_text[: seed_text.index("第二部分")]
    assert problems_of(part_one) == "整个文件：应为写明单位的项目绩效目标表，或指定申报单位（命令用 --unit）"


def test_part_one_above_tables_of_unrelated_units_is_refused(seed_text: str, problems_of: Refuse) -> None:
    text = seed_text.replace("\t326001保定", "\t327001保定", 1)
    assert problems_of(text).endswith("实为“327001、326001”")


def test_a_unit_given_for_part_one_that_is_not_above_the_tables_units_is_refused(seed_text: str) -> None:
    with pytest.raises(DocumentError) as error:
        read_text(seed_text, year=2025, unit=Unit(code="401", name="另一部门"))
    assert str(error.value) == "第 46 行：应为指定的申报单位 401 或其下属单位，实为“326001”"


def test_one_unit_code_with_two_names_is_refused(seed_text: str, problems_of: Refuse) -> None:
    head, tail = seed_text[: seed_text.index("6.经费")], seed_text[seed_text.index("6.经费") :]
    assert "第 491 行：应为与其他各表一致的单位名称" in problems_of(head + tail.replace("326001保定", "326001某市"))


def test_text_below_the_title_of_part_two_is_not_lost_in_silence(seed_text: str, problems_of: Refuse) -> None:
    text = seed_text.replace("预算项目绩效目标\n", "预算项目绩效目标\n（五）再加一条。\n")
    assert "第 43 行：应为“第二部分”中一张表的标题“……绩效目标表”，实为“（五）再加一条。”" in problems_of(text)


def test_an_editor_s_damage_that_reads_two_ways_is_refused(seed_text: str, problems_of: Refuse) -> None:
    stripped = "\n".join(line.rstrip() for line in seed_text.split("\n"))
    text = stripped.replace("\t≥95%\n\t相关文件\n", "\t≥95%\n\n", 1).replace("\n\n\t质量指标", "\n\n\n\t质量指标", 1)
    assert "本表的空单元格（仅含制表符的行）已丢失" in problems_of(text)


def test_a_lone_amount_that_may_be_a_purpose_is_refused(seed_text: str, problems_of: Refuse) -> None:
    stripped = "\n".join(line.rstrip() for line in seed_text.split("\n"))
    text = stripped.replace("\t用于解决关系群众利益问题和联系服务群众工作。", "\t20.00")
    assert "第 63 行：应为能辨认的金额或资金用途（空单元格仅含制表符），实为“20.00”" in problems_of(text)


def test_a_row_whose_lone_tab_is_lost_among_others_is_refused(seed_text: str, problems_of: Refuse) -> None:
    text = seed_text.replace("\t\n\t质量指标\n", "\t质量指标\n", 1).replace("\t相关文件\n", "\t100%\n", 1)
    assert "第 96 行：应为能唯一辨认的六格一行" in problems_of(text)


def test_a_row_whose_value_swallowed_its_basis_is_refused(seed_text: str, problems_of: Refuse) -> None:
    text = seed_text.replace("\t12个\n\t实际数量\n", "\t12个\n实际数量\n", 1)
    assert "第 89 行：应为能唯一辨认的六格一行" in problems_of(text)
    stripped = "\n".join(line.rstrip() for line in seed_text.split("\n"))
    text = stripped.replace("单位职工满意度\n\t≥95%\n\t问卷", "单位职工满意度\n\t≥95%\n问卷")
    assert "第 569 行：应为能唯一辨认的六格一行" in problems_of(text)


def test_an_amount_broken_over_two_lines_is_refused(seed_text: str, problems_of: Refuse) -> None:
    text = seed_text.replace("\t30.00\n", "\t3\n0.00\n", 1)
    assert "第 72 行：“3 0.00”不是有效金额，请填数字（单位：万元，最多六位小数）" in problems_of(text)


def test_an_itemised_goal_that_lost_its_title_is_refused(seed_text: str, problems_of: Refuse) -> None:
    text = seed_text.replace("（四）进一步理顺管理体制", "进一步理顺管理体制")
    assert "第 25 行：应为同一标题下只有一段“绩效目标：”" in problems_of(text)


def test_a_long_text_is_quoted_in_part() -> None:
    sentence = str(Problem(3, "金额", "长" * 500 + "\n"))
    assert sentence == f"第 3 行：应为金额，实为“{'长' * 59}…”"
