"""The page a project's table is typed in."""

import gzip

import pytest
from django.urls import reverse

from targets.models import Project, Status
from targets.storage import declaration_of
from tests.factories import ProjectFactory
from tests.perfbudget.sending import fields

pytestmark = pytest.mark.django_db

LIVE = {"HX-Request": "true"}


@pytest.fixture
def draft(seed):
    Project.objects.filter(pk=seed[3].pk).update(status=Status.DRAFT)
    return Project.objects.get(pk=seed[3].pk)


@pytest.fixture
def address(draft):
    return reverse("edit", args=[draft.pk])


@pytest.fixture
def sent(client, staff, address):
    """What the page would send as it opens."""
    client.force_login(staff)
    return fields(client.get(address))


def stored(project):
    return declaration_of(Project.objects.with_tables().get(pk=project.pk))


def text(response):
    return response.content.decode()


def test_the_page_sends_back_exactly_what_is_stored(client, sent, address, draft):
    before = stored(draft)
    assert client.post(address, sent)["Location"] == address
    assert stored(draft) == before
    assert Project.objects.get(pk=draft.pk).version == 1


def test_what_is_typed_is_stored(client, sent, address, draft):
    client.post(address, sent | {"purpose": "改了", "indicators-0-value": "≥96人", "plan-1-amount": "10.5"})
    now = stored(draft)
    assert (now.purpose, now.indicators[0].value.text, str(now.checkpoints[1].amount)) == ("改了", "≥96人", "10.50")


def test_a_mistake_saves_nothing_and_everything_typed_comes_back_beside_it(client, sent, address, draft):
    before = stored(draft)
    answer = client.post(address, sent | {"fiscal": "二十", "purpose": "改了"})
    assert answer.status_code == 422
    assert "“二十”不是" in text(answer)
    assert 'aria-invalid="true"' in text(answer)
    assert text(answer).count(" autofocus") == 1
    assert fields(answer)["fiscal"] == "二十"
    assert fields(answer)["purpose"] == "改了"
    assert stored(draft) == before


def test_a_mistake_does_not_hide_that_somebody_else_saved(client, sent, address, draft):
    answer = client.post(address, sent | {"fiscal": "二十"})
    Project.objects.filter(pk=draft.pk).update(purpose="对方的", version=2)
    corrected = fields(client.post(address, fields(answer) | {"fiscal": "二十一"}))
    assert client.post(address, corrected | {"fiscal": "20"}).status_code == 409


def test_a_code_that_is_taken_is_told_at_the_code(client, sent, address, draft, seed):
    answer = client.post(address, sent | {"code": seed[0].code})
    assert answer.status_code == 422
    assert f"已有编码为 {seed[0].code} 的项目" in text(answer)


def test_buttons_change_rows_without_a_script(client, sent, address, draft):
    names = [row.name for row in stored(draft).indicators]
    client.post(address, sent | {"do": "copy:indicators:0", "purpose": "一并保存"})
    assert [row.name for row in stored(draft).indicators] == [names[0], *names]
    assert stored(draft).purpose == "一并保存"
    client.post(address, fields(client.get(address)) | {"do": "remove:indicators:0"})
    assert [row.name for row in stored(draft).indicators] == names
    client.post(address, fields(client.get(address)) | {"do": "add:goals"})
    assert stored(draft).goals[-1] == ""


def test_a_suggestion_is_taken_with_what_else_is_typed(client, sent, address, draft):
    client.post(address, sent | {"take": "indicators-5-value=≥95%", "purpose": "改了"})
    assert (stored(draft).indicators[5].value.text, stored(draft).purpose) == ("≥95%", "改了")


def test_a_reminder_is_kept_and_the_reason_withdrawn_beside_the_table(client, sent, address, draft):
    which = "satisfaction-not-a-ratio:indicators.5.value"
    client.post(address, sent | {"do": f"keep:{which}", f"reason:{which}": "按在编人数统计"})
    kept = draft.kept.get()
    assert kept.reason == "按在编人数统计"
    client.post(address, sent | {"do": f"withdraw:{kept.pk}"})
    assert draft.kept.get().withdrawn_at is not None


