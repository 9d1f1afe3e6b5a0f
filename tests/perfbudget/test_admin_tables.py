"""Tables out of the admin and in again: whole, never a formula, with mistakes named in sentences."""

import codecs
import csv
import io
import re
from hashlib import sha256

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from indicators.models import Category, Framework, LibraryIndicator
from indicators.target_value import TargetValue
from reports.models import Download
from targets.models import Department, Status
from tests.factories import FRAMEWORK_2015, DepartmentFactory, ProjectFactory, category
from tests.perfbudget.pages import address, refused
from tests.perfbudget.tables import CSV, XLSX, exported, imported, previewed

pytestmark = pytest.mark.django_db

HEADINGS = ["指标体系", "一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据", "启用"]


def as_csv(*rows):
    return "\n".join(",".join(row) for row in (HEADINGS, *rows)).encode()


def test_the_library_is_taken_in_from_a_table_with_a_preview(admin):
    rows = (
        "指标体系,一级指标,二级指标,三级指标,绩效指标描述,指标值,指标值确定依据,启用\n"
        "2015年指标体系,产出指标,质量指标,验收合格率,合格数量占比,>=98%,验收报告,是\n"
    )
    file = SimpleUploadedFile("library.csv", rows.encode("utf-8-sig"))
    answer = admin.post(address(LibraryIndicator, "import"), {"import_file": file, "format": "1", "resource": ""})
    assert not answer.context["result"].has_errors(), answer.context["result"].base_errors
    confirm = answer.context["confirm_form"].initial
    admin.post(reverse("admin:indicators_libraryindicator_process_import"), confirm)
    stored = LibraryIndicator.objects.get(name="验收合格率")
    assert stored.value.text == ">=98%"
    assert stored.category.parent.name == "产出指标"


def test_a_preview_confirmed_twice_or_too_late_takes_nothing_in(admin):
    content = "编码,名称\n326001,某局\n".encode()
    page = reverse("admin:targets_department_process_import")
    first, second = (previewed(admin, Department, CSV, content).context["confirm_form"].initial for _ in range(2))
    assert admin.post(page, first).url == address(Department, "changelist")
    assert admin.post(page, first).url == address(Department, "import")
    unit = Department.objects.get()
    project = ProjectFactory(department=unit, status=Status.APPROVED)
    Department.objects.update(name="某某局")
    assert admin.post(page, second).url == address(Department, "import")
    third = previewed(admin, Department, CSV, "编码,名称\n999,新名\n".encode()).context["confirm_form"].initial
    DepartmentFactory(code="999", name="别人刚建的")
    assert admin.post(page, third).url == address(Department, "import")
    assert Department.objects.get(code="999").name == "别人刚建的"
    assert "预览已过时" in admin.get(address(Department, "import")).content.decode()
    assert admin.post(page, third | {"shown": ""}).status_code == 200
    unit.refresh_from_db()
    assert (unit.name, project.department_id) == ("某某局", unit.pk)


ODD = ["=100%", "+5%", "-3℃", "@甲", "'=1", "''", "＝1", "≥98%", "0098", "1e3"]


@pytest.mark.parametrize("kind", [XLSX, CSV])
def test_the_library_comes_back_as_it_went(admin, kind):
    leaf = category("产出指标", "数量指标")
    for text in ODD:
        LibraryIndicator.objects.create(category=leaf, name=text, value=TargetValue.parse(text), active=text > "5")
    LibraryIndicator.objects.create(category=leaf, name="甲", description="两\n行，“引号”", basis='a,"b"')
    before = list(LibraryIndicator.objects.order_by("name").values("name", "description", "value", "basis", "active"))
    content = exported(admin, LibraryIndicator, kind)
    again = previewed(admin, LibraryIndicator, kind, content)
    assert again.context["result"].totals["skip"] == len(before), again.content.decode()
    LibraryIndicator.objects.all().delete()
    imported(admin, LibraryIndicator, kind, content)
    columns = ("name", "description", "value", "basis", "active")
    assert list(LibraryIndicator.objects.order_by("name").values(*columns)) == before


