"""A year's rule settings: stored, applied, edited in the administration, and previewed before they are."""

import logging
from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core import serializers
from django.db import connection
from pydantic import Field

from indicators.models import Framework
from targets.admin import rule_settings
from targets.checks.engine import rules
from targets.checks.settings import RuleSettings
from targets.management.commands import check_document
from targets.models import FiscalYear, Project
from targets.preview import preview
from tests.factories import FRAMEWORK_2021, FiscalYearFactory, ProjectFactory, UserFactory, fill
from tests.perfbudget.pages import address, form_of, refused

pytestmark = pytest.mark.django_db

EXPECTED = ["产出指标", "数量指标", "质量指标", "时效指标", "成本指标"]
EXPECTED += ["效益指标", "经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"]
EXPECTED += ["满意度指标", "服务对象满意度指标"]
COST = "rule-cost-without-operator"
CHANGED = RuleSettings(off=frozenset({"goal-cloned", "budget-zero"}), tolerance=Decimal("0.01"))


@pytest.fixture
def year(db):
    return FiscalYearFactory()


@pytest.fixture
def page(year):
    return address(FiscalYear, "change", year.pk)


def stored(value=None):
    """The column as the database has it; set first, when a value is given."""
    with connection.cursor() as cursor:
        if value is not None:
            cursor.execute("UPDATE targets_fiscalyear SET rule_settings = %s", [value])
        cursor.execute("SELECT rule_settings FROM targets_fiscalyear")
        return cursor.fetchone()[0]


# -- stored and applied ------------------------------------------------------------------------------------------


def test_only_what_differs_from_the_defaults_is_stored(year):
    assert stored() == "{}"
    year.rule_settings = CHANGED
    year.full_clean()
    year.save()
    assert FiscalYear.objects.get().rule_settings == CHANGED
    assert FiscalYear.objects.values_list("rule_settings__off", flat=True).get() == ["budget-zero", "goal-cloned"]
    assert "clone_length" not in stored()


def test_settings_survive_a_dump(year):
    year.rule_settings = CHANGED
    dump = serializers.serialize("json", [year])
    assert next(serializers.deserialize("json", dump)).object.rule_settings == CHANGED


@pytest.mark.parametrize("value", ['{"tolerance": "9"}', '{"gone": 1}', "[]", '"x"', "3"])
def test_what_no_longer_fits_reads_as_the_defaults_with_a_log_entry(client, staff, seed, value, caplog):
    stored(value)
    client.force_login(staff)
    with caplog.at_level(logging.ERROR):
        assert client.get(seed[2].get_absolute_url()).status_code == 200
    assert "Stored rule settings do not fit" in caplog.text
    assert FiscalYear.objects.get().rule_settings == RuleSettings()


def test_a_rule_switched_off_says_nothing_on_the_project_page(client, admin, seed):
    project = seed[2].get_absolute_url()
    page = address(FiscalYear, "change", 2025)
    assert "#cost-without-operator" in client.get(project).content.decode()
    assert admin.post(page, form_of(admin.get(page)) | {COST: ""}).status_code == 302
    assert FiscalYear.objects.get().rule_settings == RuleSettings(off=frozenset({"cost-without-operator"}))
    html = client.get(project).content.decode()
    assert "#cost-without-operator" not in html
    assert "#rate-not-a-ratio" in html


def test_the_command_checks_by_the_settings_of_the_year(year):
    year.rule_settings = CHANGED
    year.save()
    assert check_document.year_rules(2025) == (CHANGED, (3, 6, 10, 12))
    assert check_document.year_rules(2031) == (RuleSettings(), ())


# -- the form ----------------------------------------------------------------------------------------------------


def test_every_rule_and_every_setting_is_on_the_page_as_it_stands(admin, page):
    data = form_of(admin.get(page))
    assert {rule.id: data[f"rule-{rule.id}"] for rule in rules()} == {rule.id: rule.default for rule in rules()}
    settings = set(RuleSettings.model_fields) - {"off", "on"}
    assert {name for name in data if name.startswith("setting-")} == {f"setting-{name}" for name in settings}
    assert data["setting-required"].splitlines()[0] == "数量指标"


