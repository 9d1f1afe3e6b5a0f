"""What is on record stays, whoever asks and however."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from targets.models import Edition, HistoryEntry, Verb
from targets.models.append_only import AppendOnlyError
from targets.services.history import record
from targets.services.importing import UNJUDGED
from targets.services.sealing import seal
from tests.factories import ProjectFactory
from tests.perfbudget.pages import address

pytestmark = pytest.mark.django_db


MIGRATIONS = {HistoryEntry: "0006_history_append_only", Edition: "0008_editions_append_only"}


@pytest.fixture
def on_record(unit, staff):
    """An entry of the history and an edition."""
    project = ProjectFactory(department=unit)
    return record(Verb.BEGUN, project, actor=staff), seal(project, UNJUDGED, actor=staff)


@pytest.fixture(params=[0, 1], ids=["history", "edition"])
def row(request, on_record):
    connection.check_constraints()  # PostgreSQL puts it off, and until then refuses to truncate for that reason
    return on_record[request.param]


def stored(row):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {row._meta.db_table} ORDER BY id")  # noqa: S608
        return cursor.fetchall()


ORM = {
    "save": lambda row: row.save(),
    "delete": lambda row: row.delete(),
    "queryset update": lambda row: type(row).objects.update(note="改了"),
    "queryset delete": lambda row: type(row).objects.all().delete(),
    "bulk update": lambda row: type(row).objects.bulk_update([row], ["note"]),
    "base save": lambda row: row.save_base(),
    "raw delete": lambda row: type(row).objects.all()._raw_delete("default"),
    "insert or update": lambda row: type(row).objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["id"], update_fields=["note"]
    ),
}
SQL = ["UPDATE {} SET note = 'x'", "UPDATE {} SET id = id + 1", "DELETE FROM {}", "DELETE FROM {} WHERE id > 0"]


@pytest.mark.parametrize("way", ORM)
def test_the_orm_is_refused(way, row):
    before = stored(row)
    with pytest.raises(DatabaseError, match=r"(?i)on record can neither be changed nor deleted"), transaction.atomic():
        ORM[way](row)
    assert stored(row) == before


@pytest.mark.parametrize("sql", [*SQL, "REPLACE INTO {0} SELECT * FROM {0}", "TRUNCATE {} CASCADE"])
def test_sql_is_refused(sql, row):
    if {"REPLACE": "postgresql", "TRUNCATE": "sqlite"}.get(sql.split()[0]) == connection.vendor:
        pytest.skip("not a statement of this database")
    before = stored(row)
    with (
        pytest.raises(DatabaseError, match="on record can neither be changed nor deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql.format(row._meta.db_table))
    assert stored(row) == before


def test_administrators_are_refused(client, administrator, row):
    client.force_login(administrator)
    before = stored(row)
    for page, args in (("add", ()), ("change", (row.pk,)), ("delete", (row.pk,))):
        assert client.post(address(type(row), page, *args), {"note": "改了", "post": "yes"}).status_code == 403
    client.post(address(type(row), "changelist"), {"action": "delete_selected", "_selected_action": row.pk})
    assert stored(row) == before


def test_python_refuses_before_the_database_is_asked(row, django_assert_num_queries):
    for way in list(ORM)[:4]:
        with django_assert_num_queries(0), pytest.raises(AppendOnlyError):
            ORM[way](row)


def test_the_triggers_go_and_come_with_their_migration(row):
    migration = import_module(f"targets.migrations.{MIGRATIONS[type(row)]}")
    editor = connection.schema_editor()  # not entered, which SQLite refuses inside a transaction
    migration.drop(apps, editor)
    with transaction.atomic():
        type(row).objects.filter(pk=row.pk)._raw_delete("default")
        assert row.pk not in [values[0] for values in stored(row)]
        transaction.set_rollback(True)
    migration.create(apps, editor)
    with pytest.raises(DatabaseError), transaction.atomic():
        type(row).objects.filter(pk=row.pk)._raw_delete("default")
