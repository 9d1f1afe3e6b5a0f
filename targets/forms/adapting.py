"""What a person decides when texts go into another year: which years move, and where unknown categories go."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from indicators.fields import one_line
from targets.copying import Pair
from targets.declaration import Declaration
from targets.placing import Placing
from targets.years_in_text import YearPhrase

LONGEST = 100
"""Characters of a replacement."""


@dataclass(frozen=True, slots=True)
class YearRow:
    """A phrase with a year, what is to stand there, and what is wrong with that."""

    phrase: YearPhrase
    ticked: bool
    typed: str
    error: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A category the year does not have: its names, how many indicators stand under it, the key of its place or ""."""

    pair: Pair
    count: int
    chosen: str
    choices: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        """Both names, as an address in the form: 产出指标 › 成本指标."""
        return " › ".join(self.pair)


class Adaptation:
    """The two lists as they stand: as offered, or with ``data``, as typed.

    The form sends ``tick`` for every ticked phrase, ``to:<phrase>`` with its replacement and ``place:<category>``.
    """

    def __init__(
        self,
        phrases: Iterable[YearPhrase],
        placing: Placing,
        tables: Iterable[Declaration],
        data: Mapping[str, str] | None = None,
    ) -> None:
        self.ticks = set(data.getlist("tick")) if data is not None else None  # type: ignore[attr-defined]
        self.data = data or {}
        self.years = [self._year_row(phrase) for phrase in phrases]
        choices = tuple((key, " › ".join(pair)) for key, pair in placing.choices.items())
        self.places = [
            PlaceRow(pair, count, self._placed(pair, placing), choices)
            for pair, count in sorted(placing.unplaced(tables).items())
        ]

    @property
    def is_valid(self) -> bool:
        """Whether every ticked replacement can be written."""
        return not any(row.error for row in self.years)

    @property
    def replacements(self) -> dict[str, str]:
        """What is to be replaced by what."""
        return {row.phrase.text: row.typed for row in self.years if row.ticked}

    @property
    def placed(self) -> dict[Pair, str]:
        """The key of the place of every unknown category; "" leaves its indicators out."""
        return {row.pair: row.chosen for row in self.places}

    def _year_row(self, phrase: YearPhrase) -> YearRow:
        if self.ticks is None:
            return YearRow(phrase, phrase.ticked, phrase.offered, "")
        ticked = phrase.text in self.ticks
        typed = self.data.get(f"to:{phrase.text}", phrase.offered).strip()
        return YearRow(phrase, ticked, typed, _wrong_with(typed) if ticked else "")

    def _placed(self, pair: Pair, placing: Placing) -> str:
        if self.ticks is None:
            return placing.guess(pair)
        key = self.data.get(f"place:{' › '.join(pair)}", "")
        return key if key in placing.choices else ""


def _wrong_with(typed: str) -> str:
    if not typed:
        return _("Type what is to stand there, or take the tick away.")
    if len(typed) > LONGEST:
        return _("At most %(most)d characters, please.") % {"most": LONGEST}
    try:
        one_line(typed)
    except ValidationError as error:
        return str(error.messages[0])
    return ""
