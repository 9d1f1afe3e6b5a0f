"""The numbers of a table that must agree, in words for the page beside it."""

from dataclasses import dataclass

from targets.checks.edits import text_at
from targets.checks.number_graph import Relation, relations
from targets.checks.settings import RuleSettings
from targets.declaration import Declaration
from targets.money import format_amount


@dataclass(frozen=True, slots=True)
class NumberRow:
    """One relation: what hangs together, the sum in figures, what is entered, and whether the two agree.

    ``sum`` is empty for a number that the goal's text repeats: the formula says all of it.
    """

    formula: str
    sum: str
    entered: str
    agrees: bool


def number_rows(declaration: Declaration, settings: RuleSettings) -> tuple[NumberRow, ...]:
    """Every relation that can safely be told, in the order of the form."""
    return tuple(
        NumberRow(
            formula=relation.formula,
            sum=_sum(declaration, relation),
            entered="" if relation.kind == "goal" else text_at(declaration, relation.path),
            agrees=relation.agrees,
        )
        for relation in relations(declaration, settings)
    )


def _sum(declaration: Declaration, relation: Relation) -> str:
    """预算数 ÷ 12个 = 单位成本 → 120.00万元 ÷ 12个 = 10.00万元; the budget itself for the end of the plan."""
    budget = f"{format_amount(declaration.funds.budget)}万元"
    match relation.kind, relation.path:
        case "unit cost", ("indicators", int(row), _):
            unit = declaration.indicators[row].value.unit.partition("/")[0]
            divided = relation.formula.removeprefix("预算数").partition(" = ")[0]
            return f"{budget}{divided} = {relation.derived}{unit}"
        case "last checkpoint", _:
            return budget
    return ""
