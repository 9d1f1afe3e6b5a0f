"""第一部分 of the text form: the department target in its three sections."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from targets.declaration import DepartmentDeclaration, ItemisedGoal, Safeguard, Unit
from targets.readers import Path
from targets.readers.text_cells import Line, Problems, join, split_numbered

OVERALL, ITEMISED, SAFEGUARDS = SECTIONS = ("总体绩效目标", "分项绩效目标", "工作保障措施")
_SECTION = re.compile(rf"(?:[一二三四五六七八九]、|[(][一二三四五六七八九][)])?({'|'.join(SECTIONS)}):?")
_LABEL = re.compile(r"(绩效目标|绩效指标)\s*[:：]\s*")


@dataclass(slots=True)
class PartOne:
    """The content of part one before it is known whose it is."""

    unit: Unit | None = None
    """Whose it says that it is, where it does."""
    lead: str = ""
    goals: list[str] = field(default_factory=list)
    items: list[ItemisedGoal] = field(default_factory=list)
    safeguards: list[Safeguard] = field(default_factory=list)
    lines: dict[Path, int] = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)

    def declare(self, year: int, unit: Unit) -> DepartmentDeclaration:
        return DepartmentDeclaration(
            year=year,
            unit=unit,
            lead=self.lead,
            goals=tuple(self.goals),
            items=tuple(self.items),
            safeguards=tuple(self.safeguards),
        )


def section_of(line: Line) -> str | None:
    """The section whose heading this line is (一、总体绩效目标 …), or ``None``."""
    match = _SECTION.fullmatch(line.key)
    return match[1] if match else None


def read_part_one(lines: Sequence[Line]) -> PartOne:
    """Read the lines from 第一部分 down to 第二部分; what cannot be read is among its problems."""
    part = PartOne(lines={("target",): lines[0].number})
    problems = part.problems
    sections = _split_sections(lines, problems)
    for number, group in split_numbered(sections.get(OVERALL, ()), problems, style="（）"):
        if number:
            part.lines["target", "goals", len(part.goals)] = group[0].number
            part.goals.append(join(group))
        else:
            part.lines["target", "lead"] = group[0].number
            part.lead = join(group)
    for group in _numbered_groups(sections.get(ITEMISED, ()), problems):
        part.lines["target", "items", len(part.items)] = group[0].number
        part.items.append(_read_item(group, problems))
    for group in _numbered_groups(sections.get(SAFEGUARDS, ()), problems):
        part.lines["target", "safeguards", len(part.safeguards)] = group[0].number
        part.safeguards.append(Safeguard(title=group[0].text, text=join(group[1:])))
    return part


def _split_sections(lines: Sequence[Line], problems: Problems) -> Mapping[str, list[Line]]:
    sections: dict[str, list[Line]] = {}
    group: list[Line] = []  # what stands above the first section is the title of the part
    for line in lines:
        if section := section_of(line):
            if any(SECTIONS.index(seen) >= SECTIONS.index(section) for seen in sections):
                problems.add(line.number, f"依次出现一次的“{'”“'.join(SECTIONS)}”", line.words)
            group = sections.setdefault(section, [])
        elif not line.blank:
            group.append(Line(line.number, line.words))
    missing = [section for section in SECTIONS if section not in sections]
    for section in missing:
        number = "一二三"[SECTIONS.index(section)]
        problems.add(lines[0].number, f"第一部分中的标题“{number}、{section}”（文件中没有）")
    return {} if missing else sections


def _numbered_groups(paragraphs: Sequence[Line], problems: Problems) -> list[list[Line]]:
    groups = []
    for number, group in split_numbered(paragraphs, problems, style="（）"):
        if number:
            groups.append(group)
        else:
            problems.add(group[0].number, "以“（一）”开头的标题", group[0].text)
    return groups


def _read_item(paragraphs: Sequence[Line], problems: Problems) -> ItemisedGoal:
    """One 分项绩效目标: title, then what is labelled 绩效目标： and 绩效指标：. Labels inside a line are text."""
    fields: dict[str, list[Line]] = {"标题": []}
    group = fields["标题"]
    for paragraph in paragraphs:
        match = _LABEL.match(paragraph.text)
        if match is None:
            group.append(paragraph)
            continue
        if match[1] in fields:
            problems.add(paragraph.number, f"同一标题下只有一段“{match[1]}：”", paragraph.text)
        group = fields.setdefault(match[1], [])
        group.append(Line(paragraph.number, paragraph.text[match.end() :]))
    for label in ("绩效目标", "绩效指标"):
        if label not in fields:
            problems.add(paragraphs[0].number, f"此标题下的“{label}：”一段（文件中没有）", paragraphs[0].text)
    return ItemisedGoal(
        title=join(fields["标题"]), goal=join(fields.get("绩效目标", ())), indicators=join(fields.get("绩效指标", ()))
    )
