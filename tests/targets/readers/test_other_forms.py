"""Forms of other counties and provinces: other words, more columns, the unit otherwise; what has no place is told."""

import pytest

from reports.form import name_unit
from targets.readers import DocumentError
from targets.readers.docx import read_docx
from targets.readers.unit_line import read_unit_line
from tests.targets.readers.test_docx_variants import DECLARED
from tests.word_files import ABOVE, FORM, GOALS, HEADS, MONEY, NAMES, ROWS, TITLE, UNIT, form_file, p, tbl, tc, tr

UPPER = FORM[:6]
FUNDS = (
    tr(tc("项目资金\n（万元）", merge="restart"), tc("年度资金总额：", 3), tc("60.00", 3)),
    tr(tc(merge="continue"), tc("其中：财政拨款", 3), tc("60.00", 3)),
    tr(tc(merge="continue"), tc("其他资金", 3), tc("", 3)),
    tr(tc(merge="continue"), tc("资金用途", 3), tc("提升社区功能。", 3)),
)
GOAL_CELLS = p("1.保障运转。") + p("2.改善环境。")


def with_columns(row: str, *more: str) -> str:
    """A row of the indicators with further cells at its right."""
    return row.removesuffix("</w:tr>") + "".join(map(tc, more)) + "</w:tr>"


def scored(*rows: str) -> tuple[str, ...]:
    heads = with_columns(HEADS, "分值", "备注")
    return (heads, *(with_columns(row, "10", "") for row in rows))


def merged_in_the_old_way(row: str) -> str:
    """A head whose fourth column is two cells that Word once merged by hMerge."""
    first = tc("绩效指标描述").replace("<w:tcPr>", '<w:tcPr><w:hMerge w:val="restart"/>')
    return row.replace(tc("绩效指标描述"), first + tc().replace("<w:tcPr>", '<w:tcPr><w:hMerge w:val="continue"/>'))


def with_a_blank_before(row: str, description: str) -> str:
    assert tc(description) in row
    return row.replace(tc(description), tc() + tc(description))


OTHERS = {
    "funds down the page in other words": (NAMES, *FUNDS, *FORM[3:]),
    "年度目标": (*FORM[:5], GOALS.replace("绩效目标", "年度总体目标"), *FORM[6:]),
    "总体目标 over 年度目标": (
        *FORM[:5],
        tr(tc("总体目标", merge="restart"), tc("年度目标（2025年）", 6)),
        tr(tc(merge="continue"), tc(GOAL_CELLS, 6)),
        *FORM[6:],
    ),
    "总体目标 beside 年度目标": (*FORM[:5], tr("总体目标", "年度目标", tc(GOAL_CELLS, 5)), *FORM[6:]),
    "amounts in one cell with their labels": (
        NAMES,
        tr("预算规模及资金用途", tc("预算数：60.00万元", 2), tc("其中：财政资金：６０", 2), tc("其他资金：", 2)),
        *FORM[2:],
    ),
    "scores and remarks": (*UPPER, *scored(*ROWS), tr(tc("合计"), "", "", "", "", tc("", 2), "100", "")),
    "heads in other words": (*UPPER, HEADS.replace("三级指标", "三级指标名称").replace("确定依据", "设定依据"), *ROWS),
    "a head merged across in the old way": (
        *UPPER,
        merged_in_the_old_way(HEADS),
        *(with_a_blank_before(row, text) for row, text in zip(ROWS, ("保障社区数量", "", "", "满意程度"), strict=True)),
    ),
}


@pytest.mark.parametrize("rows", OTHERS.values(), ids=OTHERS)
def test_a_form_of_another_place_reads_as_the_same_table(rows: tuple[str, ...]) -> None:
    reading = read_docx(form_file(ABOVE + tbl(rows)), year=2025)
    assert reading.projects == (DECLARED,)
    left_out = ["第 1 个表格第 8 行第 7 格：“分值”一栏的内容没有导入（绩效目标表中没有这一栏），以下各处相同"]
    assert [str(note) for note in reading.notes] == (left_out if rows is OTHERS["scores and remarks"] else [])


def test_a_form_without_descriptions_and_reasons_is_read_and_that_is_told() -> None:
    heads = tr("一级指标", "二级指标", tc("三级指标", 2), tc("指标值", 3))
    rows = (
        tr(tc("产出指标", merge="restart"), "数量指标", tc("社区数量", 2), tc("12个", 3)),
        tr(tc(merge="continue"), "成本指标", tc("成本", 2), tc("≤5万元/个", 3)),
    )
    on_a_new_page = tbl((tr("满意度指标", "服务对象满意度指标", "群众满意度", "≥95%"),))
    reading = read_docx(form_file(ABOVE + tbl((*UPPER, heads, *rows)) + p("") + on_a_new_page), year=2025)
    bare = {"description": "", "basis": ""}
    assert reading.projects[0].indicators == tuple(
        DECLARED.indicators[place].model_copy(update=bare) for place in (0, 2, 3)
    )
    assert [str(note) for note in reading.notes] == [
        f"第 1 个表格第 7 行第 1 格：表中没有“{column}”一栏：已有项目的这一项保持不变，"
        "新项目的为空白（别的表没有这一栏也是这样）"
        for column in ("绩效指标描述", "指标值确定依据")
    ]
    unknown = tr("一级指标", "二级指标", "三级指标", "", tc("指标值", 3))
    row = tr("产出指标", "数量指标", "社区数量", "保障社区数量", tc("12个", 3))
    with pytest.raises(
        DocumentError, match=r"第 8 行第 4 格：“保障社区数量”不在.*（没有找到表头“绩效指标描述”“指标值确定依据”）"
    ):
        read_docx(form_file(ABOVE + tbl((*UPPER, unknown, row))), year=2025)


