"""Rows of the indicator table: which cells make a row, when the text says so in one way only.

The form writes six cells a row and a lone tab where a merged cell continues. Two kinds of damage are common and read
all the same: a row that lacks its last cell, and a file whose lone tabs an editor took away as trailing white space, so
that an empty cell looks like one more blank line. Every way to lay rows over the cells is counted; only a single way is
a reading, anything else is a Problem. Nothing is guessed.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from indicators.target_value import TargetValue
from targets.declaration import Indicator
from targets.readers.text_cells import Cell, Problems, filled, one_line, quote

COLUMNS = ("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据")
_WIDTH = len(COLUMNS)
_NUMBER = re.compile(r"[=≥≤><≧≦]*(?!(?:19|20)\d\d年)\d")
_WORDS = re.compile(
    r"进一步|明显|显著|有效|基本|持续|逐步|良好|提高|提升|改善|增强|增加|增长|减少|降低|保障|稳定|完成|达标|[优良好是高]$"
)
_SOURCE = re.compile(r"计划|文件|经验|测算|规定|标准|方案|通知|调查|问卷|依据|办法|报告|记录|台账|数据|资料|合同|制度")

Row = tuple[Cell, ...]


class _Way(NamedTuple):
    """One way to lay rows from a certain cell on: the first row and the way after it (``None`` at the end)."""

    row: Row
    rest: "_Way | None"


def read_indicators(cells: Sequence[Cell], problems: Problems, *, lone_tabs: bool) -> list[tuple[int, Indicator]]:
    """The indicators below the header row, each with its line; blank level-one and level-two cells mean "as above".

    ``lone_tabs`` says whether empty cells are still there; if not, blank lines stand for them. A category row without
    an indicator is passed over.
    """
    rows = _rows(cells, problems, lone_tabs=lone_tabs)
    indicators = []
    level_one = level_two = ""
    for row in rows:
        if tuple(cell.key for cell in row) == COLUMNS:
            continue  # the header again, on a new page
        one, two, name, description, value, basis = (cell.text for cell in row)
        one, two, name, value, basis = map(one_line, (one, two, name, value, basis))
        line = next(iter(filled(row)), row[0]).line
        if one and two:
            level_one, level_two = one, two
        elif one:
            problems.add(line, f"“{one}”之下的二级指标", quote(row))
            continue
        elif two:
            level_two = two
        if not (name or description or value or basis):
            continue
        if not level_one:
            problems.add(line, "第一行的一级指标", quote(row))
        elif not level_two:
            problems.add(line, "第一行的二级指标", quote(row))
        elif not name:
            problems.add(line, "三级指标的名称", quote(row))
        else:
            indicator = Indicator(
                level_one=level_one,
                level_two=level_two,
                name=name,
                description=description,
                value=TargetValue.parse(value),
                basis=basis,
            )
            indicators.append((line, indicator))
    return indicators


def _rows(cells: Sequence[Cell], problems: Problems, *, lone_tabs: bool) -> list[Row]:
    if not filled(cells):
        return []
    tokens = list(cells) if lone_tabs else _with_blanks(cells)
    if lone_tabs:
        ways, reached = _lay(tokens, lambda start: _steps_by_cell(tokens, start, named=True))
    else:
        ways, reached = _lay(tokens, lambda start: _steps_by_line(tokens, start))
    if not ways and lone_tabs:  # categories of another wording: full rows are still certain
        ways, reached = _lay(tokens, lambda start: _steps_by_cell(tokens, start, named=False))
    if len(ways) == 1:
        rows, way = [], ways[0]
        while way is not None:
            if way.row:
                rows.append(way.row)
            way = way.rest
        return rows
    line = _first_difference(ways) if ways else tokens[reached].line
    doubtful = [cell for cell in filled(tokens) if cell.line >= line] or filled(tokens)
    row = [cell for number, cell in enumerate(doubtful[:_WIDTH]) if number == 0 or not cell.blanks]
    reason = "" if lone_tabs else "；本表的空单元格（仅含制表符的行）已丢失，请用未删去行尾空白的原文件"
    problems.add(row[0].line, f"能唯一辨认的六格一行（{'、'.join(COLUMNS)}{reason}）", quote(row))
    return []


def _with_blanks(cells: Sequence[Cell]) -> list[Cell]:
    """Cells and blank lines, from the first level-one cell to a row's worth beyond the last cell."""
    tokens = [cells[0]]
    for cell in cells[1:]:
        tokens += [Cell(cell.line - cell.blanks + number) for number in range(cell.blanks)]
        tokens.append(cell)
    return tokens + [Cell(cells[-1].line)] * (_WIDTH + 1)  # whatever the file cut off at its end


