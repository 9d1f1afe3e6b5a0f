"""Frameworks, their categories and the library as tables."""

from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from import_export import fields, widgets

from indicators.exchange import Named, TableResource, YesNo
from indicators.models import Category, Framework, LibraryIndicator
from indicators.table_files import Table
from indicators.target_value import TargetValue
from indicators.tree import CategoryTree

FRAMEWORK, LEVEL_ONE, LEVEL_TWO = "指标体系", "一级指标", "二级指标"


class FrameworkResource(TableResource):
    """Frameworks as rows of name and authority."""

    name = fields.Field("name", FRAMEWORK, widget=widgets.CharWidget())
    authority = fields.Field("authority", "依据", widget=widgets.CharWidget())

    class Meta(TableResource.Meta):
        model = Framework
        fields = ["name", "authority"]
        import_id_fields = ["name"]


class _Position(widgets.Widget):
    """A place in the order; blank is the first."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int:
        if value and not (value.isascii() and value.isdigit() and len(value) < 5):
            raise ValueError(_("“%(value)s” is no whole number from 0 to 9999.") % {"value": value})
        return int(value or 0)


class _LevelOne(widgets.Widget):
    """The level-one category above a row; none for a level-one category itself."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Category | None:
        if not row[LEVEL_TWO]:
            return None
        above = _category(row[FRAMEWORK], value, "")
        if above is None:
            told = {"framework": row[FRAMEWORK], "name": value}
            message = _("“%(framework)s” has no level-one category “%(name)s”: add it in a row above, level two blank.")
            raise ValueError(message % told)
        return above


class _OfLevel(fields.Field):
    """The name of a category under the heading of its level, and beside it that of the one above."""

    def export(self, instance: Category, **kwargs: Any) -> str:
        names = [instance.parent.name, instance.name] if instance.parent else [instance.name, ""]
        return str(names[self.column_name == LEVEL_TWO])


class CategoryResource(TableResource):
    """The tree as rows: a level-one category has no level two; those of level two come below it."""

    framework = fields.Field("framework", FRAMEWORK, widget=Named(Framework, "name"))
    level_one = _OfLevel("parent", LEVEL_ONE, widget=_LevelOne())
    level_two = _OfLevel("name", LEVEL_TWO, widget=widgets.CharWidget())
    position = fields.Field("position", "顺序", widget=_Position())

    class Meta(TableResource.Meta):
        model = Category
        fields = ["framework", "level_one", "level_two", "position"]
        import_id_fields = ["framework", "level_one", "level_two"]

    def get_instance(self, instance_loader: Any, row: Any) -> Category | None:
        return _category(row[FRAMEWORK], row[LEVEL_ONE], row[LEVEL_TWO])

    def import_instance(self, instance: Category, row: Any, **kwargs: Any) -> None:
        """Under one name, of whichever level."""
        super().import_instance(instance, row, **kwargs)
        instance.name = row[LEVEL_TWO] or row[LEVEL_ONE]


def _category(framework: str, level_one: str, level_two: str) -> Category | None:
    found = Category.objects.filter(framework__name=framework)
    if level_two:
        return found.filter(parent__name=level_one, name=level_two).first()
    return found.filter(parent=None, name=level_one).first()


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
    level_two = fields.Field("category", LEVEL_TWO, widget=CategoryWidget({}))
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

    def identity(self, row: Any) -> Any:
        return (row[FRAMEWORK], row[LEVEL_ONE], *super().identity(row))

    def get_instance(self, instance_loader: Any, row: Any) -> LibraryIndicator | None:
        """None while its category is unknown, which is told under the heading of that."""
        with suppress(ValidationError):
            category = self.fields["level_two"].clean(row)
            return LibraryIndicator.objects.filter(category=category, name=row[self.fields["name"].column_name]).first()
        return None

    def before_import(self, dataset: Table, **kwargs: Any) -> None:
        super().before_import(dataset, **kwargs)
        trees = {framework.name: CategoryTree.of(framework) for framework in Framework.objects.all()}
        self.fields["level_two"].widget = CategoryWidget(trees)
