"""Inviting somebody and being invited, as people do it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

GOOD = "绩效-2026-目标"


def fits_and_reads_well(page):
    """Nothing hangs over the edge of a narrow screen, and axe finds nothing."""
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    page.set_viewport_size({"width": 1280, "height": 800})
    return True


def test_one_is_invited_and_signs_in(unit, administrator, sign_in):
    page = sign_in(administrator.username)
    page.click("nav >> text=账号")
    page.click("text=邀请成员")
    page.fill("[name=username]", "wangfang")
    page.fill("[name=display_name]", "王芳")
    page.select_option("[name=roles-0-role]", "staff")
    page.fill("[name=roles-0-department]", "326001")
    page.keyboard.press("Enter")
    link = page.input_value("#new-link")
    assert fits_and_reads_well(page)
    page.click("text=退出")
    page.wait_for_selector("[name=password]")
    page.goto(link)
    assert fits_and_reads_well(page)
    page.fill("[name=new_password1]", GOOD)
    page.fill("[name=new_password2]", GOOD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".topbar nav")
    assert "王芳" in page.locator(".topbar").inner_text()
    page.goto(link)
    assert "链接已失效" in page.locator("main").inner_text()
    assert fits_and_reads_well(page)


@pytest.mark.parametrize("name", ["people", "invite", "own-password"])
def test_the_pages_fit_and_read_well(name, seed, staff, head, administrator, sign_in):
    page = sign_in(administrator.username)
    page.goto(reverse(name))
    assert fits_and_reads_well(page)


def test_a_mistake_is_marked_beside_its_field(unit, administrator, sign_in):
    page = sign_in(administrator.username)
    page.goto(reverse("invite"))
    page.fill("[name=display_name]", "王芳")
    page.fill("[name=roles-0-department]", "999")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    assert page.locator("[name=username]").get_attribute("aria-invalid") == "true"
    assert "999" in page.locator("#id_roles-0-department_error").inner_text()
    assert fits_and_reads_well(page)
