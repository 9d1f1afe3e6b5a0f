"""Review: who may do what, everything in the way at once, and what approval leaves behind."""

import datetime
import json
from hashlib import sha256

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from targets.access import Role
from targets.models import DepartmentTarget, Edition, FiscalYear, HistoryEntry, Kind, Membership, Project, Status, Verb
from targets.sealing import START
from targets.services.findings import RefusedError
from targets.services.importing import PUBLISHED
from targets.services.reasons import reason_in
from targets.services.reviewing import approve, reopen, return_for_correction, withdraw
from targets.services.saving import save_project
from targets.services.starting import delete_draft
from targets.services.submitting import NotReadyError, submit_project
from targets.storage import contents_of
from tests.factories import member

pytestmark = pytest.mark.django_db

KINDS = list(Kind)
COMMENT = "请核对服务对象满意度"


@pytest.fixture
def submitted(invented, seed, staff):
    """A project and part one as finance staff submitted them; nothing of theirs is approved before."""

    def get(kind):
        declared = seed[0] if kind is Kind.PROJECT else DepartmentTarget.objects.get()
        fields = {"status": Status.SUBMITTED, "submitted_by": staff, "updated_by": staff}
        type(declared).objects.filter(pk=declared.pk).update(**fields)
        return fresh(declared)

    return get


@pytest.fixture
def project(submitted):
    return submitted(Kind.PROJECT)


def fresh(declared):
    return type(declared).objects.get(pk=declared.pk)


def at(declared):
    return {"kind": Kind.of(declared), "key": declared.pk}


def shown(declared):
    return at(declared) | {"version": str(declared.version)}


def verbs_of(declared):
    return [entry.verb for entry in HistoryEntry.objects.of(declared)]


@pytest.mark.parametrize("kind", KINDS)
def test_approval_puts_an_edition_in_force(kind, submitted, head):
    declared = submitted(kind)
    before = Edition.objects.filter(department=declared.department).latest("position")
    edition = approve(**shown(declared), actor=head)
    now = fresh(declared)
    assert (now.status, now.edition_in_force, edition.number) == (Status.APPROVED, edition, 2)
    assert (edition.previous, edition.position) == (before.sha256, before.position + 1)
    assert (edition.approved_by, edition.declaration) == (head, contents_of(declared))
    assert edition.sha256 == sha256(edition.sealed.encode()).hexdigest()
    assert declared.editions.in_force().get() == edition
    said = json.loads(edition.sealed)
    assert (said["approver"], said["previous"], said["judgement"]) == (
        "head（head）",
        before.sha256,
        sha256(edition.judgement.encode()).hexdigest(),
    )
    assert contents_of(declared).to_json() in edition.sealed
    assert verbs_of(declared)[0] == Verb.APPROVED
    assert edition.sha256 in HistoryEntry.objects.of(declared)[0].note


def test_an_edition_keeps_the_findings_and_reasons_of_its_moment(invented, seed, staff, head):
    Project.objects.filter(pk=seed[3].pk).update(status=Status.DRAFT)
    rows = [("in-heads:indicators.0.value", "按在编人数"), ("in-heads:indicators.5.value", "按在编人数统计")]
    submit_project(project_id=seed[3].pk, version="1", reasons=dict(rows), actor=staff)
    edition = approve(**shown(fresh(seed[3])), actor=head)
    told = json.loads(edition.judgement)
    assert [(row["rule"], row["reason"], row["kept_by"]) for row in told] == [
        ("in-heads", reason, "staff") for _, reason in rows
    ]
    assert told[1]["place"].endswith("指标值")


def test_a_published_document_is_imported_with_editions(seed):
    editions = list(Edition.objects.order_by("position"))
    assert [edition.position for edition in editions] == [1, 2, 3, 4, 5, 6, 7]
    assert [edition.previous for edition in editions] == [START, *(edition.sha256 for edition in editions[:-1])]
    assert {(edition.number, edition.approved_by, edition.note) for edition in editions} == {(1, None, PUBLISHED)}
    assert Project.objects.filter(edition_in_force=None).count() == 0


@pytest.mark.parametrize("verb", ["approve", "return", "reopen", "withdraw"])
def test_each_verb_is_done_by_exactly_these_roles(verb, project, staff, head, auditor, outsider, administrator):
    calls = {
        "approve": lambda actor: approve(**shown(project), actor=actor),
        "return": lambda actor: return_for_correction(**shown(project), comment=COMMENT, actor=actor),
        "reopen": lambda actor: reopen(**at(project), reason=COMMENT, actor=actor),
        "withdraw": lambda actor: withdraw(**at(project), actor=actor),
    }
    allowed = staff if verb == "withdraw" else head
    for actor in {staff, head, administrator} - {allowed}:
        with pytest.raises(PermissionDenied):
            calls[verb](actor)
    for actor in (auditor, outsider):
        with pytest.raises(Http404):
            calls[verb](actor)
    if verb == "reopen":
        Project.objects.filter(pk=project.pk).update(status=Status.APPROVED)
    calls[verb](allowed)
    assert fresh(project).status != (Status.APPROVED if verb == "reopen" else Status.SUBMITTED)


