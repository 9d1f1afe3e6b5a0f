"""An import in the background: killed, begun again, telling how far it has come."""

import os

import pytest
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from targets import progress
from targets.models import (
    HistoryEntry,
    Import,
    ImportState,
)
from targets.models.imports import SILENCE
from targets.services import imports
from targets.services.findings import RefusedError
from targets.services.import_comparing import compare
from targets.services.imports import (
    restart_import,
    undo_import,
    work_on,
)
from tests.targets.services.bringing import TEXT, bring, stored, take

pytestmark = pytest.mark.django_db


def test_a_worker_that_is_killed_leaves_nothing_and_the_work_is_done_again(year, staff, monkeypatch):
    monkeypatch.setattr(imports, "LARGE", 10)
    monkeypatch.setattr(imports, "MANY", 1)
    monkeypatch.setattr(imports, "compare", killed)
    upload = bring(staff, TEXT)
    assert (upload.state, upload.items.count()) == (ImportState.READING, 0)
    monkeypatch.setattr(imports, "compare", compare)
    for _ in range(2):  # at least once
        work_on(upload.pk)
    upload.refresh_from_db()
    assert (upload.state, upload.items.count()) == (ImportState.READ, 7)
    take(upload, staff)
    monkeypatch.setattr("targets.services.import_taking.write_project", killed)
    with pytest.raises(SystemExit):
        work_on(upload.pk)
    assert not stored()
    monkeypatch.undo()
    work_on(upload.pk)
    work_on(upload.pk)
    assert len(stored()) == 7
    assert HistoryEntry.objects.count() == 7


def killed(*args, **kwargs):
    raise SystemExit


def test_what_a_task_left_for_good_is_begun_again_by_its_owner(
    year, staff, outsider, monkeypatch, client, django_capture_on_commit_callbacks
):
    def silent():
        Import.objects.update(heard_at=timezone.now() - 2 * SILENCE)

    def begun_again():
        with django_capture_on_commit_callbacks(execute=True):
            restart_import(import_id=upload.pk, actor=staff)
        upload.refresh_from_db()
        return upload.state

    monkeypatch.setattr(imports, "LARGE", 10)
    monkeypatch.setattr(imports, "MANY", 1)
    upload = bring(staff, TEXT)
    client.force_login(staff)
    button = reverse("restart-import", args=[upload.pk])
    for quiet in (False, True):
        if quiet:
            silent()
        assert (button in client.get(upload.get_absolute_url()).content.decode()) == quiet
        if not quiet:
            with pytest.raises(RefusedError):
                begun_again()
    with pytest.raises(Http404):
        restart_import(import_id=upload.pk, actor=outsider)
    assert begun_again() == ImportState.READ
    take(upload, staff)
    silent()
    assert begun_again() == ImportState.TAKEN
    work_on(upload.pk)  # the task that was thought dead
    assert (len(stored()), HistoryEntry.objects.count()) == (7, 7)
    undo_import(import_id=upload.pk, actor=staff)
    silent()
    assert client.post(button)["Location"] == upload.get_absolute_url()
    assert client.post(button, follow=True).context["messages"]
    assert Import.objects.get().heard_at > timezone.now() - SILENCE


def test_how_far_the_one_transaction_has_come_is_told_beside_it(year, staff, monkeypatch, client, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(progress, "PULSE", 0)
    client.force_login(staff)
    upload = bring(staff, TEXT)
    seen = []

    def look(beat):
        def beaten(teller, done, total):
            beat(teller, done, total)
            seen.append((done, total))
            page = client.get(upload.get_absolute_url()).content.decode()
            assert f'value="{100 * done // total}"' in page
            assert button not in page
            Import.objects.update(heard_at=timezone.now() - 2 * SILENCE)  # a word beside the database is one, too

        return beaten

    button, file = reverse("restart-import", args=[upload.pk]), tmp_path / "progress" / f"import-{upload.pk}"
    monkeypatch.setattr(progress.Teller, "beat", look(progress.Teller.beat))
    take(upload, staff)
    undo_import(import_id=upload.pk, actor=staff)
    assert seen == [(done, 7) for done in range(7)] * 2
    assert not file.exists()
    file.write_text("50")
    assert progress.percent(file.name) == 50
    os.utime(file, (1, 1))
    assert progress.percent(file.name) is None


def test_what_breaks_unexpectedly_is_told_and_writes_nothing(year, staff, monkeypatch):
    upload = bring(staff, TEXT)
    monkeypatch.setattr("targets.services.import_taking.write_target", lambda *args, **kwargs: 1 / 0)
    upload = take(upload, staff)
    assert (upload.state, stored()) == (ImportState.READ, [])
    assert "管理员" in upload.note
    monkeypatch.setattr(imports, "sift_file", lambda *args, **kwargs: 1 / 0)
    assert bring(staff, TEXT).state == ImportState.FAILED
