"""The admin manages everything that is data, and nothing that is approved."""

import codecs
import csv
import io
from decimal import Decimal

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import CharField, TextField
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from indicators.admin import LibraryResource
from indicators.models import Category, Framework, LibraryIndicator
from indicators.target_value import TargetValue
from targets.admin.departments import DepartmentResource
from targets.models import Department, FiscalYear, Membership, Project, Status, User
from tests.factories import DepartmentFactory, FiscalYearFactory, ProjectFactory, category, fill

pytestmark = pytest.mark.django_db

OURS = sorted(
    (model for model in site._registry if model._meta.app_label in {"indicators", "targets"}), key=lambda m: m.__name__
)


@pytest.fixture
def admin(client, administrator):
    client.force_login(administrator)
    return client


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_list_opens_searches_and_adds(admin, seed, model):
    assert admin.get(address(model, "changelist")).status_code == 200
    assert admin.get(address(model, "changelist"), {"q": "2025"}).status_code == 200
    assert admin.get(address(model, "add")).status_code == 200


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_object_opens(admin, seed, auditor, model):
    LibraryIndicator.objects.create(category=category("产出指标", "数量指标"), name="完成数量")
    thing = model.objects.first()
    assert admin.get(address(model, "change", thing.pk)).status_code == 200


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_lists_cost_the_same_for_more_rows(admin, unit, model, django_assert_max_num_queries):
    for _ in range(12):
        fill(ProjectFactory(department=unit))
        DepartmentFactory()
    for year in range(2030, 2042):
        FiscalYearFactory(year=year)
    with django_assert_max_num_queries(15):
        admin.get(address(model, "changelist"))


def test_a_search_finds_a_project_by_code_name_and_unit(admin, seed):
    for words in ("004655100025", "长期聘用", "326001"):
        assert (
            "经费（社工）&lt;长期聘用&gt;" in admin.get(address(Project, "changelist"), {"q": words}).content.decode()
        )


def form_of(response):
    """What the browser would send back of a change page, unchanged."""
    forms = [
        response.context["adminform"].form,
        *(f for s in response.context["inline_admin_formsets"] for f in s.formset),
    ]
    managers = [inline.formset.management_form for inline in response.context["inline_admin_formsets"]]
    data = {}
    for form in [*forms, *managers]:
        for field in form:
            value = field.value()
            data[field.html_name] = "" if value is None else value
    return data


def test_a_draft_is_corrected_with_its_rows_on_one_page(admin, unit):
    project = fill(ProjectFactory(department=unit))
    page = address(Project, "change", project.pk)
    data = form_of(admin.get(page))
    assert data["indicators-0-value"] == "≥12个"
    answer = admin.post(page, data | {"fiscal_funds": "12.345678", "indicators-0-value": ">=13个"})
    assert answer.status_code == 302
    project.refresh_from_db()
    assert str(project.fiscal_funds) == "12.345678"
    assert project.indicators.get().value.text == ">=13个"
    assert project.indicators.get().value.operator == "≥"


def test_a_mistake_in_the_admin_gives_back_what_was_typed(admin, unit):
    project = fill(ProjectFactory(department=unit))
    page = address(Project, "change", project.pk)
    answer = admin.post(page, form_of(admin.get(page)) | {"fiscal_funds": "十二", "indicators-0-value": "≥95%"})
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "十二" in html
    assert "≥95%" in html


def test_what_is_approved_is_only_read_even_by_administrators(admin, seed):
    page = address(Project, "change", seed[0].pk)
    html = admin.get(page).content.decode()
    assert 'name="_save"' not in html
    assert admin.post(page, {"name": "改了"}).status_code == 403
    assert admin.post(address(Project, "delete", seed[0].pk), {"post": "yes"}).status_code == 403
    assert Project.objects.get(pk=seed[0].pk).name == seed[0].name


def test_nothing_is_deleted_in_bulk_past_that_check(admin, seed):
    admin.post(
        address(Project, "changelist"), {"action": "delete_selected", "_selected_action": [seed[0].pk], "post": "yes"}
    )
    assert Project.objects.count() == 6


def test_the_status_is_never_typed_in(admin, unit):
    project = fill(ProjectFactory(department=unit))
    page = address(Project, "change", project.pk)
    admin.post(page, form_of(admin.get(page)) | {"status": Status.APPROVED})
    project.refresh_from_db()
    assert project.status == Status.DRAFT


