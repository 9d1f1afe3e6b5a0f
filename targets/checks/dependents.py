"""What follows when one number of a target table changes, each as it would be typed into its field."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from indicators.target_value import TargetValue
from indicators.text import plain_decimal
from targets.checks.engine import Path
from targets.checks.number_graph import BUDGET, relations, retyped, rounded
from targets.checks.spoken import Measure, spoken
from targets.declaration import Declaration, Funds
from targets.money import MAX_AMOUNT, AmountError, format_amount, parse_amount


@dataclass(frozen=True, slots=True)
class Derived:
    """A dependent number: where it stands, what it is called, and what is and would be typed there.

    The path is empty for the unit's total, which is a sum and typed nowhere.
    """

    path: Path
    label: str
    before: str
    after: str


def dependents(
    declaration: Declaration, path: Path, typed: str, *, others: tuple[Declaration, ...] = ()
) -> tuple[Derived, ...]:
    """What would follow from typing ``typed`` at ``path``, in the order of the form; nothing where it does not tell.

    :param path: ``("funds", "fiscal")``, ``("funds", "other")`` or ``("indicators", row, "value")``.
    :param others: the unit's other tables, for its total.
    """
    changed = _changed(declaration, path, typed)
    if changed is None or changed == declaration:
        return ()
    found = list(_unit_costs(declaration, changed, path))
    if path[0] == "funds":
        found += _from_budget(declaration, changed, others)
    else:
        was, now = (Measure.of_value(each.indicators[int(path[1])].value) for each in (declaration, changed))
        found += _goals(declaration, path, was, now)
    return tuple(sorted(found, key=lambda derived: _PARTS.index(str(derived.path[0])) if derived.path else 0))


_PARTS = ("funds", "checkpoints", "goals", "indicators")


def _changed(declaration: Declaration, path: Path, typed: str) -> Declaration | None:
    """The declaration after the change, or ``None`` when it is none that numbers follow from."""
    match path:
        case ("funds", "fiscal" | "other" as part):
            try:
                amount = parse_amount(typed)
            except AmountError:
                return None
            funds = Funds(**{**dict(declaration.funds), str(part): amount})
            if funds.budget is None or funds.budget < 0:
                return None
            return declaration.model_copy(update={"funds": funds})
        case ("indicators", int(row), "value") if 0 <= row < len(declaration.indicators):
            value = TargetValue.parse(typed)
            if value.kind != "number":
                return None
            rows = list(declaration.indicators)
            rows[row] = rows[row].model_copy(update={"value": value})
            return declaration.model_copy(update={"indicators": tuple(rows)})
    return None


def _unit_costs(declaration: Declaration, changed: Declaration, path: Path) -> Iterator[Derived]:
    """Costs that no longer agree; when it is a cost that changed, the budget it asks for."""
    before = {relation.path: relation for relation in relations(declaration) if relation.kind == "unit cost"}
    for relation in relations(changed, told=frozenset(before)):
        old = before.get(relation.path)
        if relation.kind != "unit cost" or old is None or relation.near or (relation.agrees and not old.near):
            continue
        if relation.path == path:
            budget = rounded(relation.stated / relation.share, 2)
            if budget is not None and budget < MAX_AMOUNT and not changed.funds.other:
                before_text = format_amount(changed.funds.fiscal)
                yield Derived(("funds", "fiscal"), "财政资金", before_text, format_amount(budget))
            continue
        if path in relation.sources or path[0] == "funds":
            indicator = changed.indicators[int(relation.path[1])]
            after = retyped(indicator.value, relation.derived)
            yield Derived(relation.path, indicator.name, indicator.value.text, after)


def _from_budget(declaration: Declaration, changed: Declaration, others: tuple[Declaration, ...]) -> Iterator[Derived]:
    old, new = declaration.funds.budget, changed.funds.budget
    if old is None or new is None or old == new:
        return
    total = sum((other.funds.budget or Decimal(0) for other in others), Decimal(0))
    if others:
        label = f"单位本年度预算合计（{len(others) + 1}个项目）"
        yield Derived((), label, format_amount(total + old), format_amount(total + new))
    yield from _checkpoints(declaration, old, new)
    was, now = Measure.of(old, "万元"), Measure.of(new, "万元")
    yield from _goals(declaration, BUDGET, was, now)
    for row, indicator in enumerate(declaration.indicators):
        value = indicator.value
        if old and value.kind == "number" and Measure.of_value(value) == was:
            after = retyped(value, now.number / Measure.of(Decimal(1), value.unit).number)
            yield Derived(("indicators", row, "value"), indicator.name, value.text, after)


def _checkpoints(declaration: Declaration, old: Decimal, new: Decimal) -> Iterator[Derived]:
    """The plan in the same shares of the new budget, to the hundredth; it ends at the budget and never runs past it."""
    points = declaration.checkpoints
    last = max(range(len(points)), key=lambda row: points[row].month, default=None)
    for row, point in enumerate(points):
        if row == last:
            amount: Decimal | None = new
        elif point.amount is None or point.amount < 0 or point.amount > old or not old:
            continue
        else:
            amount = rounded(point.amount * new / old, 2)
        if amount is not None and amount < MAX_AMOUNT and amount != point.amount:
            after = format_amount(min(amount, new))
            yield Derived(("checkpoints", row, "amount"), f"{point.month}月底", format_amount(point.amount), after)


def _goals(declaration: Declaration, source: Path, was: Measure, now: Measure) -> Iterator[Derived]:
    """Goal sentences that say the old number, where it is the source's number they say."""
    if was.unit != now.unit or not was.number:
        return
    speaks = {each.path for each in relations(declaration) if each.kind == "goal" and source in each.sources}
    for row, goal in enumerate(declaration.goals):
        if ("goals", row) not in speaks:
            continue
        after = goal
        for said in reversed(list(spoken(goal))):
            if said.measure == was and said.value.number:
                number = now.number / (was.number / said.value.number)
                after = f"{after[: said.start]}{plain_decimal(number)}{after[said.end :]}"
        if after != goal:
            yield Derived(("goals", row), f"绩效目标第{row + 1}条", goal, after)
