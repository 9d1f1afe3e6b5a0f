"""The form in other hands: other projects, missing optional cells, other line ends, spaces and editors."""

import re
import time
from decimal import Decimal
from pathlib import Path

import pytest

from targets.declaration import Unit
from targets.readers import Reading
from targets.readers.text import read_text

DOCUMENTS = Path(__file__).parents[2] / "documents"


@pytest.fixture(scope="module")
def roads_text() -> str:
    return (DOCUMENTS / "roads-and-buses.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def roads(roads_text: str) -> Reading:
    return read_text(roads_text, year=2026)


def same(one: Reading, other: Reading) -> bool:
    """Whether two readings say the same, wherever it stands in their files."""
    return (one.target, one.projects) == (other.target, other.projects)


def test_it_reads_a_document_without_part_one(roads: Reading) -> None:
    assert roads.target is None
    assert [(project.number, project.name) for project in roads.projects] == [
        (12, "道路养护（二期）"),
        (13, "公交补贴"),
    ]
    assert {project.unit for project in roads.projects} == {Unit(code="410105", name="市交通运输局—本级")}


def test_it_reads_full_width_digits_and_thousands_separators(roads: Reading) -> None:
    project = roads.projects[0]
    assert project.code == "41010525P000000000012"
    assert (project.funds.fiscal, project.funds.other) == (Decimal(1000), Decimal("200.5"))
    assert [checkpoint.month for checkpoint in project.checkpoints] == [3, 6, 9, 12]


def test_a_blank_checkpoint_is_blank_and_not_zero(roads: Reading) -> None:
    amounts = [checkpoint.amount for checkpoint in roads.projects[0].checkpoints]
    assert amounts == [Decimal(300), Decimal(600), None, Decimal("1200.5")]


def test_several_goals_lose_their_numbers_and_keep_their_wrapped_lines(roads: Reading) -> None:
    assert roads.projects[0].goals == ("完成养护12公里。\n其中桥梁3座；", "群众满意。\n（1）不含投诉；", "按期完工。")


def test_paragraphs_of_one_cell_are_joined(roads: Reading) -> None:
    assert roads.projects[0].purpose == "用于城区道路养护。\n含桥梁检测。"


def test_blank_levels_mean_as_above(roads: Reading) -> None:
    levels = [(row.level_one, row.level_two, row.name) for row in roads.projects[0].indicators]
    assert levels == [
        ("产出指标", "数量指标", "养护里程"),
        ("产出指标", "数量指标", "检测桥梁"),
        ("产出指标", "质量指标", "验收合格率"),
        ("效益指标", "社会效益指标", "通行条件"),
        ("效益指标", "可持续影响指标", "使用年限"),
    ]


def test_missing_optional_cells_read_as_blank(roads: Reading) -> None:
    project = roads.projects[1]
    assert (project.purpose, project.goals) == ("", ())
    assert (project.funds.fiscal, project.funds.other) == (None, Decimal(80))
    assert project.indicators[0].description == project.indicators[0].basis == ""


def test_a_blank_budget_is_the_sum_of_its_parts(roads: Reading) -> None:
    assert roads.projects[1].funds.budget == Decimal(80)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("\n", "\r\n", id="crlf"),
        pytest.param("\n", "\r", id="cr"),
        pytest.param("\n\n", "\n\n \n\n", id="more blank lines between rows"),
        pytest.param("\t项目名称\n", "\n\n\t项目名称\n \n", id="blank lines inside a row"),
        pytest.param("\t12个\n", "\n\t12个\n　\n", id="blank lines inside an indicator row"),
        pytest.param("\t3月底", "\t　3 月底  ", id="spaces round a cell"),
        pytest.param("\t3月底", "  \t3月底", id="spaces before a tab"),
        pytest.param("\t≥95%\n", "\t≥95%\t\n", id="a tab after a cell"),
        pytest.param("其中：财政    资金", "其中:财政资金", id="a label in half width"),
        pytest.param("单位：万元", " 单位: 万元", id="a unit of money in half width"),
        pytest.param("1.提高社区", "（1）提高社区", id="a goal numbered in brackets"),
        pytest.param("1.提高社区", "１．提高社区", id="a goal numbered in full width"),
        pytest.param("1.提高社区", "1、提高社区", id="a goal numbered with a comma"),
        pytest.param("\t1.", "\t", id="goals without number"),
        pytest.param("（二）", "（2）", id="arabic numbers in part one"),
        pytest.param("预算项目绩效目标\n", "", id="no title of part two"),
        pytest.param("第二部分\n", "", id="no part two heading"),
        pytest.param("第一部分\n", "\n", id="no part one heading"),
        pytest.param("一、总体绩效目标", "（一）总体绩效目标：", id="a section heading in brackets"),
        pytest.param("\t ", "\t", id="a bare tab for other funds"),
        pytest.param("其他资金\n\t \n", "其他资金\n", id="no cell for other funds"),
        pytest.param("\t其他资金\n\t \n", "", id="no other funds at all"),
        pytest.param("3月底", "３月末", id="another word for the end of a month"),
        pytest.param("部门整体绩效目标\n", "部门整体绩效目标\f\n", id="a form feed"),
        pytest.param(" 第一部分", "\ufeff第一部分", id="a byte order mark"),
        pytest.param(" 第一部分", "2025年部门预算\n目录\n第一部分", id="a cover above"),
    ],
)
def test_it_reads_the_same_with(seed: Reading, seed_text: str, old: str, new: str) -> None:
    assert old in seed_text
    assert same(read_text(seed_text.replace(old, new), year=2025), seed)


