"""The page a department target is typed in, from before there is one until it is submitted."""

import datetime

import pytest
from django.urls import reverse

from targets.models import DepartmentTarget, FiscalYear, Status
from targets.services.sealing import judgement_of, seal
from targets.storage import department_declaration_of
from tests.factories import FiscalYearFactory, ProjectFactory, UserFactory
from tests.perfbudget.sending import fields

pytestmark = pytest.mark.django_db

LIVE = {"HX-Request": "true"}
STRAY = "department-stray-label:items.0.goal"


@pytest.fixture
def address(unit):
    FiscalYearFactory()
    return reverse("edit-target", args=[2025, unit.code])


@pytest.fixture
def open_page(client, staff, address):
    """What the page would send as it stands."""
    client.force_login(staff)
    return lambda: fields(client.get(address))


@pytest.fixture
def draft(seed):
    """The seed's first part as a draft."""
    DepartmentTarget.objects.update(status=Status.DRAFT)
    return DepartmentTarget.objects.get()


def stored():
    return department_declaration_of(DepartmentTarget.objects.with_rows().get())


def text(response):
    return response.content.decode()


def test_the_page_sends_back_exactly_what_is_stored(client, draft, open_page, address):
    before = stored()
    assert client.post(address, open_page())["Location"] == address
    assert stored() == before
    assert DepartmentTarget.objects.get().version == draft.version


def test_looking_begins_nothing_and_the_first_saving_does(client, open_page, address, staff):
    sent = open_page()
    assert not DepartmentTarget.objects.exists()
    client.post(address, sent | {"lead": "总体目标：", "items-0-title": "加强社区建设"})
    target = DepartmentTarget.objects.get()
    assert (target.status, target.version, target.updated_by) == (Status.DRAFT, 1, staff)
    assert (stored().lead, stored().items[0].title, stored().goals) == ("总体目标：", "加强社区建设", ())


def test_of_two_who_begin_it_the_second_sees_both_versions(client, open_page, address, unit):
    mine = open_page() | {"lead": "我的", "goals-0-text": "我的目标"}
    client.post(address, open_page() | {"lead": "对方的"})
    assert 'data-state="stale"' in text(client.post(address, mine, headers=LIVE))
    page = client.post(address, mine)
    assert page.status_code == 409
    assert all(words in text(page) for words in ("我的目标", "对方的", "总体绩效目标 › 总述"))
    merged = fields(page) | {"choice:lead": "theirs"}
    done = client.post(reverse("merge-target", args=[2025, unit.code]), merged)
    assert done["Location"] == f"{address}?settled"
    assert (stored().lead, stored().goals) == ("对方的", ("我的目标",))


def test_saving_as_one_goes_begins_it_and_goes_on(client, open_page, address):
    sent = open_page()
    answer = client.post(address, sent | {"lead": "一"}, headers=LIVE)
    assert 'data-state="saved"' in text(answer)
    again = client.post(address, sent | fields(answer) | {"lead": "二"}, headers=LIVE)
    assert 'data-state="saved"' in text(again)
    assert stored().lead == "二"


def test_buttons_change_rows_without_a_script(client, draft, open_page, address):
    goals, titles = stored().goals, [row.title for row in stored().items]
    client.post(address, open_page() | {"do": "down:goals:0", "lead": "一并保存"})
    assert stored().goals == (goals[1], goals[0], *goals[2:])
    assert stored().lead == "一并保存"
    client.post(address, open_page() | {"do": "copy:items:0"})
    assert [row.title for row in stored().items] == [titles[0], *titles]
    client.post(address, open_page() | {"do": "remove:items:1"})
    assert [row.title for row in stored().items] == titles
    client.post(address, open_page() | {"do": "add:safeguards"})
    assert stored().safeguards[-1].title == ""


def test_a_mistake_saves_nothing_and_everything_typed_comes_back_beside_it(client, open_page, address):
    answer = client.post(address, open_page() | {"lead": "坏\x00字", "goals-0-text": "写好的"})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in text(answer)
    assert fields(answer)["goals-0-text"] == "写好的"
    assert not DepartmentTarget.objects.exists()


def test_a_finding_stands_beside_the_page_and_at_its_field(client, draft, open_page, address):
    open_page()
    page = text(client.get(address))
    assert "与前文重复" in page
    assert 'data-mark="items-2-indicators"' in page
    assert page.count("edit left flag warning") == 1


def test_a_suggestion_is_taken_with_what_else_is_typed(client, draft, open_page, address):
    client.post(address, open_page() | {"take": "items-2-indicators=已改正", "lead": "改了"})
    assert (stored().items[2].indicators, stored().lead) == ("已改正", "改了")


def test_a_reminder_is_kept_and_the_reason_withdrawn(client, draft, open_page, address):
    sent = open_page() | {"items-0-goal": "绩效目标：提高素质"}
    client.post(address, sent | {"do": f"keep:{STRAY}", f"reason:{STRAY}": "原文如此规定"})
    kept = draft.kept.get()
    assert (kept.reason, kept.value) == ("原文如此规定", "绩效目标：提高素质")
    assert "原文如此规定" in text(client.get(address))
    client.post(address, open_page() | {"do": f"withdraw:{kept.pk}"})
    assert draft.kept.get().withdrawn_at is not None


