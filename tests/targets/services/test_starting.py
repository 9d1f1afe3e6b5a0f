"""Beginning a project and giving up a draft."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from targets.declaration import Checkpoint, Declaration, Unit
from targets.models import Goal, Project, Status
from targets.services.findings import RefusedError
from targets.services.starting import delete_draft, start_project
from tests.factories import FiscalYearFactory, ProjectFactory, fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    return FiscalYearFactory(year=2026)


def table(**kwargs):
    unit = Unit(code="326001", name="单位")
    return Declaration(**{"year": 2026, "unit": unit, "code": "", "name": "新项目"} | kwargs)


def test_a_new_project_is_a_draft_at_the_end_of_the_units_document(year, unit, staff):
    ProjectFactory(department=unit, fiscal_year=year, number=4)
    project = start_project(declaration=table(checkpoints=(Checkpoint(month=3),)), actor=staff)
    assert (project.status, project.version, project.number, project.updated_by) == (Status.DRAFT, 1, 5, staff)
    assert list(project.checkpoints.values_list("month", "amount")) == [(3, None)]


def test_it_is_begun_only_in_units_the_actor_enters(year, outsider, head, auditor, administrator, unit):
    for actor in (outsider, head, auditor, administrator):
        with pytest.raises(PermissionDenied):
            start_project(declaration=table(), actor=actor)
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    ("window", "sentence"), [({"entry_closes": -1}, "已于 .* 截止"), ({"entry_opens": 1}, "自 .* 起开放")]
)
def test_a_closed_window_is_told_with_its_day(staff, window, sentence):
    days = {name: timezone.localdate() + datetime.timedelta(days) for name, days in window.items()}
    FiscalYearFactory(year=2026, **days)
    with pytest.raises(RefusedError, match=sentence):
        start_project(declaration=table(), actor=staff)
    assert not Project.objects.exists()


def test_a_code_somebody_took_meanwhile_is_refused(year, staff):
    ProjectFactory(fiscal_year=year, code="K1")
    with pytest.raises(RefusedError, match="该年度已有此编码的项目"):
        start_project(declaration=table(code="K1"), actor=staff)
    assert Project.objects.count() == 1


def test_a_name_that_grew_too_long_is_refused(year, staff):
    with pytest.raises(RefusedError, match=r"项目名称.*200"):
        start_project(declaration=table(name="长" * 201), actor=staff)


def test_a_draft_is_deleted_with_its_rows(unit, staff):
    project = fill(ProjectFactory(department=unit, name="写错的"))
    assert delete_draft(project_id=project.pk, actor=staff) == "写错的"
    assert not Project.objects.exists()
    assert not Goal.objects.exists()


def test_what_was_submitted_before_stays(unit, staff):
    project = ProjectFactory(department=unit, status=Status.RETURNED, submitted_at=timezone.now())
    with pytest.raises(RefusedError, match="曾经送审"):
        delete_draft(project_id=project.pk, actor=staff)
    assert Project.objects.exists()


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.APPROVED])
def test_what_is_in_review_or_in_force_is_not_deleted(unit, staff, status):
    project = ProjectFactory(department=unit, status=status)
    with pytest.raises(PermissionDenied):
        delete_draft(project_id=project.pk, actor=staff)


def test_nobody_else_deletes_a_draft(unit, head, outsider):
    project = ProjectFactory(department=unit)
    with pytest.raises(PermissionDenied):
        delete_draft(project_id=project.pk, actor=head)
    with pytest.raises(Http404):
        delete_draft(project_id=project.pk, actor=outsider)
    assert Project.objects.exists()
