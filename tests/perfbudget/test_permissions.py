"""Every address, for every role, on what they may see and what they may not. A new address must be added here."""

import pytest
from django.urls import URLPattern, get_resolver, reverse

from reports import papers
from reports.views import document as document_views
from reports.views import project as project_views
from targets.models import DepartmentTarget, Project, Status
from tests.factories import FiscalYearFactory, ProjectFactory, approved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unrendered")]

ROLES = ["staff", "head", "auditor", "outsider", "administrator", "anonymous"]

ALWAYS = {"login", "logout", "set_language", "invitation", "verify", "verify-hash", "favicon"}
"""Open to everybody; tested in test_signing_in.py, test_passwords.py and test_verify.py."""

READERS = {
    Status.DRAFT: {"staff", "head", "administrator"},
    Status.SUBMITTED: {"staff", "head", "administrator"},
    Status.RETURNED: {"staff", "head", "administrator"},
    Status.APPROVED: {"staff", "head", "auditor", "administrator"},
}

EDITION = ("edition", "compare-editions", "edition-json", "edition-pdf")
"""Addresses of one edition."""

MATRIX = {
    # address: {status of the project: who reads it}
    "start": {None: {"staff", "head", "auditor", "outsider", "administrator"}},
    "projects": {None: {"staff", "head", "outsider", "administrator"}},
    **{key: {None: {"staff", "head", "auditor", "outsider", "administrator"}} for key in ("editions", "history-all")},
    **{key: {Status.APPROVED: READERS[Status.APPROVED]} for key in EDITION},
    **dict.fromkeys(("history", "history-target"), READERS),
    "rules": {None: {"staff", "head", "auditor", "outsider", "administrator"}},
    **dict.fromkeys(("project", "project-pdf", "document", "document-pdf", "export-document", "numbers"), READERS),
    **{
        key: {None: {"staff", "head", "auditor", "outsider", "administrator"}}
        for key in ("export-projects", "export-editions")
    },
}

LED_ELSEWHERE = {("projects", "auditor")}
"""Who reads nothing as it stands is led to what is approved."""

VERBS = {"merge", "merge-target", "take", "undo", "keep", "withdraw", "change-numbers"}
"""POST only; finance staff alone, on what is not in review or in force. Who cannot see the project gets 404."""

EDITING = {"suggestions"}
"""GET only; for those who may change the project. Who only reads it gets 403, who cannot see it 404."""

TYPING = {"edit", "submit", "edit-target", "submit-target"}
"""GET and POST, for those who may change the project or the department target."""

STARTING = {"new-project", "roll-forward", "undo-roll-forward"}
"""For whoever enters the targets of some unit, GET and POST; the undo POST only."""

PEOPLE = {"people", "invite", "person"}
"""Pages for administrators alone; they take POST too, except the list."""

PEOPLE_VERBS = {"deactivate", "reactivate", "link"}
"""POST only, for administrators alone."""

OWN = {"own-password", "notices", "archives", "downloads"}
"""For everybody who is signed in."""

NOTICES = {"notice", "read-notices", "notice-mail"}
"""What one does with one's own notices: open one, by GET alone, or POST alone."""

ARCHIVES = {"archive", "archive-file", "ask-archive", "restart-archive", "cancel-archive"}
"""Bulk downloads: one's own, of what one may read. The first two GET only, the others POST only."""

IMPORTS = {"imports", "new-import", "import-template", "import", "import-errors"}
IMPORTS |= {"take-import", "undo-import", "discard-import", "restart-import"}
"""For whoever enters the targets of some unit; the last six are of one's own imports, and four of them POST only."""

REVIEWING = {"review", "approve", "endorse", "return", "reopen", "withdraw-submission", "abandon", "comment"}
"""Review of a project, or with ``-target`` of a department target; tested in test_permissions_of_review.py."""
REVIEW = REVIEWING | {f"{name}-target" for name in REVIEWING} | {"inbox", "decide", "answer", "resolve", "unresolve"}

WRITABLE = {Status.DRAFT, Status.RETURNED}


