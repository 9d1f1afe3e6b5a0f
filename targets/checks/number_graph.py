"""The number graph: which numbers of a target table must agree, and what follows when one of them changes.

Budget, quantity, unit cost, months, checkpoints and goal text hang together: 120.00万元 for 12个 communities is
10万元/个, the plan ends at the budget, and the goal says the number its indicator has. The divisor of a unit cost is
taken from its unit (万元/个 with one quantity in 个) or its words (平均每月, 人均, 单个); where neither tells, or where
several quantities or costs share the budget, nothing is said, unless the numbers agree and so tell by themselves.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from indicators.target_value import TargetValue
from indicators.text import fold, plain_decimal
from targets.checks.engine import Path
from targets.checks.settings import RuleSettings
from targets.checks.shapes import is_cost, is_fixed, is_quantity, is_saving, is_time
from targets.checks.spoken import Measure, spoken
from targets.declaration import Declaration, Indicator
from targets.money import MAX_AMOUNT, format_amount

BUDGET: Path = ("funds",)
MONTHS = 12
DEFAULTS = RuleSettings()

_MONTHLY = re.compile("每个?月|月均|按月|月平均|/月|·月")
_OTHER_SPAN = re.compile("[每日周季年]均|每[一个]?(?:[天日周季年]|星期|小时|学期)")  # 日均, 每季度: not ours to count
_EACH = re.compile(
    "(?:单(?!位)|每)(人次|户次|[个人名位户家次台套件项场所处辆亩吨间栋座条份册盏株棵头只])(?!月)|([人户亩])均"
)
_EACH_THING = re.compile("单价|单位(?:成本|造价|费用)")
_DIGITS = re.compile(r"[\d,，.．]*\d")
_MONEY_UNIT = re.compile(r"(?P<money>[亿万千百]?元)(?P<per>(?:[/·每].+)?)")
_LARGEST = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class Relation:
    """Numbers that must agree: ``stated`` at ``path`` against ``derived`` from ``sources``, in the unit of the former.

    ``formula`` says it in words, ``typed`` is the derived value as it would be typed at ``path``. ``derived`` is
    rounded to the stated decimals, at least two; it is ``share`` times the budget in 万元. Bounds agree also where they
    leave room; ``near`` says that the numbers are the same but for rounding.
    """

    kind: Literal["unit cost", "last checkpoint", "goal"]
    path: Path
    sources: tuple[Path, ...]
    formula: str
    derived: Decimal
    stated: Decimal
    agrees: bool
    near: bool
    typed: str
    share: Decimal = Decimal(1)


def relations(
    declaration: Declaration, settings: RuleSettings = DEFAULTS, told: frozenset[Path] = frozenset()
) -> tuple[Relation, ...]:
    """Every relation that can safely be told, in the order of the form. Never raises.

    :param told: unit costs that told by agreeing before something changed, and are to be followed now.
    """
    return (*_last_checkpoint(declaration), *_goals(declaration), *_unit_costs(declaration, settings, told))


def retyped(value: TargetValue, number: Decimal, operator: str = "") -> str:
    """The value with another number, in the words it was typed in; ``operator`` is put before when it has none."""
    digits = _DIGITS.findall(value.text)
    before = "" if value.operator else operator
    if len(digits) == 1:
        return before + value.text.strip().replace(digits[0], plain_decimal(number))
    return f"{value.operator or before}{plain_decimal(number)}{value.unit}"


def _last_checkpoint(declaration: Declaration) -> Iterator[Relation]:
    budget, points = declaration.funds.budget, declaration.checkpoints
    if budget is None or not points:
        return
    last = max(range(len(points)), key=lambda row: points[row].month)
    stated = points[last].amount
    if stated is not None:
        formula = f"{points[last].month}月底累计支出 = 预算数"
        typed = format_amount(budget) if budget < MAX_AMOUNT else ""
        path, same = ("checkpoints", last, "amount"), stated == budget
        yield Relation("last checkpoint", path, (BUDGET,), formula, budget, stated, same, same, typed)


def _goals(declaration: Declaration) -> Iterator[Relation]:
    """Numbers of the goal text that are the budget, or the number of one quantity, or of one indicator at all."""
    carriers: dict[Measure, list[tuple[int, Path, str]]] = {}
    if declaration.funds.budget is not None:
        carriers[Measure.of(declaration.funds.budget, "万元")] = [(0, BUDGET, "预算数")]
    for row, indicator in enumerate(declaration.indicators):
        if indicator.value.kind == "number":
            rank, label = 1 if is_quantity(indicator) else 2, f"“{indicator.name}”的指标值"
            carriers.setdefault(Measure.of_value(indicator.value), []).append((rank, _value(row), label))
    for row, goal in enumerate(declaration.goals):
        for said in spoken(goal):
            found = sorted(carriers.get(said.measure, []))
            if found and (len(found) == 1 or found[0][0] < found[1][0]):
                _, source, label = found[0]
                number = said.value.number or Decimal(0)
                formula = f"绩效目标中的“{said.text}” = {label}"
                yield Relation("goal", ("goals", row), (source,), formula, number, number, True, True, goal)


@dataclass(frozen=True, slots=True)
class _Divisor:
    """What the budget is divided by; ``formula`` continues “预算数”. Sure unless other quantities share the budget."""

    number: Decimal
    sources: tuple[Path, ...]
    formula: str
    sure: bool


@dataclass(frozen=True, slots=True)
class _Whole:
    """What a table counts, found once: the rows of each unit ("" is any), the row that says a year, if it is a year."""

    counted: dict[str, list[tuple[int, TargetValue]]]
    span: tuple[Path, ...]
    is_year: bool

    @classmethod
    def of(cls, declaration: Declaration) -> "_Whole":
        counted: dict[str, list[tuple[int, TargetValue]]] = {"": []}
        span: tuple[Path, ...] = ()
        is_year = True
        for row, indicator in enumerate(declaration.indicators):
            value, measure = indicator.value, Measure.of_value(indicator.value)
            quantity = is_quantity(indicator)
            if value.unit in ("年", "月", "个月") and (quantity or is_time(indicator)):
                span = span or (_value(row),)
                is_year &= value.kind == "number" and value.number == (1 if value.unit == "年" else MONTHS)
            elif quantity and value.number is not None and measure.is_count:
                counted[""].append((row, value))
                if measure.unit:
                    counted.setdefault(measure.unit, []).append((row, value))
        return cls(counted, span, is_year)

    def quantity(self, unit: str) -> _Divisor | None:
        """The one quantity in this unit ("" for any); sure when no other could share the budget."""
        fitting = self.counted.get(Measure.of(Decimal(1), unit).unit, [])
        if len(fitting) != 1:
            return None
        row, value = fitting[0]
        number = Measure.of_value(value).number
        if value.kind != "number" or number <= 0:
            return None
        formula = f" ÷ {plain_decimal(value.number or number)}{value.unit}"
        return _Divisor(number, (_value(row),), formula, len(self.counted[""]) == 1)

    def by_month(self, divisor: _Divisor) -> _Divisor | None:
        """Twelve months of a budget year, unless a time or quantity says another span."""
        if not self.is_year:
            return None
        sources = (*divisor.sources, *self.span)
        return _Divisor(divisor.number * MONTHS, sources, f"{divisor.formula} ÷ {MONTHS}个月", divisor.sure)


def _unit_costs(declaration: Declaration, settings: RuleSettings, told: frozenset[Path]) -> Iterator[Relation]:
    budget = declaration.funds.budget
    if budget is None or budget <= 0:
        return
    rows = [row for row, each in enumerate(declaration.indicators) if _is_part_of(budget, each)]
    whole = _Whole.of(declaration)
    for row in rows:
        indicator, path = declaration.indicators[row], _value(row)
        value, by = indicator.value, _divisor(indicator, whole)
        if by is None or value.kind != "number" or not value.number or value.number < 0:
            continue
        per = Measure.of(Decimal(1), value.unit.partition("/")[0]).number * by.number
        mean, decimals = budget * 10000 / per, _decimals(value.text)
        derived = rounded(mean, max(decimals, 2))
        if not derived:
            continue
        # A whole number is taken to one decimal: 10 for 10.4 hides 4 % of the budget.
        slack = max(Decimal(5).scaleb(-max(decimals, 1) - 1), mean * settings.tolerance)
        near = abs(value.number - mean) <= slack
        if not (near or path in told or (by.sure and len(rows) == 1)):
            continue
        agrees = near or _leaves_room(value, mean, settings)
        formula, sources = f"预算数{by.formula} = {indicator.name}", (BUDGET, *by.sources)
        typed = retyped(value, derived, "" if is_fixed(indicator) else "≤")
        yield Relation("unit cost", path, sources, formula, derived, value.number, agrees, near, typed, 10000 / per)


def _leaves_room(value: TargetValue, mean: Decimal, settings: RuleSettings) -> bool:
    """Whether a bound holds with room: 12 × ≤6万元 for 60万元.

    Single costs differ from their mean, so that a bound above it is right; one of many times the mean binds nothing and
    mostly is a slip of the unit.
    """
    stated = value.number or Decimal(0)
    if value.operator in ("≤", "<"):
        return mean <= stated < mean * settings.loose_bound
    return value.operator in ("≥", ">") and stated <= mean


def _divisor(indicator: Indicator, whole: _Whole) -> _Divisor | None:
    """By what the budget is divided to give this cost, or ``None`` where it does not tell."""
    words, unit = fold(f"{indicator.name}\n{indicator.description}"), _MONEY_UNIT.fullmatch(indicator.value.unit)
    if unit is None or _OTHER_SPAN.search(words):
        return None
    each = _EACH.search(words)
    thing = (each[1] or each[2]) if each else ""
    anything = bool(_EACH_THING.search(words)) or thing == "个"
    monthly = bool(_MONTHLY.search(words))
    if unit["per"]:
        parts = [part for part in re.split("[/·每]", unit["per"]) if part and part != "年"]
        things = [part for part in parts if part not in ("月", "个月")]
        per_month = len(things) < len(parts)
        if len(things) > 1 or (monthly and not per_month) or (thing and not things):
            return None
        monthly, thing, anything = per_month, "".join(things), False
    if not (monthly or thing or anything):
        return None
    divisor: _Divisor | None = _Divisor(Decimal(1), (), "", True)
    if thing or anything:
        divisor = whole.quantity("" if anything else thing)
    return whole.by_month(divisor) if monthly and divisor else divisor


def _is_part_of(budget: Decimal, indicator: Indicator) -> bool:
    """Whether it is a cost in money that is not just the whole budget."""
    value = indicator.value
    if not is_cost(indicator) or is_saving(indicator) or value.number is None or not _MONEY_UNIT.fullmatch(value.unit):
        return False
    return "/" in value.unit or Measure.of_value(value).number != budget * 10000


def _value(row: int) -> Path:
    return ("indicators", row, "value")


def _decimals(text: str) -> int:
    """How many decimals were typed: 13.80 has two, though it equals 13.8."""
    point = re.search(r"\d\.(\d{1,9})", fold(text))
    return len(point[1]) if point else 0


def rounded(number: Decimal, decimals: int) -> Decimal | None:
    """Half up, or ``None`` for what no field holds."""
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) if abs(number) < _LARGEST else None