def test_a_reason_too_short_is_said_and_what_was_typed_is_saved(client, sent, address, draft):
    which = "satisfaction-not-a-ratio:indicators.5.value"
    data = sent | {"do": f"keep:{which}", f"reason:{which}": "无", "purpose": "改了"}
    assert "至少" in text(client.post(address, data, headers=LIVE))
    assert stored(draft).purpose == "改了"
    assert not draft.kept.exists()


def test_saving_as_one_goes_answers_with_what_stands_beside_the_table(client, sent, address, draft):
    answer = client.post(address, sent | {"indicators-5-value": "≥95%"}, headers=LIVE)
    assert 'data-state="saved"' in text(answer)
    assert "<html" not in text(answer)
    assert fields(answer)["version"] == "2"
    assert '"≥95%"' in fields(answer)["base"]
    again = client.post(address, sent | fields(answer) | {"indicators-5-value": "≥96%"}, headers=LIVE)
    assert 'data-state="saved"' in text(again)


def test_saving_as_one_goes_says_what_cannot_be_stored_and_keeps_the_version(client, sent, address, draft):
    answer = client.post(address, sent | {"plan-0-amount": "五"}, headers=LIVE)
    assert 'data-state="refused"' in text(answer)
    assert 'data-problem="plan-0-amount"' in text(answer)
    assert "version" not in fields(answer)


def test_a_value_is_tidied_and_said_unless_it_is_being_typed(client, sent, address, draft):
    data = sent | {"indicators-5-value": ">=95"}
    client.post(address, data | {"untidied": "indicators-5-value"}, headers=LIVE)
    assert stored(draft).indicators[5].value.text == ">=95"
    answer = client.post(address, data | {"version": "2", "indicators-5-value": ">=96"}, headers=LIVE)
    assert 'data-after="≥96%"' in text(answer)
    assert stored(draft).indicators[5].value.text == "≥96%"


def test_the_second_of_two_sees_both_versions_and_chooses(client, sent, address, draft):
    Project.objects.filter(pk=draft.pk).update(purpose="对方的用途", version=2)
    live = client.post(address, sent | {"purpose": "我的用途"}, headers=LIVE)
    assert 'data-state="stale"' in text(live)
    page = client.post(address, sent | {"purpose": "我的用途", "goals-0-text": "我的目标"})
    assert page.status_code == 409
    assert all(words in text(page) for words in ("我的用途", "对方的用途", "双方都有修改", "我的目标"))
    data = fields(page)
    assert (data["choice:purpose"], data["choice:goals.0"]) == ("mine", "mine")
    done = client.post(reverse("merge", args=[draft.pk]), data | {"choice:purpose": "theirs"})
    assert done["Location"] == f"{address}?settled"
    assert (stored(draft).purpose, stored(draft).goals[0]) == ("对方的用途", "我的目标")


def test_ones_own_other_window_is_called_that(client, sent, address, draft, staff, outsider):
    for who, words in ((staff, "您在另一窗口 于"), (outsider, "outsider 于")):
        Project.objects.filter(pk=draft.pk).update(purpose="另一窗口的", version=2, updated_by=who)
        assert words in text(client.post(address, sent | {"purpose": "我的用途"}, headers=LIVE))
        assert words in text(client.post(address, sent | {"purpose": "我的用途"}))


def test_a_third_who_saves_meanwhile_brings_the_choice_back(client, sent, address, draft):
    Project.objects.filter(pk=draft.pk).update(purpose="对方的用途", version=2)
    data = fields(client.post(address, sent | {"purpose": "我的用途"}))
    Project.objects.filter(pk=draft.pk).update(purpose="第三方的用途", version=3)
    page = client.post(reverse("merge", args=[draft.pk]), data | {"choice:purpose": "theirs"})
    assert page.status_code == 409
    assert fields(page)["choice:purpose"] == "theirs"
    assert all(words in text(page) for words in ("我的用途", "第三方的用途"))
    assert stored(draft).purpose == "第三方的用途"


