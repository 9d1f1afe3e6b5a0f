"""Comment threads: who writes, what is refused, and where a thread stands after its row moved."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from targets.commented import placed, places, submissions_of
from targets.models import Comment, DepartmentTarget, Kind, Project, Status, Thread
from targets.services.commenting import answer, comment, resolve, unresolve
from targets.services.findings import RefusedError
from targets.services.saving import save_project
from targets.services.submitting import submit_project
from targets.storage import declaration_of

pytestmark = pytest.mark.django_db

VALUE = "indicators.3.value"


@pytest.fixture
def project(invented, seed):
    Project.objects.filter(pk=seed[0].pk).update(status=Status.DRAFT)
    return seed[0]


def stored(project):
    return declaration_of(Project.objects.with_tables().get(pk=project.pk))


def save(project, staff, **typed):
    now = Project.objects.get(pk=project.pk)
    Project.objects.filter(pk=project.pk).update(status=Status.RETURNED)
    changed = stored(project).model_copy(update=typed)
    save_project(project_id=project.pk, version=str(now.version), typed=changed, actor=staff)


def submit(project, staff):
    version = str(Project.objects.get(pk=project.pk).version)
    submit_project(project_id=project.pk, version=version, reasons={}, actor=staff)


def where(project):
    """The place of each thread by now; ``None`` where its row is gone."""
    found = placed(Thread.objects.with_comments().order_by("pk"), stored(project), submissions_of(project))
    return {each.thread.pk: each.place and each.place.key for each in found}


def test_a_thread_names_its_cell_and_quotes_it(project, head, staff):
    thread = comment(kind=Kind.PROJECT, key=project.pk, path=VALUE, text=" 请核对\r\n依据 ", actor=head)
    row = stored(project).indicators[3]
    assert (thread.place, thread.quoted) == (f"{row.level_one} › {row.level_two} › {row.name} › 指标值", row.value.text)
    answer(thread_id=thread.pk, text="已核对", actor=staff)
    assert [(each.text, each.written_by) for each in thread.comments.all()] == [
        ("请核对\n依据", head),
        ("已核对", staff),
    ]
    assert resolve(thread_id=thread.pk, actor=head).resolved_by == head
    assert unresolve(thread_id=thread.pk, actor=staff).resolved_at is None
    resolve(thread_id=thread.pk, actor=head)
    assert answer(thread_id=thread.pk, text="还有", actor=staff).resolved_at is None
    part_one = DepartmentTarget.objects.get()
    whole = comment(kind=Kind.TARGET, key=part_one.pk, path="", text="补充", actor=head)
    assert (whole.place, whole.quoted) == ("整个第一部分", "")


def test_everything_written_twice_by_a_double_click_is_there_once(project, head):
    for _ in range(2):
        thread = comment(kind=Kind.PROJECT, key=project.pk, path="purpose", text="太长", actor=head)
    for _ in range(2):
        answer(thread_id=thread.pk, text="请缩短", actor=head)
        resolve(thread_id=thread.pk, actor=head)
    assert Comment.objects.count() == 2


def test_what_cannot_be_said_or_nowhere_is_refused(project, head):
    texts = [("purpose", text) for text in ("", "  \n", "长" * 2001, "响铃\x07")]
    nowhere = ("indicators.99.value", "number", "unit.code", "checkpoints.0.month")
    for path, text in (*texts, *((path, "好") for path in nowhere)):
        with pytest.raises(RefusedError):
            comment(kind=Kind.PROJECT, key=project.pk, path=path, text=text, actor=head)
    assert not Thread.objects.exists()


def test_those_who_work_there_write_and_nobody_else(project, staff, head, auditor, outsider, administrator):
    thread = comment(kind=Kind.PROJECT, key=project.pk, path="", text="一", actor=staff)
    calls = (
        lambda actor: comment(kind=Kind.PROJECT, key=project.pk, path="", text="二", actor=actor),
        lambda actor: answer(thread_id=thread.pk, text="三", actor=actor),
        lambda actor: resolve(thread_id=thread.pk, actor=actor),
        lambda actor: unresolve(thread_id=thread.pk, actor=actor),
    )
    Project.objects.update(status=Status.APPROVED)  # which auditors see, without what was said of it
    for actor, refusal in ((administrator, PermissionDenied), (auditor, Http404), (outsider, Http404)):
        for call in calls:
            with pytest.raises(refusal):
                call(actor)
    assert list(Thread.objects.visible_to(administrator)) == list(Thread.objects.visible_to(head)) == [thread]
    assert not Thread.objects.visible_to(auditor).exists()


def test_a_thread_follows_its_row_and_says_when_it_is_gone(project, staff, head):
    submit(project, staff)
    table = stored(project)
    value = comment(kind=Kind.PROJECT, key=project.pk, path=VALUE, text="一", actor=head)
    goal = comment(kind=Kind.PROJECT, key=project.pk, path="goals.0", text="二", actor=head)
    funds = comment(kind=Kind.PROJECT, key=project.pk, path="funds", text="三", actor=head)
    changed = table.indicators[3].model_copy(update={"value": table.indicators[0].value})
    rows = (table.indicators[5], changed, *table.indicators[:3])
    save(project, staff, goals=("新加的", *table.goals), indicators=rows)
    submit(project, staff)
    assert where(project) == {value.pk: "indicators.1.value", goal.pk: "goals.1", funds.pk: "funds"}
    save(project, staff, indicators=rows[2:], goals=table.goals[1:])
    assert where(project) == {value.pk: None, goal.pk: None, funds.pk: "funds"}


def test_what_was_said_of_a_draft_is_found_by_its_words(project, staff):
    table = stored(project)
    value = comment(kind=Kind.PROJECT, key=project.pk, path=VALUE, text="一", actor=staff)
    goal = comment(kind=Kind.PROJECT, key=project.pk, path=f"goals.{len(table.goals) - 1}", text="二", actor=staff)
    changed = table.indicators[3].model_copy(update={"value": table.indicators[0].value, "basis": "另"})
    save(project, staff, indicators=(changed, *table.indicators[:3]), goals=table.goals[::-1])
    assert where(project) == {value.pk: "indicators.0.value", goal.pk: "goals.0"}


def test_every_place_has_a_name_of_its_own(project):
    found = places(stored(project))
    assert len({place.label for place in found.values()}) == len(found)
    assert list(found)[:6] == ["", "code", "name", "funds", "funds.fiscal", "funds.other"]
    assert found["funds"].text == "120.00"