def test_a_page_sent_back_unchanged_stores_the_defaults(admin, page):
    assert admin.post(page, form_of(admin.get(page))).status_code == 302
    assert stored() == "{}"


@pytest.mark.slow
def test_lists_thresholds_and_rules_off_by_default_make_the_round_trip(admin, page):
    data = form_of(admin.get(page)) | {
        "rule-plan-behind-monitoring": "on",
        "setting-flat_share": "０.8",
        "setting-required": "数量指标、 质量指标\n\n满意度指标，效益指标\n",
        "setting-satisfaction_exempt": "人员经费\r\n还本付息",
    }
    assert admin.post(page, data).status_code == 302
    settings = FiscalYear.objects.get().rule_settings
    assert settings == RuleSettings(
        on=frozenset({"plan-behind-monitoring"}),
        flat_share=Decimal("0.8"),
        required=(("数量指标", "质量指标"), ("满意度指标", "效益指标")),
        satisfaction_exempt=("人员经费", "还本付息"),
    )
    again = form_of(admin.get(page))
    assert again["setting-required"] == "数量指标、质量指标\n满意度指标、效益指标"
    assert again["rule-plan-behind-monitoring"] is True
    assert admin.post(page, again).status_code == 302
    assert FiscalYear.objects.get().rule_settings == settings


