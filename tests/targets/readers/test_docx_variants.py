"""One official form as Word, WPS and people write it: every variant reads as the same Declaration."""

import io
from decimal import Decimal

import pytest

from indicators.target_value import TargetValue
from targets.declaration import Checkpoint, Declaration, Funds, Indicator, Unit
from targets.readers.docx import read_docx
from tests.word_files import (
    ABOVE,
    AMOUNTS,
    DECIMAL,
    FORM,
    GOALS,
    HEADS,
    MONEY,
    MONTHS,
    NAMES,
    PLAN,
    PURPOSE,
    ROWS,
    TITLE,
    UNIT,
    W,
    form_file,
    listed,
    p,
    run,
    tbl,
    tc,
    text_box,
    tr,
    word_file,
)

DECLARED = Declaration(
    year=2025,
    unit=Unit(code="326001", name="某某局—本级"),
    number=3,
    code="13060525P00398010004A",
    name="社区工作经费",
    purpose="提升社区功能。",
    funds=Funds(fiscal=Decimal(60)),
    checkpoints=tuple(
        Checkpoint(month=month, amount=Decimal(amount)) for month, amount in ((3, 15), (6, 30), (10, 45), (12, 60))
    ),
    goals=("保障运转。", "改善环境。"),
    indicators=tuple(
        Indicator(
            level_one=one,
            level_two=two,
            name=name,
            description=description,
            value=TargetValue.parse(value),
            basis=basis,
        )
        for one, two, name, description, value, basis in (
            ("产出指标", "数量指标", "社区数量", "保障社区数量", "12个", "文件"),
            ("产出指标", "数量指标", "次数", "", "3次", "文件"),
            ("产出指标", "成本指标", "成本", "", "≤5万元/个", "测算"),
            ("满意度指标", "服务对象满意度指标", "群众满意度", "满意程度", "≥95%", "问卷"),
        )
    ),
)


def changed(old: str, new: str, form=FORM) -> str:
    """The usual document with one part of its XML otherwise; it must be there."""
    xml = ABOVE + tbl(form)
    assert old in xml
    return xml.replace(old, new)


def with_rows(*rows: str) -> str:
    return ABOVE + tbl(rows)


PURPOSE_RUN = run("提升社区功能。")
DELETED = '<w:del w:id="1" w:author="a"><w:r><w:delText>旧</w:delText></w:r></w:del>'
FIRST_TABLE, SECOND_TABLE = (NAMES, AMOUNTS, PURPOSE, MONTHS, PLAN, GOALS), (HEADS, *ROWS)
CONTENTS = (
    p(
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o "1-3" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run(TITLE)
    )
    + p(TITLE)
    + p('<w:r><w:fldChar w:fldCharType="end"/></w:r>')
)

