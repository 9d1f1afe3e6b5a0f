"""The numbers Word prints by itself: numbering.xml and styles.xml say how, the order of the paragraphs says which."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from lxml import etree

from targets.readers.word_tags import attribute, child, flag, local, value

_CHINESE = "零一二三四五六七八九"
_CHINESE_FORMATS = {
    "chineseCounting",
    "chineseCountingThousand",
    "ideographDigital",
    "japaneseCounting",
    "japaneseDigitalTenThousand",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "taiwaneseDigital",
}
_DEEPEST = 9
_LONGEST = 40
"""Characters of a number; no real one is longer."""


@dataclass(slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""


@dataclass(slots=True)
class Numbering:
    """Numbers paragraphs in the order in which they are asked about."""

    abstract: dict[str, dict[int, _Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    """The abstract list of each list."""
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    """Where a list begins anew, by list and level."""
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    """The list and level of each style that numbers."""
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    restarted: set[tuple[str, int]] = field(default_factory=set)

    def label(self, properties: "etree._Element | None", style: str) -> tuple[str, int]:
        """The number of a paragraph with these properties (w:pPr) and its level; "" when it has none."""
        number, level = self.styles.get(style, ("", 0))
        if properties is not None and (given := child(properties, "numPr")) is not None:
            number = value(child(given, "numId"), number)
            level = _whole(value(child(given, "ilvl"), str(level)))
        levels = self.abstract.get(self.lists.get(number, ""), {})
        if number in ("", "0") or level not in levels:
            return "", 0
        return self._count(number, level, levels), level

    def _count(self, number: str, level: int, levels: dict[int, _Level]) -> str:
        counts = self.counts[self.lists[number]]
        if (number, level) in self.starts and (number, level) not in self.restarted:
            self.restarted.add((number, level))
            counts.pop(level, None)
            start = self.starts[number, level]
        else:
            start = levels[level].start
        counts[level] = counts[level] + 1 if level in counts else start
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        if levels[level].format in ("bullet", "none"):
            return "•" if levels[level].format == "bullet" else ""

        def numeral(match: re.Match[str]) -> str:
            each = int(match[1]) - 1
            shown = levels.get(each, _Level())
            return _numeral(counts.get(each, shown.start), shown.format)

        return re.sub(r"%([1-9])", numeral, levels[level].text)[:_LONGEST]


def read_numbering(numbering: "etree._Element | None", styles: "etree._Element | None") -> Numbering:
    """Learn how a document numbers; either part may be missing."""
    known = Numbering()
    for element in numbering if numbering is not None else ():
        if local(element) == "abstractNum":
            known.abstract[attribute(element, "abstractNumId")] = _levels(element)
        elif local(element) == "num":
            number = attribute(element, "numId")
            known.lists[number] = value(child(element, "abstractNumId"))
            for override in element:
                start = child(override, "startOverride") if local(override) == "lvlOverride" else None
                if start is not None:
                    known.starts[number, _whole(attribute(override, "ilvl"))] = _whole(value(start))
    if styles is not None:
        known.styles = _numbered_styles(styles)
    return known


def _levels(abstract: "etree._Element") -> dict[int, _Level]:
    levels = {}
    for element in abstract:
        depth = _whole(attribute(element, "ilvl")) if local(element) == "lvl" else _DEEPEST
        if depth < _DEEPEST:
            start = _whole(value(child(element, "start"), "1"))
            shown = value(child(element, "numFmt"), "decimal")
            levels[depth] = _Level(start, shown, value(child(element, "lvlText")))
    return levels


def _numbered_styles(styles: "etree._Element") -> dict[str, tuple[str, int]]:
    own: dict[str, tuple[str | None, int | None, str]] = {}
    for style in styles:
        if local(style) != "style":
            continue
        properties = child(style, "pPr")
        given = child(properties, "numPr") if properties is not None else None
        number = level = None
        if given is not None:
            number = value(child(given, "numId")) or None
            level = _whole(value(child(given, "ilvl"), "0")) if child(given, "ilvl") is not None else None
        own[attribute(style, "styleId")] = number, level, value(child(style, "basedOn"))
    found = {}
    for name in own:
        number, level, above = own[name]
        seen = {name}
        while number is None and above in own and above not in seen:
            seen.add(above)
            number, inherited, above = own[above]
            level = inherited if level is None else level
        if number:
            found[name] = number, level or 0
    return found


def is_deleted(properties: "etree._Element | None") -> bool:
    """Whether the paragraph's own mark is deleted by a tracked change, so that the next paragraph joins it."""
    marks = child(properties, "rPr") if properties is not None else None
    return marks is not None and (flag(marks, "del") or flag(marks, "moveFrom"))


def _numeral(number: int, shown: str) -> str:
    if shown in _CHINESE_FORMATS:
        return _chinese(number)
    if shown == "decimalEnclosedCircle" and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if shown == "decimalFullWidth":
        return str(number).translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    if shown in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        return chr(ord("a" if shown == "lowerLetter" else "A") + number - 1)
    if shown == "decimalZero":
        return f"{number:02}"
    return str(number)


def _chinese(number: int) -> str:
    if not 1 <= number <= 99:
        return str(number)
    tens, ones = divmod(number, 10)
    head = {0: "", 1: "十"}.get(tens, f"{_CHINESE[tens]}十")
    return head + (_CHINESE[ones] if ones else "")


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
