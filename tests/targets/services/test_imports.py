"""A person's import: shown before anything is written, taken in whole or not at all, undone at once."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from reports.word import render_projects_docx
from targets.models import (
    FiscalYear,
    HistoryEntry,
    Import,
    ImportState,
    ItemOutcome,
    Project,
    Status,
    Verb,
)
from targets.services.findings import RefusedError
from targets.services.imports import (
    Sent,
    begin_import,
    discard_import,
    undo_import,
)
from tests.factories import DepartmentFactory
from tests.targets.services.bringing import TEXT, bring, draft_seed, outcomes, stored, take

pytestmark = pytest.mark.django_db


def test_new_tables_are_shown_taken_once_and_taken_back(year, staff, seed_reading):
    word = ("表.docx", render_projects_docx(seed_reading.projects[:2]))
    upload = bring(staff, TEXT, word)
    assert outcomes(upload) == [ItemOutcome.NEW] * 7 + [ItemOutcome.BARRED] * 2  # the Word file repeats two tables
    assert "已在" in upload.items.last().faults[0]
    assert "0.txt" in upload.items.last().faults[0]
    assert not stored()
    assert not any(bytes(file.content) for file in upload.files.all())
    upload = take(upload, staff)
    assert upload.state == ImportState.TAKEN
    assert stored() == [*seed_reading.projects, seed_reading.target]
    assert set(HistoryEntry.objects.values_list("verb", "actor")) == {(Verb.IMPORTED, staff.pk)}
    assert HistoryEntry.objects.count() == 7
    assert take(upload, staff).state == ImportState.TAKEN  # the second of two clicks
    assert HistoryEntry.objects.count() == 7
    assert undo_import(import_id=upload.pk, actor=staff).state == ImportState.UNDONE
    assert not stored()
    assert HistoryEntry.objects.filter(verb=Verb.DELETED, note="撤销导入", actor=staff).count() == 7


def test_what_changed_is_told_by_field_and_put_back_as_it_was(seed, staff):
    draft_seed(seed)
    before = stored()
    upload = bring(staff, TEXT.replace("\t12个\n\t实际数量", "\t13个\n\t实际数量", 1))
    assert outcomes(upload) == [ItemOutcome.UNCHANGED, ItemOutcome.CHANGED, *[ItemOutcome.UNCHANGED] * 5]
    (change,) = upload.items.takeable().get().changes
    assert (change["before"], change["after"]) == ("12个", "13个")
    assert change["label"].endswith("指标值")
    upload = take(upload, staff)
    seed[0].refresh_from_db()
    assert (seed[0].version, seed[0].updated_by) == (2, staff)
    assert HistoryEntry.objects.first().changes == [change]
    undo_import(import_id=upload.pk, actor=staff)
    assert stored() == before
    entry = HistoryEntry.objects.first()
    assert (entry.verb, entry.note, entry.changes[0]["after"]) == (Verb.CHANGED, "撤销导入", "12个")
    assert HistoryEntry.objects.filter(key=seed[0].pk, verb=Verb.IMPORTED, actor=staff).count() == 1


def test_undoing_is_refused_whole_where_something_was_changed_or_submitted_since(year, staff):
    upload = take(bring(staff, TEXT), staff)
    first, second = Project.objects.order_by("number")[:2]
    Project.objects.filter(pk=first.pk).update(version=2, purpose="改了")
    Project.objects.filter(pk=second.pk).update(status=Status.SUBMITTED)
    before = stored()
    upload = undo_import(import_id=upload.pk, actor=staff)
    assert upload.state == ImportState.TAKEN
    assert first.name in upload.note
    assert second.name in upload.note
    assert Project.objects.order_by("number")[2].name not in upload.note
    assert stored() == before


def test_imports_over_one_another_are_undone_from_the_last_to_the_first(year, staff):
    first = take(bring(staff, TEXT), staff)
    second = take(bring(staff, TEXT.replace("12个", "13个")), staff)
    assert undo_import(import_id=first.pk, actor=staff).state == ImportState.TAKEN
    for upload in (second, first):
        assert undo_import(import_id=upload.pk, actor=staff).state == ImportState.UNDONE
    assert not stored()


def test_what_is_not_taken_in_is_discarded_by_its_owner_and_what_is_taken_is_not(year, staff, outsider):
    upload, taken = bring(staff, TEXT), take(bring(staff, TEXT), staff)
    with pytest.raises(Http404):
        discard_import(import_id=upload.pk, actor=outsider)
    discard_import(import_id=upload.pk, actor=staff)
    for state in (ImportState.TAKEN, ImportState.TAKING, ImportState.UNDONE):
        Import.objects.update(state=state)
        with pytest.raises(RefusedError):
            discard_import(import_id=taken.pk, actor=staff)
    assert list(Import.objects.all()) == [taken]
    assert len(stored()) == 7


def test_only_open_years_and_own_units_are_brought_in(year, staff, auditor, unit):
    with pytest.raises(PermissionDenied):
        bring(auditor, TEXT)
    other = DepartmentFactory(code="401001")
    with pytest.raises(PermissionDenied):
        begin_import(files=[Sent("a", b"x")], year=year, unit=other, actor=staff)
    upload = bring(staff, TEXT)
    FiscalYear.objects.update(entry_closes="2020-01-01")
    with pytest.raises(RefusedError):
        bring(staff, TEXT)
    upload = take(upload, staff)
    assert upload.state == ImportState.READ  # what was shown as new is barred by now
    assert set(outcomes(upload)) == {ItemOutcome.BARRED}
    assert not stored()


def test_what_was_changed_since_it_was_shown_is_shown_again(seed, staff):
    draft_seed(seed)
    upload = bring(staff, TEXT.replace("120.00", "121.00").replace("12个", "13个"))
    assert upload.items.takeable().count() > 1
    mine = upload.items.takeable().first()
    Project.objects.filter(pk=mine.key).update(version=7, purpose="别人改的")
    before = stored()
    upload = take(upload, staff)
    assert upload.state == ImportState.READ
    assert mine.name in upload.note
    assert stored() == before
    now = upload.items.get(pk=mine.pk)
    assert (now.version, now.chosen, now.place) == (7, True, mine.place)
    assert "别人改的" in [change["before"] for change in now.changes]
    assert take(upload, staff).state == ImportState.TAKEN
