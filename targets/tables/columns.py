"""Columns that several tables share: how a thing is shown, and what of it an export gets."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from targets.money import format_amount
from targets.templatetags.targets import when

WIDE = "d-none d-md-table-cell"
"""Bootstrap's classes for what a telephone has no room for."""


def wide(*classes: str) -> dict[str, dict[str, str]]:
    """The attributes of a column that only wide screens show."""
    return {part: {"class": " ".join((WIDE, *classes))} for part in ("th", "td", "tf")}


class MoneyColumn(tables.Column):
    """万元, right-aligned, with the sum of all rows (not of this page) in the foot.

    The table's ``totals`` give the sum, as ``<column>_total``.
    """

    attrs = {"th": {"class": "num"}, "td": {"class": "num"}, "tf": {"class": "num"}}

    def render(self, value: Decimal) -> str:
        return format_amount(value)

    def value(self, value: Decimal) -> Decimal:
        return value

    def render_footer(self, bound_column: Any, table: Any) -> str:
        return format_amount(table.totals[f"{bound_column.name}_total"])


class StatusColumn(tables.Column):
    """A chip in the colour of the status."""

    def render(self, record: Any) -> SafeString:
        return format_html('<span class="chip {}">{}</span>', record.status, record.standing)

    def value(self, record: Any) -> str:
        return str(record.standing)


class TimeColumn(tables.Column):
    """When, as people say it; to the second for machines and exports."""

    def render(self, value: datetime) -> SafeString:
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), when(value))

    def value(self, value: datetime) -> datetime:
        return value


class PlanColumn(tables.TemplateColumn):
    """The cumulative spending plan as a small curve with its first checkpoint in words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(template_name="projects/_plan.html", orderable=False, **kwargs)

    def value(self, record: Any) -> str:
        return "；".join(f"{row.month}月底 {format_amount(row.amount)}" for row in record.checkpoints.all())