@pytest.mark.parametrize("which", ["department-stray-label:code", "x:funds.fiscal", "x:indicators.0.value", "x:", "x"])
def test_a_reminder_that_is_not_there_is_not_kept(client, draft, open_page, address, which):
    answer = client.post(address, open_page() | {"do": f"keep:{which}", f"reason:{which}": "原文如此"}, headers=LIVE)
    assert "未作修改" in text(answer)
    assert not draft.kept.exists()


def test_a_reason_of_another_unit_cannot_be_withdrawn(client, draft, open_page, address):
    kept = ProjectFactory().kept.create(rule="x", fingerprint="0", reason="理由如此", kept_by=UserFactory())
    assert client.post(address, open_page() | {"do": f"withdraw:{kept.pk}"}).status_code == 404
    kept.refresh_from_db()
    assert kept.withdrawn_at is None


def test_it_is_submitted_with_a_reason_for_each_reminder(client, draft, open_page, unit, staff):
    submit = reverse("submit-target", args=[2025, unit.code])
    open_page()
    sent = fields(client.get(submit))
    assert client.post(submit, sent).status_code == 422
    reasons = {name: "原文如此规定" for name in sent if name.startswith("reason:")}
    assert len(reasons) == 1
    assert client.post(submit, sent | reasons)["Location"] == draft.get_absolute_url()
    draft.refresh_from_db()
    assert (draft.status, draft.submitted_by, draft.kept.count()) == (Status.SUBMITTED, staff, 1)
    assert client.post(submit, sent | reasons)["Location"] == draft.get_absolute_url()
    assert client.get(submit).status_code == 403


def test_an_empty_part_one_says_what_is_missing_and_is_not_submitted(client, open_page, address, unit):
    answer = client.post(address, open_page() | {"do": "submit"})
    submit = reverse("submit-target", args=[2025, unit.code])
    assert answer["Location"] == submit
    assert "工作保障措施没有填写" in text(client.post(submit, fields(client.get(submit))))
    assert DepartmentTarget.objects.get().status == Status.DRAFT


def test_what_was_typed_comes_back_after_an_expired_session(client, open_page, address):
    sent = open_page() | {"lead": "登录过期前填写的总述"}
    client.logout()
    page = client.post(address, sent)
    assert page.status_code == 401
    person = {"username": "staff", "password": "correct horse"}
    back = client.post(reverse("login"), fields(page) | person, follow=True)
    assert fields(back)["lead"] == "登录过期前填写的总述"
    assert not DepartmentTarget.objects.exists()


def test_in_a_closed_year_nothing_is_begun_and_that_is_said(client, open_page, address):
    FiscalYear.objects.update(entry_closes=datetime.date(2025, 1, 1))
    answer = client.post(address, open_page() | {"lead": "写好的"})
    assert "2025 年度的填报已于" in text(client.get(address))
    assert answer.status_code == 422
    assert fields(answer)["lead"] == "写好的"
    assert not DepartmentTarget.objects.exists()


@pytest.mark.slow
def test_opening_and_saving_cost_the_same_for_more_rows(
    client, draft, open_page, address, django_assert_max_num_queries
):
    open_page()
    for copies in (1, 10):
        for number in range(copies):
            draft.itemisedgoals.create(position=50 + copies + number, title=f"第{copies}批第{number}项")
        with django_assert_max_num_queries(16):
            page = client.get(address)
        with django_assert_max_num_queries(26):
            assert client.post(address, fields(page) | {"lead": f"改{copies}"}).status_code == 302


@pytest.mark.parametrize(
    ("role", "status", "leads"),
    [
        ("staff", None, True),
        ("staff", Status.RETURNED, True),
        ("staff", Status.SUBMITTED, False),
        ("head", Status.DRAFT, False),
        ("head", None, False),
    ],
)
def test_who_may_type_is_led_to_it(client, request, unit, address, role, status, leads):
    ProjectFactory(department=unit)
    if status:
        DepartmentTarget.objects.create(department=unit, fiscal_year_id=2025, status=status)
    client.force_login(request.getfixturevalue(role))
    for page in (reverse("document", args=[2025, unit.code]), reverse("start")):
        assert (address in text(client.get(page))) == leads
    FiscalYear.objects.update(entry_closes=datetime.date(2025, 1, 1))
    assert (address in text(client.get(reverse("start")))) == (leads and status is not None)


@pytest.mark.parametrize("role", ["head", "auditor", "outsider", "administrator"])
def test_only_who_enters_the_unit_begins_it(client, request, address, role):
    client.force_login(request.getfixturevalue(role))
    assert (client.get(address).status_code, client.post(address, {"lead": "总述"}).status_code) == (404, 404)
    assert not DepartmentTarget.objects.exists()


def test_a_year_or_a_unit_that_is_not_there_is_not_found(client, open_page):
    open_page()
    for where in ([2024, "326001"], [2025, "326999"]):
        assert client.get(reverse("edit-target", args=where)).status_code == 404


def test_auditors_read_below_part_one_why_a_reminder_stays(client, draft, open_page, address, auditor):
    which = "department-text-cloned:items.2.indicators"
    client.post(address, open_page() | {"do": f"keep:{which}", f"reason:{which}": "原文如此规定"})
    kept = DepartmentTarget.objects.get()
    seal(kept, judgement_of(kept, auditor), actor=None)
    client.force_login(auditor)
    assert "已说明理由：原文如此规定 — " in text(client.get(draft.get_absolute_url()))
