"""The database itself refuses what must never be stored, and the forms say why."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum

from indicators.models import Category, Framework, LibraryIndicator
from indicators.target_value import TargetValue
from targets.models import (
    Checkpoint,
    CheckpointMonth,
    Department,
    DepartmentTarget,
    FiscalYear,
    Indicator,
    Project,
    Status,
)
from tests.factories import FRAMEWORK_2021, DepartmentFactory, FiscalYearFactory, ProjectFactory, category, fill

pytestmark = pytest.mark.django_db


def refused(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_it_refuses_negative_money_everywhere():
    project = ProjectFactory()
    refused(lambda: ProjectFactory(fiscal_funds=Decimal("-0.01")))
    refused(lambda: ProjectFactory(other_funds=Decimal("-1")))
    refused(lambda: Checkpoint.objects.create(project=project, month=3, amount=Decimal("-1")))


def test_it_refuses_a_project_code_twice_a_year_but_allows_it_in_another():
    project = ProjectFactory()
    refused(lambda: ProjectFactory(code=project.code))
    ProjectFactory(code=project.code, fiscal_year=FiscalYearFactory(year=2026))


def test_projects_without_a_code_yet_do_not_collide():
    ProjectFactory(code="")
    ProjectFactory(code="")


def test_it_refuses_months_outside_the_year_and_twice():
    project = fill(ProjectFactory())
    refused(lambda: Checkpoint.objects.create(project=project, month=13))
    refused(lambda: Checkpoint.objects.create(project=project, month=3))
    refused(lambda: CheckpointMonth.objects.create(fiscal_year=project.fiscal_year, month=0))


def test_it_refuses_an_unknown_status():
    refused(lambda: ProjectFactory(status="sealed"))


def test_it_refuses_entry_that_closes_before_it_opens():
    opens, closes = datetime.date(2025, 3, 1), datetime.date(2025, 2, 1)
    refused(lambda: FiscalYearFactory(year=2030, entry_opens=opens, entry_closes=closes))


def test_it_refuses_two_categories_of_one_name_at_one_place():
    framework = Framework.objects.get(name=FRAMEWORK_2021)
    refused(lambda: Category.objects.create(framework=framework, name="成本指标"))
    parent = framework.categories.get(name="产出指标", parent=None)
    refused(lambda: Category.objects.create(framework=framework, parent=parent, name="数量指标"))


@pytest.mark.parametrize("code", ["", "32", "3260", "326 001", "３２６", "abc", "326001\n"])
def test_a_department_code_has_three_digits_a_level(code):
    with pytest.raises(ValidationError):
        Department(code=code, name="某局").full_clean()


def test_a_departments_ancestors_are_those_whose_code_begins_its_own():
    top, middle, leaf = (DepartmentFactory(code=code) for code in ("326", "326001", "326001002"))
    DepartmentFactory(code="327")
    assert list(leaf.ancestors()) == [top, middle]
    assert set(Department.objects.under("326")) == {top, middle, leaf}


def test_a_constraint_speaks_to_a_person(settings):
    project = ProjectFactory()
    with pytest.raises(ValidationError) as error:
        Project(
            department=project.department, fiscal_year=project.fiscal_year, code=project.code, name="重复"
        ).validate_constraints()
    assert error.value.messages == ["该年度已有此编码的项目。"]


def test_an_indicator_stands_under_a_level_two_category_of_the_years_framework():
    project = ProjectFactory()
    level_one = Category.objects.filter(parent=None).first()
    for wrong in (level_one, category("成本指标", "经济成本指标", FRAMEWORK_2021)):
        with pytest.raises(ValidationError):
            Indicator(project=project, position=1, category=wrong, name="x").clean()


def test_a_third_level_of_categories_is_refused():
    leaf = category("产出指标", "数量指标")
    with pytest.raises(ValidationError):
        Category(framework=leaf.framework, parent=leaf, name="更细").clean()


def test_the_framework_of_a_year_in_use_stays():
    project = fill(ProjectFactory())
    project.fiscal_year.framework = Framework.objects.get(name=FRAMEWORK_2021)
    with pytest.raises(ValidationError):
        project.fiscal_year.clean()


def test_both_frameworks_are_there_with_their_second_levels():
    def tree(name):
        framework = Framework.objects.get(name=name)
        ones = framework.categories.filter(parent=None).order_by("position")
        return {one.name: [two.name for two in one.children.order_by("position")] for one in ones}

    assert list(tree("2015年指标体系")) == ["产出指标", "效益指标", "满意度指标"]
    assert tree("2015年指标体系")["产出指标"] == ["数量指标", "质量指标", "时效指标", "成本指标"]
    assert list(tree("2021年指标体系")) == ["成本指标", "产出指标", "效益指标", "满意度指标"]
    assert tree("2021年指标体系")["成本指标"] == ["经济成本指标", "社会成本指标", "生态环境成本指标"]


def test_money_is_exact_to_one_fen_and_sums_exactly():
    """A binary float would give 0.30000000000000004 for the sum and lose the fen beside 10^11."""
    for amount in ("0.1", "0.2", "99999999999.999999", "0.000001"):
        ProjectFactory(fiscal_funds=Decimal(amount))
    projects = Project.objects.all()
    assert projects.aggregate(total=Sum("fiscal_funds"))["total"] == Decimal("100000000000.30")
    assert projects.filter(fiscal_funds=Decimal("99999999999.999999")).count() == 1
    assert projects.filter(fiscal_funds__lt=Decimal("0.000002")).get().fiscal_funds == Decimal("0.000001")


def test_the_budget_is_the_sum_of_what_is_known():
    known = {(None, None): None, ("1.5", None): "1.50", (None, "2"): "2.00", ("1.5", "2"): "3.50"}
    for (fiscal, other), budget in known.items():
        project = ProjectFactory(fiscal_funds=fiscal and Decimal(fiscal), other_funds=other and Decimal(other))
        project.refresh_from_db()
        assert project.budget == (Decimal(budget) if budget else None)


def test_a_target_value_is_stored_with_its_meaning_and_found_by_it():
    project = fill(ProjectFactory())
    stored = project.indicators.get()
    assert stored.value == TargetValue.parse("≥12个")
    assert project.indicators.filter(value__unit="个").get() == stored
    assert project.indicators.values_list("value__operator", flat=True).get() == "≥"


def test_a_stored_amount_is_a_whole_number_of_fen():
    ProjectFactory(fiscal_funds=Decimal("27.68"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT fiscal_funds, budget FROM targets_project")
        assert cursor.fetchone() == (27_680_000, 27_680_000)


def test_a_window_without_ends_is_open(db):
    year = FiscalYear(year=2025, entry_opens=datetime.date(2025, 1, 2))
    assert not year.is_open(datetime.date(2025, 1, 1))
    assert year.is_open(datetime.date(2025, 1, 2))


# -- what declarations rest on stays -----------------------------------------------------------------------------


def problem(thing):
    """The field and the sentence of what ``clean()`` refuses."""
    with pytest.raises(ValidationError) as error:
        thing.clean()
    ((field, messages),) = error.value.message_dict.items()
    return field, messages[0]


def test_a_category_with_indicators_keeps_its_place():
    leaf = category("产出指标", "数量指标")
    other = category("产出指标", "数量指标", FRAMEWORK_2021)
    leaf.parent = None
    leaf.clean()
    fill(ProjectFactory())
    assert problem(leaf) == ("parent", "此类别下已有指标，不能移动：请另增类别。")
    leaf.framework, leaf.parent = other.framework, other.parent
    assert problem(leaf)[0] == "framework"


def test_a_category_with_library_rows_keeps_its_place():
    leaf = category("产出指标", "数量指标")
    LibraryIndicator.objects.create(category=leaf, name="甲")
    leaf.parent = category("效益指标", "社会效益指标").parent
    assert problem(leaf)[0] == "parent"


def test_a_level_one_category_does_not_leave_its_children_behind():
    level_one = category("产出指标", "数量指标").parent
    level_one.framework = Framework.objects.get(name=FRAMEWORK_2021)
    assert problem(level_one)[0] == "framework"


def test_a_category_is_not_its_own_parent():
    alone = Category.objects.create(framework=Framework.objects.get(name=FRAMEWORK_2021), name="风险指标")
    alone.parent = Category.objects.get(pk=alone.pk)
    assert problem(alone)[0] == "parent"


def test_a_category_that_approved_declarations_print_keeps_its_name():
    project = fill(ProjectFactory())
    leaf = category("产出指标", "数量指标")
    leaf.name = "数目指标"
    leaf.clean()
    Project.objects.filter(pk=project.pk).update(status=Status.APPROVED)
    assert problem(leaf) == ("name", "已批复的申报表印有此名称，不能更改：如需其他名称，请另建指标体系。")
    leaf.parent.name = "成果指标"
    assert problem(leaf.parent)[0] == "name"


@pytest.mark.parametrize("model", [Project, DepartmentTarget])
def test_a_department_keeps_its_code_once_it_declares_and_its_name_once_approved(model):
    unit, year = DepartmentFactory(code="326001", name="某局"), FiscalYearFactory()
    unit.code, unit.name = "326002", "新局"
    unit.clean()
    declared = model.objects.create(department=Department.objects.get(), fiscal_year=year, **NAMED.get(model, {}))
    assert problem(unit) == ("code", "已有申报表使用此编码，不能更改：请以新编码另增单位。")
    unit.code = "326001"
    unit.clean()
    model.objects.filter(pk=declared.pk).update(status=Status.APPROVED)
    assert problem(unit) == ("name", "已批复的申报表印有此名称，不能更改：请另增单位并使用新编码。")


NAMED = {Project: {"name": "项目"}}