@pytest.mark.parametrize("pattern", [r"\[bookmark: \w+\]", r"(?<=\])\d\.", r"\[bookmark: \w+\](\d\.)?"])
def test_it_reads_headings_without(seed: Reading, seed_text: str, pattern: str) -> None:
    bare, count = re.subn(pattern, "", seed_text)
    assert count >= 6
    assert same(read_text(bare, year=2025), seed)


@pytest.mark.parametrize("document", ["seed_text", "roads_text"])
def test_it_reads_a_file_whose_lone_tabs_an_editor_took_away(request: pytest.FixtureRequest, document: str) -> None:
    text = request.getfixturevalue(document).replace("300.00\n\t600.00\n\t\n", "300.00\n\t600.00\n\t900\n")
    stripped = "\n".join(line.rstrip() for line in text.split("\n"))
    assert "\t\n" not in stripped
    assert same(read_text(stripped, year=2025), read_text(text, year=2025))


def test_it_reads_a_file_without_lone_tabs_but_with_more_blank_lines(seed: Reading, seed_text: str) -> None:
    stripped = "\n".join(line.rstrip() for line in seed_text.split("\n"))
    assert same(read_text(stripped.replace("\n\n", "\n\n\n"), year=2025), seed)


def test_without_lone_tabs_a_last_row_still_stands_under_the_level_one_above(seed: Reading, seed_text: str) -> None:
    stripped = "\n".join(line.rstrip() for line in seed_text.split("\n"))
    text = stripped.replace("\t满意度指标\n", "\n").replace("\t问卷调查\n", "\t2025\n")
    row = read_text(text, year=2025).projects[5].indicators[5]
    assert row == seed.projects[5].indicators[5].model_copy(update={"level_one": "效益指标", "basis": "2025"})


def test_a_goal_that_ends_like_a_title_is_no_title(seed_text: str) -> None:
    text = seed_text.replace("环境。\n\n\n \n\t一级", "环境。\n2.填报绩效目标表\n\t一级", 1)
    reading = read_text(text, year=2025)
    assert reading.projects[0].goals[1] == "填报绩效目标表"


def test_it_reads_rows_written_on_one_line(seed: Reading, seed_text: str) -> None:
    joined = re.sub(r"(?<=[^\n])\n(?=\t)", "", re.sub(r"绩效目标表\n", "绩效目标表\n\n", seed_text))
    assert "\t3月底\t6月底\t10月底\t12月底\n" in joined
    assert same(read_text(joined, year=2025), seed)
    assert same(read_text(joined.replace("\n\n\t", "\n\t"), year=2025), seed)


def test_it_reads_a_row_without_its_last_cell(seed: Reading, seed_text: str) -> None:
    reading = read_text(seed_text.replace("\t预算测算\n", ""), year=2025)
    assert [row.basis for row in reading.projects[0].indicators] == [
        *("实际数量", "相关文件", "相关文件"),
        *("", "历史经验", "调查问卷、实地走访"),
    ]
    assert [row.name for row in reading.projects[0].indicators] == [row.name for row in seed.projects[0].indicators]


def test_several_tab_lines_are_several_goals(seed_text: str) -> None:
    goals = "\t1.保障党建；\n\t2.改善环境。\n\n"
    text = re.sub(r"\t1\.提高社区.*\n", goals, seed_text)
    assert read_text(text, year=2025).projects[0].goals == ("保障党建；", "改善环境。")


def test_a_table_may_leave_fiscal_funds_out(seed_text: str) -> None:
    text = seed_text.replace("\t其中：财政    资金\n\t120.00\n\t其他资金\n\t \n", "\t其他资金\n\t120\n")
    project = read_text(text, year=2025).projects[0]
    assert (project.funds.fiscal, project.funds.other) == (None, Decimal(120))
    assert project.purpose == "用于解决关系群众利益问题和联系服务群众工作。"


