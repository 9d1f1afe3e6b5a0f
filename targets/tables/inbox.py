"""The table of what waits for review."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_tables2.data import TableData

from targets.money import format_amount
from targets.tables.columns import wide
from targets.templatetags.targets import when
from targets.waiting import Key, WaitingRow, waiting_rows


class WaitingData(TableData):
    """Rows that are loaded for the page in view alone, of keys that were found before."""

    def __init__(self, keys: list[Key], user: object) -> None:
        super().__init__(keys)
        self.user = user

    def __len__(self) -> int:
        return len(self.data)

    def __getitem__(self, key: Any) -> Any:
        return waiting_rows(self.data[key], self.user)


class InboxTable(tables.Table):
    """One row a project or department target, the longest waiting first."""

    tick = tables.TemplateColumn(
        template_name="review/_tick.html",
        verbose_name=format_html('<span class="visually-hidden">{}</span>', _("Ticked")),
        empty_values=(),
    )
    name = tables.TemplateColumn(
        template_name="review/_name.html", verbose_name=_("Project or target"), empty_values=()
    )
    department = tables.Column(verbose_name=_("Unit"), accessor="declared__department__name", attrs=wide("quiet"))
    year = tables.Column(verbose_name=_("Year"), accessor="declared__fiscal_year_id", attrs=wide("quiet"))
    budget = tables.Column(verbose_name=_("Budget (10,000 yuan)"), empty_values=(), attrs=wide("num"))
    submitted_by = tables.Column(
        verbose_name=_("Submitted by"), accessor="declared__submitted_by", default="", attrs=wide("quiet")
    )
    waiting = tables.Column(verbose_name=_("Waiting"), accessor="days")
    to_weigh = tables.TemplateColumn(template_name="review/_to_weigh.html", verbose_name=_("To weigh"), empty_values=())

    class Meta:
        attrs = {"class": "table list mb-0"}
        orderable = False

    def render_budget(self, record: WaitingRow) -> str:
        return format_amount(getattr(record.declared, "budget", None))

    def render_waiting(self, record: WaitingRow, value: int) -> SafeString:
        words = ngettext("%(days)d day", "%(days)d days", value) % {"days": value} if value else _("since today")
        return format_html(
            '<strong class="text-nowrap">{}</strong><div class="quiet"><time datetime="{}">{}</time></div>',
            words,
            record.since.isoformat(),
            when(record.since),
        )
