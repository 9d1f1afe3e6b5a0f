"""axe-core finds no violation on any page, nor in states a page gets into.

More states are looked at where people work through them: test_editing.py, test_people.py, test_starting.py.
"""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from reports.models import Archive, State
from targets.models import Kind, Project
from targets.services.commenting import comment, resolve
from targets.services.imports import Sent, begin_import
from tests.browser.editor import cell, paste
from tests.browser.office import prepare
from tests.conftest import SEED
from tests.factories import approved
from tests.perfbudget.test_permissions import own_addresses

NO_PAGE = {"logout", "set_language", "suggestions", "project-pdf", "document-pdf", "edition-pdf", "edition-json"}
NO_PAGE |= {"take", "undo", "keep", "withdraw", "change-numbers", "undo-roll-forward"}
NO_PAGE |= {"ask-archive", "archive-file", "restart-archive", "cancel-archive"}
NO_PAGE |= {"deactivate", "reactivate", "link", "notice", "read-notices", "notice-mail"}
NO_PAGE |= {"resolve", "unresolve", "favicon", "take-import", "undo-import", "restart-import", "import-errors"}
NO_PAGE |= {"discard-import"}
NO_PAGE |= {"import-template", "export-projects", "export-editions", "export-document"}
"""What answers with no page of its own."""

ELSEWHERE = {"merge": "edit", "merge-target": "edit-target", "decide": "inbox", "answer": "review"}
for verb in ("approve", "endorse", "return", "reopen", "withdraw-submission", "abandon", "comment"):
    ELSEWHERE |= {verb: "review", f"{verb}-target": "review-target"}
"""Pages that only sending a form leads to, and the address whose states below show them."""

OURS = {"exclude": [["th.original"]]}
"""All of a page but an empty cell of Django's administration."""

ADMIN = ["admin:index", "admin:targets_fiscalyear_change", "admin:targets_project_changelist"]

SEEN_BY = {
    "anonymous": ["login", "invitation", "verify", "verify-hash"],
    "staff": [
        *("start", "projects", "rules", "project", "numbers", "document", "own-password", "notices"),
        *("archives", "archive", "downloads", "imports", "new-import", "import"),
        *("new-project", "delete-project", "roll-forward", "edit", "edit-target", "submit", "submit-target"),
    ],
    "head": ["start", "project", "inbox", "review", "review-target"],
    "auditor": [
        *("start", "project", "document", "editions", "edition", "compare-editions"),
        *("history", "history-target", "history-all"),
    ],
    "administrator": ["start", "people", "invite", "person", *ADMIN],
    "outsider": ["start", "projects", "edit-target"],  # where nothing is entered yet
}
"""Every page, for the roles it looks different to."""


def test_every_address_is_looked_at():
    looked_at = {name for names in SEEN_BY.values() for name in names} - set(ADMIN)
    assert own_addresses() == looked_at | NO_PAGE | set(ELSEWHERE)


@pytest.fixture
def office(seed, staff, head, auditor, administrator, outsider):
    return prepare(seed, [staff, head, auditor, administrator, outsider])


@pytest.fixture
def address(office, staff, outsider):
    """The address of a name, of what the role may see."""
    office.approved.goals.update(text="调整后的目标。")
    edition = approved(office.approved)

    def of(name, role):
        project = office.approved if role == "auditor" else office.draft
        unit = "401001" if role == "outsider" else "326001"
        key = urlsafe_base64_encode(force_bytes(staff.pk))
        archive = {"asked_by": staff, "asked_for": "0" * 64, "state": State.WORKING, "total": 7}
        text = SEED.read_text(encoding="utf-8").replace("12个", "13个").replace("13060525P", "13060525Q")
        text, year = text.replace("\t30.00\n", "\t三十\n", 1), office.draft.fiscal_year
        sent = [Sent("文本.txt", text.encode()), Sent("草稿.pdf", b"%PDF-")] if name == "import" else []
        arguments = {
            "import": [begin_import(files=sent, year=year, unit=None, actor=staff).pk] if sent else [],
            "archive": [Archive.objects.get_or_create(**archive, defaults={"title": "全部", "done": 3})[0].pk],
            **{each: [project.pk] for each in ("project", "numbers", "delete-project", "edit", "submit", "review")},
            "history": [project.pk],
            **{each: [edition.pk] for each in ("edition", "compare-editions")},
            **{
                each: [2025, unit]
                for each in ("history-target", "document", "edit-target", "submit-target", "review-target")
            },
            "roll-forward": [2025],
            "verify-hash": [office.approved.edition_in_force.sha256],
            "person": [outsider.pk],
            "invitation": [key, default_token_generator.make_token(staff)],
            "admin:targets_fiscalyear_change": [2025],
        }
        return reverse(name, args=arguments.get(name, []))

    return of


