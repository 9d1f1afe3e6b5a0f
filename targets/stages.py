"""What it means for a year that its review has a second stage, told to whoever switches that."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets.access import Role
from targets.models import Department, DepartmentTarget, FiscalYear, Membership, Project, Status


def consequences(year: FiscalYear) -> list[str]:
    """A sentence for each thing an administrator should know who has just switched the second stage on or off.

    Nothing is stranded either way: what a head decides from now on follows the year as it is, and what is endorsed
    already stays with the finance office, which goes on to approve or return it.
    """
    if not year.second_stage:
        waiting = _count(year, Status.ENDORSED)
        told = ngettext(
            "From now on heads approve by themselves. %(count)d declaration is endorsed already: the finance office"
            " still decides it.",
            "From now on heads approve by themselves. %(count)d declarations are endorsed already: the finance office"
            " still decides them.",
            waiting,
        )
        return [told % {"count": waiting}]
    submitted = _count(year, Status.SUBMITTED)
    told = ngettext(
        "From now on the finance office approves what heads endorse, also the %(count)d declaration in review now.",
        "From now on the finance office approves what heads endorse, also the %(count)d declarations in review now.",
        submitted,
    )
    without = units_without_finance_office(year)
    advice = _("Nobody could approve for these units yet; give somebody the role “finance office” there: %(units)s")
    return [told % {"count": submitted}, *([advice % {"units": "、".join(without)}] if without else [])]


def units_without_finance_office(year: FiscalYear) -> list[str]:
    """The codes of units with declarations of the year that nobody active decides for."""
    offices = Membership.objects.filter(role=Role.FINANCE, user__is_active=True)
    prefixes = tuple(code or "" for code in offices.values_list("department__code", flat=True))
    declared = Department.objects.filter(projects__fiscal_year=year) | Department.objects.filter(
        departmenttargets__fiscal_year=year
    )
    return [code for code in declared.distinct().values_list("code", flat=True) if not code.startswith(prefixes)]


def _count(year: FiscalYear, status: Status) -> int:
    return sum(
        model._default_manager.filter(fiscal_year=year, status=status).count() for model in (Project, DepartmentTarget)
    )
