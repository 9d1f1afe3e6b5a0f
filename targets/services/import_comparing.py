"""What a person's import would do: each table of their files against what is stored, and why some cannot be taken.

Stricter than the command: a person takes in what they may type, so only their own units, only what is in entry, no new
unit and no new year.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from targets.access import Scope
from targets.checks.engine import Context, check
from targets.checks.places import label
from targets.declaration import Declaration, DepartmentDeclaration, Unit
from targets.diff import Change
from targets.findings import neighbours
from targets.models import Department, DepartmentTarget, Import, ImportFile, ImportItem, ItemOutcome, Kind, Project
from targets.models.status import IN_ENTRY, IN_REVIEW
from targets.readers import Path, Problem, Reading, Refused, shorten
from targets.services.history import plain_change
from targets.services.import_plan import ImportPlan
from targets.services.starting import closed_because
from targets.storage import contents_of

Source = tuple[ImportFile, Reading]

_MOST = 200
"""Problems of one table, or of one file, that are kept; the others are counted."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A table of a plan (``index``), or its part one (``None``), and the unsaved row that tells of it."""

    item: ImportItem
    plan: ImportPlan
    index: int | None


def compare(
    upload: Import, sources: Sequence[Source], *, lock: bool = False, told: Callable[[int, int], None] | None = None
) -> list[Compared]:
    """Each table of the files in their order: what is stored of it, what would change, why it cannot be taken.

    :param lock: in the transaction that writes; the rules are not asked then, since they forbid nothing.
    :param told: hears how many of how many tables the rules were run over.
    """
    found: list[Compared] = []
    for file, reading in sources:
        plan = ImportPlan(reading, upload.fiscal_year_id, lock=lock, keeps_numbers=True)
        found += _of_file(upload, file, plan)
    for position, each in enumerate(found):
        each.item.position = position
    _bar_repeated(found)
    if not lock:
        _find(upload, found, told or (lambda done, total: None))
    return found


def in_error(upload: Import, file: ImportFile, refused: Sequence[Refused]) -> Iterator[ImportItem]:
    """What could not be read whole: nothing is known of it that could be compared, and nothing can be taken."""
    for each in refused:
        yield ImportItem(
            of=upload,
            file=file,
            kind=Kind.TARGET if each.is_target else Kind.PROJECT,
            unit_code=each.unit_code[:100],
            code=each.code[:200],
            name=_part_one(upload.fiscal_year_id) if each.is_target else each.name,
            place=str(each.place or f"第 {each.line} 行"),
            outcome=ItemOutcome.FAULTY,
            faults=sentences(each.problems),
        )


def sentences(problems: Sequence[Problem]) -> list[str]:
    """Each problem with its place; how many there are, when these are not all."""
    rest = len(problems) - _MOST
    return [*map(str, problems[:_MOST]), *([_("… and %(count)d more places") % {"count": rest}] if rest > 0 else [])]


def says_alike(one: Declaration | DepartmentDeclaration, other: Declaration | DepartmentDeclaration) -> bool:
    """Whether two tables say the same, but for their numbers: each file counts its own tables."""
    return _unnumbered(one) == _unnumbered(other)


def _unnumbered(declared: Declaration | DepartmentDeclaration) -> Declaration | DepartmentDeclaration:
    return declared.model_copy(update={"number": None}) if isinstance(declared, Declaration) else declared


def _part_one(year: int) -> str:
    return f"{year}年部门整体绩效目标"


def _of_file(upload: Import, file: ImportFile, plan: ImportPlan) -> Iterator[Compared]:
    closed = closed_because(plan.year)
    if plan.reading.target:
        part = plan.reading.target
        item = ImportItem(of=upload, file=file, kind=Kind.TARGET, name=_part_one(part.year))
        _tell(item, plan, ("target",), part, plan.stored_target, plan.target_changes, closed)
        yield Compared(item, plan, None)
    for index, table in enumerate(plan.projects):
        item = ImportItem(of=upload, file=file, kind=Kind.PROJECT, name=table.name, code=table.code[:200])
        stored, changes = plan.stored_project(index), plan.project_changes[index]
        _tell(item, plan, ("projects", index), table, stored, changes, closed)
        yield Compared(item, plan, index)


def _tell(
    item: ImportItem,
    plan: ImportPlan,
    path: Path,
    declared: Declaration | DepartmentDeclaration,
    stored: Project | DepartmentTarget | None,
    changes: tuple[Change, ...] | None,
    closed: str,
) -> None:
    """Fill the row in. What is stored is told to those alone who enter the unit it belongs to."""
    item.unit_code, item.content = declared.unit.code[:100], declared.to_json()
    item.place = _place(plan, path)
    unit = plan.units[declared.unit.code]
    scope = Scope.of(item.of.asked_by)
    mine = unit.pk is not None and scope.enters(unit.code)
    if not mine:
        item.faults = [_not_mine(declared.unit, exists=unit.pk is not None)]
    elif stored is not None and not scope.enters(stored.department.code):
        item.faults = [_("This project code is in use already: check it.")]
    else:
        names = (
            (*path, "unit"),
            ("target",),
        )  # where a plan tells, of the first table only, that a unit's name differs
        item.faults = [str(each) for where, each in plan.faults if where[: len(path)] == path and where not in names]
        item.faults += [_other_name(unit, declared.unit.name)] if unit.name != declared.unit.name else []
    if mine and stored is not None and stored.department == unit:
        item.key, item.version, item.before = stored.pk, stored.version, contents_of(stored).to_json()
        item.changes = [plain_change(change) for change in changes or ()]
        item.faults += [_not_in_entry(stored)] if changes and stored.status not in IN_ENTRY else []
    elif mine and stored is None and closed:
        item.faults.append(closed)
    item.outcome = _outcome(item)


