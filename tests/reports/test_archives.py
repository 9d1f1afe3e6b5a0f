"""Archives: asked for once, made whole or not at all, and handed out to whom may read what is in them."""

import errno
import io
from contextlib import nullcontext
from datetime import timedelta
from hashlib import sha256
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from reports import archive_making
from reports.archive_files import BOOK, SUMS, ArchiveFile
from reports.archive_making import make
from reports.archives import ask, cancel, clear_away, restart
from reports.fonts import FontsNotPreparedError
from reports.models import Archive, State
from reports.models.archives import SILENCE, Problem
from reports.papers import LostError, NoRoomError, NotStoredError
from reports.workbook_editions import EditionsWorkbook
from targets.models import Edition, Membership
from targets.services.findings import RefusedError

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(settings, tmp_path, monkeypatch):
    """Where files are kept; how papers are read is not what this is about."""
    settings.ARCHIVE_DIR = tmp_path / "archives"
    monkeypatch.setattr(archive_making, "PULSE", 0)
    monkeypatch.setattr(archive_making, "read_paper", lambda edition: b"%PDF-" + edition.sha256.encode())
    return settings.ARCHIVE_DIR


@pytest.fixture
def asked(seed, auditor, django_capture_on_commit_callbacks):
    """Have somebody ask; the worker is at it, unless it sleeps."""

    def by(actor=auditor, editions=None, title="全部", asleep=False):
        with django_capture_on_commit_callbacks(execute=not asleep):
            archive = ask(editions=editions or Edition.objects.all(), title=title, actor=actor)
        archive.refresh_from_db()
        return archive

    return by


def left(kept):
    return sorted(path.name for path in kept.rglob("*")) if kept.exists() else []


def test_it_holds_what_was_asked_for_and_says_so(asked, kept):
    archive = asked()
    assert (archive.state, archive.done, archive.total) == (State.DONE, 7, 7)
    assert left(kept) == [archive.file]
    data = archive.path.read_bytes()
    assert (archive.sha256, archive.size) == (sha256(data).hexdigest(), len(data))
    with ZipFile(io.BytesIO(data)) as file:
        names = file.namelist()
        for position, edition in enumerate(Edition.objects.order_by("position"), 1):
            pdf, json = names[2 * position - 2 : 2 * position]
            assert file.read(json).decode() == edition.sealed
            assert file.read(pdf) == b"%PDF-" + edition.sha256.encode()
            assert json.startswith(f"326001-2025/{position:05d}-")
            assert edition.sha256[:12] in json
        assert names[-3:-2] + names[-1:] == [BOOK, SUMS]
        sums = dict(line.split("  ")[::-1] for line in file.read(SUMS).decode().splitlines())
        assert {sha256(file.read(name)).hexdigest() == digest for name, digest in sums.items()} == {True}


def test_two_clicks_make_one_and_asking_again_gives_the_same(asked, auditor, head, monkeypatch):
    first = asked(asleep=True)
    assert asked(asleep=True) == first
    assert asked(actor=head, asleep=True) != first, "each has their own"
    some = asked(editions=Edition.objects.filter(position__lt=3), asleep=True)
    assert (some.total, some == first) == (2, False)
    with pytest.raises(IntegrityError):
        Archive.objects.create(asked_by=auditor, title="x", asked_for=first.asked_for, total=7)


def test_the_click_that_comes_second_gets_the_first_ones(asked, monkeypatch):
    first = asked(asleep=True)
    monkeypatch.setattr(Archive, "under_way", property(lambda self: False))  # as it looked a moment before
    assert asked(asleep=True) == first


def test_what_is_made_is_not_made_again(asked):
    archive = asked()
    before = archive.path.stat().st_mtime_ns
    assert asked() == archive
    make(archive.pk)
    archive.refresh_from_db()
    assert (archive.state, archive.path.stat().st_mtime_ns) == (State.DONE, before)


def test_nobody_gets_what_they_may_not_read(seed, outsider):
    with pytest.raises(RefusedError):
        ask(editions=Edition.objects.all(), title="全部", actor=outsider)
    assert not Archive.objects.exists()


def test_a_role_lost_since_opens_nothing(asked, auditor, client, kept):
    made = asked()
    waiting = asked(editions=Edition.objects.filter(position=1), asleep=True)
    client.force_login(auditor)
    file = reverse("archive-file", args=[made.pk])
    assert b"".join(client.get(file)) == made.path.read_bytes()
    Membership.objects.filter(user=auditor).delete()
    assert client.get(file).status_code == 404
    page = client.get(reverse("archive", args=[made.pk])).content.decode()
    assert file not in page
    assert "无权" in page or "no longer read" in page
    make(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.problem) == (State.FAILED, Problem.LOST_RIGHT)
    assert left(kept) == [made.file]


FAULTS = {
    "the disk is full": (OSError(errno.ENOSPC, "full"), Problem.NO_ROOM),
    "no room for a paper": (NoRoomError(), Problem.NO_ROOM),
    "a paper cannot be stored": (NotStoredError(), Problem.NO_PAPER),
    "a paper is lost": (LostError(), Problem.LOST_PAPER),
    "no fonts": (FontsNotPreparedError(), Problem.NO_FONTS),
    "a bug": (ZeroDivisionError(), Problem.UNEXPECTED),
}


