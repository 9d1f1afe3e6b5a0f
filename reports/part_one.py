"""Part one (部门整体绩效目标) as the paragraphs that Word and Excel write: in full, so that it reads back as it was.

The printed page (``reports.book``) leaves out what is blank; here each label stays, as the reader looks for it.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from targets.declaration import DepartmentDeclaration

PART_ONE = "第一部分　部门整体绩效目标"
SECTIONS = ("一、总体绩效目标", "二、分项绩效目标", "三、工作保障措施")

Style = Literal["section", "title", "text"]


class Paragraph(NamedTuple):
    """One paragraph; ``number`` is its place among those numbered in its section (（一）…), 0 where it has none."""

    style: Style
    text: str
    number: int = 0


def lay_out(target: DepartmentDeclaration) -> Iterator[Paragraph]:
    """The three sections of a department target, in printed order."""
    yield Paragraph("section", SECTIONS[0])
    if target.lead:
        yield Paragraph("text", target.lead)
    for number, goal in enumerate(target.goals, start=1):
        yield Paragraph("text", goal, number)
    yield Paragraph("section", SECTIONS[1])
    for number, item in enumerate(target.items, start=1):
        yield Paragraph("title", item.title, number)
        yield Paragraph("text", f"绩效目标：{item.goal}")
        yield Paragraph("text", f"绩效指标：{item.indicators}")
    yield Paragraph("section", SECTIONS[2])
    for number, measure in enumerate(target.safeguards, start=1):
        yield Paragraph("title", measure.title, number)
        if measure.text:
            yield Paragraph("text", measure.text)
