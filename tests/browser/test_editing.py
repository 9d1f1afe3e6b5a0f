"""Typing in a project's table, as people do."""

import json

from axe_playwright_python.sync_playwright import Axe

from targets.models import Project, Status
from tests.browser.editor import cell, levels, names, settled, stored


def test_table_one_is_entered_from_the_printed_page_with_the_keyboard_alone(seed_reading, open_editor, blank):
    printed = seed_reading.projects[0]
    page = open_editor(blank)
    cell(page, "code").focus()
    fields = [printed.code, printed.name, str(printed.funds.fiscal), "", printed.purpose]
    fields += [str(row.amount) for row in printed.checkpoints] + list(printed.goals)
    for text in fields:
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(text)
        page.keyboard.press("Tab")
    cell(page, "indicators-4-name").focus()
    page.keyboard.press("Alt+m")
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert ("社会效益指标", "1") in levels(page)
    cell(page, "indicators-0-name").focus()
    for place, row in enumerate(printed.indicators):
        wrong = "≥95人" if place == 5 else row.value.text
        for text in (row.name, row.description, wrong, row.basis):
            page.keyboard.insert_text(text)
            page.keyboard.press("Tab")
    settled(page)
    assert "“群众满意度”应以百分比衡量" in page.locator("#live").inner_text()
    cell(page, "indicators-5-value").fill(">=95")
    cell(page, "indicators-5-name").focus()
    page.wait_for_selector("[data-tidied]")
    assert cell(page, "indicators-5-value").input_value() == "≥95%"
    settled(page)
    assert stored(blank).model_copy(update={"number": 1}) == printed
    page.click("button[value=submit]")
    page.wait_for_url("**/submit")
    for reason in page.locator("textarea[name^='reason:']").all():
        reason.fill("按本单位实际情况设置")
    page.click("main button[type=submit]:has-text('提交审核')")
    page.wait_for_selector(".chip.submitted")
    assert Project.objects.get(pk=blank.pk).status == Status.SUBMITTED


def test_rows_move_between_categories_and_their_cells_merge(open_editor, draft):
    page = open_editor(draft)
    first = names(page)[0]
    cell(page, "indicators-0-name").focus()
    page.keyboard.press("Alt+c")
    assert ("数量指标", "2") in [(text[:4], rows) for text, rows in levels(page)]
    page.keyboard.press("Alt+ArrowDown")
    assert names(page)[:2] == [first, first]
    assert page.evaluate("document.activeElement.name") == "indicators-1-name"
    settled(page)
    assert stored(draft).indicators[1].level_two == "质量指标"
    page.keyboard.press("Alt+Delete")
    settled(page)
    assert len(stored(draft).indicators) == 6
    page.click("[data-undo]")
    settled(page)
    assert len(stored(draft).indicators) == 7


def test_a_row_is_dragged_to_another_place(open_editor, draft):
    page = open_editor(draft)
    before = names(page)
    handle = page.locator("tbody[data-list=indicators] > tr").nth(0).locator("summary")
    handle.hover()
    handle.drag_to(page.locator("tbody[data-list=indicators] > tr").nth(2), target_position={"x": 300, "y": 40})
    assert names(page)[:3] == [before[1], before[2], before[0]]
    settled(page)
    assert stored(draft).indicators[2].level_two == "时效指标"


def test_the_keys_of_a_spreadsheet_lead_from_cell_to_cell(open_editor, draft):
    page = open_editor(draft)
    cell(page, "indicators-0-value").focus()
    active = "document.activeElement.name"
    page.keyboard.press("Enter")
    assert page.evaluate(active) == "indicators-1-value"
    page.keyboard.press("Shift+Enter")
    assert page.evaluate(active) == "indicators-0-value"
    page.keyboard.type("12")
    page.keyboard.press("Escape")
    assert cell(page, "indicators-0-value").input_value() == "≥95人"
    page.keyboard.press("Control+Enter")
    assert page.evaluate(active) == "indicators-1-name"
    page.keyboard.press("Control+z")
    assert len(names(page)) == 6


def test_sums_follow_at_once(open_editor, draft):
    page = open_editor(draft)
    cell(page, "other").fill("１,０００.005")
    assert page.locator("[data-budget]").inner_text() == "1020.005"
    cell(page, "other").fill("很多")
    assert page.locator("[data-budget]").inner_text() == ""
    page.wait_for_selector("#saved[data-state=refused]")
    assert cell(page, "other").get_attribute("aria-invalid") == "true"
    cell(page, "other").fill("")
    settled(page)
    assert stored(draft).funds.other is None


def test_the_library_suggests_and_fills_what_is_empty(open_editor, blank):
    from indicators.models import LibraryIndicator
    from indicators.target_value import TargetValue
    from tests.factories import category

    LibraryIndicator.objects.create(
        category=category("产出指标", "质量指标"),
        name="验收合格率",
        description="合格的比例",
        value=TargetValue.parse("≥98%"),
    )
    page = open_editor(blank)
    cell(page, "indicators-1-name").fill("验收")
    page.wait_for_selector("#suggestions li")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    settled(page)
    row = stored(blank).indicators[1]
    assert (row.name, row.description, row.value.text) == ("验收合格率", "合格的比例", "≥98%")


def test_a_suggestion_taken_from_the_findings_can_be_undone(open_editor, draft):
    page = open_editor(draft)
    page.click("button[name=take]")
    settled(page)
    assert stored(draft).indicators[5].value.text == "≥95%"
    page.click("[data-undo]")
    settled(page)
    assert stored(draft).indicators[5].value.text == "≥95人"


def test_a_reminder_is_kept_without_leaving_the_table(open_editor, draft):
    page = open_editor(draft)
    page.click("#live summary")
    page.fill("#live textarea", "按在编人数统计")
    cell(page, "purpose").fill("改了")
    page.click("#live button:has-text('保留')")
    page.wait_for_selector(".finding.kept")
    assert draft.kept.get().reason == "按在编人数统计"
    assert stored(draft).purpose == "改了"


def test_without_a_script_the_same_page_does_the_same(browser, live_server, draft, staff):
    context = browser.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto("/login/")
    page.fill("[name=username]", staff.username)
    page.fill("[name=password]", "correct horse")
    page.click("main button[type=submit]")
    page.goto(f"/projects/{draft.pk}/edit")
    cell(page, "purpose").fill("没有脚本")
    page.locator("tbody[data-list=indicators] summary").first.click()
    page.locator("button[value='copy:indicators:0']").click()
    page.wait_for_load_state()
    assert stored(draft).purpose == "没有脚本"
    assert len(stored(draft).indicators) == 7
    context.close()


def test_on_a_telephone_everything_is_within_reach_and_axe_finds_nothing(open_editor, draft):
    page = open_editor(draft)
    assert Axe().run(page).response["violations"] == []
    page.locator("tbody[data-list=indicators] summary").first.click()
    page.locator("#live summary").first.click()
    assert Axe().run(page).response["violations"] == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    cell(page, "indicators-5-value").fill("≥95%")
    settled(page)
    assert stored(draft).indicators[5].value.text == "≥95%"
    assert Axe().run(page).response["violations"] == []


def test_the_page_is_light(open_editor, draft):
    """Under 250 KB over the wire without pictures (gzip is the proxy's or whitenoise's part: counted uncompressed)."""
    page = open_editor(draft)
    sizes = json.loads(page.evaluate("JSON.stringify(performance.getEntries().map((each) => each.transferSize || 0))"))
    assert sum(sizes) < 500_000
