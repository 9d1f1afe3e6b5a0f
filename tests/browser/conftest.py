"""A real Chromium on the live site. The Chinese faces made for paper serve the screen, so no system font is needed."""

import os
import shutil
import threading
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from playwright.sync_api import sync_playwright

from indicators.models import Framework
from targets.models import Project, Status, User
from tests.factories import FiscalYearFactory, ProjectFactory

# Playwright's synchronous interface runs an event loop, in which Django would refuse to use the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{ours}</dir><dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir>
<alias binding="same"><family>Noto Serif SC</family><prefer><family>Perfbudget Song</family></prefer></alias>
<alias binding="same"><family>Noto Sans SC</family><prefer><family>Perfbudget Hei</family></prefer></alias>
</fontconfig>"""


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def frameworks(transactional_db):
    """The site runs in another thread, so tests commit and are flushed, with the frameworks that a migration made."""
    if not Framework.objects.exists():
        import_module("indicators.migrations.0002_frameworks").create(apps, None)


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fontconfig")
    (folder / "fonts.conf").write_text(FONTS.format(ours=settings.FONT_DIR, cache=folder), encoding="utf-8")
    with sync_playwright() as playwright:
        environment = os.environ | {"FONTCONFIG_FILE": str(folder / "fonts.conf")}
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET, env=environment)
        yield browser
        browser.close()


@pytest.fixture
def page(browser, live_server, request):
    """A desktop-sized page; addresses are relative to the site. A script error or a missing file fails the test.

    ``@pytest.mark.allows(401)`` names the refusals that belong to a test.
    """
    allowed = {status for mark in request.node.iter_markers("allows") for status in mark.args}
    context = browser.new_context(base_url=live_server.url, locale="zh-CN", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    failures = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on(
        "response",
        lambda response: (
            failures.append(response.url) if response.status >= 400 and response.status not in allowed else None
        ),
    )
    yield page
    context.close()
    for thread in threading.enumerate():  # the site's; they must be done before the test takes the database away
        if "process_request" in thread.name:
            thread.join(timeout=10)
    assert failures == []


@pytest.fixture
def sign_in(page, client, live_server):
    """Be signed in, and see the first page; signing in by hand is a test of its own."""

    def as_user(username):
        client.force_login(User.objects.get(username=username))
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page.goto("/")
        return page

    return as_user


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
