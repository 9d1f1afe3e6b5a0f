"""The Declaration: the whole content of one target table as plain, immutable data.

It is the spine of the product. Every reader produces one, every rule reads one, every report is a pure function of one;
models are only how one is stored and edited. Nothing here knows the database.

The JSON form is the model's own (``to_json`` / ``from_json``), explained in ``docs/declaration.md``; its schema is
published as ``docs/declaration.schema.json``, which ``python -m targets.declaration`` prints. Amounts are strings in
万元, never JSON numbers.
"""

import json
import sys
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema
from pydantic.json_schema import models_json_schema

from indicators.target_value import TargetValue
from indicators.text import only_exact
from targets.money import MAX_AMOUNT, format_amount


def _in_one_form(amount: Decimal) -> Decimal:
    """120, 120.000 and 1.2E+2 are all 120.00, so that equal amounts also look equal."""
    if abs(amount) >= MAX_AMOUNT:
        raise ValueError("an amount in 万元 is below 10^12")
    return Decimal(format_amount(amount))


Amount = Annotated[
    Decimal,
    BeforeValidator(only_exact),
    AfterValidator(_in_one_form),
    PlainSerializer(format_amount, return_type=str, when_used="json"),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$",
            "description": "万元, up to six decimals; written with at least two",
            "examples": ["120.00"],
        }
    ),
]
Year = Annotated[int, Field(ge=1000, le=9999)]


class _Plain(BaseModel):
    """Frozen, strict about unknown keys, compared by value."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_serialization_defaults_required=True)


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
    year: Year
    unit: Unit
    number: int | None = Field(
        default=None, description="the table's number in the unit's document; blank when it has none"
    )
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
    year: Year
    unit: Unit
    lead: str = ""
    goals: tuple[str, ...] = ()
    items: tuple[ItemisedGoal, ...] = ()
    safeguards: tuple[Safeguard, ...] = ()


class DepartmentDocument(_Document):
    """A unit's whole document of one year: part one (or none yet) and its project tables, in printed order."""

    format: Literal["perfbudget/document/1"] = "perfbudget/document/1"
    year: Year
    unit: Unit
    target: DepartmentDeclaration | None = None
    projects: tuple[Declaration, ...] = ()


def json_schema() -> str:
    """The published JSON schema (draft 2020-12) of the three documents, as they are written."""
    documents = (Declaration, DepartmentDeclaration, DepartmentDocument)
    references, definitions = models_json_schema([(document, "serialization") for document in documents])
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "perfbudget documents",
        "oneOf": [references[document, "serialization"] for document in documents],
        **definitions,
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(json_schema())
