"""Administration of frameworks, categories and the library."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from import_export import fields, widgets

from indicators.editing import Admin, Rows
from indicators.exchange import TableAdmin, TableResource, YesNo
from indicators.models import Category, Framework, LibraryIndicator
from indicators.target_value import TargetValue
from indicators.tree import CategoryTree

FRAMEWORK, LEVEL_ONE = "指标体系", "一级指标"


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
class FrameworkAdmin(Admin):
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
class CategoryAdmin(Admin):
    """Categories: searched by autocomplete from indicators and the library, put in order in the list."""

    list_display = ["__str__", "position"]
    list_editable = ["position"]
    list_filter = ["framework", ("parent", admin.EmptyFieldListFilter)]
    list_select_related = ["framework", "parent"]
    search_fields = ["name", "parent__name"]
    autocomplete_fields = ["parent"]
    ordering = ["framework", "parent__position", "position"]


class CategoryWidget(widgets.Widget):
    """A level-two category by the names of its framework and both levels, written with or without 指标."""

    def __init__(self, trees: dict[str, CategoryTree]) -> None:
        super().__init__()
        self.trees = trees

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Category:
        framework, level_one = row[FRAMEWORK], row[LEVEL_ONE]
        tree = self.trees.get(framework)
        if tree is None:
            message = _("There is no framework “%(name)s”. Write one of: %(known)s.")
            raise ValidationError(message, params={"name": framework, "known": "、".join(self.trees)})
        category = tree.find(level_one, value)
        if category is None:
            message = _("“%(framework)s” has no category “%(name)s”. Write one of: %(known)s.")
            params = {"framework": framework, "name": f"{level_one} › {value}", "known": tree.expected(level_one)}
            raise ValidationError(message, params=params)
        return category

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.name if value else ""


class TargetValueWidget(widgets.Widget):
    """The text as typed; its meaning is read again on import."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> TargetValue:
        return TargetValue.parse(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.text if value else ""


class LibraryResource(TableResource):
    """The library as rows; framework, both levels and name tell which row is meant."""

    framework = fields.Field("category__framework__name", FRAMEWORK, readonly=True)
    level_one = fields.Field("category__parent__name", LEVEL_ONE, readonly=True)
    level_two = fields.Field("category", "二级指标", widget=CategoryWidget({}))
    name = fields.Field("name", "三级指标", widget=widgets.CharWidget())
    description = fields.Field("description", "绩效指标描述", widget=widgets.CharWidget())
    value = fields.Field("value", "指标值", widget=TargetValueWidget())
    basis = fields.Field("basis", "指标值确定依据", widget=widgets.CharWidget())
    active = fields.Field("active", "启用", widget=YesNo())

    class Meta(TableResource.Meta):
        model = LibraryIndicator
        fields = ["framework", "level_one", "level_two", "name", "description", "value", "basis", "active"]
        import_id_fields = ["level_two", "name"]

    def key_columns(self) -> list[str]:
        return [FRAMEWORK, LEVEL_ONE, *super().key_columns()]

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        super().before_import(dataset, **kwargs)
        trees = {framework.name: CategoryTree.of(framework) for framework in Framework.objects.all()}
        self.fields["level_two"].widget = CategoryWidget(trees)


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
