"""A person's import: shown before anything is written, taken in whole or not at all, undone at once."""

import os
import zlib

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from reports.word import render_projects_docx
from targets import progress
from targets.access import Role
from targets.models import (
    Department,
    DepartmentTarget,
    Edition,
    FiscalYear,
    HistoryEntry,
    Import,
    ImportState,
    ItemOutcome,
    Project,
    Status,
    Verb,
)
from targets.models.imports import SILENCE
from targets.services import imports
from targets.services.findings import RefusedError
from targets.services.import_comparing import compare
from targets.services.imports import (
    Sent,
    begin_import,
    discard_import,
    restart_import,
    take_import,
    undo_import,
    work_on,
)
from targets.storage import declaration_of, department_declaration_of
from tests.conftest import SEED
from tests.factories import DepartmentFactory, FiscalYearFactory, ProjectFactory

pytestmark = pytest.mark.django_db

TEXT = SEED.read_text(encoding="utf-8")


@pytest.fixture
def year(db):
    return FiscalYearFactory()


def bring(staff, *files, year=2025):
    """Bring files in: texts, or (name, bytes)."""
    sent = [Sent(f"{n}.txt", file.encode()) if isinstance(file, str) else Sent(*file) for n, file in enumerate(files)]
    return begin_import(files=sent, year=FiscalYear.objects.get(pk=year), unit=None, actor=staff)


def take(upload, staff, chosen=None):
    keys = upload.items.takeable().values_list("pk", flat=True) if chosen is None else chosen
    return take_import(import_id=upload.pk, chosen=set(keys), actor=staff)


def outcomes(upload):
    return [item.outcome for item in upload.items.all()]


def stored():
    """All that is declared, as data."""
    projects = Project.objects.order_by("pk").with_tables()
    targets = DepartmentTarget.objects.with_rows()
    return [declaration_of(each) for each in projects] + [department_declaration_of(each) for each in targets]


def draft_seed(seed):
    Project.objects.update(status=Status.DRAFT)
    DepartmentTarget.objects.update(status=Status.DRAFT)
    return list(Project.objects.order_by("number"))


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


def test_a_column_that_a_list_lacks_empties_nothing(seed, seed_reading, staff):
    project = draft_seed(seed)[0]
    (before,) = (table for table in seed_reading.projects if table.code == project.code)
    rows = [(row.level_one, row.level_two, row.name, row.value.text) for row in before.indicators]
    heads = "单位代码,单位名称,项目编码,项目名称,一级指标,二级指标,三级指标,指标值"
    of_project = (before.unit.code, before.unit.name, before.code, before.name)
    lines = [",".join((*of_project, *row)) for row in rows]
    upload = bring(staff, ("清单.csv", "\n".join((heads, *lines)).encode()))
    assert outcomes(upload) == [ItemOutcome.UNCHANGED]
    (note,) = upload.files.get().notes
    assert (
        "“资金用途”“财政资金（万元）”“其他资金（万元）”“绩效目标”“绩效指标描述”“指标值确定依据”“资金支出计划各月”"
        in note
    )
    changed = [line.replace(before.name, "新的名称") for line in lines]
    upload = take(bring(staff, ("清单.csv", "\n".join((heads, *changed)).encode())), staff)
    assert upload.state == ImportState.TAKEN
    assert declaration_of(Project.objects.with_tables().get(pk=project.pk)) == before.model_copy(
        update={"name": "新的名称"}
    )


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