@pytest.mark.parametrize(
    ("line", "code", "name"),
    [
        ("某某局（326001）", "326001", "某某局"),
        ("单位名称：某某局(326)   单位：万元", "326", "某某局"),
        ("预算单位：326001-某某局—本级", "326001", "某某局—本级"),
        ("单位代码：326001 －某某局", "326001", "－某某局"),
        ("326001某某局（社区）", "326001", "某某局（社区）"),
    ],
)
def test_the_unit_may_be_named_in_other_ways(line: str, code: str, name: str) -> None:
    unit = read_unit_line(line).unit
    assert unit is not None
    assert (unit.code, unit.name) == (code, name)


@pytest.mark.parametrize("line", ["某某局（2025）", "2025-2027年规划", "社区经费绩效目标表（326001）"])
def test_what_may_be_something_else_names_no_unit(line: str) -> None:
    assert read_unit_line(line).unit is None


REFUSED = {
    "no code": (
        tbl((tr("项目名称", tc("社区工作经费", 5)), *FORM[1:])),
        "（没有找到；没有编码，就分不清是哪一个项目）",
    ),
    "one level over two columns": (
        tbl((*FORM[:-1], tr(tc("满意度指标", 2), "群众满意度", "满意程度", "≥95%", tc("问卷", 2)))),
        "“满意度指标”占了“一级指标”“二级指标”几栏，分不清属于哪一栏",
    ),
    "an unknown column": (
        tbl((*UPPER, with_columns(HEADS, "指标性质"), *(with_columns(row, "≥") for row in ROWS))),
        "第 1 个表格第 8 行第 7 格：“≥”不在“一级指标、",
    ),
    "a plan in per cent": (
        tbl(FORM).replace("资金支出计划（万元）", "资金支出计划（％）"),
        "应为“资金支出计划（万元）”及各月底的累计金额，实为“资金支出计划（％）”",
    ),
    "goals of later years": (
        tbl(
            (
                *FORM[:5],
                tr(tc("总体目标", merge="restart"), tc("中期目标", 3), tc("年度目标", 3)),
                tr(tc(merge="continue"), tc("三年建成。", 3), tc(GOAL_CELLS, 3)),
                *FORM[6:],
            )
        ),
        "第 1 个表格第 7 行第 2 格：“中期目标”一栏的“三年建成。”不是年度目标",
    ),
}


@pytest.mark.parametrize(("table", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_has_no_place_is_quoted(table: str, sentence: str) -> None:
    with pytest.raises(DocumentError) as error:
        read_docx(form_file(p(TITLE) + p(f"{UNIT} {MONEY}") + table), year=2025)
    assert sentence in str(error.value)


def test_a_unit_whose_name_begins_with_a_hyphen_stays_as_it_is() -> None:
    unit = DECLARED.unit.model_copy(update={"name": "-某某局"})
    assert read_unit_line(name_unit(unit)).unit == unit


SIGNED = p("单位负责人（签字）：        财务负责人（签字）：       经办人：") + p("（盖章）   2025年1月5日")
SIGNATURES = {
    "below the table": SIGNED,
    "in a table of their own": tbl((tr("单位负责人", "甲", "财务负责人", "乙"), tr("复核人：", "", "联系电话：1"))),
}


@pytest.mark.parametrize("signed", SIGNATURES.values(), ids=SIGNATURES)
def test_lines_to_sign_at_are_no_content(signed: str) -> None:
    second = tbl(FORM).replace(DECLARED.code, f"{DECLARED.code[:-1]}B")
    body = ABOVE + tbl(FORM) + signed + ABOVE + second + signed
    reading = read_docx(form_file(body), year=2025)
    assert [table.indicators for table in reading.projects] == [DECLARED.indicators] * 2
    within = tbl((*FORM, tr(tc("单位负责人（签字）：", 3), tc("财务负责人：", 4))))
    assert read_docx(form_file(ABOVE + within), year=2025).projects == (DECLARED,)


def test_an_indicator_may_be_called_as_who_signs() -> None:
    row = tr("", "", "审核", "", "100%", tc("", 2))
    (project,) = read_docx(form_file(ABOVE + tbl((*FORM, row))), year=2025).projects
    assert (project.indicators[-1].name, len(project.indicators)) == ("审核", 5)


def test_the_row_of_who_answers_for_the_project_is_left_out_and_told() -> None:
    row = tr("主管部门", tc("某某局", 2), "实施单位", tc("326001某某局—本级", 3))
    form = tbl((NAMES, row, *FORM[1:]))
    reading = read_docx(form_file(p(TITLE) + p(MONEY) + form), year=2025)
    assert reading.projects == (DECLARED,)
    assert [note.sentence for note in reading.notes] == ["“主管部门”“实施单位”没有导入（绩效目标表中没有这一栏）"]
