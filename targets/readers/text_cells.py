"""Lines, cells and numbers of the text form: what its parts are made of.

A table row is a run of lines that begin with a tab, one cell a line; a lone tab is an empty cell; a line without a tab
directly below a cell is that cell's next paragraph; blank lines part the rows.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from indicators.text import LONGEST, fold
from targets.readers import DocumentError, Problem

LINE_END = re.compile(r"\r\n|\r|\n")
"""What parts the lines a text editor counts."""

_BREAKS = re.compile("[\v\f\u2028\u2029]")
_WRAPS = re.compile("[\t\n\v\f\r]")
_BOOKMARKS = re.compile(r"\s*\[bookmark:[^\]]*\]")
_CELLS = re.compile(r"[^\S\t]*\t(.*)", re.DOTALL)
_ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\ufeff"))
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_CHINESE = "一二三四五六七八九"
_ITEM = re.compile(rf"[（(]\s*(?:([{_CHINESE}]?十[{_CHINESE}]?|[{_CHINESE}])|([0-9０-９]{{1,2}}))\s*[）)]\s*")
_BARE = re.compile(r"([0-9０-９]{1,2})\s*([.．、])\s*")
_DECIMAL = re.compile(r"[0-9０-９]{1,2}[.．](?!(?:19|20|１９|２０)[0-9０-９]{2}\s*年)[0-9０-９]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file: its number as a text editor counts (from 1) and its text."""

    number: int
    text: str

    @property
    def blank(self) -> bool:
        return not self.text.strip()

    @property
    def tabbed(self) -> bool:
        """Whether it begins with a tab: a row of a table, blank or not."""
        return _CELLS.match(self.text) is not None

    @property
    def words(self) -> str:
        """The text without bookmarks and outer white space."""
        text = self.text
        return (_BOOKMARKS.sub("", text) if "[bookmark:" in text else text).strip()

    @property
    def key(self) -> str:
        return squeeze(self.words)


class Problems(list[Problem]):
    """The problems of one file, collected so that the user sees all of them at once."""

    def add(self, line: int, expected: str, found: str = "") -> None:
        self.append(Problem(line, expected, found))

    def say(self, line: int, sentence: str) -> None:
        """Add a problem that has a sentence of its own."""
        self.append(Problem(line, sentence=sentence))

    def raise_if_any(self) -> None:
        if self:
            raise DocumentError(self)