def test_why_something_cannot_be_taken_is_told(seed, staff):
    """Approved, in review, another unit's, an unknown unit's, of the code of another unit's, of no known category."""
    Project.objects.filter(pk=seed[1].pk).update(status=Status.SUBMITTED)
    DepartmentFactory(code="401001", name="另一个局")
    tables = [declaration_of(each) for each in Project.objects.order_by("number").with_tables()]
    ProjectFactory(department__code="401001", code="X1")
    base = tables[0].model_copy(update={"purpose": "改了", "number": None})
    other = base.unit.model_copy(update={"code": "401001", "name": "另一个局"})
    row = base.indicators[0].model_copy(update={"level_two": "没有的指标"})
    odd = [
        tables[0].model_copy(update={"purpose": "改了"}),
        tables[1].model_copy(update={"purpose": "改了"}),
        base.model_copy(update={"code": "A", "unit": other}),
        base.model_copy(update={"code": "B", "unit": other.model_copy(update={"code": "999001", "name": "没有的局"})}),
        base.model_copy(update={"code": "X1"}),
        base.model_copy(update={"code": "C", "indicators": (row,)}),
        base.model_copy(update={"code": "D", "unit": base.unit.model_copy(update={"name": "别名"})}),
    ]
    data = "[" + ",".join(table.to_json() for table in odd) + "]"
    upload = bring(staff, ("全部.json", data.encode()))
    items = list(upload.items.all())
    assert {item.outcome for item in items} == {ItemOutcome.BARRED}
    said = ["开启调整", "审核", "不由您填报", "还没有单位 999001", "已被使用", "没有的指标", "别名"]
    assert [word for word, item in zip(said, items, strict=True) if word not in "".join(item.faults)] == []
    assert [bool(item.before) for item in items] == [True, True, *[False] * 5]  # what others store is not told
    with pytest.raises(RefusedError):
        take(upload, staff, [item.pk for item in items])


def test_of_one_table_told_twice_neither_is_taken_where_the_two_differ(year, staff, seed_reading):
    one, two, *_ = seed_reading.projects
    other = one.model_copy(update={"purpose": "另一种用途", "number": 9})
    again = two.model_copy(update={"number": 1})  # each file counts its own tables
    files = [("甲.docx", [one, two]), ("乙.docx", [other]), ("丙.docx", [again])]
    upload = bring(staff, *((name, render_projects_docx(tables)) for name, tables in files))
    first, fine, second, repeat = upload.items.all()
    assert ("乙.docx" in first.faults[0], "甲.docx" in second.faults[0]) == (True, True)
    assert "只留一份" in first.faults[0]
    assert "已在“甲.docx”" in repeat.faults[0]
    assert [item.pk for item in upload.items.takeable()] == [fine.pk]
    assert take(upload, staff, [item.pk for item in (first, fine, second)]).state == ImportState.TAKEN
    assert [each.code for each in stored()] == [two.code]


def test_no_number_of_a_unit_comes_twice_and_what_is_stored_keeps_its_own(year, staff, seed_reading):
    """Each file counts from 1, and so does the export of a document whose stored numbers are double."""
    one, two, three, *_ = (table.model_copy(update={"number": 1}) for table in seed_reading.projects)
    take(bring(staff, *((f"{n}.docx", render_projects_docx([table])) for n, table in enumerate([one, two]))), staff)
    assert list(Project.objects.order_by("pk").values_list("number", flat=True)) == [1, 2]
    Project.objects.update(number=1)
    exported = [table.model_copy(update={"number": n}) for n, table in enumerate([one, two, three], start=1)]
    upload = take(bring(staff, ("导出.docx", render_projects_docx(exported))), staff)
    assert outcomes(upload) == [ItemOutcome.UNCHANGED] * 2 + [ItemOutcome.NEW]
    assert Project.objects.get(code=three.code).number == 3


def test_of_other_units_no_more_is_told_than_that_a_code_is_used(seed, staff):
    DepartmentFactory(code="401001", name="保密的局")
    ProjectFactory(department__code="401001", code="X1", name="保密的项目")
    base = declaration_of(Project.objects.with_tables().get(pk=seed[0].pk))
    unit = base.unit.model_copy(update={"code": "401001", "name": "猜的局"})
    odd = [base.model_copy(update={"code": "X1"}), base.model_copy(update={"code": "X2", "unit": unit})]
    upload = bring(staff, ("a.json", f"[{','.join(table.to_json() for table in odd)}]".encode()))
    used, foreign = (item.faults for item in upload.items.all())
    assert used == ["这个项目编码已被使用，请核对。"]
    assert len(foreign) == 1
    assert "401001 猜的局" in foreign[0]
    staff.memberships.create(role=Role.STAFF, department=Department.objects.get(code="401001"))
    upload = bring(staff, ("a.json", odd[0].to_json().encode()))
    assert "401001" in upload.items.get().faults[0]  # to whoever enters both, it is told


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


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_not_kept_out(year, staff):
    upload = bring(staff, TEXT, ("宏.xlsx", b"PK\x03\x04 broken"), ("草稿.pdf", b"%PDF-1.7 nothing"))
    assert [bool(file.problems) for file in upload.files.all()] == [False, True, True]
    assert "PDF" in upload.files.last().problems[0]
    assert upload.state == ImportState.READ
    assert upload.items.takeable().count() == 7


