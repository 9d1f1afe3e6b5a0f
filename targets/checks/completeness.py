"""完整性: is everything there that the form asks for?"""

from collections.abc import Iterable, Iterator

from targets.checks.engine import Context, Dimension, Path, Said, Severity, rule
from targets.checks.shapes import blank, category
from targets.declaration import Declaration
from targets.readers import shorten


@rule(
    id="required-field-empty",
    title="必填内容未填",
    severity=Severity.ERROR,
    dimension=Dimension.COMPLETENESS,
    authority="财预〔2015〕88号",
)
def required_field_empty(declaration: Declaration, context: Context) -> Iterator[Said]:
    """项目编码、项目名称、资金用途、预算数、资金支出计划、绩效目标和绩效指标是绩效目标表的基本内容，缺一项就无法审核，
    批复后也无从监控和评价。例如资金用途空白，审核人就看不出钱花在哪里。请把指出的内容补齐；其他资金没有的，留空即可。
    """
    for field, label in (("code", "项目编码"), ("name", "项目名称"), ("purpose", "资金用途")):
        if blank(getattr(declaration, field)):
            yield Said((field,), f"{label}未填写。")
    if declaration.funds.budget is None:
        yield Said(("funds", "fiscal"), "预算数未填写：财政资金和其他资金至少填一项。")
    if not declaration.checkpoints:
        yield Said(("checkpoints",), "资金支出计划未填写。")
    if all(map(blank, declaration.goals)):
        yield Said(("goals",), "绩效目标未填写。")
    else:
        for place, goal in enumerate(declaration.goals):
            if blank(goal):
                yield Said(("goals", place), f"第{place + 1}条绩效目标是空白，请填写或删除。")
    if not declaration.indicators:
        yield Said(("indicators",), "绩效指标未填写。")
    for place, indicator in enumerate(declaration.indicators):
        for field, label in (("level_one", "一级指标"), ("level_two", "二级指标"), ("name", "三级指标名称")):
            if blank(getattr(indicator, field)):
                yield Said(("indicators", place, field), f"第{place + 1}行绩效指标的{label}未填写。")


@rule(
    id="required-category-missing",
    title="缺少必设的指标",
    severity=Severity.ERROR,
    dimension=Dimension.COMPLETENESS,
    authority="财预〔2015〕88号",
)
def required_category_missing(declaration: Declaration, context: Context) -> Iterator[Said]:
    """产出（数量、质量、时效、成本）、效益和满意度各类指标，按本年度的要求每类至少设一个，否则产出或效果的某一方面没有人负责。
    例如只有数量指标而没有时效指标，就看不出工作何时完成。请在缺少的类别下补设指标；哪些类别必设、哪些项目不要求满意度
    指标，由管理员在规则设置中规定。
    """
    if not declaration.indicators:
        return  # that no indicator is there at all has been said
    there = {category(level) for row in declaration.indicators for level in (row.level_one, row.level_two)}
    exempt = any(word and word in declaration.name for word in context.settings.satisfaction_exempt)
    for group in context.settings.required:
        wanted = [word for word in map(category, group) if word]
        if not wanted or (exempt and all("满意" in word for word in wanted)):
            continue
        if not any(is_among(word, there) for word in wanted):
            named = "或".join(f"“{word}指标”" for word in wanted)
            yield Said(("indicators",), f"没有设置{named}，该类指标至少设一个。")


def is_among(name: str, categories: Iterable[str]) -> bool:
    """Whether one of these categories is of this name: 服务对象满意度指标 is 满意度."""
    wanted = category(name)
    return bool(wanted) and any(category(each).endswith(wanted) for each in categories)


@rule(
    id="indicator-without-value",
    title="指标没有指标值",
    severity=Severity.ERROR,
    dimension=Dimension.COMPLETENESS,
    authority="财预〔2015〕88号",
)
def indicator_without_value(declaration: Declaration, context: Context) -> Iterator[Said]:
    """指标值是年底对照打分的依据，没有指标值的指标等于没有目标。例如“社区数量”后面空着，年底就无法判断是否完成。
    请填写可以核对的指标值，如“12个”“≥95%”；确实不能量化的，写明预期的状态，如“进一步提高”。
    """
    for place, indicator in enumerate(declaration.indicators):
        if blank(indicator.value.text):
            yield Said(("indicators", place, "value"), f"{_called(indicator.name, place)}没有指标值。")


