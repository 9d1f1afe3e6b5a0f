"""Every file that is handed out is on record, and the record is read by whom it concerns."""

from hashlib import sha256
from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.urls import get_resolver, reverse
from django.utils import timezone

from reports import archive_making
from reports.archives import ask
from reports.models import Archive, Download, FileKind
from targets.access import Role
from targets.models import DepartmentTarget, Edition, Membership, Project, Status
from targets.models.append_only import AppendOnlyError
from tests.factories import DepartmentFactory, ProjectFactory, approved, member
from tests.perfbudget.test_permissions import own_addresses

pytestmark = pytest.mark.django_db

EXPORTS = {"_export": "xlsx", "export": "xlsx", "format": "xlsx"}
"""What a list's address may carry to be handed out as a table."""


@pytest.fixture(autouse=True)
def unprinted(settings, tmp_path, monkeypatch):
    """What is printed is not what this is about."""
    settings.ARCHIVE_DIR = tmp_path
    monkeypatch.setattr("reports.views.project.render_project_pdf", lambda declaration: b"%PDF-project")
    monkeypatch.setattr("reports.views.document.document_pdf", lambda document: b"%PDF-document")
    monkeypatch.setattr("reports.papers.render_edition_pdf", lambda text, site: b"%PDF-" + text.encode())
    monkeypatch.setattr(archive_making, "read_paper", lambda edition: b"%PDF-")


@pytest.fixture
def there(unit, staff, django_capture_on_commit_callbacks):
    """An edition, a project and an archive of one key, so that each is found under any address."""
    edition = approved(ProjectFactory(department=unit))
    if not Project.objects.filter(pk=edition.pk).update(status=Status.DRAFT):
        ProjectFactory(pk=edition.pk, department=unit)
    DepartmentTarget.objects.create(department=unit, fiscal_year_id=2025)
    with django_capture_on_commit_callbacks(execute=True):
        archive = ask(editions=Edition.objects.all(), title="全部", actor=staff)
    archive.refresh_from_db()
    if archive.pk != edition.pk:
        archive.pk = edition.pk
        archive.save()
    archive.editions.set([edition])
    return edition


def address_of(name, edition):
    """The address of this name that leads to what there is."""
    arguments = {"year": 2025, "code": "326001", "digits": edition.sha256, "uidb64": "MQ", "token": "a-b"}
    arguments |= {"layout": "form", "kind": "json"}
    template, names = get_resolver().reverse_dict.getlist(name)[0][0][0]
    return "/" + template % {each: arguments.get(each, edition.pk) for each in names}, bool(names)


@pytest.mark.slow
def test_no_address_hands_out_a_file_that_is_not_put_on_record(client, staff, there):
    client.force_login(staff)
    handed_out = set()
    for name in sorted(own_addresses()):
        address, of_one = address_of(name, there)
        for query in [{}] if of_one else [{}, EXPORTS]:
            before = Download.objects.count()
            response = client.get(address, query, REMOTE_ADDR="192.0.2.7")
            if "Content-Disposition" not in response:
                assert Download.objects.count() == before
                continue
            content = response.getvalue()
            client.head(address, query).getvalue()
            assert Download.objects.count() == before + 1, f"{name}: one for GET, none for HEAD"
            last = Download.objects.first()
            assert (last.by, last.address, last.departments) == (staff, "192.0.2.7", ",326001"), name
            assert (last.sha256, last.size) == (sha256(content).hexdigest(), len(content)), name
            handed_out.add(name)
    assert handed_out >= {"export-projects", "export-document", "import-template"}
    assert handed_out >= {"project-pdf", "document-pdf", "edition-pdf", "edition-json", "archive-file"}
    kinds = set(Download.objects.values_list("kind", flat=True))
    assert kinds >= {FileKind.PROJECT, FileKind.DOCUMENT, FileKind.EDITION, FileKind.SEALED, FileKind.ARCHIVE}
    assert {each.kind for each in Download.objects.of(there)} == {FileKind.EDITION, FileKind.SEALED, FileKind.ARCHIVE}


def test_who_has_the_paper_already_is_handed_nothing(client, staff, there):
    client.force_login(staff)
    address = reverse("edition-pdf", args=[there.pk])
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    assert Download.objects.filter(kind=FileKind.EDITION).count() == 1


def test_without_a_record_there_is_no_file(client, staff, there, monkeypatch):
    def refused(**fields):
        raise DatabaseError

    client.force_login(staff)
    client.raise_request_exception = False
    monkeypatch.setattr(Download.objects, "create", refused)
    for name in ("archive-file", "edition-json", "edition-pdf"):
        response = client.get(reverse(name, args=[there.pk]))
        assert response.status_code >= 500, name
        assert "Content-Disposition" not in response, name


