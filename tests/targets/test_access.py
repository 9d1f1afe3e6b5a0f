"""Who sees what: roles as queries."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from targets.access import Role
from targets.models import Department, Membership, Project, Status
from tests.factories import DepartmentFactory, ProjectFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def projects(unit):
    elsewhere = DepartmentFactory(code="401001")
    return {
        "own draft": ProjectFactory(department=unit, status=Status.DRAFT),
        "own approved": ProjectFactory(department=unit, status=Status.APPROVED),
        "other draft": ProjectFactory(department=elsewhere, status=Status.SUBMITTED),
        "other approved": ProjectFactory(department=elsewhere, status=Status.APPROVED),
    }


def seen(user, projects):
    visible = set(Project.objects.visible_to(user))
    return {name for name, project in projects.items() if project in visible}


def test_staff_see_their_own_unit_whatever_its_status(staff, projects):
    assert seen(staff, projects) == {"own draft", "own approved"}


def test_a_membership_on_a_department_covers_the_units_under_it(head, projects):
    assert seen(head, projects) == {"own draft", "own approved"}


def test_a_membership_on_one_unit_does_not_cover_its_neighbour(unit):
    neighbour = ProjectFactory(department=DepartmentFactory(code="326002"))
    assert neighbour not in Project.objects.visible_to(member(Role.STAFF, unit))


def test_auditors_see_what_is_approved_across_departments(auditor, projects):
    assert seen(auditor, projects) == {"own approved", "other approved"}


def test_an_auditor_of_one_department_sees_what_is_approved_there(unit, projects):
    assert seen(member(Role.AUDITOR, unit), projects) == {"own approved"}


def test_administrators_see_everything(administrator, projects):
    assert seen(administrator, projects) == set(projects)


def test_somebody_not_signed_in_or_deactivated_sees_nothing(staff, projects):
    staff.is_active = False
    assert seen(AnonymousUser(), projects) == set()
    assert seen(staff, projects) == set()


def test_a_user_without_a_role_sees_nothing(projects, django_user_model):
    assert seen(django_user_model.objects.create_user("nobody"), projects) == set()


def test_departments_are_visible_where_something_of_them_is(staff, auditor, outsider, projects):
    assert {unit.code for unit in Department.objects.visible_to(staff)} == {"326001"}
    assert "326001" not in {unit.code for unit in Department.objects.visible_to(outsider)}
    assert {"326001", "401001"} <= {unit.code for unit in Department.objects.visible_to(auditor)}


def test_only_an_auditor_may_span_all_departments(staff):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=staff, department=None, role=Role.HEAD)


def test_the_scope_of_a_user_costs_one_query_a_request(staff, django_assert_num_queries):
    with django_assert_num_queries(3):
        list(Project.objects.visible_to(staff))
        list(Department.objects.visible_to(staff))


@pytest.mark.parametrize("role", ["staff", "head", "auditor", "administrator", "outsider"])
def test_only_finance_staff_of_the_unit_edit_and_only_what_is_not_in_review(request, unit, role):
    projects = {status: ProjectFactory(department=unit, status=status) for status in Status}
    editable = set(Project.objects.editable_by(request.getfixturevalue(role)))
    assert editable == ({projects[Status.DRAFT], projects[Status.RETURNED]} if role == "staff" else set())


def test_a_head_of_one_unit_who_enters_for_another_edits_there_alone(unit):
    user, elsewhere = member(Role.HEAD, unit), DepartmentFactory(code="401001")
    Membership.objects.create(user=user, department=elsewhere, role=Role.STAFF)
    ProjectFactory(department=unit)
    entered = ProjectFactory(department=elsewhere)
    assert list(Project.objects.editable_by(user)) == [entered]
