"""On which page each heading of a department document in Word stands, as near as its texts tell.

Word counts pages itself and brings its contents up to date; LibreOffice, WPS on a phone and every preview print what is
stored. So what is stored are the pages that our sizes give: exact for usual documents, near for very long ones.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from unicodedata import east_asian_width

from reports.form import Form, build_form
from reports.part_one import lay_out
from reports.word_package import HEIGHT, PART_WIDTH, WIDTH
from targets.declaration import DepartmentDeclaration, DepartmentDocument
from targets.layout import GRID

_LINE, _ROW = 15.75, 8.75
"""Points of a line in a cell, and of a row around its lines (margins and rule), as in the styles of word_package."""
_PADDING = 6.0
"""Points left and right of the text of a cell."""
_SIZE, _LARGE = 10.5, 12
"""Points of a character in the tables and the contents, and in part one."""
_LATIN = 0.64
"""Of that a digit's width where 宋体 is not installed; who has it has Word or WPS, too, which count anew."""


@dataclass
class _Paper:
    """Pages being filled from above: the one at work, from 1 on, and the points used on it."""

    page: int = 1
    used: float = 0

    def turn(self) -> None:
        self.page, self.used = self.page + 1, 0

    def put(self, height: float, *, again: float = 0) -> None:
        """Put what stays together; ``again`` is repeated above it on a new page."""
        if self.used and self.used + height > HEIGHT:
            self.turn()
            self.used = again
        self.flow(height)

    def keep(self, height: float, *, with_next: float) -> None:
        """Put a heading, which never stands alone at the foot of a page."""
        if self.used + height + with_next > HEIGHT:
            self.turn()
        self.put(height)

    def flow(self, height: float) -> None:
        """Put what may go on on the next page."""
        self.used += height
        while self.used > HEIGHT:
            self.page, self.used = self.page + 1, self.used - HEIGHT


def pages_of(document: DepartmentDocument, entries: Sequence[str], lower: Sequence[int]) -> Iterator[int]:
    """Yield the page of each entry of the contents: part one, its sections, part two, its tables.

    :param entries: the texts of the contents, each with its page yet to come.
    :param lower: the widths of the columns of the indicators, in twentieths of a point.
    """
    paper = _Paper(page=2, used=36.4)
    for entry in entries:
        paper.put(20 * _lines(entry + "　00", PART_WIDTH - 21))
    paper.put(_LINE)
    paper.turn()
    yield paper.page
    if document.target:
        yield from _part_one(paper, document.target)
    paper.turn()
    yield paper.page
    for declaration in document.projects:
        paper.turn()
        yield paper.page
        _table(paper, build_form(declaration), [width / 20 for width in lower])


def _part_one(paper: _Paper, target: DepartmentDeclaration) -> Iterator[int]:
    """The pages on which its sections begin. Between two paragraphs stands the larger of their two spaces."""
    paper.put(27.2)
    paragraphs = list(lay_out(target))
    for each, following in zip(paragraphs, [*paragraphs[1:], None], strict=True):
        lines = _lines(f"　　{'（一）' if each.number else ''}{each.text}", PART_WIDTH, _LARGE)
        if each.style == "text":
            for _line in range(lines):
                paper.put(21)
        elif each.style == "title":
            paper.keep(lines * 21 + 6, with_next=42 if following and following.style == "text" else 0)
        else:
            titled = following is not None and following.style == "title"
            paper.keep(29.6 if titled else 35.6, with_next=69 if titled else 42)
            yield paper.page


def _table(paper: _Paper, form: Form, lower: Sequence[float]) -> None:
    """One project, from its title to its last indicator."""
    head, step = WIDTH / 20 * 0.16, WIDTH / 20 * 0.84 / GRID
    wide = step * GRID
    paper.put(22.4 * _lines(form.title, WIDTH / 20, 16) + 26.75)
    _row(paper, [("项目编码", head), (form.code, 8 * step), (form.name, 12 * step)])
    _row(paper, [("预算数", 3 * step)])
    _row(paper, [(form.purpose, wide)], flow=True)
    for _half in range(form.plan_rows):
        _row(paper, [("月底", wide)])
    goals = sum(_lines(goal, wide - _PADDING) for goal in form.goals) or 1
    paper.flow(goals * _LINE + _ROW + 1)
    _row(paper, [("一级指标", lower[0])])
    again = _LINE + _ROW
    for row in form.rows:
        cells = [row.name, row.description, row.value, row.basis]
        levels = [level.text if level and level.rows == 1 else "" for level in (row.level_one, row.level_two)]
        _row(paper, list(zip([*levels, *cells], lower, strict=True)), again=again)


def _row(paper: _Paper, cells: Sequence[tuple[str, float]], *, flow: bool = False, again: float = 0) -> None:
    height = max(_lines(text, width - _PADDING) for text, width in cells) * _LINE + _ROW
    if flow:
        paper.flow(height)
    else:
        paper.put(height, again=again)


def _lines(text: str, width: float, size: float = _SIZE) -> int:
    """Lines that a text takes at this width; a blank one takes one, too."""
    return sum(max(1, ceil(_length(line) * size / width)) for line in text.split("\n"))


def _length(text: str) -> float:
    """Characters of full width in a text; quotation marks and dashes are such in Chinese."""
    return sum(1 if east_asian_width(character) in "WFA" else _LATIN for character in text)
