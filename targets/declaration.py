"""The Declaration: the whole content of one target table as plain, immutable data.

It is the spine of the product. Every reader produces one, every rule reads one, every report is a pure function of one;
models are only how one is stored and edited. Nothing here knows the database.

The JSON form is the model's own (``to_json`` / ``from_json``); its schema is published as
``docs/declaration.schema.json``. Amounts are strings in 万元, never JSON numbers.
"""

import json
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from indicators.target_value import TargetValue
from targets.money import format_amount

Amount = Annotated[
    Decimal,
    Field(max_digits=18, decimal_places=6, description="万元, up to six decimals", examples=["120.00"]),
    BeforeValidator(lambda value: _refuse_float(value)),
    PlainSerializer(format_amount, return_type=str, when_used="json"),
]


def _refuse_float(value: object) -> object:
    if isinstance(value, float):
        raise ValueError("money is a decimal text, never a binary float")
    return value


class _Plain(BaseModel):
    """Frozen, strict about unknown keys, compared by value."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Unit(_Plain):
    """The budget unit that declares: its code (326001) and its name as printed."""

    code: str
    name: str


class Funds(_Plain):
    """预算规模: fiscal and other funds in 万元. ``None`` is blank on the form, not zero."""

    fiscal: Amount | None = None
    other: Amount | None = None

    @property
    def budget(self) -> Decimal | None:
        """预算数 in 万元, the sum of what is known; ``None`` while nothing is."""
        known = [amount for amount in (self.fiscal, self.other) if amount is not None]
        return sum(known, Decimal(0)) if known else None


class Checkpoint(_Plain):
    """资金支出计划: planned cumulative spending in 万元 at the end of ``month``."""

    month: Annotated[int, Field(ge=1, le=12)]
    amount: Amount | None = None


class Indicator(_Plain):
    """A project's own third-level indicator, under its first- and second-level category."""

    level_one: str
    level_two: str
    name: str
    description: str = ""
    value: TargetValue
    basis: str = ""


class _Document(_Plain):
    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read the JSON form.

        :raises pydantic.ValidationError: when it is not of the published schema.
        """
        return cls.model_validate_json(text)

    def to_json(self) -> str:
        """Canonical JSON: keys sorted, no white space, characters as themselves, so equal data gives equal bytes."""
        data: dict[str, Any] = self.model_dump(mode="json")
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class Declaration(_Document):
    """项目绩效目标表: one project's target table (财预〔2015〕88号)."""

    format: Literal["perfbudget/declaration/1"] = "perfbudget/declaration/1"
    year: int
    unit: Unit
    number: int | None = Field(default=None, description="the table's number in the unit's document; blank when it has none")
    code: str
    name: str
    purpose: str = ""
    funds: Funds = Funds()
    checkpoints: tuple[Checkpoint, ...] = ()
    goals: tuple[str, ...] = ()
    indicators: tuple[Indicator, ...] = ()

    @property
    def title(self) -> str:
        """The printed title, without the number the document gives it."""
        return f"{self.name}绩效目标表"


class ItemisedGoal(_Plain):
    """分项绩效目标: a title, the goal and its indicators in words."""

    title: str
    goal: str = ""
    indicators: str = ""


class Safeguard(_Plain):
    """工作保障措施: a title and the measure."""

    title: str
    text: str = ""


class DepartmentDeclaration(_Document):
    """部门整体绩效目标: part one of a unit's document."""

    format: Literal["perfbudget/department/1"] = "perfbudget/department/1"
    year: int
    unit: Unit
    lead: str = ""
    goals: tuple[str, ...] = ()
    items: tuple[ItemisedGoal, ...] = ()
    safeguards: tuple[Safeguard, ...] = ()


class DepartmentDocument(_Document):
    """A unit's whole document of one year: part one (or none yet) and its project tables, in printed order."""

    format: Literal["perfbudget/document/1"] = "perfbudget/document/1"
    year: int
    unit: Unit
    target: DepartmentDeclaration | None = None
    projects: tuple[Declaration, ...] = ()
