"""Switching a year's second stage in the administration: what it means is said at once."""

import pytest

from targets.access import Role
from targets.models import FiscalYear, Status
from tests.factories import FiscalYearFactory, ProjectFactory, member
from tests.perfbudget.pages import address, form_of

pytestmark = pytest.mark.django_db


def test_switching_the_second_stage_says_what_becomes_of_what_is_in_review(admin, unit):
    year = FiscalYearFactory()
    page = address(FiscalYear, "change", year.pk)
    for status in (Status.SUBMITTED, Status.SUBMITTED, Status.ENDORSED):
        ProjectFactory(department=unit, status=status)
    html = admin.post(page, form_of(admin.get(page)) | {"second_stage": "on"}, follow=True).content.decode()
    assert FiscalYear.objects.get().second_stage
    assert "2" in html.split("财政部门批复部门负责人审核通过的申报")[1][:40]
    assert f"{unit.code}</li>" in html
    member(Role.FINANCE, None)
    page_sent = form_of(admin.get(page))
    html = admin.post(page, page_sent, follow=True).content.decode()
    assert "财政部门批复部门负责人审核通过的申报" not in html
    page_sent.pop("second_stage")
    html = admin.post(page, page_sent, follow=True).content.decode()
    assert not FiscalYear.objects.get().second_stage
    assert "1 份" in html.split("今后由部门负责人直接批复")[1][:40]