def test_of_what_is_in_error_nothing_is_taken_and_the_others_are_not_held_up(year, staff, seed_reading):
    one, two, three, *good = seed_reading.projects
    broken = TEXT.replace("\t30.00\n", "\t三十\n", 1).replace(f"\t{three.code}\n", f"\t{two.code}\n")
    upload = bring(staff, broken.replace("（二）", "（五）", 1))
    wrong = list(upload.items.filter(outcome=ItemOutcome.FAULTY))
    assert [(item.code, item.name) for item in wrong] == [
        ("", "2025年部门整体绩效目标"),
        (one.code, one.name),
        (two.code, two.name),
        (two.code, three.name),
    ]
    assert "“三十”不是有效金额" in wrong[1].faults[0]
    assert (wrong[1].errors, wrong[1].warnings) == (1, 0)
    assert (wrong[1].place[:1], wrong[1].content, upload.total) == ("第", "", 7)
    assert outcomes(upload)[:3] == [ItemOutcome.NEW] * 3
    Project.objects.create(department=DepartmentFactory(), fiscal_year=year, code=good[0].code, name="别人先写了")
    upload = take(upload, staff, {item.pk for item in upload.items.all()})
    assert (upload.state, upload.items.count()) == (ImportState.READ, 7)  # shown again, with what is in error
    upload = take(upload, staff, {item.pk for item in upload.items.all()})
    assert upload.state == ImportState.TAKEN
    assert [each.code for each in stored()] == [good[0].code, *(table.code for table in good[1:])]
    again = bring(staff, TEXT)
    assert again.items.takeable().count() == 4
    undo_import(import_id=upload.pk, actor=staff)
    assert [each.name for each in stored()] == ["别人先写了"]


def test_a_file_with_nothing_but_errors_is_told_table_by_table(year, staff, monkeypatch):
    monkeypatch.setattr("targets.services.import_comparing._MOST", 1)
    broken = TEXT[TEXT.index("第二部分") :].replace("\t单位：万元", "\t单位：元").replace("\t项目名称", "\t名称")
    upload = bring(staff, broken)
    assert set(outcomes(upload)) == {ItemOutcome.FAULTY}
    first, rest = upload.items.first().faults
    assert "应为“单位：万元”，实为“单位：元”" in first
    assert "从略" in rest
    with pytest.raises(RefusedError):
        take(upload, staff, [item.pk for item in upload.items.all()])


def test_an_edition_comes_in_from_its_json_or_its_pdf(seed, staff):
    edition = Edition.objects.filter(project=seed[0]).get()
    texts = [each.sealed.encode() for each in Edition.objects.all()]
    streams = [b"stream\n" + zlib.compress(text) + b"\nendstream\n" for text in texts]
    bound = bring(staff, ("书.pdf", b"%PDF-1.7\n" + b"".join(streams)))
    assert outcomes(bound) == [ItemOutcome.UNCHANGED] * 7
    Project.objects.filter(pk=seed[0].pk).update(status=Status.DRAFT, purpose="改过")
    upload = bring(staff, ("edition.json", edition.sealed.encode()))
    (item,) = upload.items.all()
    assert [change["after"] for change in item.changes] == [declaration_of(seed[0]).purpose]


def test_a_draft_without_a_code_is_known_by_its_unit_and_name(year, unit, staff):
    draft = ProjectFactory(department=unit, fiscal_year=year, code="", name="房租", number=3)
    table = declaration_of(Project.objects.with_tables().get()).model_copy(update={"number": None, "purpose": "付房租"})
    upload = bring(staff, ("a.json", table.to_json().encode()))
    (item,) = upload.items.all()
    assert (item.key, item.outcome, len(item.changes)) == (draft.pk, ItemOutcome.CHANGED, 1)
    new = table.model_copy(update={"name": "水费", "code": "Y"})
    take(bring(staff, ("a.json", new.to_json().encode())), staff)
    assert Project.objects.get(name="水费").number == 4


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
