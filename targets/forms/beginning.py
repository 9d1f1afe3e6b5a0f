"""The page that begins a project, as it stands: the form, what the chosen beginning offers, and what comes of it."""

from itertools import groupby, islice
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from indicators.models import LibraryIndicator
from targets.checks.completeness import is_among
from targets.checks.settings import RuleSettings
from targets.copying import Destination, blank, carried, texts_of
from targets.declaration import Declaration, Indicator
from targets.forms.adapting import Adaptation
from targets.forms.starting import BEGINNINGS, COPY, EMPTY, LIBRARY, NewProjectForm
from targets.models import FiscalYear, Project
from targets.placing import Placing
from targets.services.starting import closed_because
from targets.storage import declaration_of, unit_of
from targets.years_in_text import with_years, year_phrases

RESULTS = 20
"""Projects that a search shows."""
_CHOICES = {LIBRARY: ("picks",), COPY: ("source", "q", "adapting", "tick", "to", "place")}
"""The names each beginning's choices have in the form, before any colon."""


class Beginning:
    """Everything typed stays, whichever button sent it; only ``checked`` finds fault with it.

    :raises PermissionDenied: when the user enters no unit's targets.
    """

    def __init__(self, user: object, data: QueryDict, *, checked: bool = False) -> None:
        self.user, self.data = user, data
        self.wrong = ""  # about what it begins with
        years = list(FiscalYear.objects.select_related("framework").prefetch_related("months"))
        known: dict[str, Any] = {"user": user, "years": years}
        self.form = NewProjectForm(data, **known) if checked else NewProjectForm(initial=self._typed(), **known)
        self.units = self.form.fields["unit"].queryset  # type: ignore[attr-defined]
        if not self.units:
            raise PermissionDenied
        offered = [self.form.years[year] for year, _label in self.form.fields["year"].choices]  # type: ignore[attr-defined]
        asked = {str(year.year): year for year in offered}.get(data.get("year", ""))
        self.year = asked or next(iter(offered), None)
        begin = data.get("show") or data.get("begin") or (COPY if data.get("source") else EMPTY)
        self.begin = begin if begin in dict(BEGINNINGS) else EMPTY
        if not checked and self.source and not data.get("name"):
            self.form.initial["name"] = with_years(self.source.name, self.adaptation.replacements)

    def _typed(self) -> dict[str, Any]:
        return {name: self.data[name] for name in ("unit", "year", "name", "code") if self.data.get(name)}

    @property
    def beginnings(self) -> tuple[tuple[str, Any], ...]:
        """The ways to begin, with their names."""
        return BEGINNINGS

    @property
    def elsewhere(self) -> list[tuple[str, str]]:
        """What was chosen for the other beginnings, by name; the form carries it along."""
        others = [name for begin, names in _CHOICES.items() if begin != self.begin for name in names]
        sent = [name for name in self.data if name.partition(":")[0] in others]
        return [(name, value) for name in sent for value in self.data.getlist(name)]

    @property
    def closed(self) -> str:
        """Why nothing can be entered in the year; empty when it can."""
        return closed_because(self.year) if self.year else ""

    # -- from the library ----------------------------------------------------------------------------------------

    @cached_property
    def _library(self) -> list[LibraryIndicator]:
        rows = LibraryIndicator.objects.filter(active=True, category__framework=self._in.framework_id)
        order = ("category__parent__position", "category__position", "category", "name", "pk")
        return list(rows.select_related("category__parent").order_by(*order))

    @property
    def library(self) -> list[tuple[str, list[LibraryIndicator]]]:
        """What the year's framework offers, by category: ``[("产出指标 › 数量指标", […]), …]``."""
        return [(name, list(rows)) for name, rows in groupby(self._library, lambda row: " › ".join(_names(row)))]

    @cached_property
    def picked(self) -> set[int]:
        """The keys of what is ticked: by hand, or all, or the first of every required category."""
        match self.data.get("tick-library"):
            case "all":
                return {row.pk for row in self._library}
            case "none":
                return set()
            case "required":
                return _first_required(self._library, self._in.rule_settings)
        sent = set(self.data.getlist("picks"))
        return {row.pk for row in self._library if str(row.pk) in sent}

    # -- from another project ------------------------------------------------------------------------------------

    @cached_property
    def source(self) -> Project | None:
        """The project to copy, if one is chosen."""
        key = self.data.get("source", "")
        if not (key.isascii() and key.isdigit() and len(key) < 19):
            return None
        return Project.objects.visible_to(self.user).with_tables().filter(pk=key).first()

    @cached_property
    def found(self) -> list[Project]:
        """The projects a search finds, the latest years first; without words, the user's latest."""
        rows = Project.objects.visible_to(self.user).select_related("department")
        for word in self.data.get("q", "").replace("\0", "").split():
            rows = rows.filter(Q(code__icontains=word) | Q(name__icontains=word))
        return list(rows.order_by("-fiscal_year_id", "department__code", "number", "pk")[: RESULTS + 1])

    @property
    def results(self) -> list[Project]:
        """As many of the found as are shown."""
        return self.found[:RESULTS]

    @cached_property
    def adaptation(self) -> Adaptation:
        """The years and categories of the copy; what was decided for another year or project is asked anew."""
        table, placing = declaration_of(self._source), Placing.of(self._in.framework)
        phrases = year_phrases(texts_of(table), table.year, self._in.year)
        decided = self.data.get("adapting") == self.adapting
        return Adaptation(phrases, placing, [table], self.data if decided else None)

    @property
    def adapting(self) -> str:
        """What the adaptation is of."""
        return f"{self._source.pk}-{self._in.year}"

    # -- what comes of it ----------------------------------------------------------------------------------------

    def is_valid(self) -> bool:
        """Whether a project can be made of it; else the page says what is missing."""
        if self.begin == LIBRARY and not self.picked:
            self.wrong = _("Tick at least one indicator, or begin with an empty table.")
        if self.begin == COPY and self.source is None:
            self.wrong = _("Choose the project to copy.")
        adapted = self.begin != COPY or self.source is None or self.adaptation.is_valid
        return self.form.is_valid() and not self.wrong and adapted

    def declaration(self) -> Declaration:
        """The new project's table."""
        given = self.form.cleaned_data
        named = {"name": given["name"], "code": given["code"]}
        placing = Placing.of(self._in.framework)
        places: dict[Any, Any] = {}
        if self.begin == COPY:
            places = placing.places([declaration_of(self._source)], self.adaptation.placed)
        months = self._in.checkpoint_months
        to = Destination(self._in.year, unit_of(given["unit"]), months, places, placing.order)
        if self.begin == COPY:
            replacements = self.adaptation.replacements
            copy = carried(declaration_of(self._source), to, lambda text: with_years(text, replacements))
            return copy.model_copy(update=named)
        rows = [_indicator(row) for row in self._library if row.pk in self.picked and self.begin == LIBRARY]
        return blank(given["name"], to, rows).model_copy(update=named)

    @property
    def _in(self) -> FiscalYear:
        assert self.year is not None  # noqa: S101  (without a year the page has no form)
        return self.year

    @property
    def _source(self) -> Project:
        assert self.source is not None  # noqa: S101  (the page asks for it first)
        return self.source


def _names(row: LibraryIndicator) -> tuple[str, str]:
    return (row.category.parent.name if row.category.parent else "", row.category.name)


def _indicator(row: LibraryIndicator) -> Indicator:
    one, two = _names(row)
    return Indicator(
        level_one=one, level_two=two, name=row.name, description=row.description, value=row.value, basis=row.basis
    )


def _first_required(library: list[LibraryIndicator], settings: RuleSettings) -> set[int]:
    """One indicator for each required category, as the rule that asks for them reads the names."""
    firsts = set()
    for group in settings.required:
        fitting = (row.pk for row in library if any(is_among(word, _names(row)) for word in group))
        firsts |= set(islice(fitting, 1))
    return firsts