VARIANTS = {
    "as usual": ABOVE + tbl(FORM),
    "two tables": ABOVE + tbl(FIRST_TABLE) + p() + tbl(SECOND_TABLE),
    "cut over pages, heads again": ABOVE
    + tbl(FIRST_TABLE)
    + tbl((HEADS, *ROWS[:3]))
    + p("续表")
    + tbl((HEADS, ROWS[3])),
    "cut over pages, title and unit again": ABOVE + tbl((*FORM[:-1],)) + ABOVE + tbl((HEADS, ROWS[3])),
    "cut without heads, other columns": ABOVE
    + tbl((*FORM[:-1],))
    + tbl((tr("满意度指标", tc("服务对象满意度指标", 2), "群众满意度", "满意程度", "≥95%", "问卷"),)),
    "head repeated inside the table": with_rows(*FORM[:-1], HEADS, ROWS[3]),
    "title and unit line inside the table": tbl((tr(tc(TITLE, 7)), tr(tc(UNIT, 5), tc(MONEY, 2)), *FORM)),
    "inside one cell that lays it out": tbl((tr(tc(ABOVE + tbl(FORM) + p())),)),
    "title over two lines": p("3.社区工作经费\n绩效目标表") + p(f"{UNIT}\t（金额单位：万元）") + tbl(FORM),
    "title over two paragraphs": p("3.社区工作经费") + p("绩效目标表") + p(UNIT) + p(MONEY) + tbl(FORM),
    "unit line above the title": p(f"单位名称：{UNIT}") + p(TITLE) + p(MONEY) + tbl(FORM),
    "unit line in a text box": p(TITLE) + text_box(UNIT, MONEY) + tbl(FORM),
    "unit line in a box anchored in the title": p(run(TITLE) + text_box(f"{UNIT} {MONEY}")[5:-6]) + tbl(FORM),
    "unit line in a box anchored in a cell": p(TITLE)
    + tbl(FORM).replace(p("项目编码"), p("项目编码") + text_box(UNIT, MONEY)),
    "contents above": CONTENTS + ABOVE + tbl(FORM),
    "cover and contents above": p("2025年部门预算")
    + p("目录")
    + p(f"{TITLE}…………3")
    + p(f"{TITLE}\t3")
    + ABOVE
    + tbl(FORM),
    "blank rows and paragraphs": p()
    + ABOVE
    + p(" ")
    + tbl((tr("", ""), NAMES, tr("", tc("", 6)), *FORM[1:], tr("", "", ""))),
    "blank paragraphs in a cell": changed(p("提升社区功能。"), p() + p("提升社区功能。") + p(" ")),
    "wide and spaced labels": changed("资金支出计划（万元）", "资 金 支 出\n计划(万元)")
    .replace("3月底", "３月 底")
    .replace("项目编码", "项　目　编　码：")
    .replace("60.00", "６０．００")
    .replace("产出指标", "产 出\n指 标"),
    "label and value in one cell": with_rows(
        tr(tc("项目编码：13060525P00398010004A", 3), tc("项目名称: 社区工作经费", 3)), *FORM[1:]
    ),
    "split runs": changed(
        PURPOSE_RUN, run("提升", "<w:b/>") + '<w:bookmarkStart w:id="1" w:name="x"/>' + run("社区功能。")
    ),
    "link, smart tag and field": changed(
        PURPOSE_RUN,
        f"<w:hyperlink>{run('提升')}</w:hyperlink><w:smartTag>{run('社区')}</w:smartTag>"
        f'<w:fldSimple w:instr="X">{run("功能")}</w:fldSimple>' + run("。"),
    ),
    "controls around text, cell and row": changed(
        PURPOSE_RUN, f"<w:sdt><w:sdtPr/><w:sdtContent>{PURPOSE_RUN}</w:sdtContent></w:sdt>"
    )
    .replace(ROWS[3], f"<w:sdt><w:sdtContent>{ROWS[3]}</w:sdtContent></w:sdt>")
    .replace(tc("3次"), f"<w:sdt><w:sdtContent>{tc('3次')}</w:sdtContent></w:sdt>"),
    "tracked changes": changed(PURPOSE_RUN, f'{DELETED}<w:ins w:id="2" w:author="a">{PURPOSE_RUN}</w:ins>').replace(
        HEADS, "<w:tr><w:trPr><w:del/></w:trPr>" + tc("旧的一行") + "</w:tr>" + HEADS
    ),
    "deleted paragraph mark": changed(p("提升社区功能。"), p("提升", "<w:rPr><w:del/></w:rPr>") + p("社区功能。")),
    "moved text": changed(PURPOSE_RUN, f"<w:moveFrom>{PURPOSE_RUN}</w:moveFrom><w:moveTo>{PURPOSE_RUN}</w:moveTo>"),
    "text in two forms": changed(
        PURPOSE_RUN,
        f"<mc:AlternateContent><mc:Choice>{PURPOSE_RUN}</mc:Choice><mc:Fallback>{PURPOSE_RUN}</mc:Fallback>"
        "</mc:AlternateContent>",
    ),
    "hidden text": changed(PURPOSE_RUN, run("草稿", "<w:vanish/>") + PURPOSE_RUN),
    "sign as a symbol and in a formula": changed(
        run("≥95%"), '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r><m:oMath><m:r><m:t>95%</m:t></m:r></m:oMath>'
    ),
    "a diagonal as WPS draws it": changed(
        p("项目编码"),
        p(
            '<mc:AlternateContent><mc:Choice Requires="wpsCustomData"><wpsCustomData:diagonals/></mc:Choice>'
            "</mc:AlternateContent>" + run("项目编码")
        ),
    ),
    "cells merged across in the old way": changed(
        tc("提升社区功能。", 6),
        tc("提升社区功能。").replace("<w:tcPr>", '<w:tcPr><w:hMerge w:val="restart"/>')
        + tc().replace("<w:tcPr>", '<w:tcPr><w:hMerge w:val="continue"/>') * 5,
    ),
    "levels not merged but blank": changed(ROWS[1], tr("", "", "次数", "", "3次", tc("文件", 2)))
    .replace(ROWS[2], tr("", "成本指标", "成本", "", "≤5万元/个", tc("测算", 2)))
    .replace(tc("产出指标", merge="restart"), tc("产出指标"))
    .replace(tc("数量指标", merge="restart"), tc("数量指标")),
    "levels repeated": with_rows(
        *FORM[:7],
        ROWS[0].replace('<w:vMerge w:val="restart"/>', ""),
        tr("产出指标", "数量指标", "次数", "", "3次", tc("文件", 2)),
        tr("产出指标", "成本指标", "成本", "", "≤5万元/个", tc("测算", 2)),
        ROWS[3],
    ),
    "a vertical head and ordinals beside": with_rows(
        *FORM[:6],
        tr(tc("绩效指标", merge="restart"), "序号", *HEADS[6:-7].split("|")),
        *(tr(tc(merge="continue"), str(number), *row[6:-7].split("|")) for number, row in enumerate(ROWS, start=1)),
    ),
    "goals in cells of their own": changed(
        GOALS,
        tr(tc("绩效目标", merge="restart"), tc("1、保障运转。", 6)) + tr(tc(merge="continue"), tc("2、改善环境。", 6)),
    ),
    "goals parted by soft breaks": changed(p("1.保障运转。") + p("2.改善环境。"), p("1.保障运转。\n2.改善环境。")),
    "a note below the table": changed(ROWS[3], ROWS[3] + tr(tc("注：指标值以批复为准。", 7)))
    + p("填报人：某某  联系电话：1"),
    "months from the year's beginning": changed("6月底", "截至6月末"),
}


