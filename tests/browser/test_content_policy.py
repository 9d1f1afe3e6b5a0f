"""A real browser finds nothing to refuse under the Content-Security-Policy, and would refuse what does not belong."""

import pytest
from django.urls import reverse

from targets.models import Project, Status

PAGES = {
    "staff": ["start", "projects", "rules", "project", "document", "numbers"],
    "administrator": [
        "start",
        "admin:index",
        "admin:targets_project_changelist",
        "admin:targets_project_change",
        "admin:targets_project_add",
        "admin:targets_fiscalyear_change",
        "admin:targets_user_add",
        "admin:targets_department_changelist",
        "admin:targets_department_export",
        "admin:targets_department_import",
        "admin:indicators_libraryindicator_changelist",
    ],
}


@pytest.fixture
def refused(page):
    """What the browser refuses from now on."""
    found = []
    page.on("console", lambda said: found.append(said.text) if "Content Security Policy" in said.text else None)
    return found


def address(name, project):
    ours = {"project": [project.pk], "numbers": [project.pk], "document": [2025, "326001"]}
    changed = {"admin:targets_project_change": [project.pk], "admin:targets_fiscalyear_change": [2025]}
    return reverse(name, args=(ours | changed).get(name, []))


@pytest.mark.parametrize("role", PAGES)
def test_nothing_on_our_pages_is_refused(role, seed, sign_in, refused, request):
    Project.objects.filter(pk=seed[3].pk).update(status=Status.DRAFT)
    page = sign_in(request.getfixturevalue(role).username)
    for name in PAGES[role]:
        page.goto(address(name, seed[3]))
        assert refused == [], name


def test_the_preview_of_an_import_shows_its_colours(unit, administrator, sign_in, refused):
    page = sign_in(administrator.username)
    page.goto(reverse("admin:targets_department_import"))
    table = f"编码,名称\n{unit.code},{unit.name}甲\n".encode()
    page.set_input_files("[name=import_file]", {"name": "table.csv", "mimeType": "text/csv", "buffer": table})
    page.select_option("[name=format]", "1")
    page.click(".submit-row input")
    page.wait_for_selector("td ins", timeout=5000)
    colour = "getComputedStyle(document.querySelector('td ins')).backgroundColor"
    assert page.evaluate(colour) == "rgb(230, 255, 230)"
    assert refused == []


def test_a_script_that_does_not_belong_is_refused(seed, staff, sign_in, refused):
    page = sign_in(staff.username)
    page.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "document.title = 'taken over'";
      document.body.append(script);
      document.body.insertAdjacentHTML("beforeend", "<img src='data:,none' onerror='document.title = 1'>");
    }""")
    assert "taken over" not in page.title()
    assert len(refused) > 0
