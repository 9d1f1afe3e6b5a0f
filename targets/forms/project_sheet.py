"""项目绩效目标表 as its editing page holds it."""

from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Self

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indicators.models import Category
from indicators.target_value import TargetValue
from targets.checks.engine import Path
from targets.checks.places import label
from targets.declaration import Checkpoint, Declaration, Funds, Indicator
from targets.forms.fields import FundsField, LineField, TextField, ValueField
from targets.forms.raw import Raw, Texts
from targets.forms.sheet import Fields, GoalFields, Problem, Sheet
from targets.models import Indicator as IndicatorRow
from targets.models import Project
from targets.money import format_amount


class ProjectFields(Fields):
    """The upper part of the form, but for the plan."""

    code = LineField(label=_("project code"), max_length=Project._meta.get_field("code").max_length, required=False)
    name = LineField(label=_("project name"), max_length=Project._meta.get_field("name").max_length)
    fiscal = FundsField(label=_("fiscal funds"), required=False)
    other = FundsField(label=_("other funds"), required=False)
    purpose = TextField(label=_("purpose of the funds"), required=False)


class CheckpointFields(Fields):
    month = forms.IntegerField(label=_("month"), min_value=1, max_value=12)
    amount = FundsField(label=_("cumulative spending"), required=False)


class CategoryField(forms.ChoiceField):
    """A level-two category by its key. The choices are ``known`` to all rows alike: Django would copy them for each."""

    known: Container[str] = ()

    def valid_value(self, value: str) -> bool:
        return value in self.known


class IndicatorFields(Fields):
    category = CategoryField(label=_("category"))
    name = LineField(
        label=_("third-level indicator"), max_length=IndicatorRow._meta.get_field("name").max_length, required=False
    )
    description = TextField(label=_("description"), required=False)
    value = ValueField(label=_("target value"), max_length=200, required=False)
    basis = LineField(label=_("basis"), max_length=IndicatorRow._meta.get_field("basis").max_length, required=False)


class ProjectSheet(Sheet[Declaration]):
    """项目绩效目标表, to be typed in."""

    head_form = ProjectFields
    row_forms = {"plan": CheckpointFields, "goals": GoalFields, "indicators": IndicatorFields}

    def __init__(
        self, stored: Declaration, raw: Raw, categories: Sequence[Category], *, keeps_blank: bool = False
    ) -> None:
        self.categories = {str(leaf.pk): leaf for leaf in categories}
        super().__init__(stored, raw, keeps_blank=keeps_blank)

    def row_form(self, name: str, texts: Texts, prefix: str) -> Fields:
        form = super().row_form(name, texts, prefix)
        if isinstance(form, IndicatorFields):
            form.fields["category"].known = self.categories  # type: ignore[attr-defined]
        return form

    @classmethod
    def of(
        cls,
        stored: Declaration,
        categories: Sequence[Category],
        months: Sequence[int] = (),
        offered: Sequence[Category] = (),
    ) -> Self:
        """The page of what is stored.

        :param months: the year's; those not planned yet stay blank.
        :param offered: the categories of which a table without indicators shows a blank row each.
        """
        keys = {(leaf.parent.name, leaf.name): str(leaf.pk) for leaf in categories if leaf.parent}
        raw = texts_of(stored, keys, months)
        raw.lists["goals"] = raw.lists["goals"] or [{}]
        raw.lists["indicators"] = raw.lists["indicators"] or [{"category": str(leaf.pk)} for leaf in offered]
        return cls(stored, raw, categories)

    def typed(self) -> Declaration:
        funds = Funds(fiscal=self.head.typed("fiscal"), other=self.head.typed("other"))
        return self.stored.model_copy(
            update={
                "code": self.head.typed("code") or "",
                "name": self.head.typed("name") or "",
                "purpose": self.head.typed("purpose") or "",
                "funds": funds,
                "checkpoints": tuple(self._checkpoints()),
                "goals": tuple(row.typed("text") or "" for row in self.filled("goals")),
                "indicators": tuple(map(self._indicator, self.filled("indicators"))),
            }
        )

    def problems(self) -> tuple[Problem, ...]:
        return (*super().problems(), *islice(self._repeated_months(), 1))

    def _repeated_months(self) -> Iterator[Problem]:
        """A month that stands twice: no page sends that by itself, and one of its amounts would be lost."""
        months: set[int] = set()
        for form in self.rows["plan"]:
            month = form.typed("month")
            if month in months:
                message = gettext("The plan has %(month)d twice: reload the page.") % {"month": month}
                yield Problem(form.add_prefix("amount"), label(self.typed(), self.path_of(form, "amount")), message)
            months |= {month} - {None}

    @cached_property
    def _months(self) -> list[int]:
        """The months of the plan, each once and in order."""
        return sorted({row.typed("month") for row in self.rows["plan"]} - {None})

    def path_of(self, form: Fields, field: str) -> Path:
        if form is self.head and field in Funds.model_fields:
            return ("funds", field)
        if isinstance(form, CheckpointFields):
            month = form.typed("month")
            return ("checkpoints", self._months.index(month), field) if month else ("checkpoints",)
        path = super().path_of(form, field)
        return (*path[:-1], "level_two") if field == "category" else path

    def _checkpoints(self) -> Iterator[Checkpoint]:
        amounts = {row.typed("month"): row.typed("amount") for row in self.rows["plan"]}
        for month in self._months:
            yield Checkpoint(month=month, amount=amounts[month])

    def _indicator(self, row: Fields) -> Indicator:
        leaf = self.categories.get(row.typed("category") or "")
        return Indicator(
            level_one=leaf.parent.name if leaf and leaf.parent else "",
            level_two=leaf.name if leaf else "",
            name=row.typed("name") or "",
            description=row.typed("description") or "",
            value=row.typed("value") or TargetValue(),
            basis=row.typed("basis") or "",
        )

    def name_of(self, path: Path) -> str:
        match path:
            case ("funds", *part):
                return str(part[0]) if part else "fiscal"
            case ("code" | "name" | "purpose" as field,):
                return field
            case ("checkpoints", int(row), *_):
                return f"plan-{row}-amount"
            case ("goals", int(row)):
                return f"goals-{row}-text"
            case ("indicators", int(row), "level_one" | "level_two"):
                return f"indicators-{row}-category"
            case ("indicators", int(row), str(column)):
                return f"indicators-{row}-{column}"
            case ("indicators", int(row)):
                return f"indicators-{row}-name"
            case ("checkpoints" | "goals" | "indicators" as field,):
                return {"checkpoints": "plan-0-amount", "goals": "goals-0-text"}.get(field, "indicators-0-name")
        return ""


def texts_of(declaration: Declaration, keys: Mapping[tuple[str, str], str], months: Sequence[int]) -> Raw:
    """What a page would send of a Declaration. ``keys`` name the categories' choices."""
    planned = {row.month: format_amount(row.amount) for row in declaration.checkpoints}
    return Raw(
        {
            "code": declaration.code,
            "name": declaration.name,
            "fiscal": format_amount(declaration.funds.fiscal),
            "other": format_amount(declaration.funds.other),
            "purpose": declaration.purpose,
        },
        {
            "plan": [{"month": str(month), "amount": planned.get(month, "")} for month in sorted({*months, *planned})],
            "goals": [{"text": goal} for goal in declaration.goals],
            "indicators": [
                {
                    "category": keys.get((row.level_one, row.level_two), ""),
                    "name": row.name,
                    "description": row.description,
                    "value": row.value.text,
                    "basis": row.basis,
                }
                for row in declaration.indicators
            ],
        },
    )
