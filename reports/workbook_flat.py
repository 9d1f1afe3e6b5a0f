"""Projects in the flat layout, one row an indicator, as a workbook or as CSV: for counting, filtering and reading back.

Rows are written as they come, in memory that does not grow. What a project says once (purpose, plan, goals) stands in
its first row; what one filters by stands in each.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from indicators.text import plain_decimal
from reports.sheets import AMOUNT, HEI, abandon, open_book, write_amount, write_text
from targets.declaration import Declaration, Indicator
from targets.readers.flat_columns import GOALS, INDICATOR, LEAVES_OUT, PROJECT, Column, month_column
from targets.readers.flat_csv import guard_formula

Value = str | int | Decimal | date | None

ROWS = 1_048_575
"""What a sheet of Excel holds under its head."""

_NAME = "绩效目标清单"
_NUMBERS = ("year", "number", "edition", "lower", "upper")


def flat_columns(months: Sequence[int]) -> tuple[Column, ...]:
    """The columns, in their order, with a checkpoint for each of ``months``."""
    return (*PROJECT, *map(month_column, months), GOALS, *INDICATOR)


def months_of(declarations: Iterable[Declaration]) -> tuple[int, ...]:
    """All months in which any of them has a checkpoint."""
    return tuple(sorted({row.month for declaration in declarations for row in declaration.checkpoints}))


def write_flat(
    declarations: Iterable[Declaration], file: Path | IO[bytes], *, months: Sequence[int], scratch: Path | None = None
) -> int:
    """Write a workbook, row by row; return how many indicators it holds.

    :param months: those of all checkpoints (see :func:`months_of`): the head is written first.
    :param scratch: where the rows go meanwhile; the system's own place for that by default.
    :raises ValueError: when a project has a checkpoint in another month.
    :raises reports.sheets.TooLongError: when a text fits no cell.
    """
    book = open_book(file, streaming=True, scratch=scratch)
    try:
        count = _write_all(book, declarations, months)
        book.close()
    except BaseException:
        abandon(book)
        raise
    return count


def _write_all(book: Any, declarations: Iterable[Declaration], months: Sequence[int]) -> int:
    sheets, count = Sheets(book, _NAME, flat_columns(months), Styles(book)), 0
    for declaration in declarations:
        sheets.add(*_rows(declaration, months))
        count += len(declaration.indicators)
    return count


def write_csv(declarations: Iterable[Declaration], file: IO[bytes], *, months: Sequence[int]) -> None:
    """Write the same as CSV: UTF-8 with a byte order mark, as Excel opens it; texts like formulas are disarmed.

    :raises ValueError: when a project has a checkpoint in a month that is not among ``months``.
    """
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(column.heading for column in flat_columns(months))
    for declaration in declarations:
        for values in _rows(declaration, months):
            writer.writerow(guard_formula(value) if isinstance(value, str) else _plain(value) for value in values)
    text.detach()


class Styles:
    """The formats of a flat sheet."""

    def __init__(self, book: Any) -> None:
        top = {"valign": "top"}
        middle = {"align": "center", "valign": "vcenter", "text_wrap": True}
        self.head = book.add_format({**middle, "font_name": HEI, "border": 1, "bg_color": "#E7EEF5", "num_format": "@"})
        self.text = book.add_format({**top, "num_format": "@", "text_wrap": True})
        self.amount = book.add_format({**top, "num_format": AMOUNT})
        self.number = book.add_format(top)
        self.day = book.add_format({**top, "num_format": "yyyy-mm-dd"})

    def of(self, column: Column) -> Any:
        if column.is_amount:
            return self.amount
        if column.key == "day":
            return self.day
        return self.number if column.key in _NUMBERS else self.text


def write_head(sheet: Any, columns: Sequence[Column], styles: Styles) -> None:
    """The first row, which stays in sight, with filters; each column in its format, so that codes typed stay texts."""
    sheet.set_row(0, 30)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width, styles.of(column))
        sheet.write_string(0, place, column.heading, styles.head)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, 0, len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


class Sheets:
    """Rows under a head; where a sheet is full, the next one of the name goes on."""

    def __init__(self, book: Any, name: str, columns: Sequence[Column], styles: Styles) -> None:
        self._book, self._name, self._columns, self._styles = book, name, columns, styles
        self._count = 0
        self._begin()

    def _begin(self) -> None:
        self._count += 1
        self._sheet = self._book.add_worksheet(self._name if self._count == 1 else f"{self._name}{self._count}")
        write_head(self._sheet, self._columns, self._styles)
        self._row = 0

    def add(self, *rows: Sequence[Value]) -> None:
        """Write rows that stand in one sheet."""
        if self._row + len(rows) > ROWS:
            self._begin()
        for values in rows:
            self._row += 1
            self._write(values)

    def _write(self, values: Sequence[Value]) -> None:
        for place, (column, value) in enumerate(zip(self._columns, values, strict=True)):
            if value is None or value == "":
                continue
            style = self._styles.of(column)
            if isinstance(value, str):
                write_text(self._sheet, self._row, place, value, style)
            elif isinstance(value, date):
                self._sheet.write_datetime(self._row, place, value, style)
            else:
                write_amount(self._sheet, self._row, place, Decimal(value), style)


def _rows(declaration: Declaration, months: Sequence[int]) -> Iterator[tuple[Value, ...]]:
    planned = {checkpoint.month: checkpoint.amount for checkpoint in declaration.checkpoints}
    if strange := set(planned) - set(months):
        raise ValueError(f"no column for the checkpoint of month {min(strange)}")
    funds, unit = declaration.funds, declaration.unit
    head = (
        *(declaration.year, unit.code, unit.name, declaration.number, declaration.code, declaration.name),
        *(funds.budget, funds.fiscal, funds.other),
    )
    once: tuple[Value, ...] = (
        declaration.purpose,
        *(planned.get(month, LEAVES_OUT) for month in months),
        _goals(declaration.goals),
    )
    for indicator in declaration.indicators or (None,):
        yield (*head, *once, *of_indicator(indicator))
        once = (None,) * len(once)


def _goals(goals: Sequence[str]) -> str:
    """All goals in one cell, a line each; a stop before a digit would read as a decimal point."""
    return "\n".join(
        f"{number}{'、' if goal[:1].isdecimal() else '.'}{goal}" for number, goal in enumerate(goals, start=1)
    )


def of_indicator(indicator: Indicator | None) -> tuple[Value, ...]:
    """What an indicator says in its columns; blanks for a project that has none."""
    if indicator is None:
        return (None,) * len(INDICATOR)
    value = indicator.value
    return (
        *(indicator.level_one, indicator.level_two, indicator.name, indicator.description),
        *(value.text, value.operator, value.number, value.upper, value.unit),
        indicator.basis,
    )


def _plain(value: Value) -> str:
    return plain_decimal(Decimal(value)) if isinstance(value, int | Decimal) else ""
