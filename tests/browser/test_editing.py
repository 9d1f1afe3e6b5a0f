"""Typing in a project's table, as people do."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session

from targets.declaration import Declaration
from targets.models import Project, Status
from targets.storage import declaration_of
from tests.factories import FiscalYearFactory, ProjectFactory

HTML_TABLE = """<table><tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>绩效指标描述</td><td>指标值</td>
<td>指标值确定依据</td></tr><tr><td rowspan=4>产出指标</td><td rowspan=2>数量指标</td><td>社区数量</td><td>保障社区</td>
<td>12个</td><td>实际数量</td></tr><tr><td>活动次数</td><td>全年活动</td><td>24次</td><td>计划</td></tr>
<tr><td>质量指标</td><td>完成率</td><td>保障完成</td><td>≥95%</td><td>文件</td></tr>
<tr><td>成本指标</td><td>单位成本</td><td>平均</td><td>≤10万元/个</td><td>测算</td></tr>
<tr><td>效益指标</td><td>社会效益指标</td><td>改善环境</td><td>改善辖区环境</td><td>进一步提高</td><td>经验</td></tr>
<tr><td>满意度指标</td><td>服务对象满意度指标</td><td>群众满意度</td><td>满意程度</td><td>≥95%</td><td>问卷</td></tr></table>"""


@pytest.fixture
def draft(seed):
    Project.objects.filter(pk=seed[3].pk).update(status=Status.DRAFT)
    return seed[3]


@pytest.fixture
def blank(unit):
    return ProjectFactory(department=unit, fiscal_year=FiscalYearFactory(), name="新项目", code="", fiscal_funds=None)


@pytest.fixture
def open_editor(sign_in, staff):
    def opened(project):
        page = sign_in(staff.username)
        page.goto(f"/projects/{project.pk}/edit")
        page.wait_for_selector("html.live")
        return page

    return opened


def stored(project) -> Declaration:
    return declaration_of(Project.objects.with_tables().get(pk=project.pk))


def cell(page, name):
    return page.locator(f"[name='{name}']")


def settled(page):
    """Wait until everything typed is saved."""
    page.wait_for_selector("#saved[data-state=saved]")


def paste(page, where, text="", html=""):
    """What the browser does on Ctrl+V: the clipboard itself cannot be filled without asking the user."""
    cell(page, where).focus()
    page.evaluate(
        """([text, html]) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            data.setData("text/html", html);
            const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
            document.activeElement.dispatchEvent(event);
        }""",
        [text, html],
    )


def names(page):
    return [each.input_value() for each in page.locator("tbody[data-list=indicators] [name$='-name']").all()]


def levels(page):
    return [
        (each.inner_text().split("\n")[0], each.get_attribute("rowspan")) for each in page.locator("th.level").all()
    ]


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


def test_six_rows_pasted_from_a_document_find_their_categories(open_editor, blank):
    page = open_editor(blank)
    paste(page, "indicators-0-name", html=HTML_TABLE)
    page.wait_for_selector("[data-offer=done]")
    settled(page)
    rows = stored(blank).indicators
    assert [(row.level_two, row.name, row.value.text) for row in rows] == [
        ("数量指标", "社区数量", "12个"),
        ("数量指标", "活动次数", "24次"),
        ("质量指标", "完成率", "≥95%"),
        ("成本指标", "单位成本", "≤10万元/个"),
        ("社会效益指标", "改善环境", "进一步提高"),
        ("服务对象满意度指标", "群众满意度", "≥95%"),
    ]


def test_six_rows_of_plain_cells_go_on_downwards_and_can_be_undone(open_editor, draft):
    page = open_editor(draft)
    before = stored(draft)
    block = "\n".join(f"指标{row}\t描述{row}\t≥{row}%\t依据{row}" for row in range(1, 7))
    paste(page, "indicators-2-name", block)
    settled(page)
    assert [row.name for row in stored(draft).indicators][2:] == [f"指标{row}" for row in range(1, 7)]
    page.click("[data-offer=done] button")
    settled(page)
    assert stored(draft) == before


def test_the_plan_and_the_goals_take_blocks_too(open_editor, draft):
    page = open_editor(draft)
    paste(page, "plan-0-amount", "3月底\t6月底\t10月底\t12月底\n5\t11.5\t15\t20.00\n")
    paste(page, "goals-0-text", "1.办好第一件事\n2、办好第二件事\n（3）办好第三件事")
    settled(page)
    assert [str(row.amount) for row in stored(draft).checkpoints] == ["5.00", "11.50", "15.00", "20.00"]
    assert stored(draft).goals[1:] == ("办好第一件事", "办好第二件事", "办好第三件事")


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


@pytest.mark.allows(401)
def test_an_expired_session_keeps_the_text_and_saves_it_once_signed_in_again(open_editor, draft, staff):
    page = open_editor(draft)
    Session.objects.all().delete()
    cell(page, "purpose").fill("登录过期后填写的")
    page.wait_for_selector("[data-offer=trouble]")
    with page.context.expect_page() as opened:
        page.click("[data-offer=trouble] a")
    other = opened.value
    other.fill("[name=username]", staff.username)
    other.fill("[name=password]", "correct horse")
    other.keyboard.press("Enter")
    other.wait_for_selector(".topbar nav")
    other.close()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    settled(page)
    assert stored(draft).purpose == "登录过期后填写的"


@pytest.mark.allows(401)
def test_what_was_never_saved_is_offered_back_by_the_browser(open_editor, draft, sign_in, staff):
    page = open_editor(draft)
    Session.objects.all().delete()
    cell(page, "purpose").fill("没有存上的")
    page.wait_for_selector("[data-offer=trouble]")
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(staff.username)
    page.goto(f"/projects/{draft.pk}/edit")
    page.click("[data-restore]")
    assert cell(page, "purpose").input_value() == "没有存上的"
    settled(page)
    assert stored(draft).purpose == "没有存上的"


def test_a_lost_connection_is_said_and_made_good(open_editor, draft):
    page = open_editor(draft)
    page.context.set_offline(True)
    cell(page, "purpose").fill("断网时填写的")
    page.wait_for_selector("[data-offer=trouble]")
    page.context.set_offline(False)
    settled(page)
    assert stored(draft).purpose == "断网时填写的"
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.allows(503)
def test_a_busy_server_is_asked_again_without_anybody_doing_anything(open_editor, draft):
    page = open_editor(draft)
    page.clock.install()
    busy = {"status": 503, "headers": {"Retry-After": "5"}, "body": ""}
    page.route("**/edit", lambda route: route.fulfill(**busy), times=1)
    cell(page, "purpose").fill("等会儿再存")
    page.clock.fast_forward("00:02")
    page.wait_for_selector("[data-offer=trouble]")
    page.clock.fast_forward("00:06")
    settled(page)
    assert stored(draft).purpose == "等会儿再存"


def test_leaving_with_unsaved_text_warns(open_editor, draft):
    page = open_editor(draft)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    cell(page, "purpose").fill("还没存")
    page.evaluate("location.assign('/projects/')")
    page.wait_for_url("**/projects/")
    assert asked == ["beforeunload"]


@pytest.mark.allows(409)
def test_two_people_choose_between_their_versions(open_editor, draft):
    page = open_editor(draft)
    Project.objects.filter(pk=draft.pk).update(purpose="对方的用途", version=2)
    cell(page, "purpose").fill("我的用途")
    page.click("#live button:has-text('对比并选择')")
    page.wait_for_selector(".versions")
    assert Axe().run(page).response["violations"] == []
    page.check("[name='choice:purpose'][value=theirs]")
    page.click("main button[type=submit]:has-text('按所选内容保存')")
    page.wait_for_selector("html.live")
    assert stored(draft).purpose == "对方的用途"
    assert page.locator("[data-offer]").count() == 0
    assert "settled" not in page.url


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


def test_undoing_a_row_keeps_what_was_typed_since(open_editor, draft):
    page = open_editor(draft)
    before = names(page)
    cell(page, "indicators-1-name").focus()
    page.keyboard.press("Alt+Delete")
    cell(page, "purpose").fill("删除之后填写的用途")
    cell(page, "indicators-1-basis").fill("删除之后填写的依据")
    assert page.locator("[data-offer=done]").count() == 0
    page.click("[data-undo]")
    settled(page)
    assert names(page) == before
    assert (stored(draft).purpose, stored(draft).indicators[2].basis) == ("删除之后填写的用途", "删除之后填写的依据")


def test_undoing_a_new_row_keeps_it_when_something_was_typed_in_it(open_editor, draft):
    page = open_editor(draft)
    cell(page, "indicators-0-name").focus()
    page.keyboard.press("Control+Enter")
    page.keyboard.type("新增的指标")
    page.click("[data-undo]")
    assert names(page)[1] == "新增的指标"
    assert len(names(page)) == 7


def test_a_reason_being_written_survives_saving(open_editor, draft):
    page = open_editor(draft)
    page.click("#live summary")
    page.fill("#live textarea", "写到一半的理由")
    cell(page, "purpose").fill("改了")
    settled(page)
    assert page.locator("#live textarea").input_value() == "写到一半的理由"
    assert page.locator("#live details[open]").count() == 1


@pytest.mark.allows(401)
def test_what_came_back_after_signing_in_is_saved_by_itself(open_editor, draft, staff):
    page = open_editor(draft)
    page.route("**/edit", lambda route: route.abort() if route.request.headers.get("hx-request") else route.continue_())
    cell(page, "purpose").fill("登录过期前填写的")
    Session.objects.all().delete()
    page.click(".editor-head button:has-text('保存')")
    page.fill("[name=username]", staff.username)
    page.fill("[name=password]", "correct horse")
    page.unroute("**/edit")
    page.keyboard.press("Enter")
    page.wait_for_selector("html.live")
    assert cell(page, "purpose").input_value() == "登录过期前填写的"
    settled(page)
    assert stored(draft).purpose == "登录过期前填写的"


@pytest.mark.allows(401)
def test_the_save_button_works_after_signing_in_in_another_window(open_editor, draft, staff):
    page = open_editor(draft)
    Session.objects.all().delete()
    other = page.context.new_page()
    other.goto("/login/")
    other.fill("[name=username]", staff.username)
    other.fill("[name=password]", "correct horse")
    other.keyboard.press("Enter")
    other.wait_for_selector(".topbar nav")
    cell(page, "purpose").fill("新窗口登录之后")
    page.click(".editor-head button:has-text('保存')")
    page.wait_for_selector(".alert-success")
    assert stored(draft).purpose == "新窗口登录之后"


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("2.5\t\t8\t20", ["2.50", "", "8.00", "20.00"]),
        ("3月底\t6月底\t10月底\t12月底\n2.5\t\t8\t20", ["2.50", "", "8.00", "20.00"]),
        ("12月底\t20\n3月底\t3.00\n6月底\t6.00", ["3.00", "6.00", "15.00", "20.00"]),
        ("1\n2\n3\n4", ["1.00", "2.00", "3.00", "4.00"]),
    ],
)
def test_amounts_stand_in_their_months(open_editor, draft, text, amounts):
    page = open_editor(draft)
    paste(page, "plan-0-amount", text)
    settled(page)
    assert ["" if row.amount is None else f"{row.amount:.2f}" for row in stored(draft).checkpoints] == amounts


def test_a_plan_of_other_months_is_said_and_changes_nothing(open_editor, draft):
    page = open_editor(draft)
    paste(page, "plan-0-amount", "1月底\t2月底\n1\t2")
    assert "未粘贴" in page.locator("[data-offer=lost]").inner_text()
    assert cell(page, "plan-0-amount").input_value() == "5.00"


def test_categories_are_found_by_other_names_and_what_is_not_found_is_said(open_editor, blank):
    page = open_editor(blank)
    rows = ["产出指标\t产出数量\t甲\t描述\t1个\t依据", "\t产出成本指标\t乙\t描述\t≤1万元\t依据"]
    rows += [
        "满意度指标\t满意度指标\t丙\t描述\t≥95%\t依据",
        "效益指标\t国防效益指标\t丁\t描述\t提高\t依据",
        "合计\t\t\t\t\t",
    ]
    paste(page, "indicators-0-name", "\n".join(rows))
    settled(page)
    found = {row.name: row.level_two for row in stored(blank).indicators}
    assert found.keys() == {"甲", "乙", "丙", "丁"}
    assert (found["甲"], found["乙"], found["丙"]) == ("数量指标", "成本指标", "服务对象满意度指标")
    assert "国防效益指标：丁" in page.locator("[data-offer=lost]").inner_text()


def test_two_lines_of_plain_text_stay_in_their_cell(open_editor, draft):
    page = open_editor(draft)
    cell(page, "indicators-0-description").fill("")
    paste(page, "indicators-0-description", "第一行\n第二行")
    assert cell(page, "indicators-1-description").input_value() == stored(draft).indicators[1].description


def test_the_print_preview_shows_what_is_typed(open_editor, draft):
    page = open_editor(draft)
    cell(page, "purpose").fill("预览前填写的")
    with page.context.expect_page():
        page.click("[data-preview]")
    settled(page)
    assert stored(draft).purpose == "预览前填写的"
