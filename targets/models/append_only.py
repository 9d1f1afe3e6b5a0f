"""Rows that are written once and never again."""

from typing import Any, NoReturn

from django.db import IntegrityError, models


class AppendOnlyError(IntegrityError):
    """What is on record is neither changed nor deleted. The database refuses it too, with a trigger."""

    def __init__(self) -> None:
        super().__init__("What is on record can neither be changed nor deleted.")


class AppendOnlyQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Reads and adds."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError

    def delete(self) -> NoReturn:
        raise AppendOnlyError

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class AppendOnly(models.Model):
    """A row that stays as it was written."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError
