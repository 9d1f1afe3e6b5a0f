"""The second stage of review: a head endorses, the finance office approves or returns."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from targets.access import Role
from targets.models import (
    Department,
    DepartmentTarget,
    Edition,
    FiscalYear,
    HistoryEntry,
    Kind,
    Membership,
    Project,
    Status,
    Verb,
)
from targets.services.reviewing import approve, endorse, open_verbs, reopen, return_for_correction, withdraw
from targets.services.submitting import NotReadyError
from targets.services.verifying import loose_ends, verify
from tests.factories import DepartmentFactory, member

pytestmark = pytest.mark.django_db

COMMENT = "请核对服务对象满意度"


@pytest.fixture
def project(invented, seed, staff):
    FiscalYear.objects.update(second_stage=True)
    fields = {"status": Status.SUBMITTED, "submitted_by": staff, "updated_by": staff}
    Project.objects.filter(pk=seed[0].pk).update(**fields)
    return fresh(seed[0])


@pytest.fixture
def finance(unit):
    return member(Role.FINANCE, None, username="finance")


def fresh(declared):
    return type(declared).objects.get(pk=declared.pk)


def at(project):
    return {"kind": Kind.of(project), "key": project.pk}


def shown(project):
    return at(project) | {"version": str(project.version)}


def refused(verb, **kwargs):
    with pytest.raises(NotReadyError) as refusal:
        verb(**kwargs)
    return refusal.value.problems


def test_what_a_head_endorses_the_finance_office_puts_in_force(project, head, finance, staff):
    with pytest.raises(Http404):  # not theirs to read before a head has endorsed it
        approve(**shown(project), actor=finance)
    assert len(refused(approve, **shown(project), actor=head)) == 1
    for _ in range(2):
        endorse(**shown(project), actor=head)
    assert (fresh(project).status, project.editions.count()) == (Status.ENDORSED, 1)
    with pytest.raises(PermissionDenied):
        approve(**shown(project), actor=staff)
    for late in (approve, endorse):
        assert len(refused(late, **shown(project), actor=member(Role.HEAD, project.department))) == 1
    assert len(refused(withdraw, **at(project), actor=staff)) == 1
    edition = approve(**shown(project), actor=finance)
    assert approve(**shown(project), actor=finance) == edition
    assert (fresh(project).edition_in_force, edition.approved_by) == (edition, finance)
    assert [entry.verb for entry in HistoryEntry.objects.of(project)[:2]] == [Verb.APPROVED, Verb.ENDORSED]
    assert not [link for link in verify() if link.problem]
    assert not list(loose_ends())


def test_what_the_finance_office_returns_goes_back_to_staff(project, head, finance, staff):
    endorse(**shown(project), actor=head)
    assert len(refused(return_for_correction, **shown(project), comment="", actor=finance)) == 1
    for _ in range(2):
        return_for_correction(**shown(project), comment=COMMENT, actor=finance)
    assert list(Project.objects.editable_by(staff)) == [project]
    assert HistoryEntry.objects.of(project).filter(verb=Verb.RETURNED).count() == 1
    with pytest.raises(Http404):  # a draft again
        return_for_correction(**shown(project), comment=COMMENT, actor=member(Role.FINANCE, None))


def test_nobody_approves_what_they_changed_or_endorsed_themselves(project, unit, head, finance):
    both = member(Role.FINANCE, unit)
    Membership.objects.create(user=both, department=unit, role=Role.HEAD)
    assert open_verbs(project, both) == {Verb.ENDORSED, Verb.RETURNED}
    Project.objects.filter(pk=project.pk).update(submitted_by=both)
    assert len(refused(endorse, **shown(project), actor=both)) == 1
    Project.objects.filter(pk=project.pk).update(submitted_by=None)
    endorse(**shown(project), actor=both)
    assert len(refused(approve, **shown(project), actor=both)) == 1
    for field in ("updated_by", "submitted_by"):
        Project.objects.filter(pk=project.pk).update(**{"updated_by": None, "submitted_by": None, field: finance})
        assert len(refused(approve, **shown(project), actor=finance)) == 1
    assert Edition.objects.filter(project=project).count() == 1


def test_errors_and_a_stale_page_stop_both_stages(project, head, finance):
    Project.objects.filter(pk=project.pk).update(fiscal_funds=60)
    assert len(refused(endorse, **at(project), version="0", actor=head)) == 2
    Project.objects.filter(pk=project.pk).update(status=Status.ENDORSED)
    assert len(refused(approve, **at(project), version="0", actor=finance)) == 2


def test_each_stage_is_offered_to_those_who_decide_it(project, head, finance, staff, auditor, administrator):
    everybody = {"staff": staff, "head": head, "finance": finance, "auditor": auditor, "administrator": administrator}

    def offered():
        return {name: verbs for name, user in everybody.items() if (verbs := open_verbs(fresh(project), user))}

    def waiting():
        return {name for name, user in everybody.items() if Project.objects.reviewable_by(user).exists()}

    assert offered() == {"staff": {Verb.WITHDRAWN}, "head": {Verb.ENDORSED, Verb.RETURNED}}
    assert waiting() == {"head"}
    endorse(**shown(project), actor=head)
    assert offered() == {"finance": {Verb.APPROVED, Verb.RETURNED}}
    assert waiting() == {"finance"}
    approve(**shown(project), actor=finance)
    assert offered() == {"head": {Verb.REOPENED}}


def test_the_finance_office_reads_what_is_endorsed_or_approved_below_its_departments(project, unit, head, finance):
    elsewhere, part = member(Role.FINANCE, DepartmentFactory(code="401")), DepartmentTarget.objects.get()
    endorse(**shown(project), actor=head)
    reopen(**at(part), reason=COMMENT, actor=head)
    assert Project.objects.visible_to(finance).count() == 6
    assert not DepartmentTarget.objects.visible_to(finance).exists()  # a draft again; its edition stays in force
    assert Edition.objects.visible_to(finance).count() == 7
    assert HistoryEntry.objects.visible_to(finance).of(project)[0].verb == Verb.ENDORSED
    assert HistoryEntry.objects.visible_to(finance).of(part)[0].verb == Verb.APPROVED
    assert unit in Department.objects.visible_to(finance)
    for model in (Project, Edition, HistoryEntry):
        assert not model.objects.visible_to(elsewhere).exists()
    auditing = member(Role.AUDITOR, None)
    assert project not in Project.objects.visible_to(auditing)
    Membership.objects.create(user=auditing, department=unit, role=Role.FINANCE)
    auditing = type(auditing).objects.get(pk=auditing.pk)
    assert project in Project.objects.visible_to(auditing)


def test_switching_the_second_stage_strands_nothing(project, head, finance):
    endorse(**shown(project), actor=head)
    FiscalYear.objects.update(second_stage=False)
    assert open_verbs(fresh(project), finance) == {Verb.APPROVED, Verb.RETURNED}
    assert approve(**shown(project), actor=finance).number == 2
    Project.objects.filter(pk=project.pk).update(status=Status.SUBMITTED)
    assert len(refused(endorse, **shown(project), actor=head)) == 1
    assert approve(**shown(project), actor=head).number == 3
