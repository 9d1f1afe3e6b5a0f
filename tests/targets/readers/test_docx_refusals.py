"""What is no official form is refused with one sentence; what is half understood is told cell by cell, with place."""

import io
import time
import zipfile

import pytest

from targets.readers import DocumentError
from targets.readers.docx import read_docx
from targets.readers.safety import Package
from tests.targets.readers.test_docx_variants import ABOVE, FORM, GOALS, HEADS, PURPOSE, ROWS, TITLE, UNIT, changed
from tests.word_files import form_file, p, run, tbl, tc, tr

FULL = ABOVE + tbl(FORM)
NO_CODE = "应为表中的“项目编码”一格（没有找到；没有编码，就分不清是哪一个项目）"


def refusal(body: str) -> list[str]:
    return refusal_of(form_file(body))


REFUSED = {
    "no table": (
        p("关于报送绩效目标的通知"),
        ["整个文件：应为表格（没有找到），或有“第一部分”作标题的部门整体绩效目标"],
    ),
    "another table": (
        tbl((tr("姓名", "电话"), tr("某某", "1"))),
        ["整个文件：应为项目绩效目标表，其中有“项目编码”一格（没有找到）"],
    ),
    "no code": (
        changed("项目编码", "编号"),
        [f"段落“3.社区工作经费绩效目标表”：{NO_CODE}"],
    ),
    "second table without code": (
        FULL + FULL.replace("项目编码", "编号"),
        [f"段落“3.社区工作经费绩效目标表”：{NO_CODE}"],
    ),
    "no goals": (changed(GOALS, ""), ["段落“3.社区工作经费绩效目标表”：应为表中的“绩效目标”一格（没有找到）"]),
    "no indicators": (
        changed(HEADS, "").replace("".join(ROWS), ""),
        ["段落“3.社区工作经费绩效目标表”：应为表中的“一级指标”一格（没有找到）"],
    ),
    "the column of names is missing": (
        changed("三级指标", "名称"),
        [
            "第 1 个表格第 7 行第 1 格：应为表头“三级指标”（没有找到）"
            "，实为“一级指标 | 二级指标 | 名称 | 绩效指标描述 | 指标值 | 指标值确定依据”"
        ],
    ),
    "the head of a column is not known": (
        changed("绩效指标描述", "说明"),
        [
            "第 1 个表格第 7 行第 1 格：应为表头“绩效指标描述”（没有找到）"
            "，实为“一级指标 | 二级指标 | 三级指标 | 说明 | 指标值 | 指标值确定依据”"
        ],
    ),
    "yuan": (
        FULL.replace("（万元）", "").replace("单位：万元", "单位：元"),
        ["段落“326001某某局—本级       …”：应为“单位：万元”，实为“元”"],
    ),
    "no unit of money": (
        FULL.replace("（万元）", "").replace("单位：万元", ""),
        ["段落“3.社区工作经费绩效目标表”：应为表格上方的“单位：万元”（没有找到）"],
    ),
    "no unit": (
        p(TITLE) + tbl(FORM),
        ["段落“3.社区工作经费绩效目标表”：应为表格上方的单位编码和单位名称（没有找到），如“326001某某局—本级”"],
    ),
    "unit without code": (
        FULL.replace(UNIT, "单位名称：某某局"),
        [
            "段落“单位名称：某某局          单…”：应为单位编码和单位名称，如“326001某某局—本级”"
            "，实为“单位名称：某某局          单位：万元”"
        ],
    ),
    "another title": (
        FULL.replace("3.社区", "3.乡村"),
        ["第 1 个表格第 1 行第 4 格：应为与标题“3.乡村工作经费绩效目标表”一致的项目名称，实为“社区工作经费”"],
    ),
    "sum": (
        changed("其他资金", "其他资金").replace(tc(" "), tc("5")),
        ["第 1 个表格第 2 行第 3 格：应为财政资金与其他资金之和 65.00，实为“60.00”"],
    ),
    "bad amounts": (
        changed("15.00", "十五").replace("45.00", "-45"),
        [
            "第 1 个表格第 5 行第 2 格：“十五”不是有效金额，请填数字（单位：万元，最多六位小数）",
            "第 1 个表格第 5 行第 4 格：应为不小于零的金额，实为“-45”",
        ],
    ),
    "months": (
        changed("6月底", "13月底").replace("12月底", "10月底"),
        [
            "第 1 个表格第 4 行第 3 格：应为从前到后的月份，如“3月底”，实为“13月底”",
            "第 1 个表格第 4 行第 5 格：应为从前到后的月份，如“3月底”，实为“10月底”",
        ],
    ),
    "too many amounts": (
        changed(tc("45.00", 2) + tc("60.00", 2), tc("45.00") + tc("50.00") + tc("60.00", 2)),
        [
            "第 1 个表格第 5 行第 5 格：“50.00”放不进“资金支出计划”一栏的任何一格",
            "第 1 个表格第 5 行第 6 格：“60.00”放不进“资金支出计划”一栏的任何一格",
        ],
    ),
    "two purposes": (
        changed(PURPOSE, PURPOSE + tr(tc(merge="continue"), tc("另一用途。", 6))),
        ["第 1 个表格第 4 行第 2 格：应为“资金支出计划（万元）”，资金用途只占一格，实为“另一用途。”"],
    ),
    "two codes": (
        changed(tc("13060525P00398010004A", 2), tc("1") + tc("2")),
        ["第 1 个表格第 1 行第 3 格：应为“项目编码”右边只有一格，实为“2”"],
    ),
    "beside the table": (
        changed(ROWS[1], ROWS[1].replace("</w:tr>", tc("10分") + "</w:tr>")),
        [
            "第 1 个表格第 9 行第 7 格：“10分”不在“一级指标、二级"
            "指标、三级指标、绩效指标描述、指标值、指标值确定依据”任何一栏之下"
        ],
    ),
    "over two columns": (
        changed(tc("保障社区数量") + tc("12个"), tc("保障社区数量12个", 2)),
        ["第 1 个表格第 8 行第 4 格：“保障社区数量12个”占了“绩效指标描述”“指标值”几栏，分不清属于哪一栏"],
    ),
    "an indicator without name": (
        changed(tc("次数"), tc()),
        ["第 1 个表格第 9 行第 3 格：应为三级指标的名称，实为“产出指标 | 数量指标 |  |  | 3次 | 文件”"],
    ),
    "a level two is missing": (
        changed(tc("服务对象满意度指标"), tc()),
        [
            "第 1 个表格第 11 行第 2 格：应为“满意度指标”之下的二级指标"
            "，实为“满意度指标 |  | 群众满意度 | 满意程度 | ≥95% | 问卷”"
        ],
    ),
    "text between and below": (
        ABOVE + tbl(FORM[:6]) + p("说到这里") + tbl(FORM[6:]) + p("第三部分") + p("其他"),
        [
            "段落“说到这里”：表格中间的“说到这里”放不进表中的任何一格",
            "段落“第三部分”：“第三部分”不在任何一张项目绩效目标表之内",
        ],
    ),
    "a title without table": (
        FULL + p("4.下乡经费绩效目标表"),
        ["段落“4.下乡经费绩效目标表”：应为标题之下的表格，其中有“项目编码”一格，实为“4.下乡经费绩效目标表”"],
    ),
    "the same code twice": (
        FULL + FULL,
        [
            "第 1 个表格第 1 行第 2 格：应为与第 2 个表格第 1 行第 2 格不同的项目编码，实为“13060525P00398010004A”",
            "第 2 个表格第 1 行第 2 格：应为与第 1 个表格第 1 行第 2 格不同的项目编码，实为“13060525P00398010004A”",
        ],
    ),
    "goals out of turn": (
        changed("2.改善环境。", "4.改善环境。"),
        ["第 1 个表格第 6 行第 2 格：应为第 2 条的编号，实为“4.改善环境。”"],
    ),
    "a stray part": (
        p("第二部分") + p("情况说明如下") + FULL,
        ["段落“情况说明如下”：“情况说明如下”不在任何一张项目绩效目标表之内"],
    ),
    "part one without sections": (
        p("第一部分") + p("部门整体绩效目标") + p("略") + FULL,
        [
            "段落“第一部分”：应为第一部分中的标题“一、总体绩效目标”（文件中没有）",
            "段落“第一部分”：应为第一部分中的标题“二、分项绩效目标”（文件中没有）",
            "段落“第一部分”：应为第一部分中的标题“三、工作保障措施”（文件中没有）",
        ],
    ),
}


