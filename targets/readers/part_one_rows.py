"""第一部分 among the rows of a file: running text of Word, the rows of a sheet of Excel, above the first table."""

from collections.abc import Sequence
from itertools import takewhile

from targets.readers import shorten
from targets.readers.grid import Row
from targets.readers.landmarks import is_decoration, is_title
from targets.readers.part_one import OVERALL, PartOne, read_part_one, section_of
from targets.readers.text import PART_ONE, opens_part_two
from targets.readers.text_cells import Line, Problems
from targets.readers.unit_line import is_unit_line, read_unit_line

_LONGEST_HEADING = 60
"""Characters of a section's heading with whatever marks are in it."""


def find_part_one(rows: Sequence[Row], problems: Problems) -> tuple[PartOne | None, int]:
    """Part one among the rows above the first table, and where it ends; what is above it is cover and contents."""
    lines = [(at, line) for at, row in enumerate(rows) for line in _lines(row)]
    short = [(place, line) for place, (_, line) in enumerate(lines) if len(line.text) <= _LONGEST_HEADING]
    found = [(place, section) for place, line in short if (section := section_of(line))]
    sections, overall = [place for place, _ in found], [place for place, section in found if section == OVERALL]
    starts = [place for place, line in short if line.key.startswith(PART_ONE)]
    if not sections:
        starts = [place for place in starts if not _is_undeclared(lines, place)]
    if not sections and not starts:
        opened = [place for place, (_, line) in enumerate(lines) if opens_part_two(line)]
        return None, _skip_headings(lines[opened[-1] :], len(rows), problems) if opened else 0
    if overall:  # contents without page numbers name the sections as well: the last is the part itself
        sections = [place for place in sections if place >= overall[-1]]
        starts = [place for place in starts if place < overall[-1]][-1:]
    first = min([*sections, *starts])
    after = max(sections[:1] + starts[:1])
    end = next((place for place in range(after, len(lines)) if _ends_part(lines[place][1])), len(lines))
    part = read_part_one([line for _, line in lines[first:end]])
    return part, _skip_headings(lines[end:], len(rows), problems)


def find_part_one_in_sheet(rows: Sequence[Row], problems: Problems) -> tuple[PartOne | None, int]:
    """The same among the rows of a sheet, cell by cell. Its unit stands above it; nothing else does but titles."""
    text = [Row(row.line, 0, row.cells) for row in rows]
    part, end = find_part_one(text, problems)
    if part is None:
        return None, end
    lines = [line for row in text for line in _lines(row)]
    for line in takewhile(lambda line: section_of(line) is None, lines):
        title = line.key.startswith(PART_ONE) or line.key.endswith("绩效目标") or is_title(line.key)
        if not title and is_unit_line(line.text):
            part.unit = read_unit_line(line.text).unit or part.unit
            part.lines["target", "unit"] = line.number
        elif not title and not is_decoration(line.text):
            problems.say(line.number, f"“{shorten(line.words)}”放不进部门整体绩效目标的任何一节")
    return part, end


def _is_undeclared(lines: Sequence[tuple[int, Line]], start: int) -> bool:
    """Whether 第一部分 says that there is none yet, as our own documents do."""
    below = [line for _, line in lines[start + 1 : start + 3]]
    return bool(below) and ("尚未编制" in below[0].words or opens_part_two(below[0]))


def _skip_headings(lines: Sequence[tuple[int, Line]], end: int, problems: Problems) -> int:
    """The row after the headings of part two; what else stands there belongs to no table."""
    for _, line in lines:
        if is_title(line.key) or "单位" in line.key[:40] or line.key[:3].isdecimal():
            break
        if not is_decoration(line.words) and not opens_part_two(line):
            problems.say(line.number, f"“{shorten(line.words)}”不在任何一张项目绩效目标表之内")
            break
    return lines[0][0] if lines else end


def _ends_part(line: Line) -> bool:
    return opens_part_two(line) or is_title(line.key)


def _lines(row: Row) -> list[Line]:
    """The lines of running text; a table in part one has none."""
    return [line for cell in row.cells for line in cell.lines()] if row.running else []
