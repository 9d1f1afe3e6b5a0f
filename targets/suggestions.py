"""Third-level indicators to offer while one is typed: from the indicator library, then from the unit's last year."""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, F, QuerySet, Value, When, Window
from django.db.models.functions import Length, Replace, RowNumber, StrIndex
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _

from indicators.models import Category, LibraryIndicator
from indicators.tree import CategoryTree
from targets.folded import Folded, folded
from targets.models import Indicator, Project

LONGEST = 100
"""Characters that are looked for."""
MOST = 8
FROM_LAST_YEAR = 3
"""So many places the library leaves to last year's indicators, where there are any."""

Leaves = dict[int, Category]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An indicator as it would be typed. ``category`` is of the year's framework; ``source`` says where it is from."""

    name: str
    description: str
    value: str
    basis: str
    category: int
    level_one: str
    level_two: str
    source: str


def suggestions(*, project: Project, user: object, typed: str, category: int | None = None) -> list[Suggestion]:
    """The best first: names that begin with what was typed, then those that contain it.

    Indicators the project has are left out. Three queries, when the project comes with its year.

    :param category: a level-two category of the year's framework; ``None`` for any of them.
    """
    here, last = _leaves(project, category)
    typed = folded("".join(each for each in typed[:LONGEST] if each.isprintable()))
    own = Indicator.objects.filter(project=project).values(folded=Folded("name"))
    library = LibraryIndicator.objects.filter(active=True, category__in=here).annotate(is_same=Value(False))
    from_last_year = _matching(_last_year(project, user).filter(category__in=last), typed, own)[:MOST]
    kept = min(len(from_last_year), FROM_LAST_YEAR)
    found = [
        *(_suggested(row, here, _("indicator library")) for row in _matching(library, typed, own)[: MOST - kept]),
        *(_suggested(row, last, _year_and_project(row.project)) for row in from_last_year),
    ]
    best_first = sorted(found, key=lambda each: not folded(each.name).startswith(typed))
    unlike = {replace(each, source=""): each for each in reversed(best_first)}
    return list(unlike.values())[::-1][:MOST]


def _leaves(project: Project, category: int | None) -> tuple[Leaves, Leaves]:
    """The level-two categories in question, and for last year's framework those of the same names, by its numbers."""
    year = project.fiscal_year
    leaves = Category.objects.filter(parent__isnull=False, framework__years__year__in=(year.year, year.year - 1))
    known = list(leaves.select_related("parent").distinct())
    here = {leaf.pk: leaf for leaf in known if leaf.framework_id == year.framework_id}
    tree = CategoryTree(here.values())
    alike = {leaf.pk: tree.find(leaf.parent.name, leaf.name) for leaf in known if leaf.parent}
    asked = {category} if category is not None else set(here)
    return (
        {pk: leaf for pk, leaf in here.items() if pk in asked},
        {pk: leaf for pk, leaf in alike.items() if leaf and leaf.pk in asked},
    )


def _last_year(project: Project, user: object) -> QuerySet[Indicator]:
    """Last year's indicators of the unit, each once; ``is_same`` of the project of the same name."""
    year = project.fiscal_year_id
    projects = Project.objects.visible_to(user).filter(department=project.department_id, fiscal_year=year - 1)
    name: Any = Folded("project__name")
    for written in _written(year - 1):
        name = Replace(name, Value(written))
    bare = folded(project.name)
    for written in (*_written(year), *_written(year - 1)):
        bare = bare.replace(written, "")
    is_same = Case(When(Exact(name, Value(bare)), then=True), default=False)
    rows = Indicator.objects.filter(project__in=projects).annotate(is_same=is_same)
    order = [F("is_same").desc(), F("project__number").asc(nulls_last=True), F("pk").asc()]
    once = Window(RowNumber(), partition_by=[Folded("name"), F("category")], order_by=order)
    return rows.annotate(nth=once).filter(nth=1).select_related("project")


def _written(year: int) -> tuple[str, ...]:
    """How names of projects say their year: that of last year's is 2024年度… where this year's is 2025年度…"""
    return f"{year}年度", f"{year}年", str(year)


def _matching(rows: Any, typed: str, own: Any) -> Any:
    """Those whose name has what was typed, and is not the project's own already; the best first."""
    at = StrIndex(Folded("name"), Value(typed))
    starts = Case(When(at=1, then=0), default=1)
    found = rows.exclude(name="").annotate(at=at, folded=Folded("name")).filter(at__gt=0).exclude(folded__in=own)
    return found.order_by(starts, F("is_same").desc(), Length("name"), "name", "pk")


def _suggested(row: LibraryIndicator | Indicator, leaves: Leaves, source: str) -> Suggestion:
    leaf = leaves[row.category_id]
    return Suggestion(
        name=row.name,
        description=row.description,
        value=row.value.text,
        basis=row.basis,
        category=leaf.pk,
        level_one=leaf.parent.name if leaf.parent else "",
        level_two=leaf.name,
        source=source,
    )


def _year_and_project(project: Project) -> str:
    return _("%(year)s: %(project)s") % {"year": project.fiscal_year_id, "project": project.name}