@rule(
    id="plan-month-blank",
    title="支出计划有空白的月份",
    severity=Severity.ERROR,
    dimension=Dimension.COMPLETENESS,
    authority="财预〔2015〕88号",
)
def plan_month_blank(declaration: Declaration, context: Context) -> Iterator[Said]:
    """资金支出计划的每个月份都要填写截至该月底的累计支出，年中监控逐月对照，空白的月份无法对照。例如3月底、10月底和12月底
    都已填写而6月底空白。请补填该月底的累计支出；到那时仍没有支出的，填0.00。
    """
    for place, checkpoint in enumerate(declaration.checkpoints):
        if checkpoint.amount is None:
            path: Path = ("checkpoints", place, "amount")
            yield Said(path, f"资金支出计划中{checkpoint.month}月底的累计支出未填写，无支出的填 0.00。")


@rule(
    id="plan-month-missing",
    title="支出计划缺少月份",
    severity=Severity.ERROR,
    dimension=Dimension.COMPLETENESS,
    authority="财预〔2015〕88号",
)
def plan_month_missing(declaration: Declaration, context: Context) -> Iterator[Said]:
    """资金支出计划的月份由预算年度统一规定，每个项目都要逐月填写，缺少一个月份，到那时就无从监控，汇总表上也会空缺。例如本年度规定
    3月、6月、10月和12月，而计划中没有6月底。请补上该月底的累计支出；年度的月份由管理员设置，没有设置时不核对。
    """
    there = {checkpoint.month for checkpoint in declaration.checkpoints}
    missing = [month for month in context.months if month not in there]
    if there and missing:  # that no plan is there at all has been said
        months = "、".join(f"{month}月底" for month in missing)
        yield Said(("checkpoints",), f"资金支出计划缺少{months}，本年度规定填写。")


@rule(
    id="indicator-without-description",
    title="指标没有描述",
    severity=Severity.WARNING,
    dimension=Dimension.COMPLETENESS,
    authority="填报规范",
    default=False,
)
def indicator_without_description(declaration: Declaration, context: Context) -> Iterator[Said]:
    """绩效指标描述说明指标怎样计算、统计什么范围，没有描述时不同的人会算出不同的结果。例如“工作完成率”应说明是哪些工作、
    完成数与哪个总数相比。请用一句话写明含义或计算方法。财预〔2015〕88号的表式没有这一栏，所以本规则默认不启用。
    """
    for place, indicator in enumerate(declaration.indicators):
        if blank(indicator.description):
            yield Said(("indicators", place, "description"), f"{_called(indicator.name, place)}没有绩效指标描述。")


@rule(
    id="indicator-without-basis",
    title="指标没有确定依据",
    severity=Severity.WARNING,
    dimension=Dimension.COMPLETENESS,
    authority="财预〔2021〕101号",
    default=False,
)
def indicator_without_basis(declaration: Declaration, context: Context) -> Iterator[Said]:
    """指标值要有来源，如工作计划、行业标准、历史数据或调查问卷，没有依据的指标值难以判断高低是否合适。例如“≥95%”后面没有依据，
    审核人不知道为什么不是90%。请写明依据的文件、计划或数据。是否要求由各地规定，所以本规则默认不启用。
    """
    for place, indicator in enumerate(declaration.indicators):
        if blank(indicator.basis):
            yield Said(("indicators", place, "basis"), f"{_called(indicator.name, place)}没有填写指标值确定依据。")


def _called(name: str, place: int) -> str:
    """An indicator as a sentence names it; by its row while it has no name."""
    return f"第{place + 1}行绩效指标" if blank(name) else f"指标“{shorten(name.strip())}”"
