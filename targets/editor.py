"""What the editing page of a project shows around what was typed: merged levels, findings and where they stand."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from indicators.models import Category
from targets.checks.edits import dotted
from targets.checks.settings import RuleSettings
from targets.curve import curve
from targets.findings import PlacedFinding, findings_of
from targets.forms.project_sheet import ProjectSheet
from targets.forms.raw import Raw
from targets.forms.sheet import Fields, Problem
from targets.kept import judged
from targets.layout import month_lines, runs
from targets.models import Project, User
from targets.money import format_amount
from targets.relations import number_rows
from targets.storage import declaration_of
from targets.tidy import Tidied, apply


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


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding at its field: ``number`` is its place in the list beside the form."""

    name: str
    number: int
    row: PlacedFinding

    @property
    def severity(self) -> str:
        """``error`` or ``warning``, a class of the style sheet as well."""
        return self.row.finding.severity.value

    @property
    def key(self) -> str:
        """Rule and place, as a page sends them: ``flat-plan:checkpoints``."""
        return f"{self.row.finding.rule}:{dotted(self.row.finding.path)}"


class ProjectEditor:
    """A project, what is stored of it, and the sheets that are typed in."""

    def __init__(self, project: Project, user: User) -> None:
        self.project = project
        self.user = user
        self.stored = declaration_of(project)
        leaves = Category.objects.filter(framework=project.fiscal_year.framework_id, parent__isnull=False)
        self.categories = list(leaves.select_related("parent").order_by("parent__position", "position", "pk"))

    @classmethod
    def open(cls, pk: int, user: Any) -> Self:
        """The editor of a project that the user may change.

        :raises Http404: when they may not see it.
        :raises PermissionDenied: when they may only read it.
        """
        project: Project = get_object_or_404(Project.objects.visible_to(user).with_tables(), pk=pk)
        if not Project.objects.editable_by(user).filter(pk=pk).exists():
            raise PermissionDenied
        return cls(project, user)

    def sheet(self) -> ProjectSheet:
        """The sheet of what is stored, with what the year asks for and is not there yet."""
        year = self.project.fiscal_year
        offered = required(self.categories, year.rule_settings)
        return ProjectSheet.of(self.stored, self.categories, year.checkpoint_months, offered)

    def sent(self, data: Any) -> ProjectSheet:
        """The sheet of what a page sent, its button's action done.

        :raises TooManyRowsError: when it is no target table any more.
        """
        order = [str(leaf.pk) for leaf in self.categories]
        action = data.get("do", "")
        raw = Raw.sent(dict(data.items()), ProjectSheet.lists()).acted(action, order)
        return ProjectSheet(self.stored, raw, self.categories, keeps_blank=action.startswith("add:"))

    def live(
        self, sheet: ProjectSheet, problems: Sequence[Problem] = (), tidy: Sequence[Tidied] = ()
    ) -> dict[str, Any]:
        """What the page shows beside the form, of what is typed; ``problems`` are why nothing was saved."""
        typed = apply(sheet.typed(), tidy)
        reasons = self.project.kept.select_related("kept_by")
        found = judged(typed, findings_of(self.project, typed, self.user), reasons)
        return {
            "project": self.project,
            "version": self.project.version,
            "base": typed.to_json(),
            "findings": found.open,
            "marks": [
                Mark(sheet.name_of(row.finding.path), number, row)
                for number, row in enumerate(found.open.placed, start=1)
            ],
            "kept": found.kept,
            "problems": problems,
            "tidied": [(sheet.name_of(each.path), each) for each in tidy],
            "numbers": number_rows(typed, self.project.fiscal_year.rule_settings),
            "curve": curve(typed.checkpoints),
        }

    def page(self, sheet: ProjectSheet, problems: Sequence[Problem] = ()) -> dict[str, Any]:
        """The whole page."""
        live = self.live(sheet, problems)
        blank = sheet.blank_rows()
        worst_last = sorted(live["marks"], key=lambda mark: mark.severity, reverse=True)
        # What was sent but not saved still stands on what its page showed, whatever others saved since.
        return live | {
            "version": sheet.raw.head.get("version", self.project.version),
            "base": sheet.raw.head.get("base") or self.stored.to_json(),
            "sheet": sheet,
            "lines": list(lines(sheet)),
            "groups": groups(self.categories),
            "mark_of": {mark.name: mark for mark in worst_last},
            "problem_of": {problem.name: problem for problem in problems},
            "plan": months(sheet),
            "plan_rows": 2 * len(months(sheet)),
            "budget": format_amount(sheet.typed().funds.budget),
            "blank": blank,
            "blank_line": Line(None, None, blank["indicators"], options(sheet, "")),
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
