"""部门整体绩效目标 as its editing page holds it."""

from collections.abc import Iterator
from typing import Self

from django.utils.translation import gettext_lazy as _

from targets.checks.engine import Path
from targets.declaration import DepartmentDeclaration, ItemisedGoal, Safeguard
from targets.forms.fields import TextField
from targets.forms.raw import Raw, Texts
from targets.forms.sheet import Fields, Sheet


class TargetFields(Fields):
    lead = TextField(label=_("lead"), required=False)


class OverallGoalFields(Fields):
    text = TextField(label=_("overall goal"), required=False)


class ItemFields(Fields):
    title = TextField(label=_("itemised goal › title"), required=False)
    goal = TextField(label=_("itemised goal › performance goal"), required=False)
    indicators = TextField(label=_("itemised goal › performance indicators"), required=False)


class SafeguardFields(Fields):
    title = TextField(label=_("safeguard › title"), required=False)
    text = TextField(label=_("safeguard › measure"), required=False)


class TargetSheet(Sheet[DepartmentDeclaration]):
    """部门整体绩效目标, to be typed in. Of a list without rows, a blank one is offered."""

    head_form = TargetFields
    row_forms = {"goals": OverallGoalFields, "items": ItemFields, "safeguards": SafeguardFields}

    @classmethod
    def of(cls, stored: DepartmentDeclaration) -> Self:
        """The page of what is stored."""
        lists: dict[str, list[Texts]] = {
            "goals": [{"text": goal} for goal in stored.goals],
            "items": [row.model_dump() for row in stored.items],
            "safeguards": [row.model_dump() for row in stored.safeguards],
        }
        return cls(stored, Raw({"lead": stored.lead}, {name: rows or [{}] for name, rows in lists.items()}))

    def typed(self) -> DepartmentDeclaration:
        return self.stored.model_copy(
            update={
                "lead": self.head.typed("lead") or "",
                "goals": tuple(row["text"] for row in self._texts("goals")),
                "items": tuple(ItemisedGoal(**row) for row in self._texts("items")),
                "safeguards": tuple(Safeguard(**row) for row in self._texts("safeguards")),
            }
        )

    def _texts(self, name: str) -> Iterator[Texts]:
        for row in self.filled(name):
            yield {field: row.typed(field) or "" for field in row.fields}

    def name_of(self, path: Path) -> str:
        match path:
            case ("lead",):
                return "lead"
            case ("goals", int(row)):
                return f"goals-{row}-text"
            case ("items" | "safeguards" as field, int(row), str(column)):
                return f"{field}-{row}-{column}"
            case ("items" | "safeguards" as field, int(row)):
                return f"{field}-{row}-title"
            case ("goals",):
                return "goals-0-text"
            case ("items" | "safeguards" as field,):
                return f"{field}-0-title"
        return ""
