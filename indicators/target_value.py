"""Target values: what was typed and what it means (being written)."""

from decimal import Decimal
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict

Operator = Literal["=", "≥", "≤", ">", "<"]


class TargetValue(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    text: str = ""
    operator: Operator | None = None
    number: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls(text=text)

    def __str__(self) -> str:
        return self.text