def test_departments_are_renamed_in_the_list(admin, unit):
    page = address(Department, "changelist")
    data = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": unit.pk, "form-0-name": "新名称", "_save": "1"}
    admin.post(page, data)
    unit.refresh_from_db()
    assert unit.name == "新名称"


def test_autocomplete_finds_level_two_categories(admin):
    query = {"app_label": "targets", "model_name": "indicator", "field_name": "category", "term": "时效"}
    results = admin.get(reverse("admin:autocomplete"), query).json()["results"]
    assert {row["text"] for row in results} == {
        "产出指标 › 时效指标（2015年指标体系）",
        "产出指标 › 时效指标（2021年指标体系）",
    }


def test_a_year_is_made_with_its_months(admin):
    data = form_of(admin.get(address(FiscalYear, "add")))
    framework = category("产出指标", "数量指标").framework_id
    months = {"months-TOTAL_FORMS": 2, "months-0-month": 6, "months-1-month": 12}
    answer = admin.post(address(FiscalYear, "add"), data | {"year": 2026, "framework": framework} | months)
    assert answer.status_code == 302
    assert FiscalYear.objects.get(year=2026).checkpoint_months == (6, 12)


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


def test_an_exported_name_never_becomes_a_formula(admin):
    LibraryIndicator.objects.create(category=category("产出指标", "数量指标"), name="=HYPERLINK(1)")
    answer = admin.post(
        address(LibraryIndicator, "export"),
        {"format": "1", "resource": "", **{f"libraryresource_{name}": "on" for name in ("name", "level_two")}},
    )
    assert b"\n=HYPERLINK" not in answer.content
    assert b"HYPERLINK(1)" in answer.content


# -- rows that must differ ---------------------------------------------------------------------------------------


def added(data, prefix, *rows):
    """A page's data with rows added to an inline."""
    total = int(data[f"{prefix}-TOTAL_FORMS"])
    data = data | {f"{prefix}-TOTAL_FORMS": total + len(rows)}
    for number, row in enumerate(rows, start=total):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def refused(answer, sentence):
    """The page came back, with the sentence on it, and nothing broke."""
    assert answer.status_code == 200
    assert sentence in answer.content.decode()


def test_two_checkpoints_for_one_month_are_refused(admin, unit):
    page = address(Project, "change", fill(ProjectFactory(department=unit)).pk)
    data = added(form_of(admin.get(page)), "checkpoints", {"month": 6, "amount": "1"})
    refused(admin.post(page, data), "支出计划中已有该月份")


def test_checkpoints_that_trade_months_are_refused_not_broken(admin, unit):
    page = address(Project, "change", fill(ProjectFactory(department=unit)).pk)
    data = form_of(admin.get(page)) | {"checkpoints-0-month": 6, "checkpoints-1-month": 3}
    refused(admin.post(page, data), "支出计划中已有该月份")


def test_a_checkpoint_is_deleted_and_added_anew_in_one_step(admin, unit):
    project = fill(ProjectFactory(department=unit))
    page = address(Project, "change", project.pk)
    data = form_of(admin.get(page)) | {"checkpoints-0-DELETE": "on"}
    assert admin.post(page, added(data, "checkpoints", {"month": 3, "amount": "1,000.5"})).status_code == 302
    assert str(project.checkpoints.get(month=3).amount) == "1000.50"


def test_two_equal_checkpoint_months_are_refused_even_for_a_new_year(admin):
    page = address(FiscalYear, "add")
    framework = category("产出指标", "数量指标").framework_id
    data = form_of(admin.get(page)) | {"year": 2026, "framework": framework}
    refused(admin.post(page, added(data, "months", {"month": 6}, {"month": 6})), "该年度已有此支出计划月份")


def test_two_equal_categories_are_refused_on_both_levels(admin):
    leaf = category("产出指标", "数量指标")
    page = address(Framework, "change", leaf.framework_id)
    data = form_of(admin.get(page))
    twin = {"parent": leaf.parent_id, "name": "风险指标", "position": 9}
    refused(admin.post(page, added(data, "categories", twin, twin)), "该一级指标下已有同名的二级指标")
    twin = {"parent": "", "name": "风险指标", "position": 9}
    refused(admin.post(page, added(data, "categories", twin, twin)), "该指标体系已有同名的一级指标")


