"""Triggers that keep the history as it was written, whoever asks the database.

SQLite's ``REPLACE`` deletes a row without a word to the trigger on DELETE, so what would take the place of a row is
refused as well. PostgreSQL's ``TRUNCATE`` likewise has a trigger of its own.
"""

from django.db import migrations

TABLE = "targets_historyentry"
SENTENCE = "what is on record can neither be changed nor deleted"

SQLITE = {
    "update": f"BEFORE UPDATE ON {TABLE}",
    "delete": f"BEFORE DELETE ON {TABLE}",
    "replace": f"BEFORE INSERT ON {TABLE} WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id)",
}
POSTGRESQL = {
    "change": f"BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW",
    "truncate": f"BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT",
}
FUNCTION = f"""
CREATE FUNCTION targets_on_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'restrict_violation';
END
$$
"""


def create_function(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION)


def drop_function(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION targets_on_record()")


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name, when in POSTGRESQL.items():
            schema_editor.execute(f"CREATE TRIGGER {TABLE}_{name} {when} EXECUTE FUNCTION targets_on_record()")
    else:
        for name, when in SQLITE.items():
            refusal = f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
            schema_editor.execute(f"CREATE TRIGGER {TABLE}_{name} {when} {refusal}")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in POSTGRESQL:
            schema_editor.execute(f"DROP TRIGGER {TABLE}_{name} ON {TABLE}")
    else:
        for name in SQLITE:
            schema_editor.execute(f"DROP TRIGGER {TABLE}_{name}")


class Migration(migrations.Migration):
    dependencies = [("targets", "0005_history")]
    operations = [migrations.RunPython(create_function, drop_function), migrations.RunPython(create, drop)]
