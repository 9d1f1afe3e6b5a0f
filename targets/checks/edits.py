"""Typing one field of a Declaration: what stands there, and the Declaration with something else there.

A department's Declaration is typed in the same way.
"""

import re
from typing import Any, TypeVar

from indicators.target_value import TargetValue
from targets.checks.engine import Path
from targets.declaration import Declaration, DepartmentDeclaration
from targets.money import AmountError, format_amount, parse_amount

D = TypeVar("D", Declaration, DepartmentDeclaration)

_TEXTS = {"code", "name", "purpose", "lead"}
BETWEEN = " › "
"""Between the names of level one and two: a category is typed as both, 产出指标 › 数量指标."""
_COLUMNS = {
    "checkpoints": {"amount"},
    "indicators": {"level_one", "level_two", "name", "description", "value", "basis"},
    "items": {"title", "goal", "indicators"},
    "safeguards": {"title", "text"},
}


class EditError(ValueError):
    """Nothing can be typed there, or not this. ``str()`` of it is a sentence for the user."""


def dotted(path: Path) -> str:
    """``("indicators", 3, "value")`` → ``indicators.3.value``, as a page sends it; :func:`steps` reads it back."""
    return ".".join(map(str, path))


def steps(text: str) -> Path:
    """The path a page sent; of any text at all, though it may lead nowhere."""
    return tuple(int(step) if re.fullmatch("[0-9]{1,4}", step) else step for step in text.split("."))


def text_at(declaration: Declaration | DepartmentDeclaration, path: Path) -> str:
    """What stands at ``path`` as it would be typed; "" for a blank. A level two stands there with its level one.

    :raises EditError: when nothing can be typed there.
    """
    _known(declaration, path)
    match declaration, path:
        case Declaration(), ("indicators", int(row), "level_two"):
            return f"{declaration.indicators[row].level_one}{BETWEEN}{declaration.indicators[row].level_two}"
    found: Any = declaration
    for step in path:
        found = found[step] if isinstance(step, int) else getattr(found, step)
    return found if isinstance(found, str) else found.text if isinstance(found, TargetValue) else format_amount(found)


def with_value(declaration: D, path: Path, text: str) -> D:
    """The declaration with ``text`` typed at ``path``, read as that field reads it; amounts in 万元, none below zero.

    :raises EditError: when nothing can be typed there, or the text is no amount where one belongs.
    """
    _known(declaration, path)
    match declaration, path:
        case Declaration(), ("funds", str(part)):
            funds = declaration.funds.model_copy(update={part: _amount(text)})
            return declaration.model_copy(update={"funds": funds})
        case _, (str(field),):
            return declaration.model_copy(update={field: text})
        case _, (str(field), int(row)):
            return _with_row(declaration, field, row, text)
        case _, (str(field), int(row), str(column)):
            old = getattr(declaration, field)[row]
            levels = text.split(BETWEEN, 1)
            if column == "level_two" and len(levels) == 2:
                update: dict[str, Any] = dict(zip(("level_one", "level_two"), levels, strict=True))
            else:
                update = {column: _read(column, text)}
            return _with_row(declaration, field, row, old.model_copy(update=update))
    raise AssertionError(path)  # _known lets no other through


def _with_row(declaration: D, field: str, row: int, value: Any) -> D:
    rows: tuple[Any, ...] = getattr(declaration, field)
    return declaration.model_copy(update={field: (*rows[:row], value, *rows[row + 1 :])})


def _known(declaration: Declaration | DepartmentDeclaration, path: Path) -> None:
    fields = type(declaration).model_fields
    match path:
        case ("funds", "fiscal" | "other") if "funds" in fields:
            return
        case (str(field),) if field in _TEXTS and field in fields:
            return
        case ("goals", int(row)) if 0 <= row < len(declaration.goals):
            return
        case (str(field), int(row), str(column)) if column in _COLUMNS.get(field, ()) and field in fields:
            if 0 <= row < len(getattr(declaration, field)):
                return
    raise EditError("此处不能直接填写，请在申报表中修改。")


def _read(column: str, text: str) -> Any:
    return {"amount": _amount, "value": TargetValue.parse}.get(column, str)(text)


def _amount(text: str) -> Any:
    try:
        amount = parse_amount(text)
    except AmountError as error:
        raise EditError(f"{error}。") from error
    if amount is not None and amount < 0:
        raise EditError(f"“{text.strip()}”是负数，金额不能为负。")
    return amount
