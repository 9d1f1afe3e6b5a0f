"""The cumulative spending plan as a picture: points in a box of 320 × 120."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from targets.declaration import Checkpoint
from targets.money import format_amount

LEFT, WIDTH, BOTTOM, HEIGHT = 30, 270, 100, 80


@dataclass(frozen=True, slots=True)
class Point:
    """A checkpoint with its label, the amount in 万元 standing above it."""

    x: int
    y: int
    month: int
    amount: str

    @property
    def above(self) -> int:
        """Where the foot of the amount stands."""
        return self.y - 7


@dataclass(frozen=True, slots=True)
class Curve:
    """The line from nothing in January over every checkpoint that has an amount, and the same in words."""

    points: tuple[Point, ...]

    @property
    def line(self) -> str:
        """The points of an SVG polyline."""
        return " ".join([f"{LEFT},{BOTTOM}", *(f"{point.x},{point.y}" for point in self.points)])

    @property
    def words(self) -> str:
        """``3月底 5.00，6月底 10.00``."""
        return "，".join(f"{point.month}月底 {point.amount}" for point in self.points)


def curve(checkpoints: Iterable[Checkpoint]) -> Curve | None:
    """The curve of a plan; ``None`` while nothing is planned."""
    known = [(row.month, row.amount) for row in checkpoints if row.amount is not None]
    highest = max((amount for _, amount in known), default=Decimal(0))
    if highest <= 0:
        return None
    return Curve(
        tuple(
            Point(LEFT + month * WIDTH // 12, int(BOTTOM - amount / highest * HEIGHT), month, format_amount(amount))
            for month, amount in known
        )
    )
