"""What is exported: exactly what the user reads and the filters have left, in files that read back as they were."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from reports import exports
from reports.exports import KINDS
from reports.models import Download
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


@pytest.mark.slow
def test_papers_of_many_are_parted_into_files_that_all_read_back(seed, staff, client, monkeypatch):
    monkeypatch.setattr(exports, "PART", 4)
    client.force_login(staff)
    before, part_one = stored(), department_declaration_of(DepartmentTarget.objects.with_rows().get())
    for name, arguments in (("export-projects", ()), ("export-document", (2025, "326001"))):
        for kind in ("docx", "form.xlsx"):
            response = client.get(reverse(name, args=[*arguments, kind]))
            assert (response["Content-Type"], response["Content-Disposition"][-4:]) == ("application/zip", ".zip")
            with ZipFile(BytesIO(response.getvalue())) as archive:
                stem = "2025-326001-" if arguments else "2025-项目绩效目标表-"
                assert [each[: len(stem)] for each in archive.namelist()] == [stem] * 2
                assert [each[-7:-5] for each in archive.namelist()] == ["01", "02"]
                readings = [read_file(archive.read(each), each, year=2025) for each in archive.namelist()]
            assert [len(reading.projects) for reading in readings] == [4, 2]
            assert [each.code for reading in readings for each in reading.projects] == [each.code for each in before]
            assert [reading.target for reading in readings] == [part_one if arguments else None, None]
    assert [Download.objects.latest("pk").name[-4:], Download.objects.count()] == [".zip", 4]
    flat = client.get(reverse("export-projects", args=["flat.xlsx"]))
    assert len(read_file(flat.getvalue(), "", year=2025).projects) == 6
    monkeypatch.setattr(exports, "PART_ROWS", max(len(each.indicators) for each in before) + 1)
    assert [len(part) for part in exports._parts(before)] == [1] * 6


def test_what_comes_of_many_is_said_before_they_are_asked_for(seed, staff, client, monkeypatch):
    client.force_login(staff)
    for most, sentences in ((6, 0), (5, 2)):
        monkeypatch.setattr(exports, "PART", most)
        monkeypatch.setattr(exports, "READABLE", most)
        for page in (reverse("projects"), reverse("document", args=[2025, "326001"])):
            html = client.get(page).content.decode()
            assert (f"每 {most} 个项目一个文件" in html) + ("请先按部门或年度筛选" in html) == sentences


def test_the_archive_gives_out_what_is_in_force_as_it_is_filtered(seed, staff, auditor, outsider, got, client):
    before = stored()
    Project.objects.filter(pk=seed[0].pk).update(purpose="草稿", status=Status.DRAFT)
    for person in (staff, auditor):
        found = got(person, "export-editions", "json", year=2025).projects
        assert sorted(found, key=lambda each: each.code) == sorted(before, key=lambda each: each.code)
        assert got(person, "export-editions", "csv", q="社区工作").projects == (before[1],)
        assert (
            client.get(reverse("export-editions", args=["csv"]), {"state": "superseded"}).getvalue().count(b"\n") == 1
        )
        page = client.get(reverse("editions"), {"q": "社区工作", "year": 2025})
        assert f"{reverse('export-editions', args=['docx'])}?q=" in page.content.decode()
        assert "按现行版本" in page.content.decode()
        assert "按现行版本" not in client.get(reverse("editions"), {"state": "superseded"}).content.decode()
    assert set(Download.objects.values_list("departments", flat=True)) == {",326001", ""}
    client.force_login(outsider)
    assert len(client.get(reverse("export-editions", args=["csv"])).getvalue().splitlines()) == 1
    wrong = client.get(reverse("export-editions", args=["csv"]), {"approved_from": "昨天"})
    assert wrong["Location"].startswith(reverse("editions"))


def test_templates_are_of_the_year_and_the_only_unit(seed, staff, client):
    client.force_login(staff)
    for layout in ("form", "flat"):
        response = client.get(reverse("import-template", args=[2025, layout]))
        assert b"xl/workbook.xml" in response.getvalue()
    assert client.get(reverse("import-template", args=[2025, "other"])).status_code == 404
    assert client.get(reverse("import-template", args=[1999, "form"])).status_code == 404
