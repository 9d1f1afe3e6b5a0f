"""What the admin refuses, in a sentence on the page: never an error of the server, never a changed approval."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db.models import CharField, TextField
from django.urls import reverse

from indicators.models import Category, Framework
from targets.models import Department, FiscalYear, Membership, Project, User
from tests.factories import FiscalYearFactory, ProjectFactory, category, fill
from tests.perfbudget.pages import ONLY_READ, OURS, added, address, form_of, listed, refused

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


# -- rows that must differ ---------------------------------------------------------------------------------------


def test_two_checkpoints_for_one_month_are_refused(admin, unit):
    page = address(Project, "change", fill(ProjectFactory(department=unit)).pk)
    data = added(form_of(admin.get(page)), "checkpoints", {"month": 6, "amount": "1"})
    refused(admin.post(page, data), "支出计划中已有该月份")


def test_two_checkpoints_for_one_month_of_a_new_project_are_refused(admin, unit):
    page = address(Project, "add")
    data = form_of(admin.get(page)) | {"department": unit.pk, "fiscal_year": FiscalYearFactory().pk, "name": "甲"}
    refused(admin.post(page, added(data, "checkpoints", {"month": 6}, {"month": 6})), "支出计划中已有该月份")


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


def test_a_list_refuses_what_the_columns_it_does_not_show_forbid(admin, unit, staff, auditor):
    page = address(Membership, "changelist")
    everywhere, here = auditor.memberships.get(), staff.memberships.get()
    other = Membership.objects.create(user=staff, department=unit, role="head")

    def post(*roles):
        pks = (other.pk, here.pk, everywhere.pk)  # newest first, as the list is ordered
        rows = [{"id": pk, "role": role} for pk, role in zip(pks, roles, strict=True)]
        return admin.post(page, listed(*rows))

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
    refused(admin.post(address(Department, "changelist"), listed(row)), "已批复的申报表印有此名称")


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
    year = FiscalYear.objects.create(year=2025, framework=category("产出指标", "数量指标").framework)
    page = address(FiscalYear, "change", year.pk)
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


def test_control_characters_are_refused(admin, unit):
    page = address(Project, "change", fill(ProjectFactory(department=unit)).pk)
    fields = ("name", "code", "purpose", "goals-0-text", "indicators-0-value")
    answer = admin.post(page, form_of(admin.get(page)) | dict.fromkeys(fields, "甲\x07乙"))
    refused(answer, "U+0007")
    formsets = [inline.formset.errors for inline in answer.context["inline_admin_formsets"]]
    named = [*answer.context["adminform"].form.errors, *(name for rows in formsets for row in rows for name in row)]
    assert sorted(named) == ["code", "name", "purpose", "text", "value"]


def test_every_text_of_ours_refuses_control_characters():
    for model in set(OURS) - ONLY_READ:
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


@pytest.mark.slow
@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_a_search_of_any_length_is_answered(admin, model):
    assert admin.post(address(model, "changelist")).status_code in (200, 302)
    for words in ("a " * 1500, "长" * 17_000, "a\0b"):
        assert admin.get(address(model, "changelist"), {"q": words}).status_code == 200


def test_choices_are_searched_with_any_number_of_words(admin):
    query = {"app_label": "targets", "model_name": "indicator", "field_name": "category", "term": "长 " * 1500 + "\0"}
    assert admin.get(reverse("admin:autocomplete"), query).status_code == 200
