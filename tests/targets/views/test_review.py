"""The review page: what changed and what is said in the cells, the verbs that are open, and what they answer."""

import re

import pytest
from django.urls import reverse

from indicators.target_value import TargetValue
from targets.access import Role
from targets.models import DepartmentTarget, Edition, Kind, Project, Status, Thread
from targets.services.commenting import comment
from targets.services.reviewing import return_for_correction
from targets.services.saving import save_project
from targets.services.submitting import submit_project
from targets.storage import declaration_of
from tests.factories import member
from tests.perfbudget.sending import fields

pytestmark = pytest.mark.django_db

COMMENT = "请核对服务对象满意度"
LIVE = {"HX-Request": "true"}


@pytest.fixture
def project(invented, seed, staff):
    """Submitted for the first time."""
    fields = {"status": Status.DRAFT, "updated_by": staff, "edition_in_force": None}
    Project.objects.filter(pk=seed[0].pk).update(**fields)
    submit(seed[0], staff)
    return seed[0]


def now(project):
    return Project.objects.with_tables().get(pk=project.pk)


def submit(project, staff):
    submit_project(project_id=project.pk, version=str(now(project).version), reasons={}, actor=staff)


def give_back(project, head):
    version = str(now(project).version)
    return_for_correction(kind=Kind.PROJECT, key=project.pk, version=version, comment=COMMENT, actor=head)


def save(project, staff, **typed):
    changed = declaration_of(now(project)).model_copy(update=typed)
    save_project(project_id=project.pk, version=str(now(project).version), typed=changed, actor=staff)


def at(name, project):
    return reverse(name, args=[project.pk])


def text(response):
    return response.content.decode()


@pytest.fixture
def corrected(project, staff, head):
    """Returned with a comment on a value, which staff changed; a row came, one went; submitted again."""
    comment(kind=Kind.PROJECT, key=project.pk, path="indicators.3.value", text="偏低", actor=head)
    give_back(project, head)
    rows = list(declaration_of(now(project)).indicators)
    rows[3] = rows[3].model_copy(update={"value": TargetValue.parse("≥99%")})
    added = rows[0].model_copy(update={"name": "新增的指标"})
    save(project, staff, indicators=(rows[0], added, *rows[1:-1]))
    submit(project, staff)
    return project


def test_what_changed_since_the_return_is_in_the_cells_and_in_words(client, corrected, head):
    client.force_login(head)
    html = text(client.get(at("review", corrected)))
    before = Edition.objects.get(project=corrected).declaration.indicators
    old, gone = before[3].value.text, before[-1].name
    assert re.search(
        rf'<td>≥99%.*?class="change changed" id="change-indicators.4.value" title="已修改，原为“{old}”"', html
    )
    assert re.search(r'<td>新增的指标<span class="change added"', html)
    assert f"已删去：{before[-1].level_one} › {before[-1].level_two} › {gone}" in html
    assert f"<del>{old}</del> → <ins>≥99%</ins>" in html
    assert 'class="said open" id="talk-indicators.4.value"' in html  # the thread went along with its row
    assert f"（批注时为“{old}”）" in html
    assert COMMENT in html  # why it was returned
    assert html.count('<option value="submission-') == 1  # what is read now is not compared with itself


def test_what_is_submitted_for_the_first_time_is_compared_with_nothing(client, project, head, staff):
    client.force_login(head)
    html = text(client.get(at("review", project)))
    assert "首次报送，没有可比较的版本" in html
    assert "data-say" in html
    assert 'class="change' not in html


def test_approving_says_which_edition_and_leads_to_what_waits_next(client, project, head, seed, staff):
    Project.objects.filter(pk=seed[1].pk).update(status=Status.SUBMITTED, submitted_by=staff, updated_by=staff)
    client.force_login(head)
    page = client.get(at("review", project))
    assert "将成为第 2 版" in text(page)
    sent = {"version": fields(page)["version"]}
    for _ in range(2):  # a double click
        answer = client.post(at("approve", project), sent, follow=True)
        assert answer.redirect_chain == [(at("review", project), 302)]
        assert "已批复为第 2 版" in text(answer)
        assert at("review", seed[1]) in text(answer)
    assert Edition.objects.filter(project=project).count() == 2


@pytest.mark.parametrize(("verb", "field"), [("return", "comment"), ("reopen", "reason")])
def test_what_is_refused_comes_back_with_every_problem_and_what_was_typed(client, project, head, verb, field):
    if verb == "reopen":
        Project.objects.filter(pk=project.pk).update(status=Status.APPROVED)
    client.force_login(head)
    answer = client.post(at(verb, project), {"version": "0", field: "无 "})
    assert answer.status_code == 422
    assert text(answer).count("<li>") >= 2 if verb == "return" else True
    assert fields(answer)[field] == "无 "
    assert now(project).status == (Status.APPROVED if verb == "reopen" else Status.SUBMITTED)


