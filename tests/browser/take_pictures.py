"""Takes the pictures of the README and the guide: ``make screenshots``. Not a test: pytest lends its site and its cast.

``pytest tests/browser/take_pictures.py -k editor`` takes some of them again.
"""

import io
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from PIL import Image

from reports.models import Archive, State
from reports.rendering import render_document_pdf
from reports.word import render_projects_docx
from targets.access import Role
from targets.documents import Readable
from targets.models import Kind, Project, Status, User
from targets.services.commenting import comment
from targets.services.imports import Sent, begin_import
from targets.services.reviewing import return_for_correction
from targets.services.saving import save_project
from targets.storage import declaration_of
from tests.browser.editor import HTML_TABLE, cell, paste, settled, stored
from tests.browser.office import prepare
from tests.conftest import SEED
from tests.factories import approved, member

PICTURES = Path(settings.BASE_DIR) / "docs" / "pictures"
TELEPHONE = {"width": 360, "height": 740}

PAGES = {
    # picture: (who looks, address, whether the whole page is shown)
    "start": ("staff", lambda office: "/", True),
    "start-head": ("head", lambda office: "/", True),
    "inbox": ("head", lambda office: reverse("inbox"), True),
    "start-auditor": ("auditor", lambda office: "/", True),
    "start-administrator": ("administrator", lambda office: "/", True),
    "projects": ("staff", lambda office: "/projects/", True),
    "project": ("staff", lambda office: office.draft.get_absolute_url(), True),
    "document": ("staff", lambda office: reverse("document", args=[2025, "326001"]), False),
    "numbers": ("staff", lambda office: numbers(office.draft), True),
    "submit": ("staff", lambda office: reverse("submit", args=[office.draft.pk]), True),
    "part-one": ("staff", lambda office: reverse("edit-target", args=[2025, "326001"]), False),
    "new-empty": ("staff", lambda office: reverse("new-project"), True),
    "new-copy": ("staff", lambda office: f"{reverse('new-project')}?source={office.approved.pk}&year=2026", True),
    "roll-forward": ("staff", lambda office: reverse("roll-forward", args=[2025]), True),
    "import": ("staff", lambda office: brought_in(office.draft), True),
    "new-import": ("staff", lambda office: reverse("new-import"), True),
    "rules": ("staff", lambda office: reverse("rules"), False),
    "people": ("administrator", lambda office: reverse("people"), True),
    "invite": ("administrator", lambda office: reverse("invite"), True),
    "archive": ("auditor", lambda office: f"{reverse('editions')}?state=all", True),
    "edition": ("auditor", lambda office: adjusted(office.approved), True),
    "bulk-download": ("auditor", lambda office: being_made(), True),
    "fiscal-year": ("administrator", lambda office: reverse("admin:targets_fiscalyear_change", args=[2025]), False),
}


def numbers(project):
    """The page of numbers, asked what follows from a smaller budget."""
    return f"{reverse('numbers', args=[project.pk])}?path=funds.fiscal&typed=18"


def being_made():
    """An archive that the worker is at."""
    title = "2025年 326001 批复文本"
    asked = {"asked_by": User.objects.get(username="auditor"), "asked_for": "0" * 64, "title": title}
    return reverse("archive", args=[Archive.objects.create(**asked, total=480, done=312, state=State.WORKING).pk])


def brought_in(project):
    """The preview of the seed with a few corrections, and of a new project in Word."""
    text = SEED.read_text(encoding="utf-8").replace("20.00", "21.00").replace("≥95%", "≥96%")
    new = declaration_of(Project.objects.with_tables().get(pk=project.pk))
    new = new.model_copy(update={"name": "社区便民服务经费", "code": "13060525P00512310008D", "number": 7})
    sent = [Sent("2025年绩效目标.txt", text.encode()), Sent("社区便民服务经费.docx", render_projects_docx([new]))]
    staff = User.objects.get(username="staff")
    return begin_import(files=sent, year=project.fiscal_year, unit=None, actor=staff).get_absolute_url()


def adjusted(project):
    """The page of a second edition of what was approved, with less money."""
    Project.objects.filter(pk=project.pk).update(fiscal_funds="640.00")
    project.checkpoints.filter(month=12).update(amount="640.00")
    return approved(Project.objects.get(pk=project.pk)).get_absolute_url()


@pytest.fixture
def office(seed, staff, head, auditor, administrator):
    return prepare(seed, [staff, head, auditor, administrator])


@pytest.fixture
def editor(office, staff, sign_in):
    page = sign_in(staff.username)
    page.goto(reverse("edit", args=[office.draft.pk]))
    page.wait_for_selector("html.live")
    return page


def take(page, name, *, whole=False):
    """Take a picture and keep it small: the pages have few colours."""
    page.evaluate("document.fonts.ready")
    taken = page.screenshot(full_page=whole, animations="disabled", caret="initial")
    picture = Image.open(io.BytesIO(taken)).convert("RGB")
    few = picture.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(PICTURES / f"{name}.png", optimize=True)


@pytest.mark.parametrize("name", PAGES)
def test_take_a_picture_of(name, office, sign_in, request):
    role, address, whole = PAGES[name]
    page = sign_in(request.getfixturevalue(role).username)
    page.goto(address(office))
    take(page, name, whole=whole)


