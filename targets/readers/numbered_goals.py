"""绩效目标 of one table: goals numbered by the form, in one cell of several paragraphs or in several cells."""

from collections.abc import Sequence

from targets.readers.text_cells import Cell, Problems, filled, join, reads_as_decimal, split_numbered, take_number


def read_goals(cells: Sequence[Cell], problems: Problems) -> list[tuple[int, str]]:
    """The goals to the right of 绩效目标, each with its line, without its number; wrapped lines belong to their goal.

    Where nothing is numbered each cell is a goal; a number that has a cell to itself is a blank one.
    """
    given = filled(cells)
    paragraphs = [paragraph for cell in given for paragraph in cell.paragraphs]
    numbers = [paragraph for paragraph in paragraphs if take_number(paragraph.text)]
    if not numbers:
        return [(cell.line, cell.text) for cell in given]
    if all(reads_as_decimal(paragraph.text) for paragraph in numbers):
        first = numbers[0]
        problems.add(first.number, "编号后有空格或顿号的绩效目标（编号“1.”与小数分不清）", first.text)
        return []
    groups = list(split_numbered(paragraphs, problems))
    one_each = len(groups) == len(given) and all(take_number(cell.paragraphs[0].text) for cell in given)
    goals = []
    for number, group in groups:
        text = "\n".join(paragraph.text for paragraph in group) if one_each else join(group)
        if not number:
            problems.add(group[0].number, "以“1.”开头的绩效目标", group[0].text)
        elif text or one_each:
            goals.append((group[0].number, text))
        elif len(groups) > 1:
            problems.add(group[0].number, "编号之后的绩效目标（没有文字）")
    return goals