@pytest.fixture
def violations():
    """What axe has found on the pages looked at, by a name; a test ends with nothing found."""
    found = {}

    def look(page, name):
        results = Axe().run(page, context=OURS, options={"resultTypes": ["violations"]})
        for each in results.response["violations"]:
            found.setdefault(name, []).append((each["id"], [node["html"] for node in each["nodes"][:3]]))

    yield look
    assert not found, json.dumps(found, ensure_ascii=False, indent=1)


@pytest.mark.parametrize("role", SEEN_BY)
def test_axe_finds_nothing_on_any_page(role, address, page, sign_in, violations, request):
    if role != "anonymous":
        sign_in(request.getfixturevalue(role).username)
    for name in SEEN_BY[role]:
        page.goto(address(name, role))
        violations(page, name)


def test_axe_finds_nothing_while_a_table_is_typed(office, address, sign_in, staff, violations):
    page = sign_in(staff.username)
    page.goto(address("edit", "staff"))
    page.wait_for_selector("html.live")
    paste(page, "indicators-2-name", "验收情况\t验收\n完成情况\t完成")
    cell(page, "indicators-1-name").fill("率")
    page.wait_for_selector("#suggestions li")
    page.keyboard.press("ArrowDown")
    violations(page, "suggestions, a note on what was pasted")
    page.keyboard.press("Escape")
    cell(page, "other").fill("很多")
    page.wait_for_selector("#saved[data-state=refused]")
    cell(page, "other").focus()
    violations(page, "a cell that cannot be stored")
    cell(page, "other").fill("")
    cell(page, "indicators-5-value").fill(">=95")
    cell(page, "name").focus()
    page.wait_for_selector("[data-tidied]")
    violations(page, "a value that was tidied")
    Project.objects.filter(pk=office.draft.pk).update(name="对方的名称", version=9)
    cell(page, "name").fill("我的名称")
    page.wait_for_selector("#live .alert-warning")
    violations(page, "somebody else saved")


@pytest.mark.allows(403, 404, 422)
def test_axe_finds_nothing_where_something_is_in_the_way(office, address, sign_in, staff, violations):
    page = sign_in(staff.username)
    page.goto(reverse("new-project"))
    page.click("button.btn:has-text('新建草稿')")
    violations(page, "a project without a name")
    page.fill("[name=name]", "新项目")
    page.click("button.btn:has-text('新建草稿')")
    page.wait_for_selector("html.live")
    page.click("button[value=submit]")
    page.wait_for_url("**/submit")
    violations(page, "errors before submitting")
    page.goto(address("submit", "staff"))
    page.click("main button[type=submit]:has-text('提交审核')")
    page.wait_for_selector("[role=alert]")
    violations(page, "a reason is missing")
    page.goto(f"{reverse('projects')}?q=没有这样的项目")
    violations(page, "an empty list")
    page.goto(reverse("project", args=[9**9]))
    violations(page, "nothing there")
    page.goto(reverse("people"))
    violations(page, "not allowed")


@pytest.mark.allows(422)
def test_axe_finds_nothing_where_something_is_reviewed(office, sign_in, staff, head, violations):
    of = {"kind": Kind.PROJECT, "key": office.submitted.pk}
    settled = comment(**of, path="purpose", text="写明到项", actor=head)
    resolve(thread_id=settled.pk, actor=staff)
    comment(**of, path="indicators.2.value", text="偏低", actor=head)
    Project.objects.filter(pk=office.submitted.pk).update(purpose="改了", submitted_by=staff)
    page = sign_in(head.username)
    page.goto(reverse("review", args=[office.submitted.pk]))
    page.click("summary:has-text('退回')")
    page.evaluate("document.querySelector('[name=comment]').removeAttribute('minlength')")
    page.fill("[name=comment]", "无")
    page.click("button:has-text('退回修改')")
    page.wait_for_selector(".alert-danger")
    for summary in page.locator("main summary").all():
        if not summary.evaluate("each => each.parentElement.open"):
            summary.click()
    violations(page, "changes, comments and a return that was refused")
    page.goto(reverse("inbox"))
    page.click("thead input[type=checkbox]")
    page.click("button:has-text('退回勾选项')")
    page.wait_for_selector("#confirm")
    violations(page, "several before they are returned")
    page.evaluate("document.querySelector('#confirm').noValidate = true")
    page.click("button:has-text('退回修改')")
    page.wait_for_selector(".list .wrong")
    violations(page, "several that were refused")


@pytest.mark.allows(429)
@pytest.mark.usefixtures("counted")
def test_axe_finds_nothing_where_one_cannot_get_in(staff, page, violations):
    page.goto(reverse("login"))
    for failure in range(5):
        page.fill("[name=username]", staff.username)
        page.fill("[name=password]", "wrong")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        if failure in (0, 4):
            violations(page, "locked out" if failure else "a wrong password")
    page.goto(reverse("invitation", args=["MQ", "abc-def"]))
    violations(page, "a link that works no more")
