"""What is in force is read from its edition: pages of editions, and of projects whose next edition is still a draft."""

import json
from hashlib import sha256

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.views import document as document_views
from targets.checks.engine import Finding, Severity
from targets.findings import Findings, PlacedFinding
from targets.kept import Judged
from targets.models import DepartmentTarget, Edition, KeptFinding, Project, Status, Verb
from targets.sealing import canonical
from targets.services.history import record
from targets.services.sealing import seal
from tests.factories import FiscalYearFactory, ProjectFactory, approved, fill
from tests.triggers import lifted

pytestmark = pytest.mark.django_db

DRAFTED = ("77.77", "草稿里的新名称", "草稿里的新目标", "草稿里的总述")


@pytest.fixture
def adjusted(unit, staff):
    """A project and a part one, approved at 10.00, and since then opened and drafted anew."""
    project = fill(ProjectFactory(department=unit, name="已批复的名称", number=3))
    target = DepartmentTarget.objects.create(department=unit, fiscal_year=project.fiscal_year, lead="已批复的总述")
    for declared in (project, target):
        record(Verb.BEGUN, declared, actor=staff)
        approved(declared)
    live = Project.objects.filter(pk=project.pk)
    live.update(status=Status.DRAFT, fiscal_funds="77.77", name=DRAFTED[1], code="X", number=9)
    project.goals.update(text=DRAFTED[2])
    DepartmentTarget.objects.update(status=Status.DRAFT, lead=DRAFTED[3])
    record(Verb.CHANGED, live.get(), actor=staff, note=DRAFTED[2])
    return live.get()


@pytest.fixture
def printed(monkeypatch):
    """The documents that were sent to the press."""
    sent = []
    monkeypatch.setattr(document_views, "render_document_pdf", lambda declared: sent.append(declared) or b"%PDF-")
    return sent


def test_an_auditor_reads_what_is_in_force_and_never_the_draft(client, adjusted, unit, auditor, staff, printed):
    edition, part_one = adjusted.edition_in_force, DepartmentTarget.objects.get().edition_in_force
    pages = {
        adjusted.get_absolute_url(): "已批复的名称",
        reverse("start"): "10.00",
        reverse("projects"): "10.00",
        reverse("editions") + "?state=all": "已批复的名称",
        edition.get_absolute_url(): "办好事情",
        part_one.get_absolute_url(): "已批复的总述",
        reverse("compare-editions", args=[edition.pk]): "只有这一个版本",
        reverse("document", args=[2025, unit.code]): "已批复的总述",
        reverse("history", args=[adjusted.pk]): "已批复的名称",
        reverse("history-target", args=[2025, unit.code]): "批复",
        reverse("history-all"): "已批复的名称",
        reverse("edition-json", args=[edition.pk]): "已批复的名称",
    }
    client.force_login(auditor)
    for address, words in pages.items():
        text = client.get(address, follow=True).content.decode()
        assert words in text, address
        assert not [each for each in DRAFTED if each in text], address
    assert reverse("edition", args=[edition.pk]) == client.get(adjusted.get_absolute_url())["Location"]
    assert client.get(reverse("document", args=[2025, unit.code])).context["page"][0].declaration.number == 3
    client.get(reverse("document-pdf", args=[2025, unit.code]))
    (document,) = printed
    assert (document.projects, document.target) == ((edition.declaration,), part_one.declaration)
    client.force_login(staff)
    text = client.get(reverse("document", args=[2025, unit.code])).content.decode()
    assert all(each in text for each in DRAFTED)
    assert f'href="{edition.get_absolute_url()}"' in text
    assert edition.get_absolute_url() in client.get(adjusted.get_absolute_url()).content.decode()


def test_an_edition_opens_as_it_was_approved_with_what_was_found_then(client, unit, auditor, staff):
    project = fill(ProjectFactory(department=unit))
    said = Finding("flat-plan", Severity.WARNING, ("indicators", 0, "value"), "当时的提醒。", "≥12个")
    reason = KeptFinding(reason="当时的理由", kept_by=staff, kept_at=project.created_at)
    kept = type("Kept", (), {"row": PlacedFinding(said, "数量"), "reason": reason})()
    edition = seal(project, Judged(Findings(()), (kept,)), actor=staff)
    client.force_login(auditor)
    html = client.get(edition.get_absolute_url()).content.decode()
    for words in ("当时的提醒。", "当时的理由", "（staff）", edition.sha256, "0" * 64, 'id="mark-indicators.0.value"'):
        assert words in html
    answer = client.get(reverse("edition-json", args=[edition.pk]))
    assert sha256(answer.content).hexdigest() == edition.sha256
    assert answer["Content-Disposition"].startswith("attachment")


def test_two_editions_are_compared_cell_by_cell_the_older_first(client, unit, auditor, outsider):
    project = fill(ProjectFactory(department=unit))
    first, stranger = approved(project), approved(ProjectFactory(department=unit))
    project.goals.update(text="办成大事")
    project = Project.objects.get(pk=project.pk)
    second = approved(project)
    client.force_login(auditor)
    for one, other in ((first, second), (second, first)):
        page = client.get(reverse("compare-editions", args=[one.pk]), {"with": other.pk})
        (change,) = page.context["changes"]
        assert (change.change.before, change.change.after) == ("办好事情", "办成大事")
        assert 'id="change-goals.0"' in page.content.decode()
    for asked in (stranger.pk, first.pk, 9**9, "x", "²", ""):
        assert client.get(reverse("compare-editions", args=[first.pk]), {"with": asked}).status_code == 404
    old = client.get(first.get_absolute_url()).content.decode()
    assert "已被取代" in old
    assert second.get_absolute_url() in old
    client.force_login(outsider)
    for name in ("edition", "compare-editions", "edition-json"):
        assert client.get(reverse(name, args=[first.pk])).status_code == 404


def test_an_edition_is_verified_on_the_spot(client, unit, auditor):
    editions = [approved(ProjectFactory(department=unit)) for _ in range(3)]
    client.force_login(auditor)
    address = editions[1].get_absolute_url()
    assert client.get(address).context["problem"] == ""
    assert "重新计算" in client.get(address, {"verify": "1"}).content.decode()
    forged = canonical(json.loads(editions[1].sealed) | {"note": "改"})
    with lifted():
        QuerySet.update(Edition.objects.filter(pk=editions[1].pk), sealed=forged)
    html = client.get(address, {"verify": "1"}).content.decode()
    assert "正文与其 SHA-256 不符。" in html
    assert client.get(editions[2].get_absolute_url(), {"verify": "1"}).context["problem"] == ""


def test_a_document_of_what_is_in_force_costs_a_fixed_number_of_queries(
    client, unit, auditor, django_assert_num_queries
):
    year = FiscalYearFactory()
    client.force_login(auditor)

    def cost(rows):
        while Edition.objects.count() < rows:
            approved(ProjectFactory(department=unit, fiscal_year=year))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("document", args=[2025, unit.code]))
        return len(queries)

    assert cost(10) == cost(20) < 15
