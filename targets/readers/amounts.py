"""Amounts of a table, in whatever file it stands: 万元, never below zero, and 预算数 the sum of its parts."""

import re
from decimal import Decimal
from typing import Protocol

from targets.declaration import Funds
from targets.money import AmountError, format_amount, parse_amount
from targets.readers.text_cells import Problems

_LONGEST = 60
"""Characters of an amount."""
_PRINTED = re.compile(r"[￥¥]?\s*([-+－−]?[\d０-９.．,，\s]+?)\s*(?:万元)?")
_BLANK = re.compile(r"[-－–—―/／]+")


def parse_printed(text: str) -> Decimal | None:
    """An amount in 万元 as forms print it: 30万元 and ￥30.00 are 30, a dash or a stroke alone is blank.

    :raises AmountError: as :func:`targets.money.parse_amount`.
    """
    typed = text.strip()
    if _BLANK.fullmatch(typed):
        return None
    printed = _PRINTED.fullmatch(typed) if len(typed) <= _LONGEST else None
    try:
        return parse_amount(printed[1] if printed else typed)
    except AmountError:
        return parse_amount(typed)  # which says so of all that was typed


class Cell(Protocol):
    """What holds an amount: its text and the number of its place."""

    line: int

    @property
    def text(self) -> str: ...


def read_amount(cell: Cell | None, problems: Problems) -> Decimal | None:
    """The amount in 万元 that a cell holds; ``None`` when it is blank, missing or, with a Problem, no amount."""
    if cell is None:
        return None
    try:
        amount = parse_printed(cell.text)
    except AmountError as error:
        problems.say(cell.line, str(error))
        return None
    if amount is not None and amount < 0:
        problems.add(cell.line, "不小于零的金额", cell.text)
        return None
    return amount


def read_funds(budget: Cell | None, fiscal: Cell | None, other: Cell | None, problems: Problems) -> Funds:
    """The two parts of the budget; a 预算数 that is not their sum is a Problem."""
    known = len(problems)
    total = read_amount(budget, problems)
    funds = Funds(fiscal=read_amount(fiscal, problems), other=read_amount(other, problems))
    if budget is not None and len(problems) == known and total != funds.budget:
        wanted = format_amount(funds.budget)
        expected = (
            f"财政资金与其他资金之和 {wanted}" if wanted else "空白（财政资金和其他资金都是空白，预算数是两者之和）"
        )
        problems.add(budget.line, expected, budget.text)
    return funds
