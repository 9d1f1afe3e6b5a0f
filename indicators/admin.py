"""Administration of frameworks, categories and the library."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from indicators.editing import Rows
from indicators.exchange import TableAdmin
from indicators.models import Category, Framework, LibraryIndicator
from indicators.resources import CategoryResource, FrameworkResource, LibraryResource


class CategoryInline(Rows):
    """A framework's categories, both levels, on one page."""

    model = Category
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
class FrameworkAdmin(TableAdmin):
    """Frameworks with their tree; as a table without it, for which see the categories."""

    resource_classes = [FrameworkResource]
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
class CategoryAdmin(TableAdmin):
    """Categories: searched by autocomplete from indicators and the library, put in order in the list or as a table."""

    resource_classes = [CategoryResource]
    list_display = ["__str__", "position"]
    list_editable = ["position"]
    list_filter = ["framework", ("parent", admin.EmptyFieldListFilter)]
    list_select_related = ["framework", "parent"]
    search_fields = ["name", "parent__name"]
    autocomplete_fields = ["parent"]
    ordering = ["framework", "parent__position", "position"]

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        """Those of level one first: a table is read from the top."""
        above = F("parent__position").asc(nulls_first=True)
        categories: QuerySet[Category] = super().get_export_queryset(request)
        return categories.order_by("framework", above, "parent", "position", "pk")


@admin.register(LibraryIndicator)
class LibraryIndicatorAdmin(TableAdmin):
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
