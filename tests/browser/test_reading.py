"""Reading as people do: signing in, finding, opening, with a keyboard, on a telephone, with a screen reader."""

import pytest
from django.urls import reverse

ADDRESSES = {
    "start": lambda seed: "/",
    "projects": lambda seed: "/projects/",
    "rules": lambda seed: "/rules/",
    "project": lambda seed: seed[4].get_absolute_url(),
    "document": lambda seed: reverse("document", args=[2025, "326001"]),
}


def test_one_signs_in_finds_a_project_and_reads_its_form(seed, staff, page):
    page.goto("/login/")
    page.fill("[name=username]", staff.username)
    page.fill("[name=password]", "correct horse")
    page.keyboard.press("Enter")
    page.click(".topbar nav >> text=项目")
    page.fill("[name=q]", "原物流中心")
    page.keyboard.press("Enter")
    page.click("tbody a")
    assert page.locator(".sheet > h2").inner_text() == "5.经费 （原物流中心）<自收自支>绩效目标表"
    assert page.locator("table.project").inner_text().count("27.68") == 3


def test_the_pdf_opens_from_the_page(seed, staff, sign_in):
    page = sign_in(staff.username)
    page.goto(seed[0].get_absolute_url())
    answer = page.request.get(page.locator("text=打印（PDF）").get_attribute("href"))
    assert answer.body().startswith(b"%PDF-1.7")


def test_the_keyboard_alone_leads_to_a_project(seed, staff, sign_in):
    page = sign_in(staff.username)
    page.goto("/projects/")
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.textContent")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        if focused == seed[0].name:
            break
    page.keyboard.press("Enter")
    page.wait_for_selector(".sheet")
    assert seed[0].get_absolute_url() in page.url


def test_the_first_tab_skips_to_the_content(seed, staff, sign_in):
    page = sign_in(staff.username)
    page.goto("/projects/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("width", [320, 360, 768])
def test_nothing_hangs_over_the_edge_of_a_narrow_screen(width, seed, staff, sign_in, subtests):
    page = sign_in(staff.username)
    page.set_viewport_size({"width": width, "height": 700})
    for name, address in ADDRESSES.items():
        with subtests.test(name):
            page.goto(address(seed))
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_wrong_password_says_so_and_keeps_the_name(page, staff):
    page.goto("/login/")
    page.fill("[name=username]", staff.username)
    page.fill("[name=password]", "wrong")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    assert page.input_value("[name=username]") == staff.username


def test_english_is_one_click_away(seed, staff, sign_in):
    page = sign_in(staff.username)
    page.click("text=English")
    assert page.locator("h1").inner_text() == "Budget year 2025"