@pytest.mark.parametrize("carried", ["", "{", "[]", '{"format":"perfbudget/department/1"}', "null"])
def test_a_page_that_carries_nonsense_merges_nothing_away(client, sent, draft, carried):
    before = stored(draft)
    data = {"version": "1", "base": carried, "mine": carried, "choice:purpose": "mine"}
    assert client.post(reverse("merge", args=[draft.pk]), data)["Location"]
    assert stored(draft) == before


@pytest.mark.slow
def test_opening_and_saving_ask_the_database_as_often_for_many_rows(
    client, staff, seed, draft, address, django_assert_max_num_queries
):
    client.force_login(staff)
    rows = list(draft.indicators.all())
    for copies in (1, 10):
        for copy in range(copies):
            for row in rows:
                row.pk, row.position = None, len(rows) * (copy + 1) + row.position
                row.save()
        with django_assert_max_num_queries(18):
            page = client.get(address)
        sent = fields(page) | {"purpose": f"用途{copies}", "indicators-3-basis": f"依据{copies}"}
        with django_assert_max_num_queries(42):
            assert client.post(address, sent).status_code == 302


def test_too_many_rows_are_refused_with_a_sentence(client, sent, address):
    many = {f"goals-{row}-text": "" for row in range(1001)}
    answer = client.post(address, sent | many, follow=True)
    assert "最多 1000 行" in text(answer)


def test_who_may_not_enter_at_all_is_told_of_the_role(client, head, draft, address):
    client.force_login(head)
    Project.objects.filter(pk=draft.pk).update(status=Status.SUBMITTED)
    assert "您的角色" in text(client.get(address))


def test_a_page_without_a_name_is_said_to_lack_it(client, sent, address):
    answer = client.post(address, {key: value for key, value in sent.items() if key != "name"} | {"purpose": "a\0b"})
    assert answer.status_code == 422
    assert "None" not in text(answer)
    assert "\0" not in text(answer)


def test_a_hostile_text_stays_a_text(client, sent, address, draft):
    nasty = "</textarea><script>alert(1)</script>{{ 7*7 }}"
    client.post(address, sent | {"purpose": nasty, "goals-0-text": "\n\n=cmd|' /C calc'!A0"})
    page = client.get(address)
    assert stored(draft).purpose == nasty
    assert "<script>alert" not in text(page)
    assert fields(page)["purpose"] == nasty


def test_an_empty_table_offers_a_row_for_each_required_category_and_stores_none(client, staff, unit):
    client.force_login(staff)
    project = ProjectFactory(department=unit, fiscal_funds=None)
    address = reverse("edit", args=[project.pk])
    offered = fields(client.get(address))
    assert sum(name.endswith("-category") for name in offered) == 6
    assert offered["goals-0-text"] == ""
    assert [offered[f"plan-{row}-month"] for row in range(4)] == ["3", "6", "10", "12"]
    client.post(address, offered | {"purpose": "办公"})
    assert (stored(project).goals, stored(project).indicators) == ((), ())
    client.post(address, fields(client.get(address)) | {"indicators-2-name": "完成时间"})
    assert [row.name for row in stored(project).indicators] == ["", "", "完成时间", "", "", ""]


def test_a_row_added_to_an_empty_table_is_there(client, staff, unit):
    client.force_login(staff)
    project = ProjectFactory(department=unit)
    address = reverse("edit", args=[project.pk])
    client.post(address, fields(client.get(address)) | {"do": "add:goals"})
    assert stored(project).goals == ("", "")


@pytest.mark.slow
def test_the_page_comes_compressed_unless_it_repeats_what_a_stranger_chose(client, sent, address):
    zipped = {"Accept-Encoding": "gzip"}
    page = client.get(address, headers=zipped)
    assert page["Content-Encoding"] == "gzip"
    assert fields(client.get(address))["purpose"] in gzip.decompress(page.content).decode()
    assert client.post(address, sent, headers=LIVE | zipped)["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in client.get(f"{address}?purpose", headers=zipped)
    assert "Content-Encoding" not in client.get(address)
