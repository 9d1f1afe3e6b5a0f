"""WordprocessingML as text: paragraphs, cells, rows and tables. Pure functions; every text goes through ``run``."""

import re
from collections.abc import Iterable, Sequence
from html import escape

_ILLEGAL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML holds: control characters, halves of characters, U+FFFE and U+FFFF."""
_BREAKS = re.compile("([\n\t])")
_ELEMENTS = {"\n": "<w:br/>", "\t": "<w:tab/>"}


def legal(text: str) -> str:
    """The text without what no XML holds (� in its stead), and with one kind of line end."""
    return _ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def run(text: str, properties: str = "") -> str:
    """A w:r with ``text`` to the character: line feeds as soft breaks, tabs as tabs; "" for no text."""
    if not text:
        return ""
    clean = legal(text)
    parts = (
        _ELEMENTS.get(part) or f'<w:t xml:space="preserve">{escape(part, quote=False)}</w:t>'
        for part in _BREAKS.split(clean)
        if part
    )
    marks = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{marks}{''.join(parts)}</w:r>"


def paragraph(content: str = "", style: str = "", properties: str = "") -> str:
    """A w:p of runs; ``properties`` follow the style in w:pPr."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    given = f"<w:pPr>{named}{properties}</w:pPr>" if named or properties else ""
    return f"<w:p>{given}{content}</w:p>"


def numbered(content: str, style: str, number: int) -> str:
    """A paragraph that Word numbers, in the list ``number``."""
    return paragraph(content, style, f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')


def bookmarked(content: str, name: str, number: int) -> str:
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{number}"/>'


def cell(content: str, width: int, *, span: int = 1, merge: str = "", last: bool = False) -> str:
    """A w:tc of paragraphs, ``width`` in twentieths of a point over ``span`` columns.

    ``merge`` is "restart" or "continue" in cells merged down; ``last`` leaves out the line below the table.
    """
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    merges = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    line = '<w:tcBorders><w:bottom w:val="nil"/></w:tcBorders>' if last else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spans}{merges}{line}<w:vAlign w:val="center"/></w:tcPr>'
        f"{content or paragraph()}</w:tc>"
    )


def row(cells: Iterable[str], *, head: bool = False, flow: bool = False) -> str:
    """A w:tr; ``head`` is repeated on each page, ``flow`` may go on on the next page."""
    marks = ("" if flow else "<w:cantSplit/>") + ("<w:tblHeader/>" if head else "")
    return f"<w:tr>{f'<w:trPr>{marks}</w:trPr>' if marks else ''}{''.join(cells)}</w:tr>"


def table(widths: Sequence[int], rows: Iterable[str]) -> Iterable[str]:
    """A w:tbl with fixed columns, row by row."""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    yield (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="Form"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
    )
    yield from rows
    yield "</w:tbl>"


FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def field(instruction: str, shown: str) -> str:
    """A field Word computes, with what it shows until then."""
    return f"{field_begin(instruction)}{run(shown)}{FIELD_END}"


def field_begin(instruction: str, *, dirty: bool = False) -> str:
    """The head of a field; what it shows goes on to FIELD_END. Word brings a ``dirty`` one up to date by itself."""
    mark = ' w:dirty="true"' if dirty else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"{mark}/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