@dataclass(slots=True)
class Cell:
    """One cell of a table: its paragraphs, each with its line, and how it stands to the cell before."""

    line: int
    paragraphs: list[Line] = field(default_factory=list)
    blanks: int = 0
    """Blank lines above it."""
    starts: bool = False
    """Whether a row may begin here: below a blank line, or on a line that holds several cells."""

    @property
    def text(self) -> str:
        """What it says: inner white space as typed, paragraphs joined by a line feed, "" when it is empty."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)

    @property
    def key(self) -> str:
        return squeeze(self.text)


def squeeze(text: str) -> str:
    """A label or a name as compared: NFKC (``㈠`` is ``(一)``), without white space and zero-width marks.

    No label and no name is longer than :data:`LONGEST`; such a text is not normalised, which might take minutes.
    """
    return _close_up(unicodedata.normalize("NFKC", text) if len(text) <= LONGEST else text)


def one_line(text: str) -> str:
    """A text for a field of one line: breaks and tabs that only wrap it are taken out.

    Between Latin letters or digits, and before a number of its own, a space stands for them.

    >>> one_line("街道办事处\\n工作\\t计划"), one_line("1.文件\\n2.计划"), one_line("ISO\\n9001")
    ('街道办事处工作 计划', '1.文件 2.计划', 'ISO 9001')
    """
    if text.isprintable() or not _WRAPS.search(text):
        return text
    joined = ""
    for line in re.split("[\n\v\f\r]+", text.strip("\t\n\v\f\r").replace("\t", " ")):
        apart = take_number(line) is not None or (joined[-1:].isascii() and line[:1].isascii())
        joined = f"{joined} {line}" if apart and joined and line else joined + line
    return joined


def squeeze_code(text: str) -> str:
    """A code as stored: full-width digits and letters as the usual ones, but no ``②`` taken for a 2."""
    return text if text.isascii() and text.isalnum() else _close_up(fold(text))


def _close_up(text: str) -> str:
    return "".join(text.translate(_ZERO_WIDTH).split())


def split_lines(text: str) -> list[Line]:
    """The lines of a text with LF, CRLF or CR ends; Word's own breaks inside a line part paragraphs of the same number.

    :raises DocumentError: on control characters and halves of characters, which no text holds and no report can print.
    """
    problems = Problems()
    lines = []
    for number, line in enumerate(LINE_END.split(text.removeprefix("\ufeff")), start=1):
        parts = _BREAKS.split(line) if _BREAKS.search(line) else [line]
        for part in parts:
            if not part.isprintable() and (
                bad := re.search("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd-\uffff]", part)
            ):
                problems.add(number, "不含控制字符的文字", f"U+{ord(bad[0]):04X}")
            lines.append(Line(number, part))
    problems.raise_if_any()
    return lines


def read_cells(lines: Iterable[Line], problems: Problems) -> list[Cell]:
    """The cells of one table, empty ones included; reading stops, with a Problem, at text that belongs to no cell."""
    cells: list[Cell] = []
    blanks = 0
    in_goals = False
    for line in lines:
        if match := _CELLS.match(line.text):
            texts = match[1].split("\t")
        elif line.blank:
            blanks += 1
            continue
        elif "\t" in line.text.strip():
            texts = line.text.split("\t")
        elif cells and (not blanks or (in_goals and take_number(line.text) is not None)):
            cells[-1].paragraphs.append(Line(line.number, line.words))
            blanks = 0
            continue
        else:
            problems.add(line.number, "表格中的一行（以制表符开头）或下一张表的标题“……绩效目标表”", line.words)
            break
        if not any(text.strip() for text in texts[1:]) and (texts[0].strip() or len(texts) == 2):
            texts = texts[:1]  # tabs that trail are white space, not cells
        for position, text in enumerate(texts):
            cell = Cell(line.number, blanks=blanks, starts=bool(blanks or not cells))
            if position == 0 and len(texts) > 1:
                cell.starts = True
            if words := Line(line.number, text).words:
                cell.paragraphs.append(Line(line.number, words))
            in_goals = cell.key == "绩效目标" or (in_goals and cell.key != "一级指标")
            cells.append(cell)
            blanks = 0
    return cells


def filled(cells: Iterable[Cell]) -> list[Cell]:
    return [cell for cell in cells if cell.paragraphs]


def quote(cells: Iterable[Cell]) -> str:
    """The texts of some cells in one line, for a Problem."""
    return " | ".join(cell.text.replace("\n", " ") for cell in cells)


def parse_digits(text: str) -> int:
    return int(text.translate(_DIGITS))


def take_number(text: str) -> tuple[int, str, str] | None:
    """The number a paragraph begins with, as (number, style, rest), or ``None``.

    The style is ``"（）"`` for ``（一）`` and ``（1）`` of any width, ``"."`` for ``1.`` ``1．`` ``1、``.
    """
    text = text.strip()
    if match := _ITEM.match(text):
        return _chinese_number(match[1]) if match[1] else parse_digits(match[2]), "（）", text[match.end() :]
    if match := _BARE.match(text):
        return parse_digits(match[1]), ".", text[match.end() :]
    return None


def _chinese_number(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    number = _CHINESE.find(ones) + 1 if ones else 0
    return number + 10 * (_CHINESE.find(tens) + 1 if tens else 1) if ten else number


def split_numbered(
    paragraphs: Iterable[Line], problems: Problems, *, style: str = ""
) -> Iterator[tuple[int, list[Line]]]:
    """Part paragraphs at the form's own numbers, which are taken off: (number, paragraphs) of each; 0 before the first.

    Numbers are of the given style, or of the first one met: a paragraph without number, or with one of another style
    (an enumeration inside), continues the one above. A number out of turn is a Problem: a paragraph may be missing.
    """
    number, group = 0, list[Line]()
    for paragraph in paragraphs:
        taken = take_number(paragraph.text)
        if taken is None or (style and taken[1] != style):
            group.append(paragraph)
            continue
        if group or number:
            yield number, group
        number, style = number + 1, taken[1]
        if taken[0] != number:
            problems.add(paragraph.number, f"第 {number} 条的编号", paragraph.text)
            number = taken[0]
        group = [Line(paragraph.number, taken[2])]
    if group or number:
        yield number, group


def join(paragraphs: Iterable[Line]) -> str:
    """Paragraphs as one text; those that hold nothing but their number are left out."""
    return "\n".join(paragraph.text for paragraph in paragraphs if paragraph.text)


def reads_as_decimal(text: str) -> bool:
    """Whether ``1.5万人`` may be the decimal or the number 1 and ``5万人``; ``1.2025年`` is plainly the latter."""
    return _DECIMAL.match(text.strip()) is not None