def test_two_equal_roles_are_refused(admin, unit, staff, auditor):
    page = address(User, "change", staff.pk)
    data = form_of(admin.get(page))
    refused(
        admin.post(page, added(data, "memberships", {"department": unit.pk, "role": "staff"})),
        "该用户已在此部门担任此角色",
    )
    everywhere = {"department": "", "role": "auditor"}
    refused(admin.post(page, added(data, "memberships", everywhere, everywhere)), "该用户已在全部部门担任此角色")


def listed(model, *rows):
    """What the browser sends back of an editable list."""
    data = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(rows), "_save": "1"}
    for number, row in enumerate(rows):
        data |= {f"form-{number}-{name}": value for name, value in row.items()}
    return data


def test_a_list_refuses_what_the_columns_it_does_not_show_forbid(admin, unit, staff, auditor):
    page = address(Membership, "changelist")
    everywhere, here = auditor.memberships.get(), staff.memberships.get()
    other = Membership.objects.create(user=staff, department=unit, role="head")

    def post(*roles):
        pks = (other.pk, here.pk, everywhere.pk)  # newest first, as the list is ordered
        rows = [{"id": pk, "role": role} for pk, role in zip(pks, roles, strict=True)]
        return admin.post(page, listed(Membership, *rows))

    refused(post("head", "staff", "head"), "只有审计人员")
    refused(post("staff", "staff", "auditor"), "该用户已在此部门担任此角色")
    refused(post("auditor", "auditor", "auditor"), "该用户已在此部门担任此角色")
    assert post("head", "auditor", "auditor").status_code == 302


# -- what is approved has no side doors --------------------------------------------------------------------------


def test_a_category_in_use_is_not_moved_and_one_that_is_printed_not_renamed(admin, seed):
    leaf = category("产出指标", "数量指标")
    page = address(Framework, "change", leaf.framework_id)
    data = form_of(admin.get(page))
    number = next(key for key, value in data.items() if (key[:4], key[-3:], value) == ("cate", "-id", leaf.pk))
    row = number.removesuffix("-id")
    refused(admin.post(page, data | {f"{row}-parent": ""}), "此类别下已有指标")
    refused(admin.post(page, data | {f"{row}-name": "数目指标"}), "已批复的申报表印有此名称")
    page = address(Category, "change", leaf.pk)
    other = category("产出指标", "数量指标", "2021年指标体系")
    moved = form_of(admin.get(page)) | {"framework": other.framework_id, "parent": other.parent_id}
    refused(admin.post(page, moved), "此类别下已有指标")


def test_an_approved_departments_name_stays_in_the_list_too(admin, seed, unit_of_seed):
    row = {"id": unit_of_seed.pk, "name": "改名"}
    refused(admin.post(address(Department, "changelist"), listed(Department, row)), "已批复的申报表印有此名称")


@pytest.fixture
def unit_of_seed(seed):
    return seed[0].department


def test_a_month_that_plans_state_is_not_deleted(admin, unit):
    project = fill(ProjectFactory(department=unit))
    page = address(FiscalYear, "change", project.fiscal_year_id)
    data = form_of(admin.get(page))
    refused(admin.post(page, data | {"months-0-DELETE": "on"}), "3月底的支出计划")
    refused(admin.post(page, data | {"months-0-month": 4}), "3月底的支出计划")
    project.checkpoints.filter(month=3).delete()
    assert admin.post(page, data | {"months-0-DELETE": "on"}).status_code == 302


def test_the_months_of_a_year_with_approved_projects_stay(admin, seed):
    page = address(FiscalYear, "change", 2025)
    data = form_of(admin.get(page))
    for changed in (
        data | {"months-0-DELETE": "on"},
        data | {"months-0-month": 4},
        added(data, "months", {"month": 9}),
    ):
        refused(admin.post(page, changed), "已批复的项目印有本年度的支出计划月份")
    assert FiscalYear.objects.get(year=2025).checkpoint_months == (3, 6, 10, 12)


def test_a_year_is_not_copied_by_changing_it(admin, unit):
    page = address(FiscalYear, "change", FiscalYearFactory().pk)
    admin.post(page, form_of(admin.get(page)) | {"year": 2031})
    assert [year.year for year in FiscalYear.objects.all()] == [2025]


