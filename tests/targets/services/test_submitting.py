"""Handing a project over to review."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from targets.models import DepartmentTarget, FiscalYear, HistoryEntry, KeptFinding, Kind, Project, Status, Verb
from targets.services.reviewing import open_verbs, return_for_correction, withdraw
from targets.services.submitting import NotReadyError, cannot_be_submitted_because, submit_project
from tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db

PLACE = "satisfaction-not-a-ratio:indicators.5.value"
REASONS = {PLACE: "按在编人数统计"}


@pytest.fixture
def draft(seed):
    Project.objects.filter(pk=seed[3].pk).update(status=Status.DRAFT, edition_in_force=None)
    return Project.objects.get(pk=seed[3].pk)


def submit(project, actor, reasons=REASONS, version="1"):
    return submit_project(project_id=project.pk, version=version, reasons=reasons, actor=actor)


def unchanged(project):
    project.refresh_from_db()
    return project.status == Status.DRAFT and not KeptFinding.objects.exists()


def test_it_is_submitted_with_its_reasons_by_whom_and_when(draft, staff):
    submit(draft, staff)
    draft.refresh_from_db()
    assert (draft.status, draft.submitted_by) == (Status.SUBMITTED, staff)
    assert draft.submitted_at is not None
    assert [kept.reason for kept in draft.kept.all()] == ["按在编人数统计"]


@pytest.mark.parametrize("reason", ["", "  ", "无", "x" * 501])
def test_a_reminder_without_a_reason_is_in_the_way(draft, staff, reason):
    with pytest.raises(NotReadyError) as refusal:
        submit(draft, staff, {PLACE: reason})
    assert "工作人员满意度" in refusal.value.problems[0]
    assert unchanged(draft)


def test_everything_in_the_way_is_told_at_once(draft, staff):
    draft.goals.all().delete()
    draft.indicators.filter(position=1).update(name="")
    FiscalYear.objects.update(entry_closes=datetime.date(2025, 1, 1))
    with pytest.raises(NotReadyError) as refusal:
        submit(draft, staff, {}, version="7")
    told = "".join(refusal.value.problems)
    assert all(word in told for word in ("填报已于", "又有修改", "绩效目标", "三级指标", "工作人员满意度"))
    assert unchanged(draft)


def test_an_error_cannot_be_reasoned_away(unit, staff):
    project = ProjectFactory(department=unit)
    with pytest.raises(NotReadyError):
        submit(project, staff, {"required-field-empty:purpose": "没有什么可写的"})


def test_what_is_submitted_is_not_submitted_twice_nor_by_others(draft, staff, head, administrator):
    for actor in (head, administrator):
        with pytest.raises(PermissionDenied):
            submit(draft, actor)
    submit(draft, staff)
    with pytest.raises(PermissionDenied):
        submit(draft, staff)
    assert KeptFinding.objects.count() == 1


def test_what_was_returned_is_submitted_again_with_the_reasons_it_has(draft, staff):
    submit(draft, staff)
    Project.objects.filter(pk=draft.pk).update(status=Status.RETURNED)
    submit(draft, staff, {})
    draft.refresh_from_db()
    assert draft.status == Status.SUBMITTED


def test_who_was_in_time_stays_in_the_process_after_closing(draft, staff, head):
    today = timezone.localdate()
    submit(draft, staff)
    FiscalYear.objects.update(entry_closes=today - datetime.timedelta(days=2))
    draft = Project.objects.get(pk=draft.pk)
    assert not open_verbs(draft, staff)
    with pytest.raises(NotReadyError, match="截止"):
        withdraw(kind=Kind.PROJECT, key=draft.pk, actor=staff)
    first = HistoryEntry.objects.of(draft).filter(verb=Verb.SUBMITTED).get()
    first.pk, first.at, first._state.adding = None, timezone.now() - datetime.timedelta(days=2), True
    first.save()
    assert open_verbs(draft, staff) == {Verb.WITHDRAWN}
    for _ in range(2):  # the second time, it was last submitted after closing
        return_for_correction(
            kind=Kind.PROJECT, key=draft.pk, version=str(draft.version), comment="请核对满意度", actor=head
        )
        submit(draft, staff, {})
    draft.refresh_from_db()
    assert draft.status == Status.SUBMITTED
    target = DepartmentTarget.objects.get()
    target.edition_in_force, target.submitted_at = None, timezone.now()
    assert cannot_be_submitted_because(target)
    target.submitted_at = first.at
    assert not cannot_be_submitted_because(target)
