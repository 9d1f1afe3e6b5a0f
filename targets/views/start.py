"""The start page: what waits for whom."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from indicators.models import LibraryIndicator
from targets.access import Role, Scope
from targets.models import Department, DepartmentTarget, FiscalYear, Project, Status, User
from targets.services.starting import units_entered_by
from targets.target_editor import may_type
from targets.years import year_in_view

UNITS_A_PAGE = 50


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
        today = timezone.localdate()
        return context | {
            "year": year,
            "years": years,
            "today": today,
            "days_left": (year.entry_closes - today).days if year and year.entry_closes else None,
            "is_staff_member": Role.STAFF in scope.roles,
            "is_head": Role.HEAD in scope.roles,
            "is_finance": Role.FINANCE in scope.roles,
            "is_auditor": Role.AUDITOR in scope.roles,
            "tally": tallied,
            "roll_from": roll_from(year, years, tallied) if year else None,
            "has_role": user.is_superuser or bool(scope.roles),
            "units": Paginator(units(user, year) if year else [], UNITS_A_PAGE).get_page(self.request.GET.get("page")),
            "administration": administration(year) if user.is_superuser else None,
        }

    def _year(self) -> FiscalYear | None:
        asked = self.request.GET.get("year", "")
        if asked.isascii() and asked.isdigit() and len(asked) == 4:
            return get_object_or_404(FiscalYear.objects.select_related("framework"), year=asked)
        return year_in_view(self.request.user)


def tally(user: object, year: FiscalYear) -> dict[str, dict[str, Any]]:
    """Number and budget (万元) of the year's projects the user sees, per status: ``{"draft": {"count": 2, …}, …}``."""
    rows = Project.objects.visible_to(user).filter(fiscal_year=year).order_by().values("status")
    found = {row["status"]: row for row in rows.annotate(count=Count("pk"), budget=Sum("budget"))}
    return {
        status.value: {"label": status.label, "count": 0, "budget": None} | found.get(status.value, {})
        for status in Status
    }


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
    department = ("department__code", "department__name")
    projects = Project.objects.visible_to(user).filter(fiscal_year=year).order_by().values(*department)
    targets = DepartmentTarget.objects.visible_to(user).filter(fiscal_year=year).order_by()
    rows = targets.values(*department, "status")
    found = {row["department__code"]: row | {"count": 0, "budget": None} for row in rows}
    for row in projects.annotate(count=Count("pk"), budget=Sum("budget")):
        found[row["department__code"]] = found.get(row["department__code"], {"status": None}) | row
    for unit in units_entered_by(user):
        nothing = {"department__code": unit.code, "department__name": unit.name, "count": 0}
        found.setdefault(unit.code, nothing | {"budget": None, "status": None})
    for code, row in found.items():
        row["may_type"] = may_type(user, code, year, row["status"])
    return [found[code] for code in sorted(found)]


def administration(year: FiscalYear | None) -> dict[str, int]:
    """What an administrator looks after, counted."""
    return {
        "departments": Department.objects.count(),
        "users": User.objects.filter(is_active=True).count(),
        "without_role": User.objects.filter(is_active=True, is_superuser=False, memberships=None).count(),
        "years": FiscalYear.objects.count(),
        "library": LibraryIndicator.objects.filter(active=True).count(),
    }
