"""Rows of other forms that this one has no place for (主管部门, 实施单位, 项目负责人 …): left out, and told."""

from collections.abc import Sequence
from itertools import pairwise

from targets.declaration import Unit
from targets.readers import shorten
from targets.readers.grid import GridCell, Row
from targets.readers.landmarks import is_of_another_form
from targets.readers.text_cells import Problems
from targets.readers.unit_line import read_unit_line


def without_others(rows: Sequence[Row], notes: Problems) -> list[Row]:
    """The rows that do not begin with such a label; the others are noted."""
    kept = []
    for row in rows:
        if row.filled and is_of_another_form(row.filled[0]):
            told = "”“".join(shorten(cell.text) for cell in row.filled if is_of_another_form(cell))
            notes.say(row.line, f"“{told}”没有导入（绩效目标表中没有这一栏）")
        else:
            kept.append(row)
    return kept


def unit_in(rows: Sequence[Row]) -> tuple[Unit, GridCell] | None:
    """The unit beside 实施单位 and the like, where it is given with its code."""
    for row in rows:
        for label, cell in pairwise(row.filled):
            if "单位" in label.key and is_of_another_form(label) and (unit := read_unit_line(cell.text).unit):
                return unit, cell
    return None
