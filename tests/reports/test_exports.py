"""What is exported: exactly what the user reads and the filters have left, in files that read back as they were."""

import pytest
from django.urls import reverse

from reports import exports
from reports.exports import KINDS
from targets.models import DepartmentTarget, Project, Status
from targets.readers.opening import read_file
from targets.storage import declaration_of, department_declaration_of

pytestmark = pytest.mark.django_db


def stored():
    return [declaration_of(each) for each in Project.objects.order_by("number").with_tables()]


@pytest.fixture
def got(client):
    """What a person is handed, read."""

    def read(person, name, *arguments, **query):
        client.force_login(person)
        response = client.get(reverse(name, args=arguments), query)
        content = response.getvalue()
        return read_file(content, response["Content-Disposition"], year=2025)

    return read


def test_every_kind_of_a_list_reads_back_as_it_is_stored(seed, staff, got):
    Project.objects.filter(pk=seed[0].pk).update(purpose="=1+1", status=Status.DRAFT)
    part_one = department_declaration_of(DepartmentTarget.objects.with_rows().get())
    for kind in KINDS:
        assert list(got(staff, "export-projects", kind).projects) == stored(), kind
    for kind in ("docx", "json"):
        reading = got(staff, "export-document", 2025, "326001", kind)
        assert (list(reading.projects), reading.target) == (stored(), part_one), kind
    assert list(got(staff, "export-document", 2025, "326001", "csv").projects) == stored()
    assert list(got(staff, "export-projects", "csv", q="社区工作").projects) == stored()[1:2]


def test_who_audits_gets_what_is_in_force_while_the_next_is_drafted(seed, auditor, outsider, got, client):
    before = stored()
    Project.objects.filter(pk=seed[0].pk).update(purpose="草稿", status=Status.DRAFT)
    Project.objects.filter(pk=seed[1].pk).update(edition_in_force=None, status=Status.DRAFT)
    expected = [before[0], *before[2:]]
    for kind in ("flat.xlsx", "json"):
        found = got(auditor, "export-projects", kind, year=2025).projects
        assert sorted(found, key=lambda each: each.code) == sorted(expected, key=lambda each: each.code)
    reading = got(auditor, "export-document", 2025, "326001", "json")
    assert [each.purpose for each in reading.projects] == [each.purpose for each in expected]
    client.force_login(outsider)
    assert client.get(reverse("export-document", args=[2025, "326001", "json"])).status_code == 404
    csv = client.get(reverse("export-projects", args=["csv"]))
    assert len(csv.getvalue().splitlines()) == 1


def test_too_many_for_a_whole_document_are_refused_in_a_sentence(seed, staff, client, monkeypatch):
    monkeypatch.setattr(exports, "MOST", 5)
    client.force_login(staff)
    response = client.get(reverse("export-projects", args=["docx"]), {"q": ""}, follow=True)
    assert response.redirect_chain[0][0] == f"{reverse('projects')}?q="
    assert "最多放 5 张表" in response.content.decode()
    flat = client.get(reverse("export-projects", args=["flat.xlsx"]))
    assert flat.getvalue()
    assert flat["Content-Disposition"].startswith("attachment")


def test_templates_are_of_the_year_and_the_only_unit(seed, staff, client):
    client.force_login(staff)
    for layout in ("form", "flat"):
        response = client.get(reverse("import-template", args=[2025, layout]))
        assert b"xl/workbook.xml" in response.getvalue()
    assert client.get(reverse("import-template", args=[2025, "other"])).status_code == 404
    assert client.get(reverse("import-template", args=[1999, "form"])).status_code == 404
