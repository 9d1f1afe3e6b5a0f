"""The admin manages everything that is data, and nothing that is approved."""

import pytest
from django.urls import reverse

from indicators.models import LibraryIndicator
from targets.models import Department, FiscalYear, Project, Status
from tests.factories import DepartmentFactory, FiscalYearFactory, ProjectFactory, category, fill
from tests.perfbudget.pages import ONLY_READ, OURS, address, form_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.slow
@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_list_opens_searches_and_adds(admin, seed, model):
    assert admin.get(address(model, "changelist")).status_code == 200
    assert admin.get(address(model, "changelist"), {"q": "2025"}).status_code == 200
    assert admin.get(address(model, "add")).status_code == (403 if model in ONLY_READ else 200)


@pytest.mark.parametrize("model", [model for model in OURS if model not in ONLY_READ], ids=lambda model: model.__name__)
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


def test_nothing_approved_is_deleted_in_bulk_either(admin, seed):
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
