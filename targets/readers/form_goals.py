"""绩效目标 of a form in a grid: numbered by Word or in their text, in one cell or several, under heads of a year."""

import re
from collections.abc import Sequence

from targets.readers import shorten
from targets.readers.grid import GridCell, Row
from targets.readers.landmarks import GOALS, label_of
from targets.readers.numbered_goals import read_goals
from targets.readers.text_cells import Cell, Line, Problems

_SPAN = re.compile(r"(年度|中期|中长期|长期|总体|实施期)(绩效)?目标([(].*[)])?")
"""Heads inside the part 总体目标, of columns or of rows."""
_MOST_HEADS = 12


def read_form_goals(rows: Sequence[Row], problems: Problems) -> list[tuple[int, str]]:
    """The goals to the right of their head, each with its place, without its number."""
    head = rows[0].filled[0].column
    cells = [cell for row in rows for cell in row.cells if cell.column > head or label_of(cell) != GOALS]
    cells = _of_this_year(rows, cells, problems)
    found = _numbered_by_word(cells)
    if found is not None:
        return found
    filled = [cell for cell in cells if cell.text]
    texts = [Cell(each.line, [Line(each.line, line.strip()) for line in each.text.split("\n")]) for each in filled]
    return read_goals(texts, problems)


def _of_this_year(rows: Sequence[Row], cells: Sequence[GridCell], problems: Problems) -> list[GridCell]:
    """The goals without heads between them and 总体目标; those of other years than this one are told."""
    heads = [cell for cell in cells if _SPAN.fullmatch(cell.key)]
    if not heads or sum(bool(cell.text) for cell in cells) == 1:
        return list(cells)
    if len(heads) > _MOST_HEADS:
        problems.say(
            heads[-1].line, f"“{shorten(heads[-1].text)}”在一张表中出现了 {len(heads)} 次，分不清哪些是绩效目标"
        )
        return []
    kept = {id(cell): cell for cell in cells if cell not in heads}
    for row in rows:
        goals = [cell for cell in row.filled if id(cell) in kept]
        beside = [cell for cell in row.cells if cell in heads] if goals else []
        for cell in goals:
            over = [head for head in beside if head.column < cell.column][-1:]
            over = over or [head for head in heads if head.column < cell.end and cell.column < head.end]
            if over and not over[0].key.startswith("年度"):
                head, text = shorten(over[0].text), shorten(cell.text)
                problems.say(cell.line, f"“{head}”一栏的“{text}”不是年度目标，绩效目标表中没有这一栏，请删去后再导入")
    return list(kept.values())


def _numbered_by_word(cells: Sequence[GridCell]) -> list[tuple[int, str]] | None:
    """Goals that Word numbers: each numbered paragraph begins one; ``None`` when the first is not of that kind."""
    paragraphs = [(cell.line, paragraph) for cell in cells for paragraph in cell.filled]
    if not paragraphs or not paragraphs[0][1].label:
        return None
    level = paragraphs[0][1].level
    goals: list[tuple[int, list[str]]] = []
    for line, paragraph in paragraphs:
        if paragraph.label and paragraph.level <= level:
            goals.append((line, [paragraph.text]))
        else:
            goals[-1][1].append(paragraph.printed)
    return [(line, text if text.strip() else "") for line, text in ((line, "\n".join(texts)) for line, texts in goals)]