def test_take_pictures_of_the_editor(editor):
    page = editor
    page.evaluate("window.scrollTo(0, 330)")
    cell(page, "indicators-5-value").focus()
    take(page, "editor")
    page.locator("tbody[data-list=indicators] > tr").nth(1).locator("summary").click()
    take(page, "editor-row")
    page.keyboard.press("Escape")
    cell(page, "indicators-5-value").fill(">=95")
    cell(page, "indicators-5-basis").focus()
    page.wait_for_selector("[data-tidied]")
    settled(page)
    take(page, "editor-tidied")


def test_take_pictures_of_help_with_the_editor(office, editor):
    page = editor
    page.goto(reverse("new-project"))
    page.fill("[name=name]", "社区便民服务经费")
    page.click("text=从指标库选取")
    page.click("text=按必设指标各选一项")
    take(page, "new-library")
    page.click("button >> text=空白表")
    page.click("button.btn:has-text('新建草稿')")
    page.wait_for_selector("html.live")
    cell(page, "indicators-1-name").scroll_into_view_if_needed()
    cell(page, "indicators-1-name").press_sequentially("合格")
    page.wait_for_selector("#suggestions li")
    page.keyboard.press("ArrowDown")
    take(page, "editor-suggestions")
    page.keyboard.press("Escape")
    cell(page, "indicators-1-name").fill("")
    paste(page, "indicators-0-name", html=HTML_TABLE)
    page.wait_for_selector("[data-offer=done]")
    settled(page)
    take(page, "editor-pasted", whole=True)


@pytest.mark.allows(409)
def test_take_a_picture_of_two_versions(office, editor, unit):
    page = editor
    colleague = member(Role.STAFF, unit, username="colleague", display_name="同事")
    theirs = {"purpose": "用于社区日常办公、宣传和维修支出。", "name": "乡村振兴社区管理经费"}
    Project.objects.filter(pk=office.draft.pk).update(**theirs, version=2, updated_by=colleague)
    cell(page, "purpose").fill("用于下辖社区的办公费、宣传费和小型维修支出。")
    cell(page, "indicators-5-value").fill("≥95%")
    page.click("#live button:has-text('对比并选择')")
    page.wait_for_selector(".versions")
    take(page, "two-versions", whole=True)


def test_take_a_picture_of_a_review(office, staff, head, sign_in):
    of = {"kind": Kind.PROJECT, "key": office.submitted.pk}
    table = stored(office.submitted)
    comment(**of, path="indicators.4.value", text="请对照测算依据核对。", actor=head)
    return_for_correction(**of, version="1", comment="请核对成本指标，并写明用途。", actor=head)
    rows = list(table.indicators)
    rows[4] = rows[4].model_copy(update={"basis": "预算测算表"})
    typed = table.model_copy(update={"purpose": f"{table.purpose}（明细见预算测算表）", "indicators": tuple(rows)})
    save_project(project_id=office.submitted.pk, version="1", typed=typed, actor=staff)
    Project.objects.filter(pk=office.submitted.pk).update(status=Status.SUBMITTED, submitted_by=staff)
    page = sign_in(head.username)
    page.goto(reverse("review", args=[office.submitted.pk]))
    take(page, "review", whole=True)


@pytest.mark.allows(401)
def test_take_a_picture_of_an_expired_session(editor):
    Session.objects.all().delete()
    cell(editor, "purpose").fill("登录过期后填写的内容也不会丢失。")
    editor.wait_for_selector("[data-offer=trouble]")
    take(editor, "editor-signed-out")


def test_take_a_picture_of_a_year_rolled_forward(office, staff, sign_in):
    page = sign_in(staff.username)
    page.goto(reverse("roll-forward", args=[2025]))
    page.click("text=复制勾选的内容")
    page.wait_for_selector("text=撤销复制")
    take(page, "rolled", whole=True)


def test_take_pictures_of_an_invitation(office, administrator, sign_in):
    page = sign_in(administrator.username)
    page.goto(reverse("invite"))
    page.fill("[name=username]", "jingban2")
    page.fill("[name=display_name]", "新同事")
    page.select_option("[name=roles-0-role]", "staff")
    page.fill("[name=roles-0-department]", "326001")
    page.keyboard.press("Enter")
    page.wait_for_selector("#new-link")
    address = page.input_value("#new-link")
    page.evaluate("document.querySelector('#new-link').value = 'https://jixiao.example.cn/invitation/……'")
    take(page, "invited", whole=True)
    page.context.clear_cookies()
    page.goto(address)
    take(page, "set-password")


@pytest.mark.allows(403, 429)
@pytest.mark.usefixtures("counted")
def test_take_pictures_of_signing_in(staff, page):
    page.goto("/login/")
    take(page, "sign-in")
    for _ in range(5):
        page.fill("[name=username]", staff.username)
        page.fill("[name=password]", "wrong")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    take(page, "locked-out")


def test_take_pictures_on_a_telephone(office, editor):
    page = editor
    page.set_viewport_size(TELEPHONE)
    for name, address in (("projects", "/projects/"), ("project", office.draft.get_absolute_url())):
        page.goto(address)
        take(page, f"{name}-telephone")
    page.goto(reverse("edit", args=[office.draft.pk]))
    page.wait_for_selector("html.live")
    cell(page, "indicators-5-value").focus()
    page.evaluate("document.activeElement.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'})")
    take(page, "editor-telephone")


def test_take_a_picture_of_the_paper(seed, staff):
    document = Readable(staff, 2025, "326001").plain()
    page = ["-f", "9", "-l", "9", "-singlefile", "-r", "90"]  # the fourth table, as in the picture of the screen
    subprocess.run(
        ["pdftoppm", *page, "-png", "-", str(PICTURES / "paper")], input=render_document_pdf(document), check=True
    )