def test_no_cell_goes_out_as_a_formula(admin):
    leaf = category("产出指标", "数量指标")
    for text in ODD:
        LibraryIndicator.objects.create(category=leaf, name=text, value=TargetValue.parse(text))
    sheet = load_workbook(io.BytesIO(exported(admin, LibraryIndicator, XLSX))).active
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None]
    text = exported(admin, LibraryIndicator, CSV)
    assert text.startswith(codecs.BOM_UTF8)
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    assert rows[0] == HEADINGS == [cell.value for cell in sheet[1]]
    assert {cell.data_type for cell in cells} == {"s"}
    for value in [*(cell.value for cell in cells), *(cell for row in rows for cell in row)]:
        assert not value.startswith(tuple("=+-@＝"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_file_of_any_usual_encoding_is_taken_in(admin, encoding):
    content = "编码,名称\n326001,某局—本级\n\n,\n".encode(encoding)
    imported(admin, Department, CSV, content)
    assert Department.objects.get(code="326001").name == "某局—本级"


def test_a_workbook_made_by_hand_is_read_as_it_shows(admin):
    book = Workbook()
    book.active.append(HEADINGS)
    book.active.append(["2015年指标体系", "产出", "质量", "合格率", None, 0.98, None, None])
    book.active["F2"].number_format = "0%"
    book.active.append(["2015年指标体系", "产出指标", "质量指标", "次数", None, 12, None, 0])
    file = io.BytesIO()
    book.save(file)
    imported(admin, LibraryIndicator, XLSX, file.getvalue())
    rows = {row.name: (row.value.text, row.active, row.description) for row in LibraryIndicator.objects.all()}
    assert rows == {"合格率": ("98%", True, ""), "次数": ("12", False, "")}


def test_unknown_categories_and_bad_cells_are_named_in_sentences(admin):
    good = ["2015年指标体系", "产出指标", "质量指标", "合格率", "", "≥98%", "", "是"]
    for column, cell, sentence in (
        (0, "1999年指标体系", "没有名为“1999年指标体系”的指标体系"),
        (2, "数目指标", "“2015年指标体系”中没有“产出指标 › 数目指标”"),
        (3, "", "三级指标"),
        (3, "长" * 201, "200"),
        (3, "甲\x07", "U+0007"),
        (7, "大概", "“大概”既不是“是”也不是“否”"),
    ):
        row = [*good[:column], cell, *good[column + 1 :]]
        answer = previewed(admin, LibraryIndicator, CSV, as_csv(row))
        refused(answer, sentence)
        assert "confirm_form" not in answer.context
        assert "DoesNotExist" not in answer.content.decode()
        row = answer.context["result"].invalid_rows[0]
        ((heading, told, _sentence),) = row.told
        at = column or 2  # what framework is meant is found out with the category
        assert (row.number, heading, told) == (2, HEADINGS[at], good[at] if not column else cell)


def test_missing_and_strange_columns_are_named_without_a_traceback(admin):
    answer = previewed(admin, LibraryIndicator, CSV, "指标体系,二级指标,名称\n2015年指标体系,质量指标,甲\n".encode())
    refused(answer, "表中缺少以下列：一级指标、三级指标")
    refused(
        previewed(admin, Department, CSV, "编码,名称,全称,名称,\n326001,甲,乙,丙,丁\n".encode()),
        "“全称”、（没有表头）、“名称”",
    )
    assert not Department.objects.exists()
    html = answer.content.decode()
    assert "无法导入" not in html
    assert "Traceback" not in html
    assert ".py" not in html


def test_an_unforeseen_failure_shows_no_inside(admin, monkeypatch, caplog):
    monkeypatch.setattr(Department, "full_clean", lambda *args, **kwargs: 1 / 0)
    answer = previewed(admin, Department, CSV, "编码,名称\n326001,某局\n".encode())
    refused(answer, "无法导入")
    html = answer.content.decode()
    assert "division" not in html
    assert ".py" not in html
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(("kind", "sentence"), [(XLSX, "不是 Excel 工作簿"), (CSV, "不是 UTF-8 或 GB18030 编码的 CSV")])
def test_a_file_of_another_kind_is_refused_with_a_way_out(admin, kind, sentence):
    refused(previewed(admin, Department, kind, b"\xff\xff\x00\xff"), sentence)


def test_a_table_without_rows_is_refused(admin):
    refused(previewed(admin, Department, CSV, "编码,名称\n".encode()), "文件中没有数据行")


def test_only_xlsx_and_csv_are_offered(admin):
    for page in ("import", "export"):
        choices = admin.get(address(LibraryIndicator, page)).context["form"].fields["format"].choices
        assert [label for value, label in choices if value] == ["xlsx", "csv"]


def test_tables_are_for_those_who_may_change_them(client, staff):
    staff.is_staff = True
    staff.save()
    client.force_login(staff)
    for page in ("import", "export"):
        assert client.get(address(LibraryIndicator, page)).status_code == 403


def test_rows_that_come_twice_and_files_too_large_are_refused(admin, monkeypatch):
    rows = "编码,名称\n\n326001,甲\n326,乙\n326001,丙\n".encode()
    answer = previewed(admin, Department, CSV, rows)
    refused(answer, "与第 3 行相同")
    assert answer.context["result"].invalid_rows[0].number == 5
    monkeypatch.setattr("indicators.table_files.MAX_ROWS", 2)
    refused(previewed(admin, Department, CSV, rows), "最多 2 行")
    far = Workbook()
    far.active.append(["编码", "名称"])
    far.active["XFD9"] = "远"
    far.save(book := io.BytesIO())
    refused(previewed(admin, Department, XLSX, book.getvalue()), "100 列")
    monkeypatch.setattr("indicators.table_files._MAX_INFLATED", 3000)
    refused(previewed(admin, Department, XLSX, book.getvalue()), "文件过大")
    monkeypatch.setattr("indicators.table_files._MAX_FILE", len(rows) - 1)
    refused(previewed(admin, Department, CSV, rows), "文件过大")


def test_frameworks_and_their_trees_come_back_as_they_went(admin):
    tree = list(Category.objects.order_by("pk").values_list("framework__name", "parent__name", "name", "position"))
    content = {model: exported(admin, model, XLSX) for model in (Framework, Category)}
    for model in (Framework, Category):
        assert previewed(admin, model, XLSX, content[model]).context["result"].totals["skip"] == model.objects.count()
    Framework.objects.all().delete()
    for model in (Framework, Category):
        imported(admin, model, XLSX, content[model])
    again = Category.objects.values_list("framework__name", "parent__name", "name", "position")
    assert sorted(map(str, again)) == sorted(map(str, tree))
    assert LogEntry.objects.filter(change_message="从表格导入").count() == len(tree) + 2


def test_a_tree_is_changed_by_rows_and_its_mistakes_are_named(admin):
    head = "指标体系,一级指标,二级指标,顺序\n"
    rows = f"{FRAMEWORK_2015},生态指标,,9\n{FRAMEWORK_2015},生态指标,水质指标,1\n{FRAMEWORK_2015},产出指标,,7\n"
    answer = previewed(admin, Category, CSV, (head + rows).encode())
    assert [row.import_type for row in answer.context["result"].rows] == ["new", "new", "update"]
    assert not Category.objects.filter(name="生态指标").exists()
    assert all(
        named in re.sub("<[^>]+>", "", answer.content.decode()).replace("\n", "")
        for named in ("生态指标水质指标1", "产出指标17")
    )
    imported(admin, Category, CSV, (head + rows).encode())
    assert Category.objects.get(name="水质指标").parent.name == "生态指标"
    assert Category.objects.get(framework__name=FRAMEWORK_2015, parent=None, name="产出指标").position == 7
    wrong = f"{FRAMEWORK_2015},无此指标,甲指标,1\n无此体系,产出指标,,1\n{FRAMEWORK_2015},产出指标,甲指标,十\n"
    answer = previewed(admin, Category, CSV, (head + wrong).encode())
    told = [row.told for row in answer.context["result"].invalid_rows]
    assert [each[0][:2] for each in told] == [("一级指标", "无此指标"), ("指标体系", "无此体系"), ("顺序", "十")]
    refused(answer, "没有一级指标“无此指标”")


def test_what_is_given_out_is_on_record(admin, administrator):
    DepartmentFactory()
    content = exported(admin, Department, CSV)
    record = Download.objects.get()
    assert (record.by, record.kind, record.sha256) == (administrator, "table", sha256(content).hexdigest())
    assert record.name.startswith("department-")
    assert record.name.endswith(".csv")