def test_whatever_goes_wrong_is_said_leaves_nothing_and_can_begin_anew(
    asked, auditor, kept, monkeypatch, django_capture_on_commit_callbacks
):
    archive, read = asked(asleep=True), archive_making.read_paper
    for name, (fault, problem) in FAULTS.items():
        papers = iter([b"%PDF-", fault])

        def paper(edition, papers=papers):
            if isinstance(given := next(papers), BaseException):
                raise given
            return given

        monkeypatch.setattr(archive_making, "read_paper", paper)
        with pytest.raises(type(fault)) if problem == Problem.UNEXPECTED else nullcontext():
            make(archive.pk)
        archive.refresh_from_db()
        assert (archive.state, archive.problem, left(kept)) == (State.FAILED, problem, []), name
        with django_capture_on_commit_callbacks(execute=False):
            restart(archive_id=archive.pk, actor=auditor)
    monkeypatch.setattr(archive_making, "read_paper", read)
    make(archive.pk)
    archive.refresh_from_db()
    assert (archive.state, archive.problem) == (State.DONE, "")


def full(*args, **kwargs):
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("place", [(ArchiveFile, "_put"), (EditionsWorkbook, "close"), (archive_making.os, "fsync")])
def test_a_full_disk_at_any_step_leaves_no_half_file(place, asked, kept, monkeypatch):
    monkeypatch.setattr(*place, full)
    archive = asked()
    assert (archive.state, archive.problem, left(kept)) == (State.FAILED, Problem.NO_ROOM, [])


def test_a_full_disk_while_the_workbook_is_packed_is_one_too(asked, kept, monkeypatch):
    monkeypatch.setattr("xlsxwriter.workbook.ZipFile", full)
    assert asked().problem == Problem.NO_ROOM
    assert left(kept) == []


def test_an_edition_that_is_not_what_was_approved_goes_into_none(asked, monkeypatch):
    monkeypatch.setattr(archive_making, "Sealed", SimpleNamespace(of=lambda text: SimpleNamespace(sha256="0" * 64)))
    assert asked().problem == Problem.BROKEN_EDITION


def test_a_lost_or_shortened_file_is_said_to_be_and_comes_out_the_same(
    asked, auditor, client, django_capture_on_commit_callbacks
):
    archive = asked()
    digest = archive.sha256
    client.force_login(auditor)
    for damage in (lambda path: path.unlink(), lambda path: path.write_bytes(path.read_bytes()[:-1])):
        damage(archive.path)
        assert client.get(reverse("archive-file", args=[archive.pk])).status_code == 404
        assert client.get(reverse("archive", args=[archive.pk])).status_code == 200
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("restart-archive", args=[archive.pk]))
        archive.refresh_from_db()
        assert (archive.state, archive.is_there, archive.sha256) == (State.DONE, True, digest)


def test_called_off_it_stops_and_leaves_nothing(asked, auditor, kept, monkeypatch):
    archive = asked(asleep=True)

    def paper(edition):
        if edition.position == 3:
            cancel(archive_id=archive.pk, actor=auditor)
        return b"%PDF-"

    monkeypatch.setattr(archive_making, "read_paper", paper)
    make(archive.pk)
    archive.refresh_from_db()
    assert (archive.state, archive.done, left(kept)) == (State.CANCELLED, 2, [])
    with pytest.raises(RefusedError):
        cancel(archive_id=archive.pk, actor=auditor)


def test_who_is_overtaken_leaves_the_other_ones_file(asked, auditor, kept, monkeypatch):
    archive, finish = asked(asleep=True), archive_making._finish

    def late(mine, path):
        monkeypatch.setattr(archive_making, "_finish", finish)
        Archive.objects.update(heard_at=timezone.now() - 2 * SILENCE)
        make(archive.pk)
        finish(mine, path)

    monkeypatch.setattr(archive_making, "_finish", late)
    make(archive.pk)
    archive.refresh_from_db()
    assert (archive.state, archive.is_there, left(kept)) == (State.DONE, True, [archive.file])


def test_a_worker_that_is_stopped_leaves_it_to_the_next(asked, kept, monkeypatch):
    def stop(edition):
        raise SystemExit(1)

    archive, read = asked(asleep=True), archive_making.read_paper
    monkeypatch.setattr(archive_making, "read_paper", stop)
    with pytest.raises(SystemExit):
        make(archive.pk)
    archive.refresh_from_db()
    assert (archive.state, archive.problem, left(kept)) == (State.WAITING, "", [])
    monkeypatch.setattr(archive_making, "read_paper", read)
    make(archive.pk, again=True)
    archive.refresh_from_db()
    assert archive.is_there


def test_one_that_was_heard_of_just_now_stays_in_its_hands(asked, auditor):
    archive = asked(asleep=True)
    Archive.objects.update(state=State.WORKING, run="a" * 32, heard_at=timezone.now())
    make(archive.pk)
    with pytest.raises(RefusedError):
        restart(archive_id=archive.pk, actor=auditor)
    archive.refresh_from_db()
    assert (archive.state, archive.run, archive.stranded) == (State.WORKING, "a" * 32, False)
    make(archive.pk, again=True)  # the task is done a second time: its first worker is dead
    archive.refresh_from_db()
    assert archive.is_there


def test_old_files_go_and_what_is_not_ours_stays(asked, kept, settings):
    archive = asked()
    others = [kept / "notes.txt", kept / "0123"]
    for path in others:
        path.write_text("x")
    (kept / ("f" * 32)).mkdir()
    clear_away()
    assert archive.path.exists()
    Archive.objects.update(finished_at=timezone.now() - timedelta(days=settings.ARCHIVE_DAYS, minutes=1))
    clear_away()
    archive.refresh_from_db()
    assert (archive.state, left(kept)) == (State.EXPIRED, ["0123", "notes.txt"])
    assert archive.may_begin_anew


def test_a_full_year_asks_as_often_as_a_part_of_it(asked, django_assert_max_num_queries):
    archive = asked(asleep=True)
    with django_assert_max_num_queries(7 + 12):  # one for each edition's word, and what it takes once
        make(archive.pk)