def test_own_work_is_shown_and_says_why_it_is_not_decided(client, project, unit):
    both = member(Role.HEAD, unit)
    Project.objects.filter(pk=project.pk).update(submitted_by=both)
    client.force_login(both)
    html = text(client.get(at("review", project)))
    assert "须由另一位部门负责人批复" in html
    assert at("approve", project) not in html
    assert at("return", project) in html
    assert "须由另一位部门负责人批复" in text(client.get(reverse("inbox")))


def test_staff_take_back_what_they_submitted_and_see_why_it_was_returned(client, project, staff, head):
    client.force_login(staff)
    assert at("withdraw-submission", project) in text(client.get(at("project", project)))
    answer = client.post(at("withdraw-submission", project), follow=True)
    assert "已撤回" in text(answer)
    assert now(project).status == Status.DRAFT
    submit(project, staff)
    comment(kind=Kind.PROJECT, key=project.pk, path="purpose", text="写明到项", actor=head)
    give_back(project, head)
    for name in ("project", "edit"):
        html = text(client.get(at(name, project)))
        assert html.count(COMMENT) == html.count("写明到项") == 1
    assert 'href="#purpose"' in html  # on the editing page, to the field


def test_a_comment_is_written_with_script_and_without(client, project, head):
    client.force_login(head)
    page = client.get(f"{at('review', project)}?say=purpose")
    assert fields(page)["path"] == "purpose"
    sent = fields(page) | {"text": "写明到项"}
    answer = client.post(at("comment", project), sent)
    thread = Thread.objects.get()
    assert answer["Location"] == f"{at('review', project)}#thread-{thread.pk}"
    reply = {f"answer-{thread.pk}": "补充", "page": "review"}
    live = text(client.post(reverse("answer", args=[thread.pk]), reply, headers=LIVE))
    assert live.count("补充") == 1
    assert 'hx-swap-oob="true"' in live  # the sheet with its marks comes along
    beside = text(client.post(reverse("resolve", args=[thread.pk]), {"page": "edit"}, headers=LIVE))
    assert "已解决" in beside
    assert "<article" not in beside


def test_a_comment_that_is_refused_comes_back_as_typed(client, project, head):
    client.force_login(head)
    sent = {"path": "indicators.2.value", "text": "响\x07"}
    answer = client.post(at("comment", project), sent)
    assert answer.status_code == 422
    assert fields(answer)["path"] == "indicators.2.value"
    assert "U+0007" in text(answer)
    live = client.post(at("comment", project), sent, headers=LIVE)
    assert (live["HX-Retarget"], live["HX-Reswap"]) == ("#say-problem", "innerHTML")
    assert "U+0007" in text(live)
    assert not Thread.objects.exists()


@pytest.mark.parametrize("form", ["return", "comment", "answer"])
def test_an_expired_session_loses_no_comment(client, project, head, form):
    thread = comment(kind=Kind.PROJECT, key=project.pk, path="", text="一", actor=head)
    address = reverse("answer", args=[thread.pk]) if form == "answer" else at(form, project)
    name = {"return": "comment", "comment": "text", "answer": f"answer-{thread.pk}"}[form]
    asked = client.post(address, {name: COMMENT, "version": "1", "path": ""})
    assert asked.status_code == 401
    credentials = {"username": "head", "password": "correct horse"}
    page = client.post(reverse("login"), fields(asked) | credentials, follow=True)
    assert fields(page)[name] == COMMENT


def test_part_one_is_reviewed_in_the_same_way(client, invented, seed, staff, head):
    DepartmentTarget.objects.update(status=Status.SUBMITTED, submitted_by=staff, updated_by=staff)
    client.force_login(head)
    where = {"year": 2025, "code": "326001"}
    sent = {"path": "items.1.goal", "text": "请补充"}
    answer = client.post(reverse("comment-target", kwargs=where), sent, follow=True)
    assert re.search(r'<p>绩效目标：[^<]*<a class="said open" id="talk-items.1.0"', text(answer))
    version = {"version": fields(answer)["version"]}
    assert "已批复为第 2 版" in text(client.post(reverse("approve-target", kwargs=where), version, follow=True))
    html = text(client.get(reverse("document", kwargs=where)))
    assert reverse("reopen-target", kwargs=where) in html
