"""Names compared as people mean them, by the database: width, case and spaces make no difference."""

import unicodedata
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func
from django.db.models.sql.compiler import SQLCompiler


@lru_cache(maxsize=16384)
def folded(text: str) -> str:
    """NFKC, in small letters, without white space: ``ＰＭ2.5 浓度（年均）`` → ``pm2.5浓度(年均)``."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


class Folded(Func):
    """:func:`folded` in a query, for both databases: ``annotate(folded=Folded("name"))``."""

    function = "PERFBUDGET_FOLDED"
    arity = 1
    output_field = models.CharField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        template = r"LOWER(REGEXP_REPLACE(NORMALIZE(%(expressions)s, NFKC), '\s+', '', 'g'))"
        return self.as_sql(compiler, connection, template=template, **extra)


def teach_sqlite(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Give a new connection to SQLite the function; PostgreSQL has all it takes."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("PERFBUDGET_FOLDED", 1, folded, deterministic=True)
