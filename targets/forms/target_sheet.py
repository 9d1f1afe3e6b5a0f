"""部门整体绩效目标 as its editing page holds it."""

from typing import Self

from django.utils.translation import gettext_lazy as _

from targets.checks.engine import Path
from targets.declaration import DepartmentDeclaration, ItemisedGoal, Safeguard
from targets.forms.fields import TextField
from targets.forms.raw import Raw
from targets.forms.sheet import Fields, GoalFields, Sheet


class TargetFields(Fields):
    lead = TextField(label=_("lead"), required=False)


class ItemFields(Fields):
    title = TextField(label=_("title"), required=False)
    goal = TextField(label=_("performance goal"), required=False)
    indicators = TextField(label=_("performance indicators"), required=False)


class SafeguardFields(Fields):
    title = TextField(label=_("title"), required=False)
    text = TextField(label=_("measure"), required=False)


class TargetSheet(Sheet[DepartmentDeclaration]):
    """部门整体绩效目标, to be typed in."""

    head_form = TargetFields
    row_forms = {"goals": GoalFields, "items": ItemFields, "safeguards": SafeguardFields}

    @classmethod
    def of(cls, stored: DepartmentDeclaration) -> Self:
        """The page of what is stored."""
        return cls(
            stored,
            Raw(
                {"lead": stored.lead},
                {
                    "goals": [{"text": goal} for goal in stored.goals],
                    "items": [
                        {"title": row.title, "goal": row.goal, "indicators": row.indicators} for row in stored.items
                    ],
                    "safeguards": [{"title": row.title, "text": row.text} for row in stored.safeguards],
                },
            ),
        )

    def typed(self) -> DepartmentDeclaration:
        return self.stored.model_copy(
            update={
                "lead": self.head.typed("lead") or "",
                "goals": tuple(row.typed("text") or "" for row in self.rows["goals"]),
                "items": tuple(
                    ItemisedGoal(**{name: row.typed(name) or "" for name in ("title", "goal", "indicators")})
                    for row in self.rows["items"]
                ),
                "safeguards": tuple(
                    Safeguard(**{name: row.typed(name) or "" for name in ("title", "text")})
                    for row in self.rows["safeguards"]
                ),
            }
        )

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
