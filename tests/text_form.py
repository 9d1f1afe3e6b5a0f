"""Write declarations in the published text form, as the seed has it: what a reader must read back unchanged."""

from collections.abc import Iterable

from targets.declaration import Declaration, DepartmentDeclaration
from targets.money import format_amount

HEADER = ("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据")
CHINESE = "一二三四五六七八九十"


def write_row(*cells: str) -> str:
    """One row, one cell a line; a cell's further paragraphs stand on lines without a tab."""
    return "".join(f"\t{cell}\n" for cell in cells) + "\n"


def write_rows(declaration: Declaration) -> Iterable[tuple[str, ...]]:
    funds = declaration.funds
    yield f"{declaration.unit.code}{declaration.unit.name}", "单位：万元"
    yield "项目编码", declaration.code, "项目名称", declaration.name
    yield (
        *("预算规模及资金用途", "预算数", format_amount(funds.budget)),
        *("其中：财政    资金", format_amount(funds.fiscal), "其他资金", format_amount(funds.other) or " "),
    )
    yield "", declaration.purpose
    yield "资金支出计划（万元）", *(f"{checkpoint.month}月底" for checkpoint in declaration.checkpoints)
    yield "", *(format_amount(checkpoint.amount) for checkpoint in declaration.checkpoints)
    # a stop before a digit would read as a decimal point
    marks = ["、" if goal[:1].isdecimal() else "." for goal in declaration.goals]
    goals = (
        f"{number}{mark}{goal}" for number, (mark, goal) in enumerate(zip(marks, declaration.goals, strict=True), 1)
    )
    yield "绩效目标", "\n".join(goals)
    yield HEADER
    above = ("", "")
    for indicator in declaration.indicators:
        one, two = indicator.level_one, indicator.level_two
        levels = ("", "") if (one, two) == above else ("", two) if one == above[0] else (one, two)
        yield *levels, indicator.name, indicator.description, indicator.value.text, indicator.basis
        above = (one, two)


def write_table(declaration: Declaration) -> str:
    number = "" if declaration.number is None else f"{declaration.number}."
    heading = f"[bookmark: _Toc_4_4_0000000004]{number}{declaration.title}\n"
    return heading + "".join(write_row(*row) for row in write_rows(declaration)) + "\n\n \n"


def write_part_one(target: DepartmentDeclaration) -> str:
    lines = [" 第一部分", "部门整体绩效目标", " ", "一、总体绩效目标", *([target.lead] if target.lead else [])]
    lines += [f"（{CHINESE[number]}）{goal}" for number, goal in enumerate(target.goals)]
    lines += ["二、分项绩效目标"]
    for number, item in enumerate(target.items):
        lines += [f"（{CHINESE[number]}）{item.title}", f"绩效目标：{item.goal}", f"绩效指标：{item.indicators}"]
    lines += ["三、工作保障措施"]
    for number, safeguard in enumerate(target.safeguards):
        lines += [f"（{CHINESE[number]}）{safeguard.title}", *([safeguard.text] if safeguard.text else [])]
    return "\n".join([*lines, " ", " ", ""])


def write_document(target: DepartmentDeclaration | None, projects: Iterable[Declaration]) -> str:
    part_one = write_part_one(target) if target else ""
    return part_one + "第二部分\n \n预算项目绩效目标\n \n \n" + "".join(map(write_table, projects))