def test_a_number_after_the_form_s_own_is_kept(seed_text: str) -> None:
    text = seed_text.replace("1.保障社区工作", "1.2025年保障社区工作\n2.95%以上群众满意\n3.")
    goals = read_text(text, year=2025).projects[1].goals
    assert goals == ("2025年保障社区工作", "95%以上群众满意", "正常运转、保障党建工作完成。")


def test_an_empty_category_row_holds_no_indicator(seed: Reading, seed_text: str) -> None:
    blank = "\t质量指标\n\t\n\t\n\t\n\t\n"
    text = seed_text.replace("\t质量指标\n\t工作完成率\n\t保障工作完成\n\t≥95%\n\t相关文件\n", blank)
    assert text != seed_text
    rows = seed.projects[0].indicators
    assert read_text(text, year=2025).projects[0].indicators == (rows[0], *rows[2:])


def test_categories_of_another_wording_read_from_full_rows(seed_text: str) -> None:
    text = seed_text.replace("\t产出指标", "\t产出").replace("\t数量指标", "\t数量")
    row = read_text(text, year=2025).projects[0].indicators[0]
    assert (row.level_one, row.level_two, row.name) == ("产出", "数量", "社区数量")


def test_it_reads_a_document_without_part_two(seed: Reading, seed_text: str) -> None:
    part_one = seed_text[: seed_text.index("第二部分")]
    assert seed.target is not None
    reading = read_text(part_one, year=2025, unit=seed.target.unit)
    assert (reading.target, reading.projects) == (seed.target, ())


def test_wrapped_paragraphs_of_part_one_are_joined(seed_text: str) -> None:
    text = seed_text.replace("基本思路目标:", "基本思路\n目标:")
    text = text.replace("的正常运转；", "的\n正常运转；").replace("绩效目标：通过研究", "绩效目标：\n通过研究")
    text = text.replace("贯穿始终，", "贯穿始终，\n1.").replace("为指导，", "为指导，\n")
    target = read_text(text, year=2025).target
    assert target is not None
    assert target.lead.endswith("为基本思路\n目标:")
    assert target.goals[0] == "保证机关部门公共运行经费的\n正常运转；"
    assert target.items[0].goal.startswith("通过提高市民文明综合素质贯穿始终，\n1.积极培育")
    assert target.items[3].goal.startswith("通过研究组织")
    assert target.safeguards[0].text.startswith("坚持以习近平新时代中国特色社会主义思想为指导，\n不断")


def test_part_one_is_the_unit_s_whose_code_opens_the_others(seed_text: str) -> None:
    head, tail = seed_text[: seed_text.index("6.经费")], seed_text[seed_text.index("6.经费") :]
    reading = read_text(head + tail.replace("326001保定", "326001002保定"), year=2025)
    assert reading.target is not None
    assert reading.target.unit.code == "326001"
    assert reading.projects[5].unit.code == "326001002"


def test_a_department_above_the_tables_unit_can_be_given_for_part_one(seed: Reading, seed_text: str) -> None:
    department = Unit(code="326", name="乡村振兴局")
    reading = read_text(seed_text, year=2025, unit=department)
    assert reading.target is not None
    assert reading.target.unit == department
    assert reading.projects == seed.projects


def test_no_numeral_in_a_code_is_taken_for_a_digit(seed_text: str) -> None:
    reading = read_text(seed_text.replace("13060525P003981100040", "１３060525P00398110004②"), year=2025)
    assert reading.projects[0].code == "13060525P00398110004②"


def test_headings_may_be_numbered_with_one_character(seed: Reading, seed_text: str) -> None:
    text = seed_text.replace("一、总体绩效目标", "㈠总体绩效目标").replace("]1.社区", "]⒈社区")
    assert same(read_text(text, year=2025), seed)


def test_a_text_of_many_combining_marks_is_read_without_delay(seed_text: str) -> None:
    marks = "\u0301\u0316" * 20_000
    text = seed_text.replace("\t用于解决关系群众", f"\t用{marks}于解决关系群众", 1)
    began = time.process_time()
    assert read_text(text, year=2025).projects[0].purpose.startswith(f"用{marks}于")
    assert time.process_time() - began < 1


@pytest.mark.slow
def test_it_reads_300_tables_within_two_seconds(seed: Reading, seed_text: str) -> None:
    start = seed_text.index("[bookmark: _Toc_4_4_0000000004]")
    copies = [re.sub(r"13060525P0", f"13060525P{copy:02}", seed_text[start:]) for copy in range(50)]
    began = time.process_time()
    reading = read_text(seed_text[:start] + "".join(copies), year=2025)
    assert time.process_time() - began < 2
    assert len(reading.projects) == 300
    assert sum(project.funds.budget or 0 for project in reading.projects) == 50 * Decimal("891.08")
