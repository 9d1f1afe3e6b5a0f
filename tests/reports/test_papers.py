"""The paper of an edition is made once and kept: through full disks, lost files, strange hands and a second request."""

import errno
from hashlib import sha256

import pytest
from django.db import DatabaseError, connection, transaction

from reports import papers
from reports.models import Paper
from reports.storing import AtomicStorage
from reports.tasks import make_paper_later
from targets.models import Edition
from targets.services.importing import import_reading
from tests.reports.paper import reopen

pytestmark = pytest.mark.django_db


@pytest.fixture
def disk(tmp_path, monkeypatch):
    """Papers go to a folder of this test's own."""
    storage = AtomicStorage(location=tmp_path)
    monkeypatch.setattr(papers, "default_storage", storage)
    return tmp_path


@pytest.fixture
def edition(seed):
    return Edition.objects.exclude(project=None).order_by("pk").first()


@pytest.fixture
def printed(monkeypatch):
    """How often something was printed, each time another file in a hair."""
    calls = []

    def print_it(text, site):
        calls.append(text)
        return b"%PDF-1.7 " + text.encode() + site.encode() + bytes([len(calls)]) * print_it.drift

    print_it.drift = 0
    monkeypatch.setattr(papers, "render_edition_pdf", print_it)
    return calls, print_it


def failing(error):
    def fail(*args, **kwargs):
        raise error

    return fail


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_it_is_made_at_first_need_and_then_served_as_it_is(edition, disk):
    data = papers.read_paper(edition)
    paper = papers.paper_of(edition)
    assert papers.read_paper(edition) == data
    assert (paper.sha256, paper.size) == (sha256(data).hexdigest(), len(data))
    assert paper.name == f"2025/326001/{paper.sha256}.pdf"
    assert files(disk) == [disk / paper.name]
    assert reopen(data).attachments["edition.json"][0] == edition.sealed.encode()
    assert "WeasyPrint" in paper.made_with


def test_a_lost_or_touched_file_is_made_anew_to_the_byte(edition, disk, printed):
    data = papers.read_paper(edition)
    (file,) = files(disk)
    for spoil in (file.unlink, lambda: file.write_bytes(data[:-1]), lambda: file.write_bytes(data + b"\n")):
        spoil()
        assert papers.read_paper(edition) == data
        assert file.read_bytes() == data
    assert len(printed[0]) == 4
    assert papers.read_paper(edition) == data
    assert len(printed[0]) == 4


def test_other_bytes_are_never_served_under_the_hash_on_record(edition, disk, printed, caplog):
    papers.read_paper(edition)
    (file,) = files(disk)
    file.write_bytes(b"%PDF-1.7 forged")
    printed[1].drift = 1  # another press by now
    with pytest.raises(papers.LostError):
        papers.read_paper(edition)
    assert "restore it from a backup" in caplog.text
    assert file.read_bytes() == b"%PDF-1.7 forged"


@pytest.mark.parametrize(
    ("number", "told"), [(errno.ENOSPC, papers.NoRoomError), (errno.EACCES, papers.NotStoredError)]
)
def test_what_cannot_be_stored_leaves_neither_file_nor_row(edition, disk, printed, monkeypatch, number, told):
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", failing(OSError(number, "no")))
        with pytest.raises(told):
            papers.read_paper(edition)
    assert files(disk) == []
    assert not Paper.objects.exists()
    assert papers.read_paper(edition)


def test_a_file_made_anew_is_served_on_a_full_disk_too(edition, disk, printed, monkeypatch):
    data = papers.read_paper(edition)
    files(disk)[0].unlink()
    monkeypatch.setattr("os.fsync", failing(OSError(errno.ENOSPC, "no")))
    assert papers.read_paper(edition) == data


def test_dying_between_file_and_row_is_made_good_by_the_next(edition, disk, printed, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Paper, "save", failing(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            papers.read_paper(edition)
    assert len(files(disk)) == 1
    assert sha256(papers.read_paper(edition)).hexdigest() == Paper.objects.get().sha256


def test_who_comes_second_serves_the_first_ones_bytes(edition, disk, printed, monkeypatch):
    """Both saw no paper and both print, each another file, as two versions of the press would."""
    printed[1].drift = 1
    first = []
    store = papers._store

    def slow(name, data):
        monkeypatch.setattr(papers, "_store", store)
        first.append(papers.read_paper(edition))
        store(name, data)

    monkeypatch.setattr(papers, "_store", slow)
    assert papers.read_paper(edition) == first[0]
    assert Paper.objects.get().sha256 == sha256(first[0]).hexdigest()
    assert files(disk) == [disk / Paper.objects.get().name]


def test_what_is_on_record_of_a_paper_stays(edition, printed):
    paper = papers.paper_of(edition)
    for statement in ("UPDATE reports_paper SET sha256 = 'a'", "DELETE FROM reports_paper"):
        with pytest.raises(DatabaseError, match="on record"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(DatabaseError, match="on record"):
        paper.save()


def test_it_is_made_ahead_once_the_approval_is_committed(
    seed_reading, unit, printed, django_capture_on_commit_callbacks
):
    with pytest.MonkeyPatch.context() as patch, django_capture_on_commit_callbacks(execute=True):
        patch.setattr("targets.services.sealing.after_sealing", [make_paper_later])
        import_reading(seed_reading, year=2025, published=True)
    assert Paper.objects.count() == Edition.objects.count() == 7


def test_an_approval_stands_though_its_paper_cannot_be_stored(edition, disk, printed, monkeypatch, caplog):
    monkeypatch.setattr("os.fsync", failing(OSError(errno.ENOSPC, "no")))
    make_paper_later(edition.pk)
    assert "was not made ahead" in caplog.text
    assert Edition.objects.filter(pk=edition.pk).exists()
    assert not Paper.objects.exists()
