"""The list of projects."""

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from targets.models import Project
from targets.tables.columns import MoneyColumn, PlanColumn, StatusColumn, TimeColumn, wide


class ProjectTable(tables.Table):
    """One row a project; the foot sums the whole filtered list, in 万元."""

    project = tables.TemplateColumn(
        template_name="projects/_name.html",
        verbose_name=_("Project"),
        accessor="name",
        order_by=("name", "pk"),
        footer=lambda table: (
            ngettext("%(count)d project in all", "%(count)d projects in all", table.totals["count"])
            % {"count": table.totals["count"]}
        ),
    )
    department = tables.Column(
        verbose_name=_("Unit"),
        accessor="department__name",
        order_by=("department__code", "number", "pk"),
        attrs=wide("quiet"),
    )
    budget = MoneyColumn(verbose_name=_("Budget (10,000 yuan)"), order_by=("budget", "pk"), default="")
    fiscal_funds = MoneyColumn(verbose_name=_("Fiscal funds"), order_by=("fiscal_funds", "pk"), attrs=wide("num"))
    other_funds = MoneyColumn(
        verbose_name=_("Other funds"), order_by=("other_funds", "pk"), default="", attrs=wide("num")
    )
    plan = PlanColumn(verbose_name=_("Spending plan"), empty_values=(), attrs=wide())
    status = StatusColumn(verbose_name=_("Status"), order_by=("status", "pk"))
    updated_at = TimeColumn(verbose_name=_("Updated"), order_by=("updated_at", "pk"), attrs=wide("quiet"))

    class Meta:
        model = Project
        fields = ()
        attrs = {"class": "table list mb-0"}
        empty_text = _("No project fits. Choose another year or fewer filters.")

    def __init__(self, *args: Any, totals: dict[str, Any], **kwargs: Any) -> None:
        self.totals = totals
        super().__init__(*args, **kwargs)
