"""Departments and units."""

from django.contrib import admin
from import_export import resources
from import_export.admin import ImportExportModelAdmin

from targets.models import Department, Membership


class DepartmentResource(resources.ModelResource):
    """Departments as rows of code and name; the code tells which row is meant."""

    class Meta:
        model = Department
        fields = ["code", "name"]
        import_id_fields = ["code"]
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
        use_transactions = True


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]  # not subscriptable at run time
    """Who works in the department."""

    model = Membership
    extra = 0
    autocomplete_fields = ["user", "department"]


@admin.register(Department)
class DepartmentAdmin(ImportExportModelAdmin):
    """Departments in the order of their codes, which is their hierarchy."""

    resource_classes = [DepartmentResource]
    list_display = ["code", "name"]
    list_editable = ["name"]
    search_fields = ["code", "name"]
    ordering = ["code"]
    inlines = [MembershipInline]
