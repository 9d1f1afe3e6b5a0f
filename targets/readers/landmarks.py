"""The landmarks of the official form: which words lead to its parts, however they are spaced, widened or punctuated."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from targets.readers.grid import GridCell, Paragraph, Row
from targets.readers.indicator_rows import COLUMNS
from targets.readers.project_table import TITLE_END
from targets.readers.text_cells import squeeze

CODE, NAME = "项目编码", "项目名称"
BUDGET, FISCAL, OTHER = "预算数", "其中：财政资金", "其他资金"
PURPOSE, PLAN, GOALS = "预算规模及资金用途", "资金支出计划", "绩效目标"
INDICATORS = COLUMNS[0]

SECTIONS = (CODE, PURPOSE, PLAN, GOALS, INDICATORS)
"""The label that opens each part of the form, in its order."""

_LABELS = {
    "项目编码": CODE,
    "项目代码": CODE,
    "项目编号": CODE,
    "项目名称": NAME,
    "预算数": BUDGET,
    "预算总额": BUDGET,
    "年度预算数": BUDGET,
    "资金总额": BUDGET,
    "年度资金总额": BUDGET,
    "项目资金总额": BUDGET,
    "财政资金": FISCAL,
    "其中:财政资金": FISCAL,
    "财政拨款": FISCAL,
    "其中:财政拨款": FISCAL,
    "其他资金": OTHER,
    "其它资金": OTHER,
    "其中:其他资金": OTHER,
    "预算规模及资金用途": PURPOSE,
    "预算规模和资金用途": PURPOSE,
    "项目资金": PURPOSE,
    "资金支出计划": PLAN,
    "资金支出计划(%)": PLAN,
    "绩效目标": GOALS,
    "年度目标": GOALS,
    "年度绩效目标": GOALS,
    "总体目标": GOALS,
    "总体绩效目标": GOALS,
    "年度总体目标": GOALS,
    "三级指标名称": COLUMNS[2],
    "指标描述": COLUMNS[3],
    "绩效指标值": COLUMNS[4],
    "年度指标值": COLUMNS[4],
    "指标值设定依据": COLUMNS[5],
} | {column: column for column in COLUMNS}
"""What people and other places' forms call them; the usual name of each stands in ours (财预〔2015〕88号 and after)."""
LEFT_OUT = ("分值", "指标分值", "权重", "指标权重", "权重(%)", "分值权重", "分值(权重)", "备注")
"""Heads of columns of other places' forms that a declaration has no room for: what they hold is left out, and told."""
_NAMES, _AMOUNTS = (CODE, NAME), (BUDGET, FISCAL, OTHER)
_AMOUNT = re.compile(r"([-\d][\d,.]*)(?:万元)?")
_ENDS = re.compile(r"([(](单位:)?万元[)])?:?$")
_COLON = re.compile("[:：]")
_LONGEST = 24
"""Characters; no label is longer, and what is need not be looked at."""

_WHO = (
    r"(?:(?:单位|部门|项目|财务|分管|主管|主要|科室|处室|股室)*(?:负责人|领导)|(?:单位)?法定代表人|法人代表"
    r"|(?:填[表报]|经办|复核|审核|审批|编制|联系|制表)(?:人|单位|部门)?|制表|联系电话|电话|(?:填[表报]|编制)?日期|单位公章)"
)
_SEAL = r"[(](?:签[字名章]|签字盖章|签字[、,/]?盖章|盖章|公章|单位公章|章)[)]"
_DAY = r"(?:\d{4})?年(?:\d{1,2})?月(?:\d{1,2})?日"
_DECORATION = re.compile(
    rf"附[件表]?\d*:?|[(]?\d{{4}}年?度?[)]?|续表?|[(]续表?[)]|第?\d+页([,/]?共\d+页)?|[-—]\d+[-—]|目录"
    rf"|第[一二]部分.*|其中:?|资金用途:?|(预算)?项目{GOALS}|(部门)?整体{GOALS}|(备注|说明|注):.*"
    rf"|{_WHO}(:|{_SEAL}).*|({_WHO}|{_SEAL}|{_DAY})+|(填报|申报|编报|编制|预算|主管|项目|实施)?(单位|部门){_SEAL}.*"
    r"|(预算|填报|申报)?年度:\d{4}年?度?"
)
_SIGNATURE = re.compile(rf"{_WHO}(:|{_SEAL}).*|({_WHO}|{_SEAL}|{_DAY})+:?")
_SIGNERS = 8
"""Cells of a row of signatures, those for the names among them."""
_ELSEWHERE = re.compile(
    r"(?:(?:市级|省级|区级|县级|项目)?(?:主管部门|主管单位|实施单位|实施部门|承担单位)|项目单位"
    r"|项目(?:负责人|属性|类型|类别|性质|期限?|周期|起止时间)|(?:项目)?实施(?:期限?|周期)|负责人|联系人|联系电话)"
    r"(?:(?:名称|编码|代码|及(?:代码|编码)|[(](?:代码|编码|盖章|公章)[)]))?:?"
)
_YEAR = re.compile(r"[(](\d{4})年?度?[)]|(\d{4})年度?|(?:预算|填报|申报)?年度:(\d{4})年?度?")
_YEAR_BEFORE = re.compile(r"(\d{4})年度?")
_YEAR_BEHIND = re.compile(r"[(](\d{4})年度?[)]$")
_CONTINUED = re.compile(r"[(]?续表?[)]?$")
_GENERIC = re.compile(r"(\d{4}年度?)?(部门|单位|区级|县级|市级|省级|本级)*(预算)?(项目)?(支出)?")
"""What a title says before 绩效目标表 when it names no project."""


