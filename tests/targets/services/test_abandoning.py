"""An adjustment is given up: what was approved stands again, and nothing that was said of it is lost."""

import pytest

from targets.models import DepartmentTarget, HistoryEntry, Kind, Notice, Project, Status, Verb
from targets.services.abandoning import abandon
from targets.services.commenting import comment
from targets.services.reasons import keep_finding
from targets.services.reviewing import open_verbs, reopen
from targets.services.saving import save_project, save_target
from targets.services.submitting import NotReadyError
from targets.services.verifying import loose_ends
from targets.storage import contents_of

pytestmark = pytest.mark.django_db

REASON = "按在编人数统计"


@pytest.mark.parametrize("kind", list(Kind))
def test_the_edition_in_force_stands_again(kind, invented, seed, staff, head):
    declared = seed[3] if kind is Kind.PROJECT else DepartmentTarget.objects.get()
    its = {"kind": kind, "key": declared.pk}
    assert Verb.ABANDONED not in open_verbs(declared, staff)
    reopen(**its, reason=REASON, actor=head)
    typed = contents_of(declared).model_copy(update={"goals": ("别的目标",)})
    if kind is Kind.PROJECT:
        fewer = typed.model_copy(update={"indicators": typed.indicators[2:], "code": "换了"})
        save_project(project_id=declared.pk, version="1", typed=fewer, actor=staff)
        keep_finding(project_id=declared.pk, rule="in-heads", path="indicators.3.value", reason=REASON, actor=staff)
    else:
        save_target(version="1", typed=typed, actor=staff)
    comment(**its, path="", text="核对", actor=head)
    open_now = kind.model.objects.get(pk=declared.pk)
    assert Verb.ABANDONED in open_verbs(open_now, staff) & open_verbs(open_now, head)
    with pytest.raises(NotReadyError, match="又有修改"):
        abandon(**its, version="1", actor=staff)
    for _ in range(2):  # the second time is a second click
        abandon(**its, version="2", actor=staff)
    now = kind.model.objects.get(pk=declared.pk)
    assert (now.status, contents_of(now)) == (Status.APPROVED, now.edition_in_force.declaration)
    assert (now.threads.count(), now.kept.count()) == (1, 1 if kind is Kind.PROJECT else 0)
    last = HistoryEntry.objects.of(now)[0]
    assert (last.verb, last.actor) == (Verb.ABANDONED, staff)
    assert "别的目标" in {change["before"] for change in last.changes}
    assert [notice.recipient for notice in Notice.objects.filter(entry=last)] == [head]
    assert list(loose_ends()) == []


def test_only_an_adjustment_before_its_review_is_abandoned(seed, staff):
    its = {"kind": Kind.PROJECT, "key": seed[0].pk, "version": "1", "actor": staff}
    for changed in ({"status": Status.SUBMITTED}, {"status": Status.DRAFT, "edition_in_force": None}):
        Project.objects.filter(pk=seed[0].pk).update(**changed)
        with pytest.raises(NotReadyError, match="没有开放调整"):
            abandon(**its)


def test_what_another_project_took_meanwhile_is_told(seed, staff):
    Project.objects.filter(pk=seed[0].pk).update(status=Status.DRAFT, code="")
    Project.objects.filter(pk=seed[1].pk).update(code=seed[0].code)
    with pytest.raises(NotReadyError, match="项目编码已被"):
        abandon(kind=Kind.PROJECT, key=seed[0].pk, version="1", actor=staff)
