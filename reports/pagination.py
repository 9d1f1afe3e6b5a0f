"""Where pages begin inside the indicator tables of a laid-out paper, so that merged level cells can start again there.

A cell merged over several rows ends with its page; CSS has no way to repeat it. So the paper is laid out, its page
breaks are found here, the tables are built again with their merged cells cut at the breaks, and laid out again until
nothing moves. A paper of one page has no breaks and is laid out once.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from weasyprint.formatting_structure.boxes import TableCellBox, TableRowBox, TextBox

from reports.form import Break, Form

ROUNDS = 8
"""Layouts before a paper whose breaks will not settle prints as it is: nothing is lost, a level may not repeat."""


Breaks = Mapping[int, tuple[Break, ...]]
"""By the place of a form in its paper, where pages begin inside its indicator table."""


def find_breaks(root: Any, pages: Sequence[Any], forms: Sequence[Form]) -> Breaks:
    """Return where the pages of a laid-out paper begin inside the indicator tables of its ``forms``.

    :param root: the element tree that was laid out, with the table of each form in order.
    :param pages: the pages it was laid out on (``weasyprint.Document.pages``).
    """
    if len(pages) == 1:
        return {}
    tables = [element for element in root.iter("table") if element.get("class") == "indicators"]
    places = {
        row: (table, index)
        for table, element in enumerate(tables)
        for index, row in enumerate(element.iterfind("tbody/tr"))
    }
    breaks: dict[int, list[Break]] = {}
    printed: dict[Any, list[int]] = {}
    previous = None
    for page in pages:
        rows = [box for box in _rows(page._page_box) if box.element in places]
        for position, box in enumerate(rows):
            table, index = places[box.element]
            row = forms[table].rows[index]
            if position == 0 and previous == table:
                begun = printed.get(box.element, [0, 0, 0, 0])
                breaks.setdefault(table, []).append(row.cut(begun))
            counts = [_ink(cell) for cell in box.children[-4:]]
            before = printed.get(box.element, [0, 0, 0, 0])
            printed[box.element] = [old + new for old, new in zip(before, counts, strict=True)]
        if rows:
            previous = places[rows[-1].element][0]
    return {table: tuple(found) for table, found in breaks.items()}


def _rows(box: Any) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        if isinstance(child, TableRowBox):
            yield child
        elif not isinstance(child, TableCellBox):
            yield from _rows(child)


def _ink(cell: Any) -> int:
    """Count the characters printed in a cell on one page; white space may vanish at the end of a line."""
    return sum(
        not character.isspace() for box in cell.descendants() if isinstance(box, TextBox) for character in box.text
    )
