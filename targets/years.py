"""Which year people are looking at."""

from targets.models import DepartmentTarget, Edition, FiscalYear, Project


def year_in_view(user: object) -> FiscalYear | None:
    """The latest year of which the user can read something; before there is anything, the latest year of all.

    A year that was only just created must not hide the one everybody works on.
    """
    rows = (Project.objects.live_to(user), DepartmentTarget.objects.live_to(user), Edition.objects.sealed_to(user))
    readable = [each.order_by("-fiscal_year_id").values_list("fiscal_year_id", flat=True).first() for each in rows]
    latest = max((year for year in readable if year), default=None)
    years = FiscalYear.objects.select_related("framework")
    return years.get(year=latest) if latest else years.first()