def own_addresses():
    """The names of all addresses but the admin's own."""

    def walk(patterns):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                yield pattern.name
            elif pattern.app_name != "admin":
                yield from walk(pattern.url_patterns)

    return set(walk(get_resolver().url_patterns))


def test_every_address_is_in_the_matrix():
    started = REVIEW | STARTING | {"delete-project"} | NOTICES | ARCHIVES | IMPORTS
    assert own_addresses() == set(MATRIX) | VERBS | EDITING | TYPING | started | ALWAYS | PEOPLE | PEOPLE_VERBS | OWN


@pytest.fixture
def addresses(unit):
    def build(status):
        project = ProjectFactory(department=unit, fiscal_year=FiscalYearFactory(), status=status or Status.DRAFT)
        target = DepartmentTarget.objects.create(
            department=unit, fiscal_year=project.fiscal_year, status=project.status
        )
        editions = [approved(each).pk for each in (project, target)] if status == Status.APPROVED else [0]
        return {
            **{name: reverse(name) for name in ("editions", "history-all")},
            **{name: reverse(name, args=editions[:1]) for name in EDITION},
            "history": reverse("history", args=[project.pk]),
            "history-target": reverse("history-target", args=[2025, unit.code]),
            "start": reverse("start"),
            "projects": reverse("projects"),
            "rules": reverse("rules"),
            "project": reverse("project", args=[project.pk]),
            "project-pdf": reverse("project-pdf", args=[project.pk]),
            "numbers": reverse("numbers", args=[project.pk]),
            "document": reverse("document", args=[2025, unit.code]),
            "document-pdf": reverse("document-pdf", args=[2025, unit.code]),
            "export-document": reverse("export-document", args=[2025, unit.code, "json"]),
            "export-projects": reverse("export-projects", args=["csv"]),
            "export-editions": reverse("export-editions", args=["csv"]),
        }

    return build


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("status", [None, *READERS])
def test_an_address_opens_for_exactly_these_roles(status, role, addresses, sign_in, apart, monkeypatch):
    printers = (project_views, "render_project_pdf"), (document_views, "document_pdf"), (papers, "render_edition_pdf")
    for printer in printers:  # who may print is asked, not what is printed
        monkeypatch.setattr(*printer, lambda *declared: b"%PDF-")
    client, built = sign_in(role), addresses(status)
    for name in [name for name, row in MATRIX.items() if status in row]:
        with apart(name):
            response = client.get(built[name])
            if response.streaming:
                response.getvalue()  # which closes the file
            if role == "anonymous":
                assert response.status_code == 302
                assert response["Location"].startswith(reverse("login"))
            elif (name, role) in LED_ELSEWHERE:
                assert response["Location"].startswith(reverse("editions"))
            else:
                assert response.status_code == (200 if role in MATRIX[name][status] else 404)


