"""The columns of the flat layout, one row an indicator, in one place: reader, writers and template all go by them."""

import re
from functools import lru_cache
from typing import NamedTuple

from targets.readers.text_cells import squeeze

LEAVES_OUT = "无"
"""In a checkpoint's cell: this project has no such checkpoint. A blank one has it, without an amount."""


class Column(NamedTuple):
    """One column: its key, its heading, other headings it goes by, and what to enter in it.

    ``of_project`` columns are the same in every row of a project, and may be blank from its second row on.
    """

    key: str
    heading: str
    others: tuple[str, ...] = ()
    note: str = ""
    width: float = 12
    of_project: bool = False
    required: bool = False

    @property
    def is_amount(self) -> bool:
        return self.key in AMOUNTS or self.key.startswith("month.")


AMOUNTS = ("budget", "fiscal", "other")

PROJECT = (
    Column("year", "年度", ("预算年度", "年份"), "四位数的预算年度，如 2025。", 7, True),
    Column(
        "unit.code", "单位代码", ("单位编码", "预算单位代码", "预算单位编码"), "申报单位的编码，如 326001。", 11, True
    ),
    Column("unit.name", "单位名称", ("预算单位", "预算单位名称", "申报单位", "单位"), "申报单位的全称。", 24, True),
    Column("number", "序号", ("编号",), "项目在本单位文件中的序号，可以不填。", 6, True),
    Column("code", "项目编码", ("项目代码",), "21 位项目编码。每换一个编码就是一个新项目。", 24, True, True),
    Column("name", "项目名称", (), "预算项目的全称。", 28, True, True),
    Column(
        "budget",
        "预算数（万元）",
        ("预算金额", "预算规模", "项目预算"),
        "财政资金与其他资金之和，可以不填。",
        of_project=True,
    ),
    Column("fiscal", "财政资金（万元）", ("财政拨款",), "以万元为单位，最多六位小数。", of_project=True),
    Column("other", "其他资金（万元）", (), "以万元为单位；没有其他资金就空着，不要填 0。", of_project=True),
    Column("purpose", "资金用途", ("用途", "预算规模及资金用途"), "资金的具体用途。", 40, True),
)
GOALS = Column(
    "goals",
    "绩效目标",
    ("总体绩效目标", "项目绩效目标", "总体目标"),
    "逐条编号，每条一行，如“1.……”（按 Alt+回车 换行）。",
    50,
    True,
)
INDICATOR = (
    Column("level_one", "一级指标", (), "与上一行相同时可以空着。", 14, required=True),
    Column("level_two", "二级指标", (), "与上一行相同时可以空着。", 18, required=True),
    Column("indicator", "三级指标", ("三级指标名称", "指标名称"), "指标的名称。", 26, required=True),
    Column("description", "绩效指标描述", ("指标描述", "描述", "指标说明", "指标内容"), "指标的含义和计算口径。", 40),
    Column(
        "value", "指标值", ("目标值", "绩效指标值", "年度指标值"), "照印出来的写法，如 ≥95%、12个、进一步提高。", 16
    ),
    Column("operator", "运算符", ("符号", "指标值符号", "计算符号"), "只填指标值即可；也可不填指标值而填这四列。", 7),
    Column("lower", "数值", ("指标值数值",), "指标值中的数字；范围的下限。", 10),
    Column("upper", "数值上限", ("上限",), "范围的上限，如 90%-95% 中的 95。", 10),
    Column("measure", "计量单位", ("度量单位", "指标值单位"), "数字的单位，如 %、个、万元/个。", 10),
    Column("basis", "指标值确定依据", ("依据", "确定依据", "指标依据"), "指标值从何而来，如工作计划、历史数据。", 30),
)

OF_EDITIONS = frozenset({"版本号", "批复日期", "版本SHA-256"})
"""Columns of the auditors' workbook that say nothing of a declaration."""

_BY_HEADING = {
    squeeze(heading).removesuffix("(万元)"): column
    for column in (*PROJECT, GOALS, *INDICATOR)
    for heading in (column.heading, *column.others)
}
_MONTH = re.compile(r"(?:资金支出计划|支出计划|累计支出)?([1-9][0-9]?)月[底末]?(?:累计)?(?:支出(?:计划)?)?")
_GOAL = re.compile(r"绩效目标(?:[0-9]{1,2}|[(][0-9]{1,2}[)]|[一二三四五六七八九十])")
_UNIT = re.compile(r"[(](?:单位:)?(万元|亿元|千元|百元|元)[)]$")
_GROUPS = frozenset(
    {"资金支出计划", "预算规模及资金用途", "预算规模", "绩效指标", "绩效目标和指标", "项目资金", "资金"}
)


_LONGEST = 40
"""Characters of a heading."""


class Heading(NamedTuple):
    """What a heading is: a column, a checkpoint's month (then 1 to 12), and the unit of money it names."""

    column: Column
    month: int = 0
    money: str = ""


def month_heading(month: int) -> str:
    return f"{month}月底（万元）"


def month_column(month: int) -> Column:
    note = f"到 {month} 月底累计支出的金额，以万元为单位；项目没有这个时点就填“{LEAVES_OUT}”。"
    return Column(f"month.{month}", month_heading(month), note=note, width=12, of_project=True)


def read_heading(text: str) -> Heading | None:
    """What the heading of a column means, in any of its usual wordings; ``None`` when it is not known."""
    return _read_heading(text) if 0 < len(text) <= _LONGEST else None


@lru_cache(maxsize=1024)
def _read_heading(text: str) -> Heading | None:
    key = squeeze(text).strip("*:").removeprefix("其中:")
    money = _UNIT.search(key)
    bare = key[: money.start()] if money else key
    unit = money[1] if money else ""
    if column := _BY_HEADING.get(bare):
        return Heading(column, money=unit)
    if (month := _MONTH.fullmatch(bare)) and 1 <= int(month[1]) <= 12:
        return Heading(month_column(int(month[1])), int(month[1]), unit)
    return Heading(GOALS) if _GOAL.fullmatch(bare) else None


def says_nothing(text: str) -> bool:
    """Whether a column with this heading may be left out."""
    return squeeze(text) in OF_EDITIONS


def is_group(text: str) -> bool:
    """Whether a heading only stands over those of several columns."""
    return _UNIT.sub("", squeeze(text)) in _GROUPS
