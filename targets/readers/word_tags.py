"""Names in WordprocessingML: those of Word, WPS and LibreOffice (transitional) and of Strict OOXML alike."""

from lxml import etree

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_MATHEMATICS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "http://purl.oclc.org/ooxml/officeDocument/math",
)
_OFF = ("0", "false", "off", "none")


class _Names(dict[object, str]):
    """The short name of a tag, "" where it is not ours to read; made at first sight, as there are few."""

    def __missing__(self, tag: object) -> str:
        name = ""
        if isinstance(tag, str):
            space, _, short = tag.removeprefix("{").rpartition("}")
            if space in (TRANSITIONAL, STRICT):
                name = short
            elif space in _MATHEMATICS:
                name = "t" if short == "t" else f"m:{short}"
            elif space == COMPATIBILITY:
                name = f"mc:{short}"
        if len(self) < 10_000:
            self[tag] = name
        return name


NAMES = _Names()


def local(element: "etree._Element") -> str:
    """``"tbl"`` for a w:tbl, ``"mc:Choice"``; "" for what is no element of Word's."""
    return NAMES[element.tag]


def child(element: "etree._Element", name: str) -> "etree._Element | None":
    """The first child of that name."""
    for each in element:
        if NAMES[each.tag] == name:
            return each
    return None


def value(element: "etree._Element | None", default: str = "") -> str:
    """Its w:val."""
    if element is None:
        return default
    return attribute(element, "val") or default


def flag(element: "etree._Element", name: str) -> bool:
    """Whether it has such a child that is not switched off."""
    found = child(element, name)
    return found is not None and value(found, "1") not in _OFF


def attribute(element: "etree._Element", name: str) -> str:
    """An attribute of Word's own, "" where there is none."""
    return element.get(f"{{{TRANSITIONAL}}}{name}") or element.get(f"{{{STRICT}}}{name}") or ""
