"""Reminding finance staff that entry for a year closes soon."""

import datetime

from django.db import transaction
from django.utils import timezone

from targets.access import Role
from targets.models import Department, DepartmentTarget, FiscalYear, Notice, Project, User
from targets.models.status import IN_ENTRY
from targets.services.notifying import holders, write

DAYS_BEFORE = (7, 1)


@transaction.atomic
def remind(day: datetime.date | None = None) -> int:
    """Tell staff of units with something not submitted, ``DAYS_BEFORE`` entry closes; how many people were told.

    What a head opened for adjustment is not bound by the window, so nobody is reminded of it.

    :param day: today. The same day once more tells nobody twice.
    """
    day = day or timezone.localdate()
    people = 0
    ends = [day + datetime.timedelta(days) for days in DAYS_BEFORE]
    for year in FiscalYear.objects.filter(entry_closes__in=ends):
        told = set(Notice.objects.filter(fiscal_year=year, reminded_on=day).values_list("recipient", flat=True))
        recipients = {person for code in _units_behind(year) for person in holders(Role.STAFF, code)}
        fresh = sorted((person for person in recipients if person.pk not in told), key=_by_key)
        write([Notice(recipient=person, fiscal_year=year, reminded_on=day) for person in fresh])
        people += len(fresh)
    return people


def _units_behind(year: FiscalYear) -> set[str]:
    """The codes of the units that have something to submit yet."""
    left = {"fiscal_year": year, "status__in": IN_ENTRY, "edition_in_force": None}
    units = {key for model in (Project, DepartmentTarget) for key in _units(model, left)}
    return set(Department.objects.filter(pk__in=units).values_list("code", flat=True))


def _units(model: type[Project] | type[DepartmentTarget], left: dict[str, object]) -> list[int]:
    return list(model._default_manager.filter(**left).values_list("department_id", flat=True).distinct().order_by())


def _by_key(person: User) -> int:
    return person.pk
