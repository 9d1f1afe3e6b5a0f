"""Where the categories of one framework go in another: by their names, and where those differ, as a person says."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from indicators.models import Category, Framework
from indicators.tree import CategoryTree
from targets.copying import Pair
from targets.declaration import Declaration


@dataclass(frozen=True)
class Placing:
    """The categories of the year copied into. One query to build, none to use."""

    tree: CategoryTree
    choices: dict[str, Pair] = field(default_factory=dict)
    """Each level-two category by its key as a form sends it, in the framework's order."""

    @classmethod
    def of(cls, framework: Framework) -> "Placing":
        """Those of a framework."""
        leaves = [
            leaf
            for leaf in framework.categories.select_related("parent").order_by("parent__position", "position", "pk")
            if leaf.parent
        ]
        return cls(CategoryTree(leaves), {str(leaf.pk): _names(leaf) for leaf in leaves})

    @property
    def order(self) -> dict[Pair, int]:
        """Which category comes first."""
        return {pair: place for place, pair in enumerate(self.choices.values())}

    def unplaced(self, tables: Iterable[Declaration]) -> Counter[Pair]:
        """The categories the framework does not have by name, with how many indicators stand under each."""
        pairs = Counter((row.level_one, row.level_two) for table in tables for row in table.indicators)
        return Counter({pair: count for pair, count in pairs.items() if self.tree.find(*pair) is None})

    def guess(self, pair: Pair) -> str:
        """The key of what most likely means the same (成本指标 of 2015 is 经济成本指标 of 2021), or ""."""
        for fits in (str.__eq__, str.endswith):
            for key, (_, two) in self.choices.items():
                if fits(two, pair[1]):
                    return key
        return ""

    def places(self, tables: Iterable[Declaration], chosen: Mapping[Pair, str]) -> dict[Pair, Pair | None]:
        """Where each category of the tables goes; what was not found by name, where ``chosen`` says."""
        pairs = {(row.level_one, row.level_two) for table in tables for row in table.indicators}
        found = {pair: self.tree.find(*pair) for pair in pairs}
        return {pair: _names(leaf) if leaf else self.choices.get(chosen.get(pair, "")) for pair, leaf in found.items()}


def _names(leaf: Category) -> Pair:
    return (leaf.parent.name if leaf.parent else "", leaf.name)
