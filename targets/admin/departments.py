"""Departments and units."""

from django.contrib import admin
from import_export import fields, widgets

from indicators.editing import Rows
from indicators.exchange import TableAdmin, TableResource
from targets.models import Department, Membership


class DepartmentResource(TableResource):
    """Departments as rows of code and name; the code tells which row is meant."""

    code = fields.Field("code", "编码", widget=widgets.CharWidget())
    name = fields.Field("name", "名称", widget=widgets.CharWidget())

    class Meta(TableResource.Meta):
        model = Department
        fields = ["code", "name"]
        import_id_fields = ["code"]

    def key_columns(self) -> list[str]:
        return list(self.get_export_headers())


class MembershipInline(Rows):
    """Who works in the department."""

    model = Membership
    autocomplete_fields = ["user", "department"]


@admin.register(Department)
class DepartmentAdmin(TableAdmin):
    """Departments in the order of their codes, which is their hierarchy."""

    resource_classes = [DepartmentResource]
    list_display = ["code", "name"]
    list_editable = ["name"]
    search_fields = ["code", "name"]
    ordering = ["code"]
    inlines = [MembershipInline]
