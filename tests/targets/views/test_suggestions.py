"""What is offered while an indicator is typed."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicators.models import Framework, LibraryIndicator
from indicators.target_value import TargetValue
from targets.folded import Folded, folded
from targets.models import Department, Indicator, Project, Status
from targets.suggestions import suggestions
from tests.factories import FRAMEWORK_2015, FRAMEWORK_2021, FiscalYearFactory, ProjectFactory, category

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(unit):
    return ProjectFactory(department=unit, name="2025年城乡社区事务经费", status=Status.DRAFT)


@pytest.fixture
def last_year(unit):
    framework = Framework.objects.get(name=FRAMEWORK_2021)
    year = FiscalYearFactory(year=2024, framework=framework)
    return ProjectFactory(department=unit, name="2024年城乡社区事务经费", fiscal_year=year, status=Status.APPROVED)


@pytest.fixture
def ask(client, staff, project):
    client.force_login(staff)

    def get(q="", **parameters):
        response = client.get(reverse("suggestions", args=[project.pk]), {"q": q, **parameters})
        assert response["Content-Type"] == "application/json"
        return response.json()["suggestions"]

    return get


def names(found):
    return [each["name"] for each in found]


def library(name, level_two="数量指标", value="≥1个", **fields):
    fields = {"category": category("产出指标", level_two), "value": TargetValue.parse(value), **fields}
    return LibraryIndicator.objects.create(name=name, **fields)


def row(project, name, level_two="数量指标", value="12个", framework=FRAMEWORK_2015, **fields):
    return Indicator.objects.create(
        project=project,
        position=project.indicators.count() + 1,
        category=category("产出指标", level_two, framework),
        name=name,
        value=TargetValue.parse(value),
        **fields,
    )


def test_the_library_is_offered_with_all_there_is_to_type(ask):
    library("惠民巡演场次", value="≥20场", description="全年巡演", basis="年度计划")
    assert ask("惠民") == [
        {
            "name": "惠民巡演场次",
            "description": "全年巡演",
            "value": "≥20场",
            "basis": "年度计划",
            "category": category("产出指标", "数量指标").pk,
            "level_one": "产出指标",
            "level_two": "数量指标",
            "source": "指标库",
        }
    ]


def test_names_that_begin_so_come_before_names_that_contain_it(ask):
    for name in ("新建惠民工程数", "惠民工程数量", "惠民工程"):
        library(name)
    assert names(ask("惠民工程")) == ["惠民工程", "惠民工程数量", "新建惠民工程数"]


@pytest.mark.parametrize("typed", ["ＰＭ２.５（年均）", "pm2.5 (年均)", "Pm2.5(年　均)"])
def test_width_case_and_spaces_make_no_difference(ask, typed):
    library("PM2.5（年均） 浓度")
    assert names(ask(typed)) == ["PM2.5（年均） 浓度"]


def test_what_means_something_to_a_database_is_text(ask):
    library("惠民%率_数")
    library("惠民工程")
    assert names(ask("%率_")) == ["惠民%率_数"]
    assert ask("'; --\x00\ud800".encode("utf-8", "replace").decode()) == []


def test_last_year_is_found_by_the_names_of_categories(ask, last_year):
    row(last_year, "社区惠民数", framework=FRAMEWORK_2021, basis="实际数量")
    Indicator.objects.create(
        project=last_year,
        position=9,
        category=category("成本指标", "经济成本指标", FRAMEWORK_2021),
        name="社区惠民成本",
    )
    (only,) = ask("社区惠民")
    assert only["category"] == category("产出指标", "数量指标").pk
    assert (only["value"], only["basis"], only["source"]) == ("12个", "实际数量", "2024年：2024年城乡社区事务经费")


def test_last_years_project_of_the_same_name_comes_before_others(ask, last_year, unit):
    other = ProjectFactory(department=unit, name="别的项目", fiscal_year=last_year.fiscal_year, number=1)
    elsewhere = ProjectFactory(department=Department.objects.create(code="326002", name="别的"), fiscal_year_id=2024)
    row(other, "惠民", framework=FRAMEWORK_2021)
    row(other, "惠民服务站数量", framework=FRAMEWORK_2021, value="3个")
    row(last_year, "惠民服务站数量", framework=FRAMEWORK_2021, value="4个")
    row(elsewhere, "惠民中心数", framework=FRAMEWORK_2021)
    assert [(each["name"], each["value"]) for each in ask("惠民")] == [("惠民服务站数量", "4个"), ("惠民", "12个")]


@pytest.mark.parametrize("name", ["城乡社区事务经费", "城乡社区事务经费（2024年度）", " ２０２４城乡社区事务经费"])
def test_the_year_in_a_name_makes_no_other_project(ask, project, last_year, unit, name):
    Project.objects.filter(pk=project.pk).update(name=name.replace("2024", "2025"))
    Project.objects.filter(pk=last_year.pk).update(name=name)
    other = ProjectFactory(department=unit, name="别的项目", fiscal_year=last_year.fiscal_year, number=1)
    row(other, "惠民", framework=FRAMEWORK_2021)
    row(last_year, "惠民服务站数量", framework=FRAMEWORK_2021)
    assert names(ask("惠民")) == ["惠民服务站数量", "惠民"]


def test_a_full_library_leaves_room_for_last_year(ask, last_year):
    for number in range(20):
        library(f"惠民工程{number:02}")
    for number in range(5):
        row(last_year, f"惠民工程甲{number}", framework=FRAMEWORK_2021)
    found = ask("惠民")
    assert [each["source"] for each in found] == ["指标库"] * 5 + ["2024年：2024年城乡社区事务经费"] * 3


def test_a_category_narrows_it_down(ask, last_year):
    library("惠民工程合格率", "质量指标")
    library("惠民工程数")
    row(last_year, "惠民工程达标率", "质量指标", framework=FRAMEWORK_2021)
    asked = category("产出指标", "质量指标").pk
    assert names(ask("惠民", category=asked)) == ["惠民工程合格率", "惠民工程达标率"]
    elsewhere = category("产出指标", "质量指标", FRAMEWORK_2021).pk
    for unknown in (elsewhere, 10**17, "x", "-1", "²"):
        assert ask("惠民", category=unknown) == []


def test_what_the_project_has_or_the_library_withdrew_is_left_out(ask, project, last_year):
    library("惠民工程", active=False)
    library("惠民服务站数量")
    row(last_year, "惠民服务站 数量", framework=FRAMEWORK_2021)
    assert len(ask("惠民")) == 2
    row(project, "惠民服务站数量")
    assert ask("惠民") == []


def test_the_same_indicator_from_two_places_is_offered_once(ask, last_year):
    library("惠民工程", value="12个")
    row(last_year, "惠民工程", framework=FRAMEWORK_2021)
    assert [each["source"] for each in ask("惠民")] == ["指标库"]


def test_before_anything_is_typed_there_are_suggestions_too(ask, last_year):
    row(last_year, "惠民工程", framework=FRAMEWORK_2021)
    row(last_year, "", framework=FRAMEWORK_2021)
    found = ask()
    assert "惠民工程" in names(found)
    assert "" not in names(found)
    assert len(found) <= 8


def test_what_is_longer_is_looked_for_by_its_beginning(ask):
    library("惠" * 150)
    assert names(ask("惠" * 120 + "民")) == ["惠" * 150]


def test_nothing_of_last_year_that_one_may_not_read_is_offered(project, last_year, head, outsider):
    row(last_year, "惠民工程", framework=FRAMEWORK_2021)
    project = Project.objects.select_related("fiscal_year").get(pk=project.pk)
    assert [each.name for each in suggestions(project=project, user=head, typed="惠民")] == ["惠民工程"]
    assert suggestions(project=project, user=outsider, typed="惠民") == []


@pytest.mark.slow
def test_five_thousand_library_rows_are_searched_in_three_queries(project, last_year, staff):
    leaf = category("产出指标", "数量指标")
    LibraryIndicator.objects.bulk_create(
        LibraryIndicator(category=leaf, name=f"第{number}号（惠民）工程完成数量") for number in range(5000)
    )
    for number in range(60):
        row(project, f"第{number}号（惠民）工程完成数量")
    project = Project.objects.select_related("fiscal_year").get(pk=project.pk)
    assert staff.memberships.exists()
    suggestions(project=project, user=staff, typed="")  # asks for the user's roles, once
    began = time.process_time()
    with CaptureQueriesContext(connection) as queries:
        found = suggestions(project=project, user=staff, typed="号(惠民)工程")
    assert time.process_time() - began < 0.25
    assert len(queries) == 3
    assert (len(found), found[0].name) == (8, "第60号（惠民）工程完成数量")


@pytest.mark.parametrize("text", ["ＰＭ2.5 浓度（年均）", "Ａ\u3000b\tC", "㎡½①", ""])
def test_the_database_folds_as_python_does(text):
    ProjectFactory(name=text or "空")
    assert Project.objects.values_list(Folded("name"), flat=True).get() == folded(text or "空")
