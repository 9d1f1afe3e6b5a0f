"""Rolling a year forward: every ticked project copied into the next year in one transaction, and taking that back."""

from collections.abc import Collection, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets.copying import Destination, Pair, carried, with_texts
from targets.models import DepartmentTarget, FiscalYear, Project, Status, User, Verb
from targets.services.findings import RefusedError
from targets.services.history import difference, record, record_deletion
from targets.services.roll_plan import PartRow, ProjectRow, RollPlan
from targets.services.starting import must_be_open, must_fit
from targets.storage import store_declaration, store_department_declaration, unit_of
from targets.years_in_text import with_years

_TOLD = 5
"""Names that a refusal tells; the others are left to the reader."""


@dataclass(frozen=True, slots=True)
class RollChoice:
    """What a person decided about a plan.

    ``projects`` and ``parts`` are the keys of what is copied; ``doubled`` of those that were seen to have a namesake in
    the next year; ``replacements`` the phrases with a year; ``placed`` the category for each one the next year lacks.
    """

    projects: frozenset[int]
    parts: frozenset[int] = frozenset()
    doubled: frozenset[int] = frozenset()
    replacements: Mapping[str, str] = field(default_factory=dict)
    placed: Mapping[Pair, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One more is copied: the how-manieth of how many, and its name."""

    done: int
    total: int
    name: str


@dataclass(frozen=True, slots=True)
class Rolled:
    """What was made, in the order of the documents."""

    projects: tuple[Project, ...]
    parts: tuple[DepartmentTarget, ...]


def roll_forward(*, plan: RollPlan, choice: RollChoice, actor: User) -> Generator[Step, None, Rolled]:
    """Copy what was chosen into the next year as drafts, a step each, and return the drafts once all are committed.

    All is one transaction: an error, or closing the generator, leaves nothing. Every copy costs the same number of
    statements. The amounts come along, the codes do not.

    :raises RefusedError: as :func:`must_be_possible`; nothing is written then.
    """
    made = Rolled((), ())
    with transaction.atomic():
        FiscalYear.objects.select_for_update(no_key=True).get(pk=plan.into.pk)  # two at once would copy it all twice
        projects, parts = must_be_possible(plan, choice)
        copies, total = _Copies(plan, projects, choice, actor), len(projects) + len(parts)
        for part in parts:
            made = Rolled(made.projects, (*made.parts, copies.part(part)))
            yield Step(len(made.parts), total, str(part.of.department))
        for row in projects:
            made = Rolled((*made.projects, copies.project(row)), made.parts)
            yield Step(len(made.parts) + len(made.projects), total, row.of.name)
    return made


def must_be_possible(plan: RollPlan, choice: RollChoice) -> tuple[list[ProjectRow], list[PartRow]]:
    """What is to be copied, in the order of the plan.

    What the person did not see in the next year must not be there now, or a second click would copy it all again.

    :raises RefusedError: when the year is closed, nothing is chosen, or a namesake came in meanwhile.
    """
    must_be_open(plan.into)
    projects = [row for row in plan.projects if row.of.pk in choice.projects]
    parts = [row for row in plan.parts if row.of.pk in choice.parts]
    if not projects and not parts:
        raise RefusedError(_("Tick at least one project to copy."))
    names, units = plan.names_there(), plan.parts_there()
    news = [row.of for row in projects if row.of.pk not in choice.doubled]
    came = [it.name for it in news if (it.department_id, with_years(it.name, choice.replacements)) in names]
    came += [str(row.of.department) for row in parts if row.of.department_id in units]
    if came:
        told = {"year": plan.into.year, "names": _named(came)}
        raise RefusedError(_("These are in %(year)s already, so nothing was copied: %(names)s") % told)
    return projects, parts


@transaction.atomic
def undo_roll_forward(*, projects: Collection[int], parts: Collection[int], actor: User) -> int:
    """Delete the drafts a roll-forward made, all of them or none; return how many there still were.

    :raises PermissionDenied: when the actor may not change them.
    :raises RefusedError: when somebody went on working with one of them, or none is left.
    """
    of: dict[Any, Collection[int]] = {Project: projects, DepartmentTarget: parts}
    seen = {
        Project: Project.objects.visible_to(actor).with_tables(),
        DepartmentTarget: DepartmentTarget.objects.visible_to(actor).with_rows(),
    }
    chosen = [rows.filter(pk__in=of[model]).prefetch_related("kept") for model, rows in seen.items()]
    locked: list[Any] = [row for rows in chosen for row in rows.select_for_update(of=("self",))]
    if not locked:
        raise RefusedError(_("None of these drafts is there any more, so there is nothing to undo."))
    touched = [str(row) for row in locked if row.version > 1 or row.status != Status.DRAFT or row.kept.all()]
    if touched:
        told = ngettext(
            "%(count)d of these drafts was changed since (%(names)s), so nothing was undone.",
            "%(count)d of these drafts were changed since (%(names)s), so nothing was undone.",
            len(touched),
        )
        raise RefusedError(told % {"count": len(touched), "names": _named(touched)})
    mine = [model.objects.editable_by(actor).filter(pk__in=keys) for model, keys in of.items()]
    if sum(rows.count() for rows in mine) != len(locked):
        raise PermissionDenied
    try:
        with transaction.atomic():
            for row in locked:
                record_deletion(row, actor=actor)
            for rows in mine:
                rows.delete()
    except ProtectedError:
        raise RefusedError(_("Some of these drafts are on record by now, so nothing was undone.")) from None
    return len(locked)


def _named(names: list[str]) -> str:
    """The first few of many."""
    return "、".join(names[:_TOLD]) + ("……" if len(names) > _TOLD else "")


class _Copies:
    """How each row is copied: what is the same for all of them is settled once."""

    def __init__(self, plan: RollPlan, projects: list[ProjectRow], choice: RollChoice, actor: User) -> None:
        self.plan, self.actor = plan, actor
        self.year, self.tree = plan.into, plan.placing.tree
        self.places = plan.placing.places([row.table for row in projects], choice.placed)
        self.order, self.months = plan.placing.order, plan.into.checkpoint_months
        self.replacements = choice.replacements
        numbers = Project.objects.filter(fiscal_year=self.year, department__in=plan.chosen).order_by()
        self.taken = dict(numbers.values_list("department_id").annotate(last=Max("number")))

    def project(self, row: ProjectRow) -> Project:
        """Keeps its number, or comes after those the unit has in the year already."""
        destination = Destination(self.year.year, unit_of(row.of.department), self.months, self.places, self.order)
        copy = carried(row.table, destination, self._moved)
        must_fit(copy)
        if row.table.number is not None:
            number = (self.taken.get(row.of.department_id) or 0) + row.table.number
            copy = copy.model_copy(update={"number": number})
        project = Project(department=row.of.department, fiscal_year=self.year)
        store_declaration(project, copy, self.tree, self.actor)
        record(Verb.BEGUN, project, actor=self.actor, changes=difference(None, copy))
        return project

    def part(self, row: PartRow) -> DepartmentTarget:
        """Its texts, under the same unit."""
        target = DepartmentTarget(department=row.of.department, fiscal_year=self.year)
        copy = with_texts(row.part, self._moved)
        store_department_declaration(target, copy, self.actor)
        record(Verb.BEGUN, target, actor=self.actor, changes=difference(None, copy))
        return target

    def _moved(self, text: str) -> str:
        return with_years(text, self.replacements)