@pytest.mark.slow
@pytest.mark.parametrize(
    ("setting", "text", "sentence", "button"),
    [
        ("tolerance", "abc", "输入一个数字。", "_save"),
        ("tolerance", "", "输入一个数字。", "_preview"),
        ("tolerance", "1.5", "确保该值小于或等于1。", "_save"),
        ("tolerance", "NaN", "这里填写的内容不符合该项设置。", "_preview"),
        ("loose_bound", "1", "该值必须大于 1。", "_save"),
        ("loose_bound", "9" * 21, "20", "_preview"),
        ("flat_month", "2.5", "输入整数。", "_save"),
        ("region", "13a", "输入一个有效的值。", "_preview"),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_all_that_was_typed_comes_back(
    admin, page, setting, text, sentence, button
):
    data = form_of(admin.get(page)) | {f"setting-{setting}": text, COST: "", "setting-code_types": "Q\nR", button: "1"}
    answer = admin.post(page, data)
    refused(answer, sentence)
    assert set(answer.context["adminform"].form.errors) == {f"setting-{setting}"}
    again = form_of(answer)
    assert (again[f"setting-{setting}"], again[COST], again["setting-code_types"]) == (text, False, "Q\nR")
    assert 'id="preview"' not in answer.content.decode()
    assert stored() == "{}"


@pytest.mark.parametrize("button", ["_save", "_preview"])
def test_a_category_the_framework_does_not_have_is_refused_with_those_it_has(admin, page, button):
    data = form_of(admin.get(page)) | {"setting-required": "数量指标、数最指标\n满意度\n成效", button: "1"}
    answer = admin.post(page, data)
    refused(answer, "没有“数最指标、成效”")
    (sentence,) = answer.context["adminform"].form.errors["setting-required"]
    assert sentence.endswith("：" + "、".join(EXPECTED) + "。")
    assert set(answer.context["adminform"].form.errors) == {"setting-required"}
    assert stored() == "{}"


def test_the_default_categories_are_those_of_both_national_frameworks(admin, page):
    FiscalYear.objects.update(framework=Framework.objects.get(name=FRAMEWORK_2021))
    assert admin.post(page, form_of(admin.get(page))).status_code == 302


def test_a_framework_that_is_still_empty_keeps_nobody_from_saving(admin, page):
    FiscalYear.objects.update(framework=Framework.objects.create(name="新体系"))
    assert admin.post(page, form_of(admin.get(page))).status_code == 302


def test_a_new_setting_appears_by_itself(monkeypatch):
    class More(RuleSettings):
        """One setting more."""

        extra: tuple[str, ...] = Field(default=("甲", "乙"), description="新增的名单")

    monkeypatch.setattr(rule_settings, "RuleSettings", More)
    field = rule_settings.form_class().base_fields["setting-extra"]
    assert field.label == "新增的名单"
    assert field.help_text == "每行一项。 默认：甲；乙"


# -- the preview -------------------------------------------------------------------------------------------------


def test_the_preview_shows_what_changes_and_writes_nothing(admin, seed):
    page = address(FiscalYear, "change", 2025)
    data = form_of(admin.get(page)) | {COST: "", "entry_opens": "2025-01-01", "_preview": "1"}
    before = FiscalYear.objects.values().get()
    answer = admin.post(page, data)
    found = answer.context["preview"]
    assert (found.before, found.after, found.projects, found.cut) == (9, 6, 6, False)
    assert [(row.rule.id, row.before, row.after) for row in found.rules if row.before != row.after] == [
        ("cost-without-operator", 3, 0)
    ]
    assert [row.of for row in found.tables] == [seed[2], seed[4], seed[5]]
    html = answer.content.decode()
    assert "9 → 6" in html
    assert f'href="{seed[4].get_absolute_url()}"' in html
    assert form_of(answer)[COST] is False
    assert FiscalYear.objects.values().get() == before
    assert not LogEntry.objects.exists()


def test_the_preview_counts_what_a_threshold_adds(admin, seed):
    page = address(FiscalYear, "change", 2025)
    data = form_of(admin.get(page)) | {"rule-plan-behind-monitoring": "on", "setting-flat_share": "0.76"}
    found = admin.post(page, data | {"_preview": "1"}).context["preview"]
    changed = {row.rule.id: (row.before, row.after) for row in found.rules if row.before != row.after}
    assert changed == {"plan-behind-monitoring": (0, 6)}
    assert all(not row.goes and len(row.comes) == 1 for row in found.tables)


def test_a_preview_of_no_change_changes_nothing(admin, seed):
    page = address(FiscalYear, "change", 2025)
    found = admin.post(page, form_of(admin.get(page)) | {"_preview": "1"}).context["preview"]
    assert (found.before, found.after, found.changed) == (9, 9, 0)


def test_a_new_year_has_nothing_to_preview(admin):
    page = address(FiscalYear, "add")
    data = form_of(admin.get(page))
    answer = admin.post(page, data | {"year": 2031, "framework": 1, "_preview": "1"})
    assert answer.status_code == 200
    assert not FiscalYear.objects.exists()
    assert 'name="_preview"' not in answer.content.decode()


def test_a_long_year_is_previewed_in_part_and_the_page_says_so(unit, administrator):
    for number in range(1, 8):
        fill(ProjectFactory(department=unit, number=number))
    off = RuleSettings(off=frozenset(rule.id for rule in rules()))
    found = preview(FiscalYear.objects.get(), RuleSettings(), off, administrator, most=5)
    assert (found.projects, found.cut, found.changed, found.after) == (5, True, 5, 0)


def test_a_preview_costs_the_same_queries_for_more_projects(unit, administrator, django_assert_num_queries):
    def cost(rows):
        while Project.objects.count() < rows:
            fill(ProjectFactory(department=unit))
        with django_assert_num_queries(8):
            preview(FiscalYear.objects.get(), RuleSettings(), CHANGED, administrator)

    cost(3)
    cost(9)


@pytest.mark.parametrize("button", ["_save", "_preview"])
def test_who_may_not_change_the_year_gets_neither(client, page, button):
    reader = UserFactory(is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_fiscalyear"))
    client.force_login(reader)
    html = client.get(page).content.decode()
    assert 'name="_preview"' not in html
    assert COST not in html
    assert client.post(page, {button: "1"}).status_code == 403
