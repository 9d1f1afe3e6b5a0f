"""Administration of frameworks, categories and the library."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from import_export import fields, resources, widgets
from import_export.admin import ImportExportModelAdmin

from indicators.models import Category, Framework, LibraryIndicator
from indicators.target_value import TargetValue


class CategoryInline(admin.TabularInline):  # type: ignore[type-arg]  # not subscriptable at run time
    """A framework's categories, both levels, on one page."""

    model = Category
    extra = 0
    fields = ["parent", "name", "position"]
    ordering = ["parent__position", "position"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        return super().get_queryset(request).select_related("parent", "framework")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Level-one categories of this framework alone."""
        if db_field.name == "parent" and request.resolver_match:
            framework = request.resolver_match.kwargs.get("object_id")
            kwargs["queryset"] = Category.objects.filter(framework=framework, parent=None).select_related("framework")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Framework)
class FrameworkAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Frameworks with their tree."""

    list_display = ["name", "authority", "level_one_count", "level_two_count"]
    search_fields = ["name", "authority"]
    inlines = [CategoryInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Framework]:
        frameworks: QuerySet[Framework] = super().get_queryset(request)
        return frameworks.annotate(
            ones=Count("categories", filter=Q(categories__parent=None)),
            twos=Count("categories", filter=Q(categories__parent__isnull=False)),
        )

    @admin.display(description=_("level-one categories"), ordering="ones")
    def level_one_count(self, framework: Framework) -> int:
        return framework.ones  # type: ignore[attr-defined, no-any-return]

    @admin.display(description=_("level-two categories"), ordering="twos")
    def level_two_count(self, framework: Framework) -> int:
        return framework.twos  # type: ignore[attr-defined, no-any-return]


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Categories: searched by autocomplete from indicators and the library, put in order in the list."""

    list_display = ["__str__", "position"]
    list_editable = ["position"]
    list_filter = ["framework", ("parent", admin.EmptyFieldListFilter)]
    list_select_related = ["framework", "parent"]
    search_fields = ["name", "parent__name"]
    autocomplete_fields = ["parent"]
    ordering = ["framework", "parent__position", "position"]


class CategoryWidget(widgets.ForeignKeyWidget):
    """A level-two category by its framework, level-one and level-two names."""

    def get_queryset(self, value, row, *args, **kwargs):  # type: ignore[no-untyped-def]
        return Category.objects.filter(framework__name=row["framework"], parent__name=row["level_one"])


class TargetValueWidget(widgets.Widget):
    """The text as typed; its meaning is read again on import."""

    def clean(self, value, row=None, **kwargs):  # type: ignore[no-untyped-def]
        return TargetValue.parse(str(value or ""))

    def render(self, value, obj=None, **kwargs):  # type: ignore[no-untyped-def]
        return value.text if value else ""


class LibraryResource(resources.ModelResource):
    """The library as rows: framework, level_one, level_two, name, description, value, basis, active."""

    framework = fields.Field("category__framework__name", "framework", readonly=True)
    level_one = fields.Field("category__parent__name", "level_one", readonly=True)
    level_two = fields.Field("category", "level_two", widget=CategoryWidget(Category, "name"))
    value = fields.Field("value", "value", widget=TargetValueWidget())

    class Meta:
        model = LibraryIndicator
        fields = ["framework", "level_one", "level_two", "name", "description", "value", "basis", "active"]
        import_id_fields = ["level_two", "name"]
        skip_unchanged = True
        report_skipped = True
        use_transactions = True


@admin.register(LibraryIndicator)
class LibraryIndicatorAdmin(ImportExportModelAdmin):
    """The library, edited in the list, taken in and given out as a table."""

    resource_classes = [LibraryResource]
    list_display = ["name", "category", "value_text", "basis", "active"]
    list_editable = ["active"]
    list_filter = ["active", "category__framework", "category__parent__name"]
    list_select_related = ["category__parent", "category__framework"]
    search_fields = ["name", "description", "basis"]
    autocomplete_fields = ["category"]

    @admin.display(description=_("usual target value"))
    def value_text(self, indicator: LibraryIndicator) -> str:
        return str(indicator.value)
