"""Numbers that must agree: unit cost with budget and quantity, goal text with indicators and funds."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from indicators.text import fold, plain_decimal
from targets.checks.engine import Context, Dimension, Said, Severity, rule
from targets.checks.number_graph import relations
from targets.checks.shapes import is_share
from targets.checks.spoken import Measure, Spoken, spoken
from targets.declaration import Declaration, Indicator
from targets.money import format_amount

UPWARDS, DOWNWARDS = ("≥", ">"), ("≤", "<")


@rule(
    id="unit-cost-misses-budget",
    title="单位成本与预算数不符",
    severity=Severity.WARNING,
    dimension=Dimension.APPROPRIATENESS,
    authority="财预〔2015〕88号",
)
def unit_cost_misses_budget(declaration: Declaration, context: Context) -> Iterator[Said]:
    """单位成本乘以数量（或乘以12个月）应当等于预算数，四舍五入的差额除外；上限低于测算数时预算花不完，高出许多倍时约束不了成本，多半是单位写错。
    例如预算数120.00万元、社区12个，单位成本应为10万元/个。除数从指标值的单位（万元/个）或指标名称（平均每月、人均、单个）推断，推断不出或者有多个数量、多项成本时不作判断。
    请按测算结果改正成本指标，或者核对预算数和数量。
    """
    budget = format_amount(declaration.funds.budget)
    for relation in relations(declaration, context.settings):
        if relation.kind != "unit cost" or relation.agrees:
            continue
        value = declaration.indicators[int(relation.path[1])].value
        divisor = relation.formula.removeprefix("预算数").rpartition(" = ")[0]
        money = f"{plain_decimal(relation.derived)}{value.unit}"
        if value.operator in DOWNWARDS and relation.stated > relation.derived:
            problem = f"上限“{value.text}”高出许多，约束不了成本"
        else:
            problem = f"与指标值“{value.text}”不符"
        yield Said(relation.path, f"预算数{budget}万元{divisor} = {money}，{problem}。", value.text, relation.typed)


@rule(
    id="goal-contradicts-indicator",
    title="绩效目标与指标值矛盾",
    severity=Severity.WARNING,
    dimension=Dimension.RELEVANCE,
    authority="财预〔2015〕88号",
)
def goal_contradicts_indicator(declaration: Declaration, context: Context) -> Iterator[Said]:
    """绩效目标中的数字与同一内容、同一单位的指标值应当一致。例如绩效目标写“保障不少于95人正常办公”，而“保障办公人数”的指标值是“≥59人”，两者必有一误，
    评价时便无从判断目标是否完成。只有目标的文字确实说到某一项指标时才作判断。请核对后改正其中之一。
    """
    for row, said, indicator in _contradictions(declaration):
        goal = declaration.goals[row]
        message = f"绩效目标中的“{said.text}”与指标“{indicator.name}”的指标值“{indicator.value.text}”矛盾。"
        number = plain_decimal(indicator.value.number or Decimal(0))
        same_unit = indicator.value.unit == said.value.unit
        suggestion = f"{goal[: said.start]}{number}{goal[said.end :]}" if same_unit else None
        yield Said(("goals", row), message, goal, suggestion)


@rule(
    id="goal-number-uncarried",
    title="绩效目标中的数字没有指标承载",
    severity=Severity.WARNING,
    dimension=Dimension.RELEVANCE,
    authority="财预〔2015〕88号",
)
def goal_number_uncarried(declaration: Declaration, context: Context) -> Iterator[Said]:
    """绩效目标中提出的数量、比率和金额，应当由绩效指标、预算数或者资金支出计划承载，否则目标无法考核。例如绩效目标写“培训300人次”，而没有一项指标的指标值是300人次。
    年份、日期、期限、序数、约数和引号内的数字不在此列。请为该数字设置相应的指标，或者修改绩效目标。
    """
    numbers = [(row, said) for row, goal in enumerate(declaration.goals) for said in spoken(goal)]
    if not numbers:
        return
    contradicted = {(row, said.start) for row, said, _ in _contradictions(declaration)}
    carried = _Carried(declaration)
    for row, said in numbers:
        if (row, said.start) not in contradicted and said not in carried:
            message = f"绩效目标中的“{said.text}”没有绩效指标、预算数或资金支出计划承载。"
            yield Said(("goals", row), message, declaration.goals[row])


class _Carried:
    """The numbers of a table that a goal may speak of: of indicators, their sums and words, of funds and plan."""

    def __init__(self, declaration: Declaration) -> None:
        self.numbers: dict[str, set[Decimal]] = {}
        self.counts: set[Decimal] = set()
        sums: dict[tuple[str, str], Decimal] = {}
        for indicator in declaration.indicators:
            value = indicator.value
            for number in (value.number, value.upper):
                if number is not None:
                    self._add(Measure.of(number, value.unit))
            measure = Measure.of_value(value)
            category = (indicator.level_two, measure.unit)
            sums[category] = sums.get(category, Decimal(0)) + measure.number
            for text in (indicator.name, indicator.description, value.text):
                for said in spoken(text):
                    self._add(said.measure)
        for (_, unit), number in sums.items():
            self._add(Measure(number, unit))
        funds = declaration.funds
        for amount in (funds.budget, funds.fiscal, funds.other, *(point.amount for point in declaration.checkpoints)):
            if amount is not None:
                self._add(Measure.of(amount, "万元"))

    def _add(self, measure: Measure) -> None:
        self.numbers.setdefault(measure.unit, set()).add(measure.number)
        if measure.is_count:
            self.counts.add(measure.number)

    def __contains__(self, said: Spoken) -> bool:
        """Things may be counted in another word: 12处 for 12个. A stronger indicator carries a bound: ≥98%, 95%以上."""
        measure = said.measure
        numbers = self.numbers.get(measure.unit, set())
        if measure.number in numbers or (measure.is_count and measure.number in self.counts):
            return True
        if said.value.operator in UPWARDS:
            return bool(numbers) and max(numbers) >= measure.number
        return said.value.operator in DOWNWARDS and bool(numbers) and min(numbers) <= measure.number


def _contradictions(declaration: Declaration) -> Iterator[tuple[int, Spoken, Indicator]]:
    """Goal numbers, each with the one indicator that its clause speaks of and that has another number of its unit."""
    by_unit: dict[str, list[Indicator]] = {}
    exact = set()
    for indicator in declaration.indicators:
        if indicator.value.kind == "number":
            measure = Measure.of_value(indicator.value)
            by_unit.setdefault(measure.unit, []).append(indicator)
            exact.add(measure)
    for row, goal in enumerate(declaration.goals):
        said_here = list(spoken(goal))
        clauses = Counter(said.clause for said in said_here)
        for said in said_here:
            measure = said.measure
            if measure in exact or clauses[said.clause] > 1 or measure.unit not in by_unit:
                continue
            meant = [each for each in by_unit[measure.unit] if _speaks_of(said.clause, each.name)]
            if len(meant) == 1 and not _keeps(said, meant[0]):
                yield row, said, meant[0]


def _keeps(said: Spoken, indicator: Indicator) -> bool:
    """Whether reaching the indicator reaches the goal: ≥98% keeps 95%以上."""
    number, reached = said.measure.number, Measure.of_value(indicator.value).number
    if said.value.operator in UPWARDS or (said.value.operator is None and is_share(said.value.unit)):
        return reached >= number and indicator.value.operator not in DOWNWARDS
    return said.value.operator in DOWNWARDS and reached <= number and indicator.value.operator not in UPWARDS


def _speaks_of(clause: str, name: str) -> bool:
    """Whether a clause has most of an indicator's name, in pairs of characters: 保障…办公 for 保障办公人数."""
    core = fold(name).removesuffix("数").removesuffix("率").removesuffix("度").removesuffix("人")
    pairs = {core[start : start + 2] for start in range(len(core) - 1)}
    shared = sum(pair in clause for pair in pairs)
    return shared >= 2 and 2 * shared >= len(pairs)
