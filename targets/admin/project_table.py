"""Projects as a table, one row each, without the rows of their tables: those go in and out by importing and exporting.

What is approved or in review comes out and back unchanged, or is refused; every change is on record.
"""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export import fields, widgets

from indicators.exchange import Named, TableResource
from targets.declaration import Funds
from targets.models import Department, FiscalYear, Project
from targets.money import AmountError, format_amount, parse_amount
from targets.services.correcting import begin_head, correct_head, head_of
from targets.services.findings import RefusedError


class _Amount(widgets.Widget):
    """万元 as people type it; blank is not zero."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Decimal | None:
        try:
            return parse_amount(value)
        except AmountError as error:
            raise ValueError(str(error)) from error

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return format_amount(value)


class _Number(widgets.Widget):
    """A place in the unit's document; blank where there is none."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        if value and not (value.isascii() and value.isdigit() and len(value) < 5):
            raise ValueError(_("“%(value)s” is no whole number from 0 to 9999.") % {"value": value})
        return int(value) if value else None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


class ProjectResource(TableResource):
    """Projects by year and code; a draft without a code by its unit and name, as when a file is brought in."""

    year = fields.Field("fiscal_year", "年度", widget=Named(FiscalYear, "year"))
    unit = fields.Field("department", "单位代码", widget=Named(Department, "code"))
    unit_name = fields.Field("department__name", "单位名称", readonly=True)
    number = fields.Field("number", "序号", widget=_Number())
    code = fields.Field("code", "项目编码", widget=widgets.CharWidget())
    name = fields.Field("name", "项目名称", widget=widgets.CharWidget())
    budget = fields.Field("budget", "预算数（万元）", widget=_Amount(), readonly=True)
    fiscal = fields.Field("fiscal_funds", "财政资金（万元）", widget=_Amount())
    other = fields.Field("other_funds", "其他资金（万元）", widget=_Amount())
    purpose = fields.Field("purpose", "资金用途", widget=widgets.CharWidget())
    standing = fields.Field("standing", "状态", readonly=True)

    class Meta(TableResource.Meta):
        model = Project
        fields = [
            *("year", "unit", "unit_name", "number", "code", "name"),
            *("budget", "fiscal", "other", "purpose", "standing"),
        ]
        import_id_fields = ["year", "unit", "code", "name"]

    def identity(self, row: Any) -> Any:
        """Of two rows of one code, one would undo the other."""
        return (row["年度"], row["项目编码"]) if row["项目编码"] else super().identity(row)

    def get_instance(self, instance_loader: Any, row: Any) -> Project | None:
        if not (row["年度"].isascii() and row["年度"].isdigit()):
            return None
        projects = Project.objects.select_related("department", "fiscal_year").filter(fiscal_year=int(row["年度"]))
        found: Project | None = projects.filter(code=row["项目编码"]).first() if row["项目编码"] else None
        if found is not None:
            return found
        unnamed = list(projects.filter(code="", department__code=row["单位代码"], name=row["项目名称"])[:2])
        if len(unnamed) > 1:
            told = _("The unit has several projects of this name without a code: enter their codes on their pages.")
            raise ValidationError({"项目编码": told})
        return unnamed[0] if unnamed else None

    def import_instance(self, instance: Project, row: Any, **kwargs: Any) -> None:
        """What only comes out must say what it said, or somebody would wait for it in vain."""
        super().import_instance(instance, row, **kwargs)
        funds = Funds(fiscal=instance.fiscal_funds, other=instance.other_funds)
        fixed = {
            "unit_name": instance.department.name,
            "budget": format_amount(funds.budget),
            "standing": instance.standing,
        }
        wrong = {}
        message = _("It is “%(value)s” and not changed here: leave it, or blank.")
        for key, value in fixed.items():
            field = self.fields[key]
            said = row.get(field.column_name, "")
            if said and (format_amount(field.clean(row)) if key == "budget" else said) != value:
                wrong[field.attribute] = message % {"value": value}
        if wrong:
            raise ValidationError(wrong)

    def save_instance(self, instance: Project, is_create: bool, row: Any, **kwargs: Any) -> None:
        """Have the services do it, which write history."""
        try:
            if is_create:
                instance.pk = begin_head(project=instance, actor=kwargs["user"]).pk
            else:
                correct_head(project_id=instance.pk, head=head_of(instance), actor=kwargs["user"])
        except RefusedError as refusal:
            raise ValidationError(str(refusal)) from refusal
