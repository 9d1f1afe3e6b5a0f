"""Keeping a warning with a written reason, and withdrawing it."""

import pytest
from django.urls import reverse

from indicators.target_value import TargetValue
from targets.models import Goal, Indicator, KeptFinding, Project, Status

pytestmark = pytest.mark.django_db

REASON = "按人数统计，合同如此约定"


@pytest.fixture
def draft(seed, invented):
    """Table 4 of the seed as a draft; ``in-heads`` speaks of its first and its last value."""
    Project.objects.filter(pk=seed[3].pk).update(status=Status.DRAFT)
    return Project.objects.get(pk=seed[3].pk)


@pytest.fixture
def keep(client, draft):
    def post(user, reason=REASON, path="indicators.5.value", rule="in-heads", value="≥95人"):
        client.force_login(user)
        data = {"rule": rule, "path": path, "value": value, "reason": reason}
        return client.post(reverse("keep", args=[draft.pk]), data, follow=True)

    return post


@pytest.fixture
def page(client, draft, staff):
    def read(user=staff):
        client.force_login(user)
        return client.get(draft.get_absolute_url()).content.decode()

    return read


def test_a_reason_is_shown_apart_and_not_counted(keep, page, staff, head, draft):
    assert "提醒 2" in page()
    keep(staff)
    for reader in (staff, head):
        html = page(reader)
        assert "提醒 1" in html
        assert f"已说明理由：{REASON} — " in html
    kept = KeptFinding.objects.get()
    assert (kept.kept_by, kept.value) == (staff, "≥95人")
    assert kept.place.endswith("工作人员满意度 › 指标值")


def test_auditors_read_the_reason_of_what_is_approved(keep, page, staff, auditor, draft):
    keep(staff)
    Project.objects.filter(pk=draft.pk).update(status=Status.APPROVED)
    html = page(auditor)
    assert REASON in html
    assert reverse("withdraw", args=[draft.pk]) not in html


def test_the_reason_survives_edits_elsewhere_and_rows_that_move(keep, page, staff, draft):
    keep(staff)
    Goal.objects.filter(project=draft).update(text="另一条目标")
    Indicator.objects.filter(project=draft, position=6).update(position=0, basis="访谈")
    assert "提醒 1" in page()
    assert REASON in page()


def test_the_reason_ends_with_its_value_and_stays_as_history(keep, page, staff, draft):
    keep(staff)
    row = Indicator.objects.get(project=draft, position=6)
    row.value = TargetValue.parse("≥95%")
    row.save()
    assert REASON not in page()
    assert KeptFinding.objects.get().reason == REASON
    row.name = "另一个满意度"
    row.value = TargetValue.parse("≥95人")
    row.save()
    assert "提醒 2" in page()


@pytest.mark.parametrize("reason", ["", "   ", "好", "无\t\n 。", "长" * 501])
def test_a_reason_is_needed_and_is_a_sentence(keep, page, staff, reason):
    keep(staff, reason=reason)
    assert not KeptFinding.objects.exists()
    assert "提醒 2" in page()


def test_what_was_typed_is_not_lost_when_the_finding_is_gone(keep, staff):
    html = keep(staff, value="≥96人").content.decode()
    assert not KeptFinding.objects.exists()
    assert "现为“≥95人”" in html
    assert f"您写的理由：“{REASON}”" in html


def test_an_error_cannot_be_kept(keep, staff, draft):
    Project.objects.filter(pk=draft.pk).update(fiscal_funds=60)
    html = keep(staff, rule="no-sixty", path="funds.fiscal", value="").content.decode()
    assert "错误不能保留" in html
    assert not KeptFinding.objects.exists()


def test_a_double_click_keeps_once(keep, staff):
    keep(staff)
    assert "这条提醒已说明理由" in keep(staff, reason="另一个理由").content.decode()
    assert KeptFinding.objects.get().reason == REASON


@pytest.mark.parametrize(
    ("role", "status"), [("outsider", 404), ("auditor", 404), ("head", 403), ("administrator", 403)]
)
def test_others_than_staff_keep_nothing(keep, request, role, status):
    assert keep(request.getfixturevalue(role)).status_code == status
    assert not KeptFinding.objects.exists()


def test_what_is_approved_takes_no_reason(keep, staff, draft):
    Project.objects.filter(pk=draft.pk).update(status=Status.APPROVED)
    assert keep(staff).status_code == 403


def test_a_withdrawn_reason_lets_the_warning_speak_again_and_can_be_given_anew(keep, page, client, staff, draft):
    keep(staff)
    kept = KeptFinding.objects.get()
    address = reverse("withdraw", args=[draft.pk])
    client.post(address, {"kept": kept.pk})
    assert "提醒 2" in page()
    kept.refresh_from_db()
    assert (kept.withdrawn_by, kept.reason) == (staff, REASON)
    assert "该理由已撤回" in client.post(address, {"kept": kept.pk}, follow=True).content.decode()
    keep(staff, reason="另一个理由")
    assert "已说明理由：另一个理由" in page()


@pytest.mark.parametrize(("role", "status"), [("outsider", 404), ("head", 403), ("administrator", 403)])
def test_others_than_staff_withdraw_nothing(keep, client, request, staff, draft, role, status):
    keep(staff)
    client.force_login(request.getfixturevalue(role))
    sent = {"kept": KeptFinding.objects.get().pk}
    assert client.post(reverse("withdraw", args=[draft.pk]), sent).status_code == status
    assert KeptFinding.objects.get().withdrawn_at is None


def test_a_reason_is_withdrawn_from_its_own_project_only(keep, client, staff, draft, seed):
    keep(staff)
    Project.objects.filter(pk=seed[2].pk).update(status=Status.DRAFT)
    for sent in (KeptFinding.objects.get().pk, "x", "9" * 30):
        assert client.post(reverse("withdraw", args=[seed[2].pk]), {"kept": sent}).status_code == 404
    assert KeptFinding.objects.get().withdrawn_at is None
