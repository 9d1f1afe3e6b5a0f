"""Indicator frameworks as data: provinces and years differ, so nothing of them is written in code."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.fields import TargetValueField, no_controls, one_line
from indicators.target_value import TargetValue


class FrameworkManager(models.Manager["Framework"]):
    def get_by_natural_key(self, name: str) -> "Framework":
        """Fixtures name a framework; its number differs from database to database."""
        return self.get(name=name)


class CategoryManager(models.Manager["Category"]):
    def get_by_natural_key(self, framework: str, level_one: str, level_two: str) -> "Category":
        """Fixtures name a category by its framework and both levels (level two blank for a level-one category)."""
        if level_two:
            return self.get(framework__name=framework, parent__name=level_one, name=level_two)
        return self.get(framework__name=framework, parent=None, name=level_one)


class Framework(models.Model):
    """指标体系: the first two levels of the indicator tree, as a regulation lays them down."""

    name = models.CharField(
        _("name"),
        max_length=100,
        unique=True,
        validators=[one_line],
        error_messages={"unique": _("A framework has this name already.")},
    )
    authority = models.CharField(
        _("authority"), max_length=200, blank=True, validators=[one_line], help_text=_("The regulation it rests on")
    )

    objects = FrameworkManager()

    class Meta:
        verbose_name = _("indicator framework")
        verbose_name_plural = _("indicator frameworks")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""), name="framework_named", violation_error_message=_("A framework needs a name.")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.name,)


class Category(models.Model):
    """一级指标 (no parent) or 二级指标 (with one) of a framework."""

    framework = models.ForeignKey(
        Framework, on_delete=models.CASCADE, related_name="categories", verbose_name=_("framework")
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="children",
        limit_choices_to={"parent": None},
        verbose_name=_("level-one category"),
        help_text=_("Blank for a level-one category"),
    )
    name = models.CharField(_("name"), max_length=50, validators=[one_line])
    position = models.PositiveSmallIntegerField(_("position"), default=0, validators=[MaxValueValidator(9999)])

    objects = CategoryManager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["framework", "parent__position", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "name"],
                condition=Q(parent=None),
                name="category_level_one_once",
                violation_error_message=_("The framework has a level-one category of this name already."),
            ),
            models.UniqueConstraint(
                fields=["parent", "name"],
                name="category_level_two_once",
                violation_error_message=_("The level-one category has a level-two category of this name already."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""), name="category_named", violation_error_message=_("A category needs a name.")
            ),
        ]

    def __str__(self) -> str:
        path = f"{self.parent.name} › {self.name}" if self.parent else self.name
        return f"{path}（{self.framework}）"

    def natural_key(self) -> tuple[str, str, str]:
        names = (self.parent.name, self.name) if self.parent else (self.name, "")
        return (self.framework.name, *names)

    def clean(self) -> None:
        """Two levels, no more, within one framework; what declarations stand under keeps its place and name."""
        if self.parent is not None:
            if self.parent.parent_id is not None or self.parent_id == self.pk:
                raise ValidationError({"parent": _("Choose a level-one category: a framework has two levels.")})
            if self.parent.framework_id != self.framework_id:
                raise ValidationError({"parent": _("The level-one category belongs to another framework.")})
        before = Category.objects.filter(pk=self.pk).first() if self.pk else None
        if before is not None:
            self._check_change(before)

    def _check_change(self, before: "Category") -> None:
        branch = Category.objects.filter(Q(pk=self.pk) | Q(parent=self.pk))
        moved = [name for name in ("framework_id", "parent_id") if getattr(self, name) != getattr(before, name)]
        if moved:
            field = moved[0].removesuffix("_id")
            if self.children.exists():
                raise ValidationError({field: _("It has level-two categories of its own: move those first.")})
            if branch.filter(Q(indicators__isnull=False) | Q(library__isnull=False)).exists():
                message = _(
                    "Indicators stand under this category, so it stays where it is: add a new category instead."
                )
                raise ValidationError({field: message})
        if self.name != before.name and branch.filter(indicators__project__status="approved").exists():
            message = _("Approved declarations print this name, so it stays: open a new framework for other names.")
            raise ValidationError({"name": message})


class LibraryIndicator(models.Model):
    """指标库: a third-level indicator to reuse, under its level-two category."""

    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        related_name="library",
        limit_choices_to={"parent__isnull": False},
        verbose_name=_("category"),
    )
    name = models.CharField(_("third-level indicator"), max_length=200, validators=[one_line])
    description = models.TextField(_("description"), blank=True, validators=[no_controls])
    value = TargetValueField(_("usual target value"), default=TargetValue, blank=True)
    basis = models.CharField(_("basis"), max_length=500, blank=True, validators=[one_line])
    active = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("library indicator")
        verbose_name_plural = _("indicator library")
        ordering = ["category", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["category", "name"],
                name="library_indicator_once",
                violation_error_message=_("The library has this indicator in this category already."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="library_indicator_named",
                violation_error_message=_("An indicator needs a name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
