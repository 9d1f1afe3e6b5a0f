"""Reminders before entry closes."""

import datetime

import pytest

from targets.access import Role
from targets.models import Notice, Status
from targets.services.reminding import remind
from targets.telling import told
from tests.factories import DepartmentFactory, FiscalYearFactory, ProjectFactory, member

pytestmark = pytest.mark.django_db

CLOSES = datetime.date(2025, 3, 31)


def test_staff_with_something_to_submit_are_reminded_a_week_and_a_day_before(unit, staff, head, outsider):
    year = FiscalYearFactory(entry_closes=CLOSES)
    ProjectFactory(department=unit, status=Status.RETURNED)
    ProjectFactory(department=DepartmentFactory(code="401001"), status=Status.SUBMITTED)
    for before, people in ((8, 0), (7, 1), (7, 0), (6, 0), (1, 1), (0, 0), (-1, 0)):
        assert remind(CLOSES - datetime.timedelta(before)) == people, before
    notices = Notice.objects.visible_to(staff)
    assert [notice.fiscal_year for notice in notices] == [year, year]
    (first, _) = told(notices, staff)
    assert "2025年度填报于 2025-03-31 截止" in first.sentence
    assert first.path.startswith("/projects/?year=2025")


def test_nobody_is_reminded_of_an_adjustment_or_in_a_unit_they_left(seed, unit, staff):
    seed[0].fiscal_year.entry_closes = CLOSES
    seed[0].fiscal_year.save()
    seed[0].status = Status.DRAFT
    seed[0].save()
    assert seed[0].edition_in_force is not None
    assert remind(CLOSES - datetime.timedelta(7)) == 0
    member(Role.STAFF, unit, is_active=False)
    ProjectFactory(department=unit)
    assert remind(CLOSES - datetime.timedelta(7)) == 1