Step = tuple[Row, int]
"""A row that may stand at a place, and the place of the next one; an empty row passes over a blank line."""


def _lay(tokens: Sequence[Cell], steps: Callable[[int], list[Step]]) -> tuple[list["_Way | None"], int]:
    """All ways (two at most: more are no better than two) and the furthest place any of them reaches."""
    end = len(tokens)
    ahead: dict[int, list[Step]] = {}
    reachable = {0}
    for start in range(end):
        if start in reachable:
            ahead[start] = steps(start)
            reachable.update(after for _, after in ahead[start])
    ways: dict[int, list[_Way | None]] = {end: [None]}
    for start in sorted(ahead, reverse=True):
        found = [_Way(row, rest) if row else rest for row, after in ahead[start] for rest in ways.get(after, [])]
        ways[start] = found[:2]
    return ways.get(0, []), max((place for place in reachable if place < end), default=0)


def _steps_by_cell(tokens: Sequence[Cell], start: int, *, named: bool) -> list[Step]:
    """Empty cells are there: six cells, or five when the last is missing; a row begins below a blank line."""
    steps: list[Step] = []
    if not tokens[start].starts:
        return steps
    after = next((place for place in range(start + 1, len(tokens)) if tokens[place].starts), len(tokens))
    if not filled(tokens[start:after]):
        steps.append(((), after))
    row = tuple(tokens[start : start + _WIDTH])
    after = start + len(row)
    while after < len(tokens) and not tokens[after].starts and not tokens[after].paragraphs:
        after += 1
    if len(row) == _WIDTH and _ends(tokens, after) and (_categories(row) if named else not row[2].key.endswith("指标")):
        steps.append((row, after))
    short = row[: _WIDTH - 1]
    if (
        len(short) == _WIDTH - 1
        and _ends(tokens, start + len(short))
        and all(not cell.blanks and len(cell.paragraphs) < 2 for cell in short[1:])
        and _categories(short)
        and _ends_in_value(short)
    ):
        steps.append(((*short, Cell(short[-1].line)), start + len(short)))
    return steps


def _steps_by_line(tokens: Sequence[Cell], start: int) -> list[Step]:
    """Empty cells are lost: six lines make a row, filled or blank, and a blank line parts it from the next."""
    steps: list[Step] = []
    if not tokens[start].paragraphs:
        steps.append(((), start + 1))
    row = tuple(tokens[start : start + _WIDTH])
    after = start + _WIDTH
    if after >= len(tokens) or tokens[after].paragraphs or not _categories(row):
        return steps
    if (row[2].paragraphs and (row[5].paragraphs or _ends_in_value(row))) or (
        row[1].paragraphs and not filled(row[2:])
    ):
        steps.append((row, after + 1))
    return steps


def _ends(tokens: Sequence[Cell], place: int) -> bool:
    return place == len(tokens) or (place < len(tokens) and tokens[place].starts)


def _categories(row: Sequence[Cell]) -> bool:
    """Whether the first two cells are worded as every framework words its categories (…指标), or blank."""
    return all(cell.key.endswith("指标") for cell in filled(row[:2]))


def _ends_in_value(row: Sequence[Cell]) -> bool:
    """Whether a row without basis lacks just that: had it lost an earlier cell, its basis would stand as its value."""
    description, value = row[3].key, row[4].key
    if len(row[4].paragraphs) > 1:
        return False
    if not value:
        return not _NUMBER.match(description)
    return bool(_NUMBER.match(value) or (_WORDS.search(value) and not _SOURCE.search(value)))


def _first_difference(ways: Sequence["_Way | None"]) -> int:
    """The line at which two ways part."""
    one, other = ways
    while one and other and one.row == other.row:
        one, other = one.rest, other.rest
    return min(way.row[0].line for way in (one, other) if way)
