"""What an import tells of each table: what it would do, why it cannot be taken, where it is in error."""

import zlib

import pytest

from reports.word import render_projects_docx
from targets.access import Role
from targets.models import (
    Department,
    Edition,
    ImportState,
    ItemOutcome,
    Project,
    Status,
)
from targets.services.findings import RefusedError
from targets.services.imports import (
    undo_import,
)
from targets.storage import declaration_of
from tests.factories import DepartmentFactory, ProjectFactory
from tests.targets.services.bringing import TEXT, bring, draft_seed, outcomes, stored, take

pytestmark = pytest.mark.django_db


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
