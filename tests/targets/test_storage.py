"""Storing a Declaration: only what differs is written, and every change is counted."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.tree import CategoryTree
from targets.models import DepartmentTarget, Project
from targets.storage import (
    declaration_of,
    department_declaration_of,
    store_declaration,
    store_department_declaration,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(seed):
    return Project.objects.with_tables().get(pk=seed[0].pk)


def written(project, declaration, actor=None):
    """Store it, and return the statements that wrote."""
    tree = CategoryTree.of(project.fiscal_year.framework)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        differed = store_declaration(project, declaration, tree, actor)
    statements = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert differed == bool(statements)
    return statements


def test_the_same_again_writes_nothing_and_keeps_the_version(project):
    assert written(project, declaration_of(project)) == []
    assert Project.objects.get(pk=project.pk).version == project.version


def test_one_changed_value_writes_that_row_and_the_count(project, staff):
    declaration = declaration_of(project)
    rows = list(declaration.indicators)
    rows[2] = rows[2].model_copy(update={"basis": "新的依据"})
    statements = written(project, declaration.model_copy(update={"indicators": tuple(rows)}), staff)
    assert len(statements) == 2
    assert '"basis"' in statements[0]
    assert '"name"' not in statements[0]
    stored = Project.objects.with_tables().get(pk=project.pk)
    assert (stored.version, stored.updated_by) == (project.version, staff)
    assert declaration_of(stored).indicators[2].basis == "新的依据"


def test_rows_that_move_are_written_together_and_keep_their_identity(project):
    declaration = declaration_of(project)
    before = [row.pk for row in project.indicators.all()]
    turned = declaration.model_copy(update={"indicators": declaration.indicators[::-1]})
    assert len(written(project, turned)) == 2
    stored = Project.objects.with_tables().get(pk=project.pk)
    assert declaration_of(stored) == turned
    assert [row.pk for row in stored.indicators.all()] == before


def test_what_is_new_starts_with_version_one(project, staff):
    copy = Project(department=project.department, fiscal_year=project.fiscal_year)
    declaration = declaration_of(project).model_copy(update={"code": "", "name": "另一个"})
    assert written(copy, declaration, staff)
    assert (copy.version, copy.updated_by) == (1, staff)
    assert declaration_of(Project.objects.with_tables().get(pk=copy.pk)) == declaration


def test_part_one_is_stored_in_the_same_way(seed, staff):
    target = DepartmentTarget.objects.get()
    declaration = department_declaration_of(target)
    assert not store_department_declaration(target, declaration, staff)
    changed = declaration.model_copy(update={"lead": "新的总述", "goals": declaration.goals[1:]})
    assert store_department_declaration(target, changed, staff)
    stored = DepartmentTarget.objects.get()
    assert department_declaration_of(stored) == changed
    assert (stored.version, stored.updated_by) == (2, staff)


def test_a_blank_amount_and_a_zero_differ(project):
    declaration = declaration_of(project)
    funds = declaration.funds.model_copy(update={"other": Decimal("0.00")})
    assert declaration.funds.other is None
    assert written(project, declaration.model_copy(update={"funds": funds}))