@pytest.mark.parametrize(("body", "sentences"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_placed_is_told_with_its_place(body: str, sentences: list[str]) -> None:
    assert refusal(body) == sentences


def nested(depth: int) -> str:
    return p("<w:smartTag>" * depth + run("深") + "</w:smartTag>" * depth)


HOSTILE = {
    "a table too large to be one": (tbl([tr("x", "y")] * 100_000), "有一张表或一段文字过大"),
    "a million paragraphs": (p() * 1_000_000, "表格以外的段落超过 20000 个"),
    "paragraphs in one cell": (tbl([tr(tc(p() * 200_000))]), "段落和单元格超过 120000 个"),
    "tables without end": (tbl([tr("x")]) * 40_000, "表格超过 8000 个"),
    "a row without end": (ABOVE + tbl((*FORM, tr(*["x"] * 50_000))), "一行超过 200 格"),
    "rows as wide as may be": (ABOVE + tbl((*FORM, *[tr(*["x"] * 199)] * 250)), "同在“指标值确定依据”一格"),
    "months without end": (ABOVE + tbl((*FORM[:3], *[tr("资金支出计划（万元）", *["3月底"] * 190)] * 250)), "月份"),
    "heads among goals": (
        ABOVE + tbl((*FORM[:5], *[tr("总体目标", *["年度目标", "x"] * 95)] * 200, *FORM[6:])),
        "“年度目标”在一张表中出现了 19000 次",
    ),
    "cells merged down without end": (
        tbl([tr(*[tc("a", merge="restart")] * 60), *[tr(*[tc(merge="continue")] * 60)] * 900]),
        "项目编码",
    ),
    "cells merged across without end": (tbl([tr(*[tc("a", 99_999)] * 100)] * 300), "项目编码"),
    "tags in tags": (nested(5000), "已损坏"),
    "tags in tags that the parser bears": (nested(200) + FULL.replace("项目编码", "编号"), "项目编码"),
    "not closed": (ABOVE + "<w:tbl>", "已损坏"),
    "contents that never end": (
        p('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>') + FULL,
        "单位编码和单位名称（没有找到）",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize(("body", "sentence"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_document_is_refused_within_seconds(body: str, sentence: str) -> None:
    with zipfile.ZipFile(io.BytesIO(form_file(body))) as archive:  # past the guard, which stops most of them
        package = Package("docx", {name: archive.read(name) for name in archive.namelist()})
    started = time.perf_counter()
    assert sentence in "\n".join(refusal_of(package))
    assert time.perf_counter() - started < 5


def refusal_of(data: bytes | Package) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        read_docx(data, year=2025)
    return str(caught.value).split("\n")


def test_cells_that_span_a_million_columns_cost_nothing() -> None:
    read_docx(form_file(FULL.replace('w:val="6"', 'w:val="99999999"')), year=2025)
