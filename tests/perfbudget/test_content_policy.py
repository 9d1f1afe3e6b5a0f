"""Every page, the administration's among them, obeys the policy it is sent with: nothing inline."""

from collections import deque
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve, reverse

from perfbudget.middleware import POLICY
from reports.views import document as document_views
from reports.views import project as project_views
from targets.models import Department, DepartmentTarget
from targets.views.rules import RuleList
from tests.factories import FiscalYearFactory, ProjectFactory, approved, fill
from tests.perfbudget.pages import ONLY_READ, OURS, address
from tests.perfbudget.test_permissions import MATRIX

pytestmark = pytest.mark.django_db

DATA = {"application/json", "importmap"}


class Page(HTMLParser):
    """What a page asks of a browser: its links, and what a strict policy would refuse."""

    def __init__(self, html):
        super().__init__()
        self.links, self.inline = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") not in DATA):
            self.inline.append(f"<{tag}>")
        self.inline += [f"<{tag} {name}>" for name in given if name == "style" or name.startswith("on")]
        sources = [given.get("src"), given.get("href") if tag == "link" else None]
        self.inline += [source for source in sources if source and urlsplit(source).netloc]
        self.inline += [value for value in given.values() if (value or "").lower().startswith("javascript:")]


def walked(client, *starts):
    """One page of each kind that links lead to: name of the address, answer."""
    waiting, seen = deque(starts), set()
    while waiting:
        address = waiting.popleft()
        parts = urlsplit(address)
        match = resolve(parts.path)
        kind = (match.view_name, *sorted(match.kwargs) * (match.app_name != "admin"))
        if parts.netloc or kind in seen:
            continue
        seen.add(kind)
        answer = client.get(address, follow=True)
        yield match.view_name, answer
        if "html" in answer["Content-Type"]:
            links = Page(answer.content.decode()).links
            waiting += [urljoin(address, link) for link in links if not link.startswith(("#", "http", "mailto"))]
        elif answer.streaming:
            answer.getvalue()  # which closes the file


def plain(answer):
    """An answer obeys the policy that it carries."""
    assert answer["Content-Security-Policy"] == POLICY
    if "html" in answer["Content-Type"]:
        assert Page(answer.content.decode()).inline == []
    return True


@pytest.mark.slow
@pytest.mark.parametrize("role", ["staff", "administrator"])
def test_no_page_has_anything_inline(role, client, unit, monkeypatch, request):
    for module, printing in ((project_views, "render_project_pdf"), (document_views, "document_pdf")):
        monkeypatch.setattr(module, printing, lambda declared: b"%PDF-")
    year = FiscalYearFactory()
    fill(ProjectFactory(department=unit, fiscal_year=year, number=1))
    adjusted = fill(ProjectFactory(department=unit, fiscal_year=year, number=2))
    for _ in range(2):
        approved(adjusted)
    DepartmentTarget.objects.create(department=unit, fiscal_year=year)
    client.force_login(request.getfixturevalue(role))
    names = set()
    for name, answer in walked(client, reverse("start"), *[reverse("admin:index")] * (role == "administrator")):
        assert answer.status_code == 200, name
        assert plain(answer), name
        names.add(name)
    assert set(MATRIX) <= names
    if role == "administrator":
        pages = {
            f"admin:{m._meta.app_label}_{m._meta.model_name}_{page}"
            for m in OURS
            for page in ("changelist", "add")
            if page == "changelist" or m not in ONLY_READ
        }
        assert pages <= names
        assert {"admin:targets_department_export", "admin:targets_department_import"} <= names


def test_neither_has_the_preview_of_an_import(client, administrator, unit):
    client.force_login(administrator)
    file = SimpleUploadedFile("table", f"编码,名称\n{unit.code},<b>新名称\n".encode())
    answer = client.post(address(Department, "import"), {"import_file": file, "format": "1", "resource": ""})
    assert "<ins>" in answer.content.decode()
    assert "&lt;b&gt;" in answer.content.decode()
    assert plain(answer)


@pytest.mark.usefixtures("counted")
def test_neither_have_the_pages_for_when_something_went_wrong(client, staff, monkeypatch):
    assert plain(client.get(reverse("login")))
    assert plain(client.get("/absent/"))
    assert plain(Client(enforce_csrf_checks=True).post(reverse("login"), {"username": "x"}))
    for _ in range(5):
        answer = client.post(reverse("login"), {"username": "staff", "password": "wrong"})
    assert answer.status_code == 429
    assert plain(answer)
    client.force_login(staff)
    assert plain(client.get("/projects/999/"))
    monkeypatch.setattr(RuleList, "get_context_data", lambda self: 1 / 0)
    client.raise_request_exception = False
    answer = client.get(reverse("rules"))
    assert answer.status_code == 500
    assert plain(answer)


def test_static_files_carry_the_policy_too(client):
    assert client.get("/static/perfbudget/theme.css")["Content-Security-Policy"] == POLICY
