"""The same form as another program makes it, with its own way of merging cells."""

import io

import docx

from targets.readers.docx import read_docx
from tests.targets.readers.test_docx_variants import DECLARED
from tests.word_files import MONEY, TITLE, UNIT


def test_a_document_made_with_python_docx_is_read_with_its_merged_cells() -> None:
    document = docx.Document()
    document.add_heading(TITLE, 2)
    document.add_paragraph(f"{UNIT}\t{MONEY}")
    rows = [
        ["项目编码", "13060525P00398010004A", "", "项目名称", "社区工作经费", "", ""],
        ["预算规模及资金用途", "预算数", "60.00", "其中：财政资金", "60.00", "其他资金", ""],
        ["", "提升社区功能。", "", "", "", "", ""],
        ["资金支出计划（万元）", "3月底", "6月底", "10月底", "", "12月底", ""],
        ["", "15", "30", "45", "", "60", ""],
        ["绩效目标", "1.保障运转。\n2.改善环境。", "", "", "", "", ""],
        ["一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据", ""],
        ["产出指标", "数量指标", "社区数量", "保障社区数量", "12个", "文件", ""],
        ["", "", "次数", "", "3次", "文件", ""],
        ["", "成本指标", "成本", "", "≤5万元/个", "测算", ""],
        ["满意度指标", "服务对象满意度指标", "群众满意度", "满意程度", "≥95%", "问卷", ""],
    ]
    table = document.add_table(len(rows), 7)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            if text:
                table.cell(row, column).text = text
    for top, left, bottom, right in (
        (1, 0, 2, 0),
        (2, 1, 2, 6),
        (3, 0, 4, 0),
        (5, 1, 5, 6),
        (7, 0, 9, 0),
        (7, 1, 8, 1),
    ):
        table.cell(top, left).merge(table.cell(bottom, right))
    file = io.BytesIO()
    document.save(file)
    assert read_docx(file.getvalue(), year=2025).projects == (DECLARED,)
