"""Finding a category by the names a document gives."""

import unicodedata
from collections.abc import Iterable
from typing import Self

from indicators.models import Category, Framework
from indicators.text import LONGEST


def _key(name: str) -> str:
    """产出指标, 产出 and “产出 指标” are one name."""
    return "".join(unicodedata.normalize("NFKC", name[:LONGEST]).split()).removesuffix("指标")


class CategoryTree:
    """The level-two categories of one framework, by the names of both levels. One query to build, none to use."""

    def __init__(self, categories: Iterable[Category]) -> None:
        self._leaves = {(_key(leaf.parent.name), _key(leaf.name)): leaf for leaf in categories if leaf.parent}

    @classmethod
    def of(cls, framework: Framework) -> Self:
        """The tree of a framework."""
        return cls(framework.categories.select_related("parent").order_by("parent__position", "position"))

    def find(self, level_one: str, level_two: str) -> Category | None:
        """The level-two category of these names, written with or without 指标; ``None`` if there is none."""
        return self._leaves.get((_key(level_one), _key(level_two)))

    def expected(self, level_one: str) -> str:
        """What could stand there, for an error message: 数量指标、质量指标… or, if level one is unknown, 产出指标…"""
        below = [leaf.name for (one, _), leaf in self._leaves.items() if one == _key(level_one)]
        return "、".join(below or dict.fromkeys(leaf.parent.name for leaf in self._leaves.values() if leaf.parent))