def _outcome(item: ImportItem) -> ItemOutcome:
    if item.faults:
        return ItemOutcome.BARRED
    if item.key is None:
        return ItemOutcome.NEW
    return ItemOutcome.CHANGED if item.changes else ItemOutcome.UNCHANGED


def _place(plan: ImportPlan, path: Path) -> str:
    if place := plan.place(path):
        return str(place)
    line = plan.reading.lines.get(path) or plan.reading.lines.get((*path, "unit"), 0)
    return f"第 {line} 行" if line else ""


# -- why something cannot be taken -----------------------------------------------------------------------------------


def _not_mine(unit: Unit, *, exists: bool) -> str:
    """In the file's own words: what others are called here is not told."""
    told = {"code": shorten(unit.code), "name": shorten(unit.name)}
    if not exists:
        return _("There is no unit %(code)s %(name)s yet: ask your administrator to create it.") % told
    return _("You do not enter the targets of unit %(code)s %(name)s.") % told


def _other_name(unit: Department, found: str) -> str:
    told = {"code": unit.code, "name": unit.name, "found": shorten(found)}
    return _("Unit %(code)s is called “%(name)s” here, and the file says “%(found)s”.") % told


def _not_in_entry(stored: Project | DepartmentTarget) -> str:
    if stored.status in IN_REVIEW:
        return _("It is in review: take it in once it is returned or withdrawn.")
    return _("It is approved, and the file differs: its head must open it for adjustment first.")


def _bar_repeated(found: Sequence[Compared]) -> None:
    """Of the same table in two places the first counts; where they differ none does, since nobody knows which holds."""
    alike: dict[tuple[Any, ...], list[Compared]] = defaultdict(list)
    for each in found:
        item = each.item
        place = ("", item.code) if item.kind == Kind.PROJECT and item.code else (item.unit_code, item.name)
        alike[item.kind, *place].append(each)
    for first, *others in alike.values():
        if all(says_alike(_declared(each), _declared(first)) for each in others):
            for each in others:
                _bar(each.item, first.item, _("It stands in “%(file)s” %(place)s already."))
        else:
            message = _("“%(file)s” %(place)s says something else of the same table: keep one of them.")
            for each, other in [(first, others[0]), *((each, first) for each in others)]:
                _bar(each.item, other.item, message)


def _bar(item: ImportItem, other: ImportItem, message: str) -> None:
    if not item.faults:
        item.faults = [message % {"file": other.file.name, "place": other.place}]
        item.outcome = ItemOutcome.BARRED


# -- what the rules say ----------------------------------------------------------------------------------------------


def _find(upload: Import, found: Sequence[Compared], told: Callable[[int, int], None]) -> None:
    """Run the rules over what can be taken, each beside its unit's tables: those of the files and the other stored."""
    units: dict[str, list[Compared]] = defaultdict(list)
    for each in found:
        if each.item.is_takeable:
            units[each.item.unit_code].append(each)
    done, total = 0, sum(map(len, units.values()))
    for mine in units.values():
        context = _context(upload, mine)
        for each in mine:
            declared = _declared(each)
            each.item.findings = [
                {"rule": it.rule, "severity": it.severity, "place": label(declared, it.path), "message": it.message}
                for it in check(declared, context)
            ]
            done += 1
            told(done, total)


def _context(upload: Import, mine: Sequence[Compared]) -> Context:
    tables = [each.plan.projects[each.index] for each in mine if each.index is not None]
    parts = [each.plan.reading.target for each in mine if each.index is None]
    unit = mine[0].plan.units[mine[0].item.unit_code]
    stored = (each.plan.stored_project(each.index) for each in mine if each.index is not None)
    replaced = {(project.code, project.name) for project in stored if project}
    beside = neighbours(Project(department=unit, fiscal_year=upload.fiscal_year), upload.asked_by)
    year = upload.fiscal_year
    return Context(
        settings=year.rule_settings,
        others=(*tables, *(table for table in beside if (table.code, table.name) not in replaced)),
        department=parts[0] if parts else None,
        months=year.checkpoint_months,
    )


def _declared(each: Compared) -> Declaration | DepartmentDeclaration:
    if each.index is not None:
        return each.plan.projects[each.index]
    assert each.plan.reading.target is not None  # noqa: S101  (else it would not be told of)
    return each.plan.reading.target
