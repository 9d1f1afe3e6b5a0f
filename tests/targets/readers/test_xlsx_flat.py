"""The flat layout as people fill it in: columns in any order, blanks for what is as above, and ways to get it wrong."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from targets.declaration import Declaration, Unit
from targets.readers import DocumentError, Reading
from targets.readers.xlsx import read_xlsx
from tests.workbooks import FIRST, HEAD, SECOND, workbook

Row = tuple[object, ...]


def read(*rows: Row, **options: object) -> Reading:
    return read_xlsx(workbook(rows, **options), year=2025)  # type: ignore[arg-type]


def only(*rows: Row, **options: object) -> Declaration:
    (project,) = read(*rows, **options).projects
    return project


def problems(*rows: Row, **options: object) -> str:
    with pytest.raises(DocumentError) as error:
        read(*rows, **options)
    return str(error.value)


def put(row: Row, **cells: object) -> Row:
    """A row of HEAD with other cells, by heading."""
    return tuple(cells.get(heading, cell) for heading, cell in zip(HEAD, row, strict=True))


def test_a_project_is_read_from_its_rows() -> None:
    reading = read(HEAD, FIRST, SECOND)
    (project,) = reading.projects
    assert project.unit == Unit(code="326001", name="某某局")
    assert (project.code, project.name, project.number) == ("P1", "道路维护", 1)
    assert (project.funds.fiscal, project.funds.other) == (Decimal(120), None)
    assert [(row.month, row.amount) for row in project.checkpoints] == [(3, 30), (12, 120)]
    assert project.goals == ("路面完好", "群众满意")
    assert [(row.level_one, row.level_two, row.name) for row in project.indicators] == [
        ("产出指标", "数量指标", "里程"),
        ("产出指标", "质量指标", "完好率"),
    ]
    assert str(reading.places["projects", 0, "indicators", 1]) == "工作表“Sheet1”M3"
    assert reading.notes == ()


def shuffled(rows: list[Row]) -> list[Row]:
    return [tuple(reversed(row)) for row in rows]


def repeated(rows: list[Row]) -> list[Row]:
    return [*rows[:2], (*rows[1][:10], *rows[2][10:])]


def with_title(rows: list[Row]) -> list[Row]:
    return [(), ("", "2025年绩效目标清单"), ("", *("",) * 14, "单位：万元"), *(("", *row) for row in rows)]


def otherwise_named(rows: list[Row]) -> list[Row]:
    names = {
        "单位代码": "*预算单位编码",
        "财政资金": "其中：财政    资金（万元）",
        "3月底": "３月末",
        "描述": "指标说明",
    }
    return [tuple(names.get(str(head), head) for head in rows[0]), *rows[1:]]


def in_two_rows(rows: list[Row]) -> list[Row]:
    upper = tuple("资金支出计划（万元）" if head == "3月底" else "" if head == "12月底" else head for head in rows[0])
    lower = tuple(head if head in ("3月底", "12月底") else "" for head in rows[0])
    return [upper, lower, *rows[1:]]


def with_parts(rows: list[Row]) -> list[Row]:
    heads = (*rows[0], "运算符", "数值", "计量单位", "备注")
    return [heads, (*rows[1], "", 12, "公里", ""), (*rows[2], ">=", "９５", "%", " ")]


def with_texts(rows: list[Row]) -> list[Row]:
    return [rows[0], put(rows[1], 财政资金=" １２０．００ ", **{"12月底": "120.0"}), rows[2], ("",) * 16, (" ",) * 16]


@pytest.mark.parametrize(
    "change", [shuffled, repeated, with_title, otherwise_named, in_two_rows, with_parts, with_texts]
)
def test_it_may_be_written_otherwise(change: Callable[[list[Row]], list[Row]]) -> None:
    assert only(*change([HEAD, FIRST, SECOND])) == only(HEAD, FIRST, SECOND)


def test_merged_cells_say_the_same_in_each_row() -> None:
    second = put(SECOND, 二级指标="", 项目编码="P2", 项目名称="桥梁", 单位代码="326001", 单位名称="某某局")
    merged = read(HEAD, FIRST, second, merged=["K2:K3", "L2:L3", "E2:E3"])
    assert [(row.level_one, row.level_two) for row in merged.projects[1].indicators] == [("产出指标", "数量指标")]
    assert [project.funds.fiscal for project in merged.projects] == [120, 120]


def test_rows_of_a_project_may_be_apart_and_numbers_may_count_rows() -> None:
    heads = ("序号", *HEAD)
    other = put(FIRST, 项目编码="P2", 项目名称="桥梁")
    last = put(SECOND, 项目编码="P1", 一级指标="效益指标")
    reading = read(heads, (1, *FIRST), (2, *other), (3, *last))
    assert [(project.code, project.number, len(project.indicators)) for project in reading.projects] == [
        ("P1", 1, 2),
        ("P2", 2, 1),
    ]


def test_what_is_beside_the_table_is_named() -> None:
    sheets = [[("标题",), HEAD, FIRST, ("合计", "", "", "", 120)], [("随便",)], [()], [HEAD]]
    reading = read_xlsx(workbook(*sheets, names=["清单", "别的", "空", "说明"]), year=2025)
    assert [str(note) for note in reading.notes] == [
        "工作表“清单”A1：表头之上的“标题”没有读取",
        "工作表“清单”A4：“合计 | 120”不是指标，没有读取",
        "工作表“别的”：这个工作表不是项目绩效目标表，没有读取",
    ]


def test_scores_and_remarks_are_left_out_and_named_once() -> None:
    heads, rows = (*HEAD, "分值", "备注"), [(*FIRST, 10, ""), (*SECOND, 20, "")]
    reading = read(("（2025年度）",), heads, *rows)
    assert reading.projects == read(HEAD, FIRST, SECOND).projects
    assert [str(note) for note in reading.notes] == [
        "工作表“Sheet1”Q3：“分值”一列的内容没有导入（绩效目标表中没有这一栏）"
    ]
    assert "A1：应为所选的预算年度 2025，实为“（2026年度）”" in problems(("（2026年度）",), heads, *rows)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([put(FIRST, 项目名称="")], "C2：应为项目 P1 的项目名称"),
        ([put(FIRST, 项目编码="")], "C2：应为项目编码，实为“326001”"),
        ([put(FIRST, 财政资金="一百")], "E2：“一百”不是有效金额"),
        ([put(FIRST, 财政资金=-5)], "E2：应为不小于零的金额，实为“-5”"),
        ([put(FIRST, 财政资金=1.23456789)], "E2：“1.23456789”不是有效金额"),
        ([FIRST, put(SECOND, 财政资金=121)], "E3：同一项目（P1）的“财政资金”前后不一致：这里是“121”，E2 是“120”"),
        ([FIRST, put(SECOND, 绩效目标="1.别的")], "J3：同一项目（P1）的“绩效目标”前后不一致"),
        ([put(FIRST, 单位代码="某局")], "A2：应为单位代码，如 326001，实为“某局”"),
        ([put(FIRST, 二级指标="")], "K2：应为“产出指标”之下的二级指标，实为“里程”"),
        ([put(FIRST, 一级指标="")], "K2：应为项目第一行的一级指标，实为“里程”"),
        ([put(FIRST, 三级指标="")], "M2：应为三级指标的名称，实为“维护里程”"),
        ([FIRST, put(FIRST, 项目编码="P2", 单位名称="另一局")], "A3：应为与其他各表一致的单位名称“某某局”"),
        ([put(FIRST, 绩效目标="2.路面")], "J2：应为第 1 条的编号，实为“2.路面”"),
        ([(*FIRST, "多")], "Q2：应为空白，因为列“（没有表头）”不是模板的列"),
        ([], "表格中没有填写任何项目"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_quoted_with_its_cell(rows: list[Row], sentence: str) -> None:
    assert sentence in problems(HEAD, *rows)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("项目编码", "编码", "A1：表头缺少“项目编码”一列"),
        ("三级指标", "指标", "A1：表头缺少“三级指标”一列"),
        ("财政资金", "财政资金（元）", "E1：应为以万元为单位的金额，实为“财政资金（元）”"),
        ("其他资金", "财政资金", "F1：应为只出现一次的表头，实为“财政资金”"),
        ("依据", "联系电话", "P2：应为空白，因为列“联系电话”不是模板的列（请删去该列或改正表头），实为“计划”"),
    ],
)
def test_headings_that_do_not_fit_are_told(old: str, new: str, sentence: str) -> None:
    assert sentence in problems(tuple(new if head == old else head for head in HEAD), FIRST)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ((2024, "", "", ""), "Q2：应为所选的预算年度 2025，实为“2024”"),
        (("", "", 13, "公里"), "S2：应为与指标值“12公里”一致的运算符、数值和计量单位（或空着），实为“13 公里”"),
        (("", "≥", 12, "公里"), "S2：应为与指标值“12公里”一致"),
    ],
)
def test_what_is_said_twice_must_agree(cells: Row, sentence: str) -> None:
    assert sentence in problems((*HEAD, "年度", "运算符", "数值", "计量单位"), (*FIRST, *cells))


def test_a_value_may_stand_in_its_parts_alone() -> None:
    heads = (*HEAD, "运算符", "数值", "数值上限", "计量单位")
    rows = [(*put(FIRST, 指标值=""), "不少于", 12, "", "公里"), (*put(SECOND, 指标值=""), "", 90, 95, "%")]
    assert [str(row.value) for row in only(heads, *rows).indicators] == ["不少于12公里", "90%-95%"]
    assert "应为能组成指标值的" in problems(heads, (*put(FIRST, 指标值=""), "≥", "", "", "公里"))


def test_a_unit_that_is_known_need_not_be_named() -> None:
    data = workbook([HEAD[2:], FIRST[2:]])
    unit = Unit(code="326", name="某某局")
    assert read_xlsx(data, year=2025, unit=unit).projects[0].unit == unit
    with pytest.raises(DocumentError, match="A1：表头缺少“单位代码”一列"):
        read_xlsx(data, year=2025)


def test_a_workbook_without_tables_says_what_was_looked_for() -> None:
    assert "没有找到项目绩效目标表" in problems(("姓名", "电话"), ("某", 1))