def declared(name, unit, status):
    """What an address of this name is about, and the address."""
    if not name.endswith("-target"):
        project = ProjectFactory(department=unit, status=status)
        return project, reverse(name, args=[project.pk])
    year = FiscalYearFactory()
    target = DepartmentTarget.objects.create(department=unit, fiscal_year=year, status=status, lead="总述")
    return target, reverse(name, args=[year.year, unit.code])


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("status", READERS)
def test_a_verb_is_done_by_exactly_these_roles(status, role, unit, sign_in, apart):
    client = sign_in(role)
    for name in sorted(VERBS):
        with apart(name):
            project, address = declared(name, unit, status)
            response = client.post(address)
            if role == "anonymous" and name.startswith("merge"):
                assert response.status_code == 401  # what was put together comes along on the sign-in page
            elif role == "anonymous":
                assert response["Location"].startswith(reverse("login"))
            elif role not in READERS[status]:
                assert response.status_code == 404
            elif role == "staff" and status in WRITABLE and name == "withdraw":
                assert response.status_code == 404  # there is no reason yet
            elif role == "staff" and status in WRITABLE and name.startswith("merge"):
                assert response.status_code == 409  # what it does not know of is shown, not overwritten
            elif role == "staff" and status in WRITABLE:
                assert response["Location"].startswith(project.get_absolute_url())
            else:
                assert response.status_code == 403
            if name.startswith("merge") and role != "anonymous":
                # With nothing brought along from signing in, it leads to the form.
                assert client.get(address).status_code == (302 if response.status_code == 409 else response.status_code)
            elif role != "anonymous":
                assert client.get(address).status_code == 405


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("status", READERS)
def test_what_helps_editing_opens_for_those_who_may_edit(status, role, unit, sign_in, apart):
    client, project = sign_in(role), ProjectFactory(department=unit, status=status)
    for name in sorted(EDITING):
        with apart(name):
            address = reverse(name, args=[project.pk])
            response = client.get(address)
            if role == "anonymous":
                assert response["Location"].startswith(reverse("login"))
            elif role not in READERS[status]:
                assert response.status_code == 404
            else:
                assert response.status_code == (200 if role == "staff" and status in WRITABLE else 403)
            if role != "anonymous":
                others = [getattr(client, verb)(address) for verb in ("post", "put", "delete", "patch")]
                assert {other.status_code for other in others} == {405}


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("status", READERS)
def test_what_is_typed_in_opens_and_takes_it_from_those_who_may_edit(status, role, unit, sign_in, apart):
    client = sign_in(role)
    for name in sorted(TYPING):
        with apart(name):
            _, address = declared(name, unit, status)
            opened, sent = client.get(address).status_code, client.post(address).status_code
            if role == "anonymous":
                assert (opened, sent) == (302, 401)
            elif role not in READERS[status]:
                assert (opened, sent) == (404, 404)
            else:
                # A form without a name, a declaration with errors, one of no known version: none can be taken.
                refused = 409 if name == "edit-target" else 422
                assert (opened, sent) == ((200, refused) if role == "staff" and status in WRITABLE else (403, 403))


@pytest.mark.parametrize("role", ROLES)
def test_projects_are_begun_by_exactly_these_roles(role, unit, sign_in, apart):
    ProjectFactory(department=unit)
    client = sign_in(role)
    for name in sorted(STARTING):
        with apart(name):
            address = reverse(name, args=[2025] if "roll" in name else [])
            answers = [client.post(address)] + ([client.get(address)] if name != "undo-roll-forward" else [])
            for answer in answers:
                if role == "anonymous":
                    keeps = answer is answers[0] and name != "undo-roll-forward"  # what was typed, on the sign-in page
                    assert answer.status_code == 401 if keeps else answer["Location"].startswith(reverse("login"))
                elif role not in {"staff", "outsider"}:
                    assert answer.status_code == 403
                elif name == "undo-roll-forward":
                    assert answer["Location"] == reverse("roll-forward", args=[2025])
                else:
                    assert answer.status_code == 200
            assert Project.objects.count() == 1


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("status", READERS)
def test_a_project_is_deleted_by_exactly_these_roles(status, role, unit, sign_in):
    project = ProjectFactory(department=unit, status=status)
    client, address = sign_in(role), reverse("delete-project", args=[project.pk])
    may = role == "staff" and status in WRITABLE
    asked, done = client.get(address), client.post(address)
    if role == "anonymous":
        assert done["Location"].startswith(reverse("login"))
    elif role not in READERS[status]:
        assert (asked.status_code, done.status_code) == (404, 404)
    else:
        assert (asked.status_code, done.status_code) == ((200, 302) if may else (403, 403))
    assert Project.objects.exists() != may


@pytest.mark.parametrize("address", [reverse, lambda name, args: reverse(name + "-pdf", args=args)])
def test_what_does_not_exist_is_not_found(client, administrator, unit, address):
    client.force_login(administrator)
    for name, args in [("project", [999]), ("document", [2025, "326001"]), ("document", [1999, "999"])]:
        assert client.get(address(name, args=args)).status_code == 404


@pytest.mark.parametrize("verb", ["post", "put", "delete", "patch"])
def test_what_only_reads_takes_no_other_verb(verb, addresses, sign_in):
    client = sign_in("staff")
    for name, address in addresses(Status.DRAFT).items():
        assert getattr(client, verb)(address).status_code == 405, name