def test_nobody_approves_what_they_last_changed_or_submitted(project, unit):
    both = member(Role.HEAD, unit)
    Membership.objects.create(user=both, department=unit, role=Role.STAFF)
    for field in ("updated_by", "submitted_by"):
        Project.objects.filter(pk=project.pk).update(updated_by=None, submitted_by=None)
        Project.objects.filter(pk=project.pk).update(**{field: both})
        with pytest.raises(NotReadyError) as refusal:
            approve(**shown(project), actor=both)
        assert len(refusal.value.problems) == 1
    assert fresh(project).status == Status.SUBMITTED


def test_all_that_is_in_the_way_is_told_at_once(project, head):
    Project.objects.filter(pk=project.pk).update(status=Status.RETURNED, fiscal_funds=60, updated_by=head)
    with pytest.raises(NotReadyError) as refusal:
        approve(**at(project), version="0", actor=head)
    assert len(refusal.value.problems) == 4
    assert "预算数为 60 万元" in refusal.value.problems[3]
    with pytest.raises(NotReadyError) as refusal:
        return_for_correction(**at(project), version="0", comment=" 无 ", actor=head)
    assert len(refusal.value.problems) == 3
    assert Edition.objects.filter(project=project).count() == 1


def test_a_second_click_does_nothing_more(project, head, staff):
    assert approve(**shown(project), actor=head) == approve(**shown(project), actor=head)
    for _ in range(2):
        reopen(**at(project), reason=COMMENT, actor=head)
    submit_project(project_id=project.pk, version="1", reasons={}, actor=staff)
    for _ in range(2):
        withdraw(**at(project), actor=staff)
    submit_project(project_id=project.pk, version="1", reasons={}, actor=staff)
    for _ in range(2):
        return_for_correction(**shown(project), comment=COMMENT, actor=head)
    done = [Verb.APPROVED, Verb.REOPENED, Verb.SUBMITTED, Verb.WITHDRAWN, Verb.SUBMITTED, Verb.RETURNED]
    assert verbs_of(project)[: len(done)] == done[::-1]


def test_another_head_is_told_that_it_is_decided(project, head, unit):
    approve(**shown(project), actor=head)
    with pytest.raises(NotReadyError):
        approve(**shown(project), actor=member(Role.HEAD, unit))
    assert project.editions.count() == 2


def test_what_is_returned_says_what_to_correct(project, head, staff):
    return_for_correction(**shown(project), comment=" 第一条\t\r\n第二条 ", actor=head)
    assert HistoryEntry.objects.visible_to(staff).of(project)[0].note == "第一条\n第二条"
    assert Project.objects.editable_by(staff).filter(pk=project.pk).exists()


def test_an_edition_stays_in_force_while_its_project_is_adjusted(project, head, staff, auditor):
    first = approve(**shown(project), actor=head)
    reopen(**at(project), reason="追加社区", actor=head)
    typed = contents_of(project).model_copy(update={"purpose": "追加"})
    save_project(project_id=project.pk, version="1", typed=typed, actor=staff)
    assert project not in Project.objects.visible_to(auditor)
    assert project in Project.objects.approved()
    assert Edition.objects.visible_to(auditor).in_force().get(project=project) == first
    assert first.declaration.purpose != "追加"
    assert HistoryEntry.objects.visible_to(auditor).of(project)[0].verb == Verb.APPROVED
    FiscalYear.objects.update(entry_closes=datetime.date(2025, 1, 1))
    submit_project(project_id=project.pk, version="2", reasons={}, actor=staff)
    second = approve(**shown(fresh(project)), actor=head)
    assert (second.number, second.previous) == (3, first.sha256)
    assert Edition.objects.visible_to(auditor).in_force().get(project=project) == second
    assert first in Edition.objects.visible_to(auditor)
    assert "追加" in HistoryEntry.objects.visible_to(auditor).of(project).get(verb=Verb.CHANGED).changes[0]["after"]


def test_what_has_an_edition_is_never_deleted(project, head, staff):
    approve(**shown(project), actor=head)
    reopen(**at(project), reason=COMMENT, actor=head)
    with pytest.raises(RefusedError):
        delete_draft(project_id=project.pk, actor=staff)
    assert fresh(project).status == Status.DRAFT


def test_what_could_not_be_submitted_again_is_not_withdrawn(project, staff):
    Project.objects.filter(pk=project.pk).update(edition_in_force=None)
    FiscalYear.objects.update(entry_closes=datetime.date(2025, 1, 1))
    with pytest.raises(NotReadyError):
        withdraw(**at(project), actor=staff)


def test_only_what_is_approved_is_opened_for_adjustment_and_only_with_a_reason(project, head):
    with pytest.raises(NotReadyError) as refusal:
        reopen(**at(project), reason="", actor=head)
    assert len(refusal.value.problems) == 2


def test_what_cannot_be_seen_is_refused_in_every_reason(project, head):
    at_it, told = at(project), "U\\+(0000|202E)"
    for hidden in ("看不见\x00的字", "看不见\u202e的字"):
        with pytest.raises(NotReadyError, match=told):
            return_for_correction(**shown(project), comment=hidden, actor=head)
        with pytest.raises(NotReadyError, match=told):
            reopen(**at_it, reason=hidden, actor=head)
        with pytest.raises(RefusedError, match=told):
            reason_in(hidden)
    assert reason_in("在编 96 人\u3000统计") == "在编 96 人 统计"


def test_heads_find_what_waits_for_them(project, head, staff, auditor, administrator):
    assert list(Project.objects.reviewable_by(head)) == [project]
    for other in (staff, auditor, administrator):
        assert not Project.objects.reviewable_by(other)