# -- what people type --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("typed", "stored"), [("1,234.5", "1234.50"), ("１２", "12.00"), ("", None)])
def test_amounts_are_read_as_people_write_them(admin, unit, typed, stored):
    project = ProjectFactory(department=unit)
    page = address(Project, "change", project.pk)
    assert admin.post(page, form_of(admin.get(page)) | {"fiscal_funds": typed}).status_code == 302
    project.refresh_from_db()
    assert project.fiscal_funds == (stored and Decimal(stored))


@pytest.mark.parametrize("typed", ["1e3", "12_0", "NaN", "0.0000001", "1000000000000"])
def test_what_is_no_amount_comes_back_with_a_reason(admin, unit, typed):
    page = address(Project, "change", ProjectFactory(department=unit).pk)
    answer = admin.post(page, form_of(admin.get(page)) | {"fiscal_funds": typed})
    refused(answer, f"“{typed}”")
    assert f'value="{typed}"' in answer.content.decode()


@pytest.mark.parametrize("field", ["name", "code", "purpose", "goals-0-text", "indicators-0-value"])
def test_control_characters_are_refused(admin, unit, field):
    page = address(Project, "change", fill(ProjectFactory(department=unit)).pk)
    refused(admin.post(page, form_of(admin.get(page)) | {field: "甲\x07乙"}), "U+0007")


def test_every_text_of_ours_refuses_control_characters():
    for model in OURS:
        inherited = {field.name for field in AbstractUser._meta.get_fields()}
        for field in model._meta.concrete_fields:
            if isinstance(field, CharField | TextField) and not field.choices and field.name not in inherited:
                with pytest.raises(ValidationError):
                    field.run_validators("326\x07")


@pytest.mark.parametrize("field", ["number", "goals-0-position", "checkpoints-0-month"])
def test_a_number_too_large_for_the_column_is_refused(admin, unit, field):
    page = address(Project, "change", fill(ProjectFactory(department=unit)).pk)
    for typed in ("99999999", "9" * 30):
        refused(admin.post(page, form_of(admin.get(page)) | {field: typed}), "errorlist")


def test_a_project_without_a_year_is_refused_not_broken(admin, unit):
    page = address(Project, "add")
    row = {"position": 1, "category": category("产出指标", "数量指标").pk, "name": "甲"}
    data = added(form_of(admin.get(page)) | {"department": unit.pk, "name": "乙"}, "indicators", row)
    refused(admin.post(page, data), "errorlist")


@pytest.mark.parametrize("words", ["word " * 1500, "长" * 60_000, "a\0b"])
@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_a_search_of_any_length_is_answered(admin, model, words):
    assert admin.post(address(model, "changelist")).status_code in (200, 302)
    assert admin.get(address(model, "changelist"), {"q": words}).status_code == 200


def test_choices_are_searched_with_any_number_of_words(admin):
    query = {"app_label": "targets", "model_name": "indicator", "field_name": "category", "term": "长 " * 1500 + "\0"}
    assert admin.get(reverse("admin:autocomplete"), query).status_code == 200


# -- tables out and in -------------------------------------------------------------------------------------------

XLSX, CSV = "0", "1"
HEADINGS = ["指标体系", "一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据", "启用"]


def exported(admin, model, kind):
    resource = {Department: DepartmentResource, LibraryIndicator: LibraryResource}[model]
    chosen = {f"{resource.__name__.lower()}_{name}": "on" for name in resource.fields}
    answer = admin.post(address(model, "export"), {"format": kind, "resource": "", **chosen})
    assert answer.status_code == 200
    return answer.content


def previewed(admin, model, kind, content):
    file = SimpleUploadedFile("table", content)
    return admin.post(address(model, "import"), {"import_file": file, "format": kind, "resource": ""})


def imported(admin, model, kind, content):
    answer = previewed(admin, model, kind, content)
    assert "confirm_form" in answer.context, answer.content.decode()
    page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_process_import")
    assert admin.post(page, answer.context["confirm_form"].initial).status_code == 302


def as_csv(*rows):
    return "\n".join(",".join(row) for row in (HEADINGS, *rows)).encode()


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


def test_missing_columns_are_named_without_a_traceback(admin):
    answer = previewed(admin, LibraryIndicator, CSV, "指标体系,名称\n2015年指标体系,甲\n".encode())
    refused(answer, "表中缺少以下列：一级指标、二级指标、三级指标")
    html = answer.content.decode()
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
