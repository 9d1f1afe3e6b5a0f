"""A whole year rolled forward: all of it or nothing, and taken back while nobody has worked on it."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from indicators.models import Framework
from targets.forms.rolling import RollSheet
from targets.models import CheckpointMonth, DepartmentTarget, FiscalYear, Indicator, KeptFinding, Project, Status
from targets.services import rolling
from targets.services.findings import RefusedError
from targets.services.roll_plan import RollPlan
from targets.services.rolling import RollChoice, roll_forward, undo_roll_forward
from targets.storage import declaration_of, department_declaration_of
from tests.factories import FRAMEWORK_2021, DepartmentFactory, FiscalYearFactory, ProjectFactory, fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def next_year():
    return FiscalYearFactory(year=2026)


def plan_of(user, unit=""):
    return RollPlan(FiscalYear.objects.get(year=2025), user, unit)


def roll(user, plan=None, choice=None):
    """Copy as the page offers it; return the steps and what was made."""
    plan = plan or plan_of(user)
    steps, seen = roll_forward(plan=plan, choice=choice or RollSheet(plan).choice, actor=user), []
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as end:
            return seen, end.value


def made():
    return Project.objects.filter(fiscal_year=2026)


def test_every_project_becomes_a_draft_with_its_amounts_and_without_its_code(seed, staff, next_year, seed_reading):
    steps, rolled = roll(staff)
    assert [(step.done, step.total) for step in steps] == [(done, 7) for done in range(1, 8)]
    copies = list(made().order_by("number").with_tables())
    assert list(rolled.projects) == copies
    for copy, table in zip(copies, seed_reading.projects, strict=True):
        assert (copy.status, copy.version, copy.updated_by, copy.code) == (Status.DRAFT, 1, staff, "")
        assert declaration_of(copy).checkpoints == table.checkpoints
        assert declaration_of(copy).funds == table.funds
        assert (copy.number, len(copy.indicators.all())) == (table.number, len(table.indicators))


def test_the_years_in_the_text_move(seed, staff, next_year):
    plans = Q(basis__contains="年工作计划") | Q(basis__contains="年度工作计划")
    before = Indicator.objects.filter(plans).order_by("project__number", "position").values_list("basis", flat=True)
    wanted = [basis.replace("2025", "2026") for basis in before]
    assert len(wanted) == 13
    roll(staff)
    assert list(before.filter(project__fiscal_year=2026)) == wanted


def test_the_department_target_comes_along(seed, staff, next_year, seed_reading):
    roll(staff)
    target = DepartmentTarget.objects.get(fiscal_year=2026)
    assert target.status == Status.DRAFT
    assert department_declaration_of(target).items == seed_reading.target.items


def test_a_failure_at_the_third_project_leaves_nothing(seed, staff, next_year, monkeypatch):
    stored = []

    def fails_at_the_third(project, *args):
        stored.append(project)
        if len(stored) == 3:
            raise RuntimeError
        return store(project, *args)

    store = rolling.store_declaration
    monkeypatch.setattr(rolling, "store_declaration", fails_at_the_third)
    with pytest.raises(RuntimeError):
        roll(staff)
    assert len(stored) == 3
    assert not made().exists()
    assert not DepartmentTarget.objects.filter(fiscal_year=2026).exists()


def test_a_closed_connection_leaves_nothing(seed, staff, next_year):
    plan = plan_of(staff)
    steps = roll_forward(plan=plan, choice=RollSheet(plan).choice, actor=staff)
    assert [next(steps).done for _ in range(4)] == [1, 2, 3, 4]
    assert made().count() == 3, "what is written so far is seen inside the transaction alone"
    steps.close()
    assert not made().exists()


def test_what_the_next_year_has_already_is_unticked_and_a_second_click_is_refused(seed, staff, next_year):
    plan = plan_of(staff)
    choice = RollSheet(plan).choice
    roll(staff, plan, choice)
    now = plan_of(staff)
    assert RollSheet(now).choice.projects == frozenset()
    assert all(row.there for row in [*now.projects, *now.parts])
    for again in (choice, RollChoice(projects=choice.projects)):
        with pytest.raises(RefusedError, match="2026 年度已有"):
            roll(staff, plan, again)
    assert made().count() == 6


def test_one_may_still_copy_a_namesake_knowingly_and_it_comes_after_the_others(seed, staff, next_year):
    roll(staff)
    key = seed[0].pk
    roll(staff, choice=RollChoice(projects=frozenset({key}), doubled=frozenset({key})))
    assert list(made().filter(name=seed[0].name).order_by("number").values_list("number", flat=True)) == [1, 7]


def test_a_project_named_by_its_year_is_recognised_in_the_next(staff, unit, next_year):
    ProjectFactory(department=unit, name="2025年采购")
    ProjectFactory(department=unit, fiscal_year=next_year, name="2026年采购")
    assert [row.there for row in plan_of(staff).projects] == [True]


def test_an_amount_whose_month_is_gone_is_told_and_left_out(staff, unit, next_year):
    CheckpointMonth.objects.filter(fiscal_year=next_year, month=10).update(month=9)
    fill(ProjectFactory(department=unit))
    assert plan_of(staff).dropped == {10: 1}
    roll(staff)
    plan = list(made().get().checkpoints.values_list("month", "amount"))
    assert plan == [(3, Decimal("2.5")), (6, Decimal(5)), (9, None), (12, Decimal(10))]


def test_in_another_framework_rows_go_where_a_person_says(seed, staff):
    FiscalYearFactory(year=2026, framework=Framework.objects.get(name=FRAMEWORK_2021))
    plan = plan_of(staff)
    sheet = RollSheet(plan)
    assert [(row.name, row.count) for row in sheet.adaptation.places] == [("产出指标 › 成本指标", 6)]
    roll(staff, plan, sheet.choice)
    assert Indicator.objects.filter(project__fiscal_year=2026, category__name="经济成本指标").count() == 6


def test_a_unit_is_rolled_alone_when_it_is_chosen(staff, unit, next_year):
    below = DepartmentFactory(code="326001001")
    ProjectFactory(department=unit, name="本级的")
    ProjectFactory(department=below, name="下级的")
    assert [row.of.name for row in plan_of(staff).projects] == ["本级的", "下级的"]
    roll(staff, plan_of(staff, below.code))
    assert [project.name for project in made()] == ["下级的"]


def test_others_projects_are_not_in_the_plan(seed, outsider, head, next_year):
    assert plan_of(outsider).projects == []
    with pytest.raises(PermissionDenied):
        plan_of(head)
    with pytest.raises(PermissionDenied):
        plan_of(outsider, "326001")


def test_nothing_ticked_is_refused(seed, staff, next_year):
    with pytest.raises(RefusedError, match="至少勾选"):
        roll(staff, choice=RollChoice(projects=frozenset()))


def test_each_project_costs_the_same_number_of_queries(staff, unit, next_year):
    def cost(rows):
        made().delete()
        while Project.objects.count() < rows:
            fill(ProjectFactory(department=unit))
        with CaptureQueriesContext(connection) as queries:
            roll(staff)
        return len(queries)

    cost(1)  # asks who the user is
    three, six = cost(3), cost(6)
    assert six - three == 3 * 8


def undo(rolled, user):
    projects, parts = ([row.pk for row in rows] for rows in (rolled.projects, rolled.parts))
    return undo_roll_forward(projects=projects, parts=parts, actor=user)


def test_undoing_deletes_exactly_the_drafts_just_made(seed, staff, unit, next_year):
    other = ProjectFactory(department=unit, fiscal_year=next_year)
    _, rolled = roll(staff)
    assert undo(rolled, staff) == 7
    assert list(made()) == [other]
    assert Project.objects.filter(fiscal_year=2025).count() == 6
    assert DepartmentTarget.objects.count() == 1
    with pytest.raises(RefusedError, match="没有可撤销"):
        undo(rolled, staff)


def test_what_somebody_worked_on_is_not_undone_nor_anything_beside_it(seed, staff, next_year):
    _, rolled = roll(staff)
    made().filter(pk=rolled.projects[1].pk).update(version=2)
    with pytest.raises(RefusedError, match="社区工作经费"):
        undo(rolled, staff)
    made().update(version=1)
    about = {"project": rolled.projects[0], "rule": "r", "place": "", "fingerprint": "f"}
    KeptFinding.objects.create(reason="有理由的", kept_by=staff, **about)
    with pytest.raises(RefusedError, match="社区党组织"):
        undo(rolled, staff)
    assert made().count() == 6


def test_only_who_may_change_the_drafts_undoes_them(seed, staff, head, outsider, next_year):
    _, rolled = roll(staff)
    with pytest.raises(PermissionDenied):
        undo(rolled, head)
    with pytest.raises(RefusedError, match="没有可撤销"):
        undo(rolled, outsider)
    assert made().count() == 6
