"""Beginning projects as people do: by typing, ticking and clicking, with and without script."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command

from targets.models import Project
from tests.factories import FiscalYearFactory


@pytest.fixture
def next_year(seed):
    call_command("loaddata", "library.json", verbosity=0)
    return FiscalYearFactory(year=2026)


def looks_right(page):
    """Nothing for axe to find, and nothing to scroll sideways on a telephone."""
    assert Axe().run(page).response["violations"] == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1280, "height": 800})


def test_one_begins_from_the_library(next_year, staff, sign_in):
    page = sign_in(staff.username)
    page.goto("/projects/?year=2026")
    page.click("text=新建项目")
    page.fill("[name=name]", "社区活动经费")
    looks_right(page)
    page.click("text=从指标库选取")
    page.click("text=按必设指标各选一项")
    assert page.input_value("[name=name]") == "社区活动经费"
    assert page.locator("[name=picks]:checked").count() == 6
    looks_right(page)
    page.click("button.btn:has-text('新建草稿')")
    page.wait_for_url("**/edit")
    assert Project.objects.get(fiscal_year=2026).indicators.count() == 6


def test_one_finds_a_project_with_enter_and_copies_it(next_year, staff, sign_in):
    page = sign_in(staff.username)
    page.goto("/projects/new")
    page.click("text=复制已有项目")
    page.fill("[name=q]", "社区工作")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    looks_right(page)
    page.click("text=复制此项目 >> nth=0")
    assert page.input_value("[name=name]") == "社区工作经费"
    looks_right(page)
    page.fill("[name='to:2025年工作计划']", "2026年社区工作计划")
    page.click("button.btn:has-text('新建草稿')")
    page.wait_for_url("**/edit")
    assert Project.objects.get(fiscal_year=2026).indicators.filter(basis="2026年社区工作计划").exists()


def test_one_rolls_the_year_forward_and_takes_it_back(next_year, staff, sign_in):
    page = sign_in(staff.username)
    page.goto("/?year=2025")
    page.click("text=将 2025 年度的项目复制到 2026 年度")
    looks_right(page)
    page.click("text=复制勾选的内容")
    assert page.locator(".step:visible").inner_text().strip().startswith("7 / 7")
    assert page.locator(".contents a").count() == 7
    looks_right(page)
    page.click("text=撤销复制")
    assert "已撤销复制" in page.locator(".alert").inner_text()
    assert Project.objects.count() == 6


def test_one_deletes_a_draft(next_year, staff, sign_in, unit):
    draft = Project.objects.create(department=unit, fiscal_year=next_year, name="写错的")
    page = sign_in(staff.username)
    page.goto(f"/projects/{draft.pk}/delete")
    looks_right(page)
    page.click("button:has-text('删除草稿')")
    assert "已删除草稿" in page.locator(".alert").inner_text()