def record(by, departments, name="文件.pdf", **fields):
    fields = {"kind": FileKind.EDITION, "sha256": "ab" * 32, "size": 5} | fields
    return Download.objects.create(by=by, departments=departments, name=name, **fields)


def test_each_sees_what_concerns_them(staff, head, auditor, outsider, administrator):
    own, theirs = record(auditor, ",326001,401001"), record(staff, ",401001,432600")
    visible = {person: set(Download.objects.visible_to(person)) for person in (staff, head, auditor, outsider)}
    assert visible == {staff: {theirs}, head: {own}, auditor: {own}, outsider: set()}
    assert set(Download.objects.visible_to(administrator)) == {own, theirs}
    other = member(Role.HEAD, DepartmentFactory(code="401"))
    assert set(Download.objects.visible_to(other)) == {own, theirs}
    Membership.objects.filter(user=other).delete()
    assert set(Download.objects.visible_to(type(other).objects.get(pk=other.pk))) == set()


def test_the_page_is_searched_by_words_people_kinds_and_days(client, administrator, staff, auditor):
    day = timezone.make_aware(timezone.datetime(2026, 11, 20, 23, 30))
    record(staff, ",326001", "道路.pdf", at=day)
    record(auditor, ",401001", "公交.json", kind=FileKind.SEALED, sha256="cd" * 32)
    client.force_login(administrator)
    searches = {
        "q=道路": "道路", "q=auditor": "公交", "q=401": "公交", "q=cdcdcd": "公交", "q=道路 staff": "道路",
        "kind=sealed": "公交", "until=2026-11-20": "道路", "since=2026-11-21": "公交",
        "since=2026-11-20&until=2026-11-20": "道路",
    }  # fmt: skip
    for query, name in searches.items():
        html = client.get(f"{reverse('downloads')}?{query}").content.decode()
        assert [each in html for each in ("道路.pdf", "公交.json")] == [name == "道路", name == "公交"], query
    assert client.get(f"{reverse('downloads')}?since=x&edition=9").status_code == 200


def test_a_longer_record_asks_no_more(client, administrator, staff, django_assert_max_num_queries):
    for _ in range(20):
        record(staff, ",326001")
    client.force_login(administrator)
    with django_assert_max_num_queries(8):
        client.get(reverse("downloads"))


WAYS = {
    "save": lambda row: row.save(),
    "delete": lambda row: row.delete(),
    "update": lambda row: Download.objects.update(name="x"),
    "raw delete": lambda row: Download.objects.all()._raw_delete("default"),
    "base save": lambda row: row.save_base(),
}
SQL = ["UPDATE reports_download SET name = 'x'", "DELETE FROM reports_download"]
SQL_OF = {
    "sqlite": "REPLACE INTO reports_download SELECT * FROM reports_download",
    "postgresql": "TRUNCATE reports_download",
}


def test_what_is_on_record_stays(staff):
    row = record(staff, ",326001")
    connection.check_constraints()
    for way in WAYS.values():
        with pytest.raises((DatabaseError, AppendOnlyError), match=r"(?i)on record can neither"), transaction.atomic():
            way(row)
    for sql in [*SQL, SQL_OF[connection.vendor]]:
        with (
            pytest.raises(DatabaseError, match="on record can neither"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
    assert Download.objects.get().name == "文件.pdf"


def test_the_triggers_go_and_come_with_their_migration(staff):
    migration, editor = import_module("reports.migrations.0002_archives_and_downloads"), connection.schema_editor()
    row = record(staff, "")
    connection.check_constraints()
    migration.drop(apps, editor)
    with transaction.atomic():
        assert Download.objects.filter(pk=row.pk)._raw_delete("default") == 1
        transaction.set_rollback(True)
    migration.create(apps, editor)
    with pytest.raises(DatabaseError), transaction.atomic():
        Download.objects.filter(pk=row.pk)._raw_delete("default")


def test_administrators_only_look(client, administrator, staff):
    row = record(staff, ",326001")
    client.force_login(administrator)
    for model, key in ((Download, row.pk), (Archive, 1)):
        base = f"admin:reports_{model._meta.model_name}"
        assert client.get(reverse(f"{base}_changelist"), {"q": "文件"}).status_code == 200
        assert client.post(reverse(f"{base}_add")).status_code == 403
        assert client.post(reverse(f"{base}_delete", args=[key])).status_code in {302, 403}
    assert client.get(reverse("admin:reports_download_change", args=[row.pk])).status_code == 200
