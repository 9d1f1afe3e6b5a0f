"""Pages of long lists that cost the same at the end as at the beginning."""

from typing import Any

from django.core.paginator import Paginator
from django_tables2.data import TableQuerysetData


class PagedData(TableQuerysetData):
    """Rows of a queryset, found by key first: a page far down skips over keys in an index, not over whole rows."""

    def __getitem__(self, key: Any) -> Any:
        if not isinstance(key, slice):
            return super().__getitem__(key)
        keys = list(self.data.values_list("pk", flat=True)[key])
        rows = {row.pk: row for row in self.data.order_by().filter(pk__in=keys)}
        return [rows[pk] for pk in keys if pk in rows]


class CountedPaginator(Paginator):  # type: ignore[type-arg]
    """A paginator that is told how many there are: the totals in the foot know already."""

    def __init__(self, *args: Any, total: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.total = total

    @property
    def count(self) -> int:
        return self.total
