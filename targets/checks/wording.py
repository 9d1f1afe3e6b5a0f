"""Words that say nothing of this project: placeholders, cloned text, repetitions."""

import re
from collections.abc import Iterator

from indicators.target_value import TargetValue
from targets.checks.clones import ClonedGoals, core
from targets.checks.engine import Context, Dimension, Path, Said, Severity, rule
from targets.checks.settings import RuleSettings
from targets.declaration import Declaration

_LEFT_OVER = re.compile(r"(?<![A-Za-z])(?:[Xx]{2,}|[ＸｘX×＊*○]{2,}|_{2,})(?![A-Za-z])")


@rule(
    id="placeholder-text",
    title="占位文字",
    severity=Severity.WARNING,
    dimension=Dimension.RELEVANCE,
    authority="财预〔2015〕88号",
)
def placeholder_text(declaration: Declaration, context: Context) -> Iterator[Said]:
    """项目名称、资金用途、绩效目标和绩效指标应当写明实际内容，不能用“待定”“略”“XX”之类的文字占位，也不能只有标点或者重复一个字。
    占位文字会随申报表一并批复、公开，评价时也无从依据。例如“为XX社区提供服务”应写明是哪些社区，指标值“待定”应写明是多少。请写明实际
    内容；哪些文字视为占位，由年度设置规定。指标值“无”可以是目标（如安全事故），不在此列。
    """
    for path, label, text in _texts(declaration):
        if is_placeholder(text, context.settings):
            yield Said(path, f"{label}“{text.strip()[:40]}”是占位文字，请写明实际内容。", text)
        elif left := _LEFT_OVER.search(text):
            yield Said(path, f"{label}中的“{left[0][:10]}”尚未替换为实际内容。", text)
    for row, indicator in enumerate(declaration.indicators):
        if is_placeholder_value(indicator.value, context.settings):
            text = indicator.value.text
            message = f"指标值“{text.strip()[:40]}”是占位文字，请写明实际的指标值。"
            yield Said(("indicators", row, "value"), message, text)


def is_placeholder(text: str, settings: RuleSettings) -> bool:
    """Whether the whole text stands for one to come. Nothing at all is no placeholder but an empty field."""
    if not text.strip():
        return False
    said = core(text)
    if not said or said in {core(word) for word in settings.placeholder_words}:
        return True
    return len(set(said)) == 1 and len(said) > (1 if said.isascii() else 2)


def is_placeholder_value(value: TargetValue, settings: RuleSettings) -> bool:
    """Whether a target value stands for one to come: 待定, ≥XX%. Signs may mean something (√), and so may 无 or /."""
    if value.kind != "words" or core(value.text) in ("", "无"):
        return False
    return is_placeholder(value.text, settings) or bool(_LEFT_OVER.search(value.text))


@rule(
    id="goal-cloned",
    title="绩效目标与其他项目雷同",
    severity=Severity.WARNING,
    dimension=Dimension.RELEVANCE,
    authority="财预〔2015〕88号",
)
def goal_cloned(declaration: Declaration, context: Context) -> Iterator[Said]:
    """绩效目标应当针对本项目，与本项目的资金用途和产出相对应；整句照搬其他项目的绩效目标，说明没有写出本项目要达到什么。
    例如两个经费项目都写“通过发放经费，保障职工生活，保障单位正常运转”，评价时分不清各自的成效。比较时不计标点和空格，过短的句子不作判断。请按本项目的内容改写。
    """
    known = context.once(ClonedGoals)
    for row, goal in enumerate(declaration.goals):
        found = known.find(goal, declaration)
        if found:
            how = "相同" if found.exactly else "高度相似"
            yield Said(("goals", row), f"绩效目标“{goal}”与项目“{found.name}”的绩效目标{how}。", goal)


@rule(
    id="goal-repeated",
    title="绩效目标重复",
    severity=Severity.WARNING,
    dimension=Dimension.RELEVANCE,
    authority="填报规范",
)
def goal_repeated(declaration: Declaration, context: Context) -> Iterator[Said]:
    """同一张表内的绩效目标不应重复。两条相同的目标会被重复考核，多半是粘贴时留下的。例如第1条和第2条都写“保障社区工作正常运转”。请删去重复的一条，或者写出另一项目标。"""
    seen: dict[str, int] = {}
    for row, goal in enumerate(declaration.goals):
        said = core(goal)
        first = seen.setdefault(said, row)
        if said and first != row:
            yield Said(("goals", row), f"绩效目标第{row + 1}条与第{first + 1}条相同。", goal)


@rule(
    id="duplicate-indicator",
    title="绩效指标重复",
    severity=Severity.WARNING,
    dimension=Dimension.RELEVANCE,
    authority="财预〔2021〕101号",
)
def duplicate_indicator(declaration: Declaration, context: Context) -> Iterator[Said]:
    """同一个二级指标下不应有名称相同、内容也分不出差别的三级指标，否则同一件事会被重复考核、重复计分。例如数量指标下有两个“培训人数”。
    名称相同而描述各不相同的，不作判断。请删去一个，或者在名称中写出区别。
    """
    seen: dict[tuple[str, str, str], dict[str, int]] = {}
    for row, indicator in enumerate(declaration.indicators):
        name, description = core(indicator.name), core(indicator.description)
        same = seen.setdefault((core(indicator.level_one), core(indicator.level_two), name), {})
        first = min(same.values()) if same and (not description or "" in same) else same.get(description)
        same.setdefault(description, row)
        if name and first is not None:
            category = indicator.level_two or indicator.level_one
            message = f"{category}下的“{indicator.name}”与第{first + 1}行的指标重复。"
            yield Said(("indicators", row, "name"), message, indicator.name)


@rule(
    id="description-repeats-name",
    title="指标描述只重复指标名称",
    severity=Severity.WARNING,
    dimension=Dimension.RELEVANCE,
    authority="填报规范",
    default=False,
)
def description_repeats_name(declaration: Declaration, context: Context) -> Iterator[Said]:
    """绩效指标描述应当说明指标考核什么、怎样计算，只把指标名称再写一遍等于没有说明。例如“平均每月成本”的描述仍是“平均每月成本”，可以写“全年支出÷12个月”。
    实际填报中这种写法很常见，因此默认不检查，由年度设置启用。
    """
    for row, indicator in enumerate(declaration.indicators):
        said = core(indicator.description)
        if said and said == core(indicator.name):
            message = f"指标“{indicator.name}”的描述只重复了指标名称，没有说明考核内容或计算方法。"
            yield Said(("indicators", row, "description"), message, indicator.description)


@rule(
    id="goal-repeats-purpose",
    title="绩效目标照抄资金用途",
    severity=Severity.WARNING,
    dimension=Dimension.RELEVANCE,
    authority="填报规范",
    default=False,
)
def goal_repeats_purpose(declaration: Declaration, context: Context) -> Iterator[Said]:
    """资金用途说明钱花在哪里，绩效目标说明花钱要达到什么，两者不应是同一句话。例如两处都写“通过发放经费，保障职工生活，保障单位正常运转”。
    人员和运转经费常有这种写法，因此默认不检查，由年度设置启用。请在绩效目标中写出预期的产出和效果。
    """
    purpose = core(declaration.purpose)
    for row, goal in enumerate(declaration.goals):
        if purpose and core(goal) == purpose:
            yield Said(("goals", row), f"绩效目标“{goal}”与资金用途相同，没有写出预期的产出和效果。", goal)


def _texts(declaration: Declaration) -> Iterator[tuple[Path, str, str]]:
    yield ("name",), "项目名称", declaration.name
    yield ("purpose",), "资金用途", declaration.purpose
    for row, goal in enumerate(declaration.goals):
        yield ("goals", row), f"绩效目标第{row + 1}条", goal
    for row, indicator in enumerate(declaration.indicators):
        yield ("indicators", row, "name"), "三级指标名称", indicator.name
        yield ("indicators", row, "description"), "绩效指标描述", indicator.description
