"""The start page: what waits for whom."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Sum, Value
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from indicators.models import LibraryIndicator
from targets.access import Role, Scope
from targets.background import is_stopped
from targets.models import Department, DepartmentTarget, Edition, FiscalYear, Project, Status, User
from targets.services.starting import units_entered_by
from targets.target_editor import may_type
from targets.years import year_in_view

UNITS_A_PAGE = 50
_UNIT = ("department__code", "department__name")


class Start(TemplateView):
    """What to do next, for the latest fiscal year: one section a role, of which a person may have several."""

    template_name = "start/start.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        user = self.request.user
        scope = Scope.of(user)
        years = list(FiscalYear.objects.all())
        year = self._year()
        tallied = tally(user, year) if year else {}
        return context | {
            "year": year,
            "years": years,
            "is_staff_member": Role.STAFF in scope.roles,
            "is_head": Role.HEAD in scope.roles,
            "is_finance": Role.FINANCE in scope.roles,
            "is_auditor": Role.AUDITOR in scope.roles,
            "tally": tallied,
            "in_force": in_force(user, year) if year and (scope.audited or scope.decided) else None,
            "roll_from": roll_from(year, years, tallied) if year else None,
            "has_role": user.is_superuser or bool(scope.roles),
            "units": Paginator(units(user, year) if year else [], UNITS_A_PAGE).get_page(self.request.GET.get("page")),
            "administration": administration(year) if user.is_superuser else None,
            "worker_is_stopped": user.is_superuser and is_stopped(),
        }

    def _year(self) -> FiscalYear | None:
        asked = self.request.GET.get("year", "")
        if asked.isascii() and asked.isdigit() and len(asked) == 4:
            return get_object_or_404(FiscalYear.objects.select_related("framework"), year=asked)
        return year_in_view(self.request.user)


def tally(user: object, year: FiscalYear) -> dict[str, dict[str, Any]]:
    """Number and budget (万元) of the year's projects per status, as they stand: ``{"draft": {"count": 2, …}, …}``."""
    rows = Project.objects.live_to(user).filter(fiscal_year=year).order_by().values("status")
    found = {row["status"]: row for row in rows.annotate(count=Count("pk"), budget=Sum("budget"))}
    return {
        status.value: {"label": status.label, "count": 0, "budget": None} | found.get(status.value, {})
        for status in Status
    }


def in_force(user: object, year: FiscalYear) -> dict[str, Any]:
    """Number and budget (万元) of the year's projects that are approved, as approved, where the user may read them."""
    editions = Edition.objects.visible_to(user).in_force().filter(fiscal_year=year, project__isnull=False)
    return editions.aggregate(count=Count("pk"), budget=Sum("budget"))


def roll_from(year: FiscalYear, years: list[FiscalYear], tallied: dict[str, dict[str, Any]]) -> int | None:
    """The year whose projects may be copied on: the one in view, or while that is empty, the one before.

    While nothing of the year in view is in force and the next does not exist, it is too early to speak of that.
    """
    if any(row["count"] for row in tallied.values()):
        too_early = not tallied[Status.APPROVED]["count"] and year.year + 1 not in {other.year for other in years}
        return None if too_early else year.year
    return next((other.year for other in years if other.year == year.year - 1), None)


def units(user: object, year: FiscalYear) -> list[dict[str, Any]]:
    """The year's documents the user may read: unit, number of projects, budget in 万元, and of part one its status.

    The status is ``None`` while there is none; ``may_type`` says whether the user may type in part one, or begin it.
    The units they enter are listed before there is anything, so that they can begin.
    """
    found: dict[str, dict[str, Any]] = {}
    for row in _targets(user, year):
        found[row["department__code"]] = row | {"count": 0, "budget": None}
    for row in _projects(user, year):
        before = found.get(row["department__code"], {"status": None, "count": 0, "budget": None})
        budgets = [each["budget"] for each in (before, row) if each["budget"] is not None]
        summed = {"count": before["count"] + row["count"], "budget": sum(budgets) if budgets else None}
        found[row["department__code"]] = before | row | summed
    for unit in units_entered_by(user):
        nothing = {"department__code": unit.code, "department__name": unit.name, "count": 0}
        found.setdefault(unit.code, nothing | {"budget": None, "status": None})
    for code, row in found.items():
        row["may_type"] = may_type(user, code, year, row["status"])
    return [found[code] for code in sorted(found)]


def _targets(user: object, year: FiscalYear) -> Iterator[dict[str, Any]]:
    live = DepartmentTarget.objects.live_to(user).filter(fiscal_year=year).order_by()
    yield from live.values(*_UNIT, "status")
    sealed = Edition.objects.sealed_to(user).filter(fiscal_year=year, target__isnull=False).order_by()
    yield from sealed.values(*_UNIT, status=Value(Status.APPROVED))


def _projects(user: object, year: FiscalYear) -> Iterator[dict[str, Any]]:
    sealed = Edition.objects.sealed_to(user).filter(project__isnull=False)
    for rows in (Project.objects.live_to(user), sealed):
        units = rows.filter(fiscal_year=year).order_by().values(*_UNIT)
        yield from units.annotate(count=Count("pk"), budget=Sum("budget"))


def administration(year: FiscalYear | None) -> dict[str, int]:
    """What an administrator looks after, counted."""
    return {
        "departments": Department.objects.count(),
        "users": User.objects.filter(is_active=True).count(),
        "without_role": User.objects.filter(is_active=True, is_superuser=False, memberships=None).count(),
        "years": FiscalYear.objects.count(),
        "library": LibraryIndicator.objects.filter(active=True).count(),
    }
