"""Budget and spending plan: do the amounts stand, and can the plan be monitored?"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate, pairwise

from targets.checks.engine import Context, Dimension, Path, Said, Severity, rule
from targets.declaration import Declaration
from targets.money import format_amount

Known = list[tuple[int, int, Decimal]]
"""Where in the form, the month and its cumulative amount in 万元."""


@rule(
    id="budget-zero",
    title="预算数为零",
    severity=Severity.ERROR,
    dimension=Dimension.COMPLETENESS,
    authority="财预〔2015〕88号",
)
def budget_zero(declaration: Declaration, context: Context) -> Iterator[Said]:
    """没有预算的项目不需要绩效目标，预算数为0.00多半是漏填或单位弄错（表中金额以万元为单位）。例如预算1200元，应填0.12而不是0.00。
    请核对财政资金和其他资金；没有其他资金的，该格留空。
    """
    funds = declaration.funds
    if funds.fiscal == 0 and not funds.other:
        yield Said(("funds", "fiscal"), "预算数为0.00万元，请核对财政资金和其他资金。", format_amount(funds.fiscal))
    elif funds.fiscal is None and funds.other == 0:
        yield Said(("funds", "other"), "预算数为0.00万元，请核对财政资金和其他资金。", format_amount(funds.other))


@rule(
    id="amount-negative",
    title="金额为负数",
    severity=Severity.ERROR,
    dimension=Dimension.APPROPRIATENESS,
    authority="财预〔2015〕88号",
)
def amount_negative(declaration: Declaration, context: Context) -> Iterator[Said]:
    """预算和累计支出都不会是负数，负号多半是误输，也会使合计出错。例如财政资金写成-120.00。请改为正确的金额；调减预算的，
    填调整后的预算数，不填调减额。
    """
    labels = (("fiscal", "财政资金"), ("other", "其他资金"))
    cells: list[tuple[Path, str, Decimal | None]] = [
        (("funds", field), label, getattr(declaration.funds, field)) for field, label in labels
    ]
    cells += [
        (_path(place), f"{row.month}月底的累计支出", row.amount) for place, row in enumerate(declaration.checkpoints)
    ]
    for path, label, amount in cells:
        if amount is not None and amount < 0:
            yield Said(path, f"{label}是负数（{format_amount(amount)}万元）。", format_amount(amount))


@rule(
    id="plan-falls",
    title="累计支出比前一个月份少",
    severity=Severity.ERROR,
    dimension=Dimension.FEASIBILITY,
    authority="财预〔2015〕88号",
)
def plan_falls(declaration: Declaration, context: Context) -> Iterator[Said]:
    """资金支出计划填的是截至各月底的累计支出，只会增加或持平，不会减少。例如3月底30.00、6月底20.00，多半是填了当期数，
    应填50.00。请按累计数填写；各月金额之和正好是预算数的，本规则会给出换算后的累计数。
    """
    plan = _known(declaration)
    totals = _running_totals(declaration)
    for (_, month_before, before), (place, month, amount) in pairwise(plan):
        if amount < before:
            message = (
                f"{month}月底的累计支出{format_amount(amount)}万元，"
                f"少于{month_before}月底的{format_amount(before)}万元；支出计划应填累计数。"
            )
            yield Said(_path(place), message, format_amount(amount), totals.get(place))


@rule(
    id="plan-misses-budget",
    title="年末累计支出与预算数不一致",
    severity=Severity.ERROR,
    dimension=Dimension.FEASIBILITY,
    authority="财预〔2015〕88号",
)
def plan_misses_budget(declaration: Declaration, context: Context) -> Iterator[Said]:
    """预算当年安排当年支出，最后一个月份的累计支出应等于预算数，否则预算和计划总有一个是错的。例如预算120.00而12月底只有
    100.00。请核对后改计划或改预算；改计划的，最后一格填预算数。
    """
    budget = declaration.funds.budget
    rows = sorted(enumerate(declaration.checkpoints), key=lambda row: row[1].month)
    if not budget or budget < 0 or not rows or rows[-1][1].amount is None:
        return  # each of these is an error of its own
    place, month, amount = rows[-1][0], rows[-1][1].month, rows[-1][1].amount
    if amount != budget:
        message = f"{month}月底的累计支出{format_amount(amount)}万元，与预算数{format_amount(budget)}万元不一致。"
        yield Said(_path(place), message, format_amount(amount), format_amount(budget))


@rule(
    id="plan-not-cumulative",
    title="支出计划像是当期数",
    severity=Severity.WARNING,
    dimension=Dimension.FEASIBILITY,
    authority="财预〔2015〕88号",
)
def plan_not_cumulative(declaration: Declaration, context: Context) -> Iterator[Said]:
    """支出计划应填截至各月底的累计支出。各月金额相加正好等于预算数，说明填的是每一段的当期支出。例如预算120.00，四个月份
    都填30.00，应为30.00、60.00、90.00、120.00。请采用给出的累计数。最后一格和比前一格少的月份，另有规则指出。
    """
    plan, totals = _known(declaration), _running_totals(declaration)
    before = Decimal(0)
    for place, month, amount in plan[:-1]:
        total = totals.get(place, format_amount(amount))
        if amount >= before and total != format_amount(amount):
            message = f"{month}月底填的{format_amount(amount)}万元像是当期数：各月之和等于预算数，累计应为{total}万元。"
            yield Said(_path(place), message, format_amount(amount), total)
        before = amount


@rule(
    id="plan-all-at-year-end",
    title="全部预算安排在最后一个月份",
    severity=Severity.WARNING,
    dimension=Dimension.FEASIBILITY,
    authority="财预〔2015〕88号",
)
def plan_all_at_year_end(declaration: Declaration, context: Context) -> Iterator[Said]:
    """全部预算都等到最后一个月份才支出，年中监控看不到任何进度，年底容易突击花钱或形成结转。例如前三个月份都是0.00，12月底
    120.00。请按工作进度分段安排；确需年底一次支付的，保留本意见并写明原因。
    """
    jump = _jump(declaration)
    if jump and jump[0] == len(declaration.checkpoints) - 1:
        place, month, amount = jump[1]
        message = f"预算{format_amount(amount)}万元全部安排在{month}月底前的最后一段支出，此前各月份为0.00。"
        yield Said(_path(place), message, format_amount(amount))


@rule(
    id="plan-in-one-jump",
    title="全部预算一次支出",
    severity=Severity.WARNING,
    dimension=Dimension.FEASIBILITY,
    authority="填报规范",
)
def plan_in_one_jump(declaration: Declaration, context: Context) -> Iterator[Said]:
    """支出计划在年中一次达到全部预算，此后不再变化，多半是没有按进度测算。例如3月底就填120.00，其余月份也都是120.00。
    请按合同或工作进度分段填写；确为一次性支付的（如购置），保留本意见并写明付款安排。
    """
    jump = _jump(declaration)
    if jump and jump[0] < len(declaration.checkpoints) - 1:
        place, month, amount = jump[1]
        message = (
            f"预算{format_amount(amount)}万元到{month}月底一次全部支出，此后各月份没有变化，请核对是否按进度测算。"
        )
        yield Said(_path(place), message, format_amount(amount))


@rule(
    id="plan-behind-monitoring",
    title="支出计划低于监控要求",
    severity=Severity.WARNING,
    dimension=Dimension.FEASIBILITY,
    authority="填报规范",
    default=False,
)
def plan_behind_monitoring(declaration: Declaration, context: Context) -> Iterator[Said]:
    """财政部门按月监控支出进度，计划本身低于监控要求的，照计划执行也会被通报。例如要求10月底达到80%，而计划平均分配，10月底
    只有75%。请把支出适当提前。监控月份和比例各地不同，由管理员在规则设置中规定，所以本规则默认不启用。
    """
    budget, settings = declaration.funds.budget, context.settings
    if not budget or budget < 0:
        return
    for place, month, amount in _known(declaration):
        if month == settings.flat_month and 0 <= amount < budget * settings.flat_share:
            message = (
                f"{month}月底计划累计支出{format_amount(amount)}万元，占预算数的{amount / budget:.1%}，"
                f"低于监控要求的{settings.flat_share:.1%}。"
            )
            yield Said(_path(place), message, format_amount(amount))


def _path(place: int) -> Path:
    return ("checkpoints", place, "amount")


def _known(declaration: Declaration) -> Known:
    """The months that are filled in, in the order of the year."""
    rows = enumerate(declaration.checkpoints)
    known = [(place, row.month, row.amount) for place, row in rows if row.amount is not None]
    return sorted(known, key=lambda row: row[1])


def _running_totals(declaration: Declaration) -> dict[int, str]:
    """The cumulative amount of each month by its place, where the plan was surely filled in by period; else nothing.

    Sure is: no month is blank or negative, and all add up to the budget.
    """
    plan, budget = _known(declaration), declaration.funds.budget
    amounts = [amount for _, _, amount in plan]
    whole = len(plan) == len(declaration.checkpoints) and all(amount >= 0 for amount in amounts)
    if not whole or sum(amounts) != budget:
        return {}
    return {place: format_amount(total) for (place, _, _), total in zip(plan, accumulate(amounts), strict=True)}


def _jump(declaration: Declaration) -> tuple[int, tuple[int, int, Decimal]] | None:
    """Where a plan of several months goes from nothing to the whole budget: how many months in, and which cell."""
    plan, budget = _known(declaration), declaration.funds.budget
    if not budget or budget < 0 or len(plan) < max(2, len(declaration.checkpoints)):
        return None
    if any(amount not in (0, budget) for _, _, amount in plan) or plan[-1][2] != budget:
        return None
    return next((order, row) for order, row in enumerate(plan) if row[2] == budget)
