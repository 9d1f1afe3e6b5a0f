"""The reasons for kept reminders are looked up in the admin, and never changed there."""

import pytest

from targets.models import KeptFinding
from tests.factories import ProjectFactory
from tests.perfbudget.pages import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(unit, staff):
    return KeptFinding.objects.create(
        project=ProjectFactory(department=unit, name="乙项目"),
        rule="satisfaction-not-a-ratio",
        place="工作人员满意度 › 指标值",
        value="≥95人",
        fingerprint="0" * 64,
        reason="按在编人数统计",
        kept_by=staff,
    )


def test_a_reason_is_found_by_its_project_and_read(admin, kept):
    assert "按在编人数统计" in admin.get(address(KeptFinding, "changelist"), {"q": "乙项目"}).content.decode()
    assert "按在编人数统计" not in admin.get(address(KeptFinding, "changelist"), {"q": "丙项目"}).content.decode()
    page = admin.get(address(KeptFinding, "change", kept.pk)).content.decode()
    assert "工作人员满意度 › 指标值" in page
    assert 'name="_save"' not in page


def test_not_even_an_administrator_changes_or_deletes_one(admin, kept):
    for page, args in (("add", ()), ("change", (kept.pk,)), ("delete", (kept.pk,))):
        assert admin.post(address(KeptFinding, page, *args), {"reason": "另一个理由", "post": "yes"}).status_code == 403
    admin.post(address(KeptFinding, "changelist"), {"action": "delete_selected", "_selected_action": kept.pk})
    assert KeptFinding.objects.get().reason == "按在编人数统计"