class Labelled(NamedTuple):
    """A cell as a label: which, and what stands in the same cell behind its colon ("" mostly)."""

    label: str
    rest: str


def label_of(cell: GridCell) -> str | None:
    """The label a cell holds and nothing else, by its usual name; ``None`` for any other cell."""
    found = labelled(cell)
    return found.label if found and not found.rest else None


def labelled(cell: GridCell) -> Labelled | None:
    """The label a cell begins with: the whole cell, or what stands before a colon and a value."""
    text = cell.text
    return _labelled(text) if text else None


@lru_cache(4096)
def _labelled(text: str) -> Labelled | None:
    if len(text) <= _LONGEST:
        key = squeeze(text)
        if label := _LABELS.get(key) or _LABELS.get(_ENDS.sub("", key)):
            return Labelled(label, "")
    for colon in _COLON.finditer(text[: _LONGEST + 1]):
        rest = text[colon.end() :].strip()
        key = squeeze(text[: colon.start()])
        label = _LABELS.get(key) or _LABELS.get(_ENDS.sub("", key), "")
        if rest and label in _NAMES:
            return Labelled(label, rest)
        if label in _AMOUNTS and len(rest) <= _LONGEST and (amount := _AMOUNT.fullmatch(squeeze(rest))):
            return Labelled(label, amount[1])
    return None


def section_of_row(row: Row) -> str | None:
    """The part of the form that opens in this row, by its leftmost cell; ``None`` where none does."""
    if row.running:
        return None
    if heads_columns(row):
        return INDICATORS
    keys = [labelled(cell) for cell in row.filled]
    first = next((cell for cell in row.covering if cell.text), None)
    if first is None or first not in row.cells:
        return None
    found = labelled(first)
    if found is None:
        return None
    label = {NAME: CODE, BUDGET: PURPOSE}.get(found.label, found.label)
    return label if label in SECTIONS and (label != CODE or any(each and each.label == CODE for each in keys)) else None


def heads_columns(row: Row) -> bool:
    """Whether this is the head of the indicator table: one of its words alone may be what an indicator is called."""
    if len(row.filled) <= len(COLUMNS) // 2:
        return False
    labels = {label_of(cell) for cell in row.filled}
    return INDICATORS in labels and len(labels.intersection(COLUMNS)) > len(COLUMNS) // 2


def found_in(rows: Iterable[Row]) -> list[str]:
    """All labels that are there, in the form's order."""
    found = {label for row in rows if not row.running for cell in row.filled if (label := label_of(cell))}
    return [label for label in dict.fromkeys(_LABELS.values()) if label in found]


def is_decoration(text: str) -> bool:
    """Whether a text around a table belongs to no declaration: page numbers, 附件1, （2025年度）, 填表人： …"""
    key = squeeze(text)
    return not key or _DECORATION.fullmatch(key) is not None


def are_signatures(cells: Sequence[GridCell]) -> bool:
    """Whether the cells of a row are labels to sign at (单位负责人：), with or without names between them."""
    signed = [_SIGNATURE.fullmatch(cell.key) is not None for cell in cells]
    marked = sum(signed) > 1 or ":" in cells[0].key or "(" in cells[0].key
    return bool(signed) and signed[0] and (all(signed) or (marked and sum(signed) * 2 >= len(signed) <= _SIGNERS))


def is_of_another_form(cell: GridCell) -> bool:
    """Whether a cell is a label of the national form (主管部门, 实施单位 …) that this one has no place for."""
    return _ELSEWHERE.fullmatch(cell.key) is not None


def is_title(key: str) -> bool:
    """Whether a squeezed text is the title of a table (or of its continuation)."""
    return TITLE_END in key and title_of(key).text.endswith(TITLE_END)


class Title(NamedTuple):
    """A squeezed title without 续表 and the year behind it, and the year that it says it is of."""

    text: str
    year: int | None = None


def title_of(key: str) -> Title:
    """A squeezed title: the year it is of stands behind it in brackets, or before a general one (2025年部门预算…)."""
    key = _CONTINUED.sub("", key)
    behind = _YEAR_BEHIND.search(key)
    text = key[: behind.start()] if behind else key
    before = _YEAR_BEFORE.match(text) if names_no_project(text.removesuffix(TITLE_END)) else None
    year = behind or before
    return Title(text, int(year[1]) if year else None)


def year_of(text: str) -> int | None:
    """The year a text above a table says and nothing else: （2025年度）, 2025年, 预算年度：2025."""
    match = _YEAR.fullmatch(squeeze(text)) if len(text) <= _LONGEST else None
    return int(match[1] or match[2] or match[3]) if match else None


def names_no_project(key: str) -> bool:
    """Whether the part of a squeezed title before 绩效目标表 is general (2025年部门预算项目支出)."""
    return _GENERIC.fullmatch(key) is not None


def value_cell(cell: GridCell, text: str) -> GridCell:
    """What stands behind the label in the same cell, as a cell."""
    return GridCell(cell.line, cell.column, (Paragraph(text),), cell.columns, cell.rows)
