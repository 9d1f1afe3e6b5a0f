"""Empty workbooks to fill in, in both layouts: drop-downs, notes at the cells, checks while typing, and how to do it.

What is filled in reads back by ``targets.readers.xlsx``; the sheets beside the table are left out there by their names.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from indicators.target_value import TargetValue
from reports.sheets import HEI, open_book, sheet_names
from reports.workbook_flat import Styles, flat_columns, write_head
from reports.workbook_form import FormSheet, FormStyles
from targets.declaration import Checkpoint, Declaration, Indicator, Unit
from targets.money import MAX_AMOUNT
from targets.readers.flat_columns import LEAVES_OUT, Column

OPERATORS = ("≥", "≤", ">", "<", "=")

_ROWS = 2000
"""Rows of the flat template that have drop-downs and checks."""

_OPTIONS, _NOTES = "选项", "填表说明"
_AMOUNT = {
    "validate": "decimal",
    "criteria": "between",
    "minimum": 0,
    "maximum": float(MAX_AMOUNT) - 1,
    "ignore_blank": True,
    "error_title": "不是有效的金额",
    "error_message": "请填不小于 0 的数字，以万元为单位，最多六位小数。",
}
_GENERAL = (
    "金额一律以万元为单位，最多六位小数；没有其他资金就空着，不要填 0。",
    "同一项目的各行相邻填写；从第二行起，项目的各列（年度至绩效目标）可以空着，写了就必须与第一行相同。",
    "绩效目标逐条编号，每条一行：1.……；在单元格内换行请按 Alt+回车。",
    "指标值照印出来的写法填写（≥95%、≤10万元/个、12个、进一步提高）。也可以不填指标值，而填运算符、数值和计量单位。",
    "列可以移动，可以删去不改的列（已有项目的这些内容保持不变），不要改表头，也不要另加列；不要隐藏或筛选后保存。",
    "填好后在系统中“导入”这个文件：先看到与系统中数据的差别，确认后才写入。",
)
_GENERAL_OF_FORM = (
    "一个项目一个工作表：复制“表样”工作表，填好后将工作表改为项目名称，删去没有用到的“表样”。",
    "金额一律以万元为单位，最多六位小数；没有其他资金就空着，不要填 0。",
    "资金支出计划是到各月底的累计支出，最后一个等于预算数。",
    "绩效目标逐条编号，每条一行：1.……；在单元格内换行请按 Alt+回车。",
    "指标不够就在表内插入行，一级、二级指标与上一行相同时可以空着；没有用到的行可以留着，也可以删去。",
    "指标值照印出来的写法填写：≥95%、≤10万元/个、12个、进一步提高。",
    "填好后在系统中“导入”这个文件：先看到与系统中数据的差别，确认后才写入。",
)


def write_flat_template(
    file: Path | IO[bytes],
    *,
    year: int,
    months: Sequence[int],
    categories: Sequence[tuple[str, str]],
    unit: Unit | None = None,
) -> None:
    """An empty flat workbook for ``year``.

    :param months: the checkpoints of the year.
    :param categories: level one and level two of the year's framework, in its order.
    :param unit: filled in in the first row, where it is known who will fill in the rest.
    """
    book = open_book(file)
    columns, styles = flat_columns(months), Styles(book)
    sheet = book.add_worksheet("绩效目标清单")
    write_head(sheet, columns, styles)
    _add_notes(book, columns, _GENERAL)
    above = _letters(next(place for place, column in enumerate(columns) if column.key == "level_one"))
    lists = _add_options(book, categories, f"${above}2")
    for place, column in enumerate(columns):
        sheet.write_comment(0, place, column.note, {"x_scale": 1.5})
        if rule := _rule(column, place, year, lists):
            sheet.data_validation(1, place, _ROWS, place, rule)
    known = {"year": year, "unit.code": unit.code if unit else "", "unit.name": unit.name if unit else ""}
    for place, column in enumerate(columns):
        if value := known.get(column.key):
            sheet.write(1, place, value, styles.of(column))
    book.close()


def write_form_template(
    file: Path | IO[bytes],
    *,
    year: int,
    months: Sequence[int],
    categories: Sequence[tuple[str, str]],
    unit: Unit | None = None,
) -> None:
    """An empty official form for ``year``, with a row for each category of the framework (see above)."""
    book = open_book(file)
    blank = Declaration(
        year=year,
        unit=unit or Unit(code="", name=""),
        code="",
        name="",
        checkpoints=tuple(Checkpoint(month=month) for month in months),
        indicators=tuple(
            Indicator(level_one=one, level_two=two, name="", value=TargetValue()) for one, two in categories
        ),
    )
    (name,) = sheet_names(["表样"])
    form = FormSheet(book.add_worksheet(name), FormStyles(book))
    form.write(blank)
    notes = {
        "code": "21 位项目编码。",
        "name": "预算项目的全称。",
        "budget": "财政资金与其他资金之和，万元。",
        "fiscal": "万元，最多六位小数。",
        "other": "万元；没有其他资金就空着，不要填 0。",
        "purpose": "资金的具体用途。",
        "goals.0": "逐条编号，每条一行：1.……（按 Alt+回车 换行）。",
        "indicator.0": "三级指标的名称；不够就插入行。",
        "description.0": "指标的含义和计算口径。",
        "value.0": "如 ≥95%、12个、进一步提高。",
        "basis.0": "指标值从何而来。",
        **({f"month.{months[0]}": "到该月底累计支出的金额，万元。"} if months else {}),
    }
    for key, (row, column) in form.places.items():
        if key in notes:
            form.sheet.write_comment(row, column, notes[key], {"x_scale": 1.5})
        if key in ("budget", "fiscal", "other") or key.startswith("month."):
            form.sheet.data_validation(row, column, row, column, _AMOUNT)
    form.sheet.set_row(form.places["goals.0"][0], 90)
    _add_notes(book, (), _GENERAL_OF_FORM)
    book.close()


def _rule(column: Column, place: int, year: int, lists: dict[str, str]) -> dict[str, Any] | None:
    """What may be typed in a column; a drop-down only advises, as the framework may be another."""
    if column.key in lists:
        advice = {"error_type": "warning", "error_title": "不在指标体系之内", "error_message": "仍要填写吗？"}
        return {"validate": "list", "source": lists[column.key], **advice}
    if column.key == "operator":
        return {"validate": "list", "source": list(OPERATORS)}
    if column.key.startswith("month."):
        cell = f"{_letters(place)}2"
        formula = f'=OR({cell}="{LEAVES_OUT}",AND(ISNUMBER({cell}),{cell}>=0))'
        return {**_AMOUNT, "validate": "custom", "value": formula, "criteria": None}
    if column.is_amount:
        return _AMOUNT
    if column.key == "year":
        text = f"这是 {year} 年的模板。"
        return {
            "validate": "integer",
            "criteria": "==",
            "value": year,
            "error_title": "年度不符",
            "error_message": text,
        }
    if column.key == "number":
        return {"validate": "integer", "criteria": ">", "value": 0, "error_message": "请填正整数，或空着。"}
    if column.key in ("lower", "upper"):
        bounds = {"criteria": "between", "minimum": -1e15, "maximum": 1e15}
        return {"validate": "decimal", **bounds, "error_message": "请填数字；文字填在“指标值”一列。"}
    if column.key == "code":
        text = "项目编码一般是 21 位。仍要填写吗？"
        return {"validate": "length", "criteria": "==", "value": 21, "error_type": "warning", "error_message": text}
    return None


def _letters(place: int) -> str:
    return f"{chr(64 + place // 26) if place >= 26 else ''}{chr(65 + place % 26)}"


def _add_options(book: Any, categories: Sequence[tuple[str, str]], above: str) -> dict[str, str]:
    """A hidden sheet with the framework's names; where each list stands.

    Level two is offered below what ``above`` says, the cell of level one in the first row; all of it, while that is
    blank or none of the framework's. Only functions that return a range: other programs take no others in a list.
    """
    sheet = book.add_worksheet(_OPTIONS)
    sheet.hide()
    ones = list(dict.fromkeys(one for one, _ in categories))
    pairs = [pair for one in ones for pair in categories if pair[0] == one]
    for row, one in enumerate(ones):
        sheet.write_string(row, 0, one)
    for row, pair in enumerate(pairs):
        for column, name in enumerate(pair, start=1):
            sheet.write_string(row, column, name)
    if not pairs:
        return {}
    one, two = (f"{_OPTIONS}!${letter}$1:${letter}${len(pairs)}" for letter in "BC")
    count = f"COUNTIF({one},{above})"
    below = f"OFFSET({_OPTIONS}!$C$1,MATCH({above},{one},0)-1,0,{count},1)"
    return {"level_one": f"={_OPTIONS}!$A$1:$A${len(ones)}", "level_two": f"=IF({count}=0,{two},{below})"}


def _add_notes(book: Any, columns: Sequence[Column], general: Sequence[str]) -> None:
    sheet = book.add_worksheet(_NOTES)
    title = book.add_format({"font_name": HEI, "font_size": 14})
    head = book.add_format({"font_name": HEI, "border": 1})
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 8)
    sheet.set_column(2, 2, 70)
    sheet.write_string(0, 0, _NOTES, title)
    for row, sentence in enumerate(general, start=2):
        sheet.merge_range(row, 0, row, 2, f"{row - 1}. {sentence}", text)
        sheet.set_row(row, 32 if len(sentence) > 48 else 18)
    start = len(general) + 3
    for row, values in enumerate([("列", "必填", "怎么填")] * bool(columns) + [_told(column) for column in columns]):
        for place, value in enumerate(values):
            sheet.write_string(start + row, place, value, cell if row else head)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _told(column: Column) -> tuple[str, str, str]:
    return column.heading, "是" if column.required else "", column.note
