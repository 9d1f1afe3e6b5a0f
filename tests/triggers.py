"""The triggers on what is on record, taken away for a while: to tamper with it, and to clean up after a test."""

from contextlib import contextmanager

from django.db import connection

APPEND_ONLY = ("targets_historyentry", "targets_edition", "reports_paper", "reports_download")


@contextmanager
def lifted():
    """Without triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            before = [f"DROP TRIGGER {name}" for name, _ in triggers]
            after = [sql for _, sql in triggers]
        else:
            there = [name for name in APPEND_ONLY if name in connection.introspection.table_names(cursor)]
            before = ["SET CONSTRAINTS ALL IMMEDIATE", *(f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in there)]
            after = [f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in there]
        for statement in before:
            cursor.execute(statement)
        try:
            yield
        finally:
            for statement in after:
                cursor.execute(statement)
