"""What one paragraph of a Word document says: runs, links, controls, tracked changes, fields, text boxes.

Inserted text counts and deleted text does not, as if all changes were accepted; hidden text is not read. Of two forms
of the same drawing (mc:AlternateContent) one is read. Contents made by a field are left out.
"""

import re
from dataclasses import dataclass, field

from lxml import etree

from targets.readers.word_tags import NAMES, attribute, child, flag, local, value

_UNREAD = {"del", "moveFrom", "rt", "delText", "pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr", "fldData", ""}
_SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_SYMBOLS = {"F0B3": "≥", "F0A3": "≤", "F0B1": "±", "F0B4": "×", "F0A5": "∞", "F0B0": "°"}
"""In the face Symbol, which stands for Greek and signs; others are read as the private characters they are."""
_CONTENTS = re.compile(r"\s*TOC(\s|\\|$)")


@dataclass(slots=True)
class Words:
    """A paragraph's text as typed, the text boxes anchored in it, and whether it is a line of contents."""

    parts: list[str] = field(default_factory=list)
    boxes: list["etree._Element"] = field(default_factory=list)
    contents: bool = False

    @property
    def text(self) -> str:
        return "" if self.contents else "".join(self.parts)


class Fields:
    """Where a document's fields stand open: inside contents (TOC) nothing is read."""

    def __init__(self) -> None:
        self.depth = 0
        self.contents = 0
        """The depth at which contents began, 0 outside of them."""

    def reset(self) -> None:
        """At a table: no contents reach over one, whatever a damaged document says."""
        self.depth = self.contents = 0

    def read(self, paragraph: "etree._Element") -> Words:
        words = Words()
        self._walk(paragraph, words)
        words.contents = words.contents or self.contents > 0
        return words

    def _walk(self, element: "etree._Element", words: Words) -> None:
        for each in element:
            name = NAMES[each.tag]
            if name == "t":
                words.parts.append(each.text or "")
            elif name in _UNREAD:
                continue
            elif name in _SIGNS:
                words.parts.append(_SIGNS[name])
            elif name == "br":
                if attribute(each, "type") not in ("page", "column"):
                    words.parts.append("\n")
            elif name == "r":
                properties = child(each, "rPr")
                if properties is None or not flag(properties, "vanish"):
                    self._walk(each, words)
            elif name == "fldChar":
                self._mark(attribute(each, "fldCharType"), words)
            elif name == "instrText":
                self._instruct(each.text or "", words)
            elif name == "sym":
                words.parts.append(_symbol(each))
            elif name == "mc:AlternateContent":
                self._choose(each, words)
            elif name in ("drawing", "pict", "object"):
                words.boxes += _boxes(each)
            else:
                self._walk(each, words)

    def _mark(self, kind: str, words: Words) -> None:
        if kind == "begin":
            self.depth += 1
        elif kind == "end":
            if self.contents and self.depth <= self.contents:
                self.contents = 0
                words.parts.clear()
            self.depth = max(self.depth - 1, 0)

    def _instruct(self, instruction: str, words: Words) -> None:
        if _CONTENTS.match(instruction) and not self.contents:
            self.contents = max(self.depth, 1)
        elif instruction.strip().startswith("PAGEREF") and not self.contents:
            words.contents = True  # a line that names its page

    def _choose(self, alternatives: "etree._Element", words: Words) -> None:
        """The first alternative that says anything."""
        for each in alternatives:
            if local(each) in ("mc:Choice", "mc:Fallback"):
                before = len(words.parts), len(words.boxes)
                self._walk(each, words)
                if (len(words.parts), len(words.boxes)) != before:
                    return


def _boxes(drawing: "etree._Element") -> list["etree._Element"]:
    """The contents of its text boxes, each once, however they are wrapped."""
    found = []
    for each in drawing:
        name = local(each)
        if name == "txbxContent":
            found.append(each)
        elif name == "mc:AlternateContent":
            found += next((boxes for choice in each if (boxes := _boxes(choice))), [])
        else:
            found += _boxes(each)
    return found


def _symbol(element: "etree._Element") -> str:
    code = attribute(element, "char").upper()
    if sign := _SYMBOLS.get(code) if attribute(element, "font") == "Symbol" else None:
        return sign
    number = int(code, 16) if re.fullmatch("[0-9A-F]{2,4}", code) else 0
    return chr(number) if number >= 32 and not 0xD800 <= number < 0xE000 else ""


def style_of(properties: "etree._Element | None") -> str:
    """The id of a paragraph's style, "" for the usual one."""
    return value(child(properties, "pStyle")) if properties is not None else ""
