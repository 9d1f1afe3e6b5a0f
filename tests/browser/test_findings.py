"""Acting on findings as people do."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from targets.models import Project, Status


@pytest.fixture
def draft(seed):
    Project.objects.filter(pk=seed[3].pk).update(status=Status.DRAFT)
    return seed[3]


def test_one_takes_a_suggestion_and_puts_it_back(draft, staff, sign_in):
    page = sign_in(staff.username)
    page.goto(draft.get_absolute_url())
    page.click("button:has-text('采用：')")
    page.click("button:has-text('撤销')")
    assert "已撤销" in page.locator(".alert").inner_text()


def test_one_keeps_a_reminder_with_a_reason_and_axe_finds_nothing(draft, staff, sign_in):
    page = sign_in(staff.username)
    page.goto(draft.get_absolute_url())
    page.click(".finding summary >> nth=0")
    assert Axe().run(page).response["violations"] == []
    page.fill(".finding textarea >> nth=0", "按在编人数统计")
    page.click("button:has-text('保留') >> nth=0")
    assert "按在编人数统计" in page.locator(".finding.kept").inner_text()
    assert Axe().run(page).response["violations"] == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_mark_in_the_cell_leads_to_the_finding_and_back(draft, staff, sign_in):
    page = sign_in(staff.username)
    page.goto(draft.get_absolute_url())
    cell = page.locator("td", has_text="≥95人").last
    assert cell.locator(".mark").inner_text().startswith("提醒：")
    cell.locator(".mark").focus()
    page.keyboard.press("Enter")
    assert "≥95%" in page.locator(".finding:target").inner_text()
    page.click(".finding:target .quiet a")
    assert cell.locator(".mark:target").count() == 1
