"""Nothing typed is lost: sessions end, lines break, two save at once, something is undone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session

from targets.models import Project
from tests.browser.editor import cell, names, settled, stored


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


def test_the_print_preview_shows_what_is_typed(open_editor, draft):
    page = open_editor(draft)
    cell(page, "purpose").fill("预览前填写的")
    with page.context.expect_page():
        page.click("[data-preview]")
    settled(page)
    assert stored(draft).purpose == "预览前填写的"