@pytest.mark.parametrize("body", VARIANTS.values(), ids=VARIANTS)
def test_a_variant_reads_as_the_same_table(body: str) -> None:
    reading = read_docx(form_file(body), year=2025)
    assert reading.projects == (DECLARED,)


def test_strict_documents_are_read_as_well() -> None:
    data = word_file(ABOVE + tbl(FORM))
    strict = io.BytesIO()
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(strict, "w") as new:
        for name in old.namelist():
            part = old.read(name).replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")
            new.writestr(name, part)
    assert read_docx(strict.getvalue(), year=2025).projects == (DECLARED,)


@pytest.mark.parametrize(
    ("goals", "expected"),
    [
        (listed("保障运转。") + listed("改善环境。"), ("保障运转。", "改善环境。")),
        (
            listed("保障：") + listed("运转；", level=1) + p("等。") + listed("改善环境。"),
            ("保障：\n（1）运转；\n等。", "改善环境。"),
        ),
        (listed("3.5万人受益。") + listed(""), ("3.5万人受益。", "")),
        (p("1.保障运转。") + listed("改善环境。", 9), ("保障运转。\n改善环境。",)),
    ],
    ids=["a list", "a list of two levels", "a number in the text, an empty one", "an unknown list"],
)
def test_goals_that_word_numbers_are_goals(goals: str, expected: tuple[str, ...]) -> None:
    body = changed(p("1.保障运转。") + p("2.改善环境。"), goals)
    assert read_docx(form_file(body, numbering=DECIMAL), year=2025).projects[0].goals == expected


def test_a_title_that_word_numbers_has_that_number_by_its_style_too() -> None:
    style = (
        '<w:style w:type="paragraph" w:styleId="base"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="t"><w:basedOn w:val="base"/></w:style>'
    )
    name = TITLE.removeprefix("3.")
    bodies = (listed(name, 2), p(name, '<w:pStyle w:val="t"/>'))
    for title in bodies:
        data = form_file(title + p(f"{UNIT} {MONEY}") + tbl(FORM), numbering=DECIMAL, styles=style)
        assert read_docx(data, year=2025).projects == (DECLARED,)


def test_a_table_without_title_or_number_has_no_number() -> None:
    unnumbered = (DECLARED.model_copy(update={"number": None}),)
    for title in ("", p("社区工作经费绩效目标表"), p("2025年项目支出绩效目标表"), p("社区工作经费项目绩效目标表")):
        assert read_docx(form_file(title + p(f"{UNIT} {MONEY}") + tbl(FORM)), year=2025).projects == unnumbered


def test_a_table_without_unit_line_is_of_the_unit_given() -> None:
    body = p(TITLE) + tbl(FORM)
    assert read_docx(form_file(body), year=2025, unit=DECLARED.unit).projects == (DECLARED,)


def test_several_tables_are_parted_whatever_stands_between_them() -> None:
    second = tbl(FORM).replace("0004A", "0005B")
    body = ABOVE + tbl(FORM) + p() + ABOVE.replace("3.", "4.") + second
    other = DECLARED.model_copy(update={"number": 4, "code": "13060525P00398010005B"})
    assert read_docx(form_file(body), year=2025).projects == (DECLARED, other)
    in_one_table = ABOVE + tbl(
        (*FORM, tr(tc(TITLE.replace("3.", "4."), 7)), tr(tc(UNIT, 5), tc(MONEY, 2)), *FORM)
    ).replace("0004A", "0005B").replace("0005B", "0004A", 1)
    assert read_docx(form_file(in_one_table), year=2025).projects == (DECLARED, other)
