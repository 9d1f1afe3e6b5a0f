"""Triggers that keep editions as they were approved; the history's are in 0006.

What SQLite's ``REPLACE`` would delete is every row that has one of the new row's unique keys.
"""

from django.db import migrations

TABLE = "targets_edition"
SENTENCE = "what is on record can neither be changed nor deleted"
TAKEN = (
    "id = NEW.id OR sha256 = NEW.sha256"
    " OR (department_id = NEW.department_id AND (position = NEW.position OR previous = NEW.previous))"
    " OR (project_id = NEW.project_id AND number = NEW.number) OR (target_id = NEW.target_id AND number = NEW.number)"
)

SQLITE = {
    "update": f"BEFORE UPDATE ON {TABLE}",
    "delete": f"BEFORE DELETE ON {TABLE}",
    "replace": f"BEFORE INSERT ON {TABLE} WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE {TAKEN})",
}
POSTGRESQL = {
    "change": f"BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW",
    "truncate": f"BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT",
}


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name, when in POSTGRESQL.items():
            schema_editor.execute(f"CREATE TRIGGER {TABLE}_{name} {when} EXECUTE FUNCTION targets_on_record()")
    else:
        for name, when in SQLITE.items():
            refusal = f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
            schema_editor.execute(f"CREATE TRIGGER {TABLE}_{name} {when} {refusal}")


def drop(apps, schema_editor):
    on_table = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    for name in POSTGRESQL if on_table else SQLITE:
        schema_editor.execute(f"DROP TRIGGER {TABLE}_{name}{on_table}")


class Migration(migrations.Migration):
    dependencies = [("targets", "0007_editions")]
    operations = [migrations.RunPython(create, drop)]
