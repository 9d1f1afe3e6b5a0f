"""The editing page of a project: its plan in lines, its indicators with their levels merged."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from indicators.models import Category
from targets.checks.settings import RuleSettings
from targets.curve import curve
from targets.declaration import Declaration
from targets.editor import Editor
from targets.forms.project_sheet import ProjectSheet
from targets.forms.raw import Raw
from targets.forms.sheet import Fields, Problem, Sheet
from targets.layout import month_lines, runs
from targets.models import Project, User
from targets.models.projects import ProjectQuerySet
from targets.money import format_amount
from targets.relations import number_rows
from targets.services.findings import RefusedError
from targets.services.reasons import keep_finding, withdraw_reason
from targets.services.saving import CodeTakenError, save_project
from targets.services.submitting import submit_project
from targets.storage import declaration_of
from targets.tidy import Tidied, tidied


@dataclass(frozen=True, slots=True)
class Level:
    """A level-one or level-two cell, merged down over ``rows`` rows; ``key`` is the level-two category's choice."""

    text: str
    rows: int
    key: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the indicator table; a level is ``None`` where the cell above covers it."""

    level_one: Level | None
    level_two: Level | None
    form: Fields
    options: SafeString


class ProjectEditor(Editor):
    """A project's table to be typed in."""

    template = "edit/project.html"
    sheets = ProjectSheet
    declared: Project
    stored: Declaration

    def __init__(self, declared: Project, stored: Declaration, user: User) -> None:
        super().__init__(declared, stored, user)
        leaves = Category.objects.filter(framework=declared.fiscal_year.framework_id, parent__isnull=False)
        self.categories = list(leaves.select_related("parent").order_by("parent__position", "position", "pk"))

    @classmethod
    def seen(cls, user: Any, **where: Any) -> ProjectQuerySet:
        return Project.objects.visible_to(user).with_tables().filter(**where)

    @classmethod
    def of(cls, declared: Project, user: Any) -> Self:
        return cls(declared, declaration_of(declared), user)

    @property
    def where(self) -> dict[str, Any]:
        return {"pk": self.declared.pk}

    @property
    def title(self) -> str:
        return self.declared.name

    @property
    def order(self) -> list[str]:
        return [str(leaf.pk) for leaf in self.categories]

    def sheet(self) -> ProjectSheet:
        year = self.declared.fiscal_year
        offered = required(self.categories, year.rule_settings)
        return ProjectSheet.of(self.stored, self.categories, year.checkpoint_months, offered)

    def laid_out(self, declaration: Declaration) -> ProjectSheet:
        return ProjectSheet.of(declaration, self.categories)

    def typed_in(self, raw: Raw, *, keeps_blank: bool) -> ProjectSheet:
        return ProjectSheet(self.stored, raw, self.categories, keeps_blank=keeps_blank)

    def tidied(self, sheet: Sheet[Any]) -> tuple[Tidied, ...]:
        return tidied(self.stored, sheet.typed())

    def store(self, typed: Declaration, version: str) -> None:
        self.declared = save_project(project_id=self.declared.pk, version=version, typed=typed, actor=self.user)

    def problem(self, refusal: RefusedError) -> Problem:
        if isinstance(refusal, CodeTakenError):
            return Problem("code", str(_("project code")), str(refusal))
        return super().problem(refusal)

    def keep(self, rule: str, path: str, reason: str) -> None:
        keep_finding(project_id=self.declared.pk, rule=rule, path=path, reason=reason, actor=self.user)

    def withdraw(self, kept_id: int) -> None:
        withdraw_reason(project_id=self.declared.pk, kept_id=kept_id, actor=self.user)

    def submit(self, version: str, reasons: Mapping[str, str]) -> None:
        submit_project(project_id=self.declared.pk, version=version, reasons=reasons, actor=self.user)

    def beside(self, typed: Declaration) -> dict[str, Any]:
        """The project, what its numbers amount to, and its plan as a curve."""
        return {
            "project": self.declared,
            "numbers": number_rows(typed, self.declared.fiscal_year.rule_settings),
            "curve": curve(typed.checkpoints),
        }

    def page(self, sheet: ProjectSheet, problems: Sequence[Problem] = ()) -> dict[str, Any]:
        page = super().page(sheet, problems)
        return page | {
            "lines": list(lines(sheet)),
            "groups": groups(self.categories),
            "plan": months(sheet),
            "plan_rows": 2 * len(months(sheet)),
            "budget": format_amount(sheet.typed().funds.budget),
            "blank_line": Line(None, None, page["blank"]["indicators"], options(sheet, "")),
        }


def required(categories: Sequence[Category], settings: RuleSettings) -> list[Category]:
    """One category for each group of which the year requires an indicator, in the framework's order."""
    first = (
        next((leaf for leaf in categories if leaf.parent and {leaf.name, leaf.parent.name} & set(group)), None)
        for group in settings.required
    )
    wanted = {leaf.pk for leaf in first if leaf}
    return [leaf for leaf in categories if leaf.pk in wanted]


@dataclass(frozen=True, slots=True)
class Month:
    """A checkpoint's fields, ``span`` units of the form's grid wide."""

    form: Fields
    span: int


def months(sheet: ProjectSheet) -> list[list[Month]]:
    """The plan, in its lines."""
    rows = sheet.rows["plan"]
    return [[Month(rows[index], span) for index, span in line] for line in month_lines(len(rows))]


def groups(categories: Iterable[Category]) -> dict[str, list[Category]]:
    """The level-two categories by their level one."""
    found: dict[str, list[Category]] = {}
    for leaf in categories:
        found.setdefault(leaf.parent.name if leaf.parent else "", []).append(leaf)
    return found


def lines(sheet: ProjectSheet) -> Iterator[Line]:
    """The rows of the indicator table in the order typed, their levels merged."""
    rows = sheet.rows["indicators"]
    keys = [str(row["category"].value() or "") for row in rows]
    leaves = [sheet.categories.get(key) for key in keys]
    names = [(leaf.parent.name, leaf.name) if leaf and leaf.parent else ("", "") for leaf in leaves]
    one, two = runs([level_one for level_one, _ in names]), runs(names)
    by_key = {key: options(sheet, key) for key in {*keys}}
    for place, form in enumerate(rows):
        key = keys[place]
        yield Line(
            Level(names[place][0], one[place], key) if one[place] else None,
            Level(names[place][1], two[place], key) if two[place] else None,
            form,
            by_key[key],
        )


def options(sheet: ProjectSheet, chosen: str) -> SafeString:
    """The choices of a row's category; made once for each category, not for each row."""
    choices = {"groups": groups(sheet.categories.values()), "chosen": chosen}
    return render_to_string("edit/_options.html", choices)
