"""Typing in a department target, as people do."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from targets.models import DepartmentTarget
from targets.storage import department_declaration_of
from tests.factories import FiscalYearFactory

PASTE = """(cell, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  cell.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def page(unit, staff, sign_in):
    FiscalYearFactory()
    page = sign_in(staff.username)
    page.goto(f"/documents/2025/{unit.code}/edit")
    return page


def stored():
    return department_declaration_of(DepartmentTarget.objects.with_rows().get())


def settled(page):
    """Wait until everything typed is saved."""
    page.wait_for_selector("#saved[data-state=saved]")


def test_part_one_is_typed_from_nothing_moved_and_there_again_when_reloaded(page):
    page.fill("[name=lead]", "以惠民生、促改革为目标：")
    page.fill("[name=goals-0-text]", "强化纠纷化解")
    page.keyboard.press("Enter")
    page.keyboard.type("严抓安全生产")
    page.keyboard.press("Alt+ArrowUp")
    page.fill("[name=items-0-title]", "社区建设")
    for text in ("功能提升", "满意度提高"):
        page.keyboard.press("Enter")
        page.keyboard.type(text)
    settled(page)
    assert stored().goals == ("严抓安全生产", "强化纠纷化解")
    assert "工作保障措施没有填写" in page.inner_text("#live")
    page.reload()
    assert page.input_value("[name=goals-1-text]") == "强化纠纷化解"
    assert page.input_value("[name=items-0-goal]") == "功能提升"
    assert page.input_value("[name=items-0-indicators]") == "满意度提高"


def test_goals_are_pasted_and_undone_and_findings_stand_at_their_texts(page):
    page.locator("[name=goals-0-text]").evaluate(PASTE, "（一）强化纠纷化解\n（二）严抓安全生产\n三、推进乡村振兴")
    page.fill("[name=safeguards-0-title]", "加强内控")
    settled(page)
    assert stored().goals == ("强化纠纷化解", "严抓安全生产", "推进乡村振兴")
    page.wait_for_selector(".edit.flag.warning [name=safeguards-0-text]")
    page.click("[data-list=goals] [data-row]:nth-child(2) summary")
    page.click("[value='remove:goals:1']")
    settled(page)
    assert stored().goals == ("强化纠纷化解", "推进乡村振兴")
    page.click("[data-undo]")
    settled(page)
    assert stored().goals == ("强化纠纷化解", "严抓安全生产", "推进乡村振兴")
    assert Axe().run(page).response["violations"] == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
