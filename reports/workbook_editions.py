"""Editions as a flat workbook for counting and filtering: a row for each indicator, in memory that does not grow.

The columns are those of ``reports.workbook_flat`` as far as one filters by them, and what tells of the edition. Whoever
reads it sees what was typed: text is written as text, also where it begins like a formula.
"""

from datetime import datetime
from pathlib import Path

from xlsxwriter.exceptions import FileCreateError

from reports.editions import ZONE, Sealed
from reports.sheets import LONGEST_CELL, abandon, open_book
from reports.workbook_flat import Sheets, Styles, Value, of_indicator
from targets.declaration import Declaration, DepartmentDeclaration
from targets.readers.flat_columns import INDICATOR, PROJECT, Column

_UNIT, _PROJECT = PROJECT[:3], tuple(column for column in PROJECT[3:] if column.key not in ("number", "purpose"))
_EDITION = (Column("edition", "版本号", width=8), Column("day", "批复日期", width=12))
_HASH = Column("sha256", "版本 SHA-256", width=68)
_ITEM = (
    Column("title", "分项绩效目标", width=24),
    Column("goal", "绩效目标", width=60),
    Column("indicators", "绩效指标", width=60),
)


class EditionsWorkbook:
    """A workbook being written, edition by edition; then to be closed."""

    def __init__(self, path: Path) -> None:
        """:param path: of the workbook; what is written meanwhile goes to files beside it."""
        self._book = open_book(path, streaming=True, scratch=path.parent)
        styles = Styles(self._book)
        self._indicators = Sheets(self._book, "绩效指标", (*_UNIT, *_PROJECT, *_EDITION, *INDICATOR, _HASH), styles)
        self._items = Sheets(self._book, "部门整体绩效目标", (*_UNIT, *_EDITION, *_ITEM, _HASH), styles)

    def add(self, edition: Sealed) -> None:
        """Write an edition's rows; one without indicators has one all the same."""
        declared = edition.declaration
        told: tuple[Value, ...] = (edition.number, edition.approved_at.astimezone(ZONE).date())
        if isinstance(declared, Declaration):
            funds = declared.funds
            head = (*_unit(declared), declared.code, declared.name, funds.budget, funds.fiscal, funds.other, *told)
            for indicator in declared.indicators or (None,):
                self._indicators.add(tuple(map(_cut, (*head, *of_indicator(indicator), edition.sha256))))
        else:
            for item in declared.items or (None,):
                texts = (item.title, item.goal, item.indicators) if item else ("", "", "")
                self._items.add(tuple(map(_cut, (*_unit(declared), *told, *texts, edition.sha256))))

    def close(self, moment: datetime) -> None:
        """Write the file, as made at that moment. Raises OSError where it cannot be written."""
        self._book.set_properties({"created": moment.astimezone(ZONE).replace(tzinfo=None)})
        try:
            self._book.close()
        except FileCreateError as error:
            raise error.args[0] from None

    def abandon(self) -> None:
        """Let go of the files beside it, which would take up room until nobody knows of this any more."""
        abandon(self._book)


def _unit(declared: Declaration | DepartmentDeclaration) -> tuple[Value, ...]:
    return declared.year, declared.unit.code, declared.unit.name


def _cut(value: Value) -> Value:
    """What no cell holds goes as far as half of one, safely: an archive is complete by its sealed texts."""
    fits = not isinstance(value, str) or len(value.encode("utf-16-le")) // 2 <= LONGEST_CELL
    return value if fits else f"{str(value)[: LONGEST_CELL // 2 - 20]}……（全文见封存正文）"
