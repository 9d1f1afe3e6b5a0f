"""The body of a Word document as rows: paragraphs and the rows of its tables, in the order in which they are read."""

import io
from collections.abc import Iterable, Iterator

from lxml import etree

from targets.readers import DocumentError, Problem, shorten
from targets.readers.grid import Grid, GridCell, Layout, Paragraph, Row, number_of
from targets.readers.safety import refuse
from targets.readers.word_numbers import Numbering, is_deleted
from targets.readers.word_tags import COMPATIBILITY, STRICT, TRANSITIONAL, child, local, value
from targets.readers.word_text import Fields, style_of

_MAX_BLOCK = 8 * 2**20
"""Bytes of XML that one table may take: about a hundred forms. Parsed it takes twenty times that."""
_STEP = 2**16
_MAX_COLUMNS = 1000
_MAX_TEXT = 40_000
"""Characters of one paragraph; a cell of Excel holds 32,767."""
_MAX_PIECES = 120_000
"""Paragraphs, rows and cells of a document: those of 800 forms."""
_MAX_RUNNING, _MAX_TABLES = 20_000, 8_000
"""Paragraphs outside of tables (some 400 pages), and tables: eight for each of a thousand forms."""
_NAMED = 20
"""Characters by which a paragraph is found again."""
_MAX_CELLS = 200
"""Cells of one row; Word makes 63 columns at most."""
_WRAPPERS = ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "mc:AlternateContent")
_BODY = tuple(f"{{{space}}}body" for space in (TRANSITIONAL, STRICT))
_BLOCKS = tuple(f"{{{space}}}{name}" for space in (TRANSITIONAL, STRICT) for name in ("p", "tbl", *_WRAPPERS[:-1]))
_BLOCKS += (f"{{{COMPATIBILITY}}}AlternateContent",)


def read_body(part: bytes, numbering: Numbering, contents: set[str], layout: Layout) -> Iterator[Row]:
    """The rows of word/document.xml; ``contents`` are the styles of lines of contents, which are left out.

    :raises DocumentError: when it is not well-formed, or one table is too large to be one.
    """
    body = _Body(numbering, contents, layout)
    for element in _elements(part):
        yield from body.blocks([element])


def _elements(part: bytes) -> Iterator["etree._Element"]:
    """The children of the body one by one, each forgotten when the next is asked for."""
    parser = etree.XMLPullParser(
        ("end",), tag=_BLOCKS, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    stream, held = io.BytesIO(part), 0
    try:
        while step := stream.read(_STEP):
            parser.feed(step)
            held += len(step)
            for _, element in parser.read_events():
                above = element.getparent()
                if above is not None and above.tag in _BODY:
                    yield element
                    element.clear()
                    while element.getprevious() is not None:
                        del above[0]
                    held = 0
            if held > _MAX_BLOCK:
                refuse("文件中有一张表或一段文字过大，请分成几个文件导入")
        parser.close()
    except etree.XMLSyntaxError as error:
        sentence = "文件已损坏或不完整，请在 Word 或 WPS 中另存后再导入"
        raise DocumentError([Problem(0, sentence=sentence)]) from error


class _Body:
    def __init__(self, numbering: Numbering, contents: set[str], layout: Layout) -> None:
        self.numbering = numbering
        self.contents = contents
        self.layout = layout
        self.fields = Fields()
        self.paragraphs = self.tables = self.pieces = 0

    def _count(self) -> None:
        self.pieces += 1
        if self.pieces > _MAX_PIECES:
            refuse(f"文件中的段落和单元格超过 {_MAX_PIECES} 个，请分成几个文件导入")

    def blocks(self, elements: Iterable["etree._Element"]) -> Iterator[Row]:
        """Paragraphs and tables, those in controls and tracked changes as well."""
        carried = ""
        for element in elements:
            name = local(element)
            if name == "p":
                paragraph, boxes, joins = self._paragraph(element)
                if carried:
                    paragraph = Paragraph(carried + paragraph.text, paragraph.label, paragraph.level)
                carried = paragraph.text if joins else ""
                if not joins:
                    yield self._running(paragraph)
                for box in boxes:
                    yield from self.blocks(box)
            elif name == "tbl":
                yield from self._table(element)
            elif name == "mc:AlternateContent":
                yield from next((rows for each in element if (rows := list(self.blocks(each)))), [])
            elif name in _WRAPPERS and not _is_contents(element):
                yield from self.blocks(element)
        if carried:
            yield self._running(Paragraph(carried))

    def _running(self, paragraph: Paragraph) -> Row:
        self.paragraphs += 1
        if self.paragraphs > _MAX_RUNNING:
            refuse(f"文件中表格以外的段落超过 {_MAX_RUNNING} 个，请只保留绩效目标表，或分成几个文件导入")
        said = paragraph.printed.strip()
        name = f"段落“{shorten(said, _NAMED)}”" if said else f"正文第 {self.paragraphs} 段"
        line = number_of(self.layout.add(name))
        return Row(line, 0, (GridCell(line, 0, (paragraph,)),))

    def _paragraph(self, element: "etree._Element") -> tuple[Paragraph, list["etree._Element"], bool]:
        """A paragraph, the text boxes anchored in it, and whether it joins the next one."""
        self._count()
        properties = child(element, "pPr")
        style = style_of(properties)
        words = self.fields.read(element)
        if len(words.text) > _MAX_TEXT:
            refuse(f"文件中有一段文字超过 {_MAX_TEXT} 个字，不是绩效目标表的内容")
        label, level = self.numbering.label(properties, style)
        if words.contents or style in self.contents:
            return Paragraph(""), words.boxes, False
        return Paragraph(words.text, label, level), words.boxes, is_deleted(properties)

    def _table(self, element: "etree._Element") -> Iterator[Row]:
        self.fields.reset()
        self.tables += 1
        if self.tables > _MAX_TABLES:
            refuse(f"文件中的表格超过 {_MAX_TABLES} 个，请分成几个文件导入")
        grid = Grid(self.layout.add(f"第 {self.tables} 个表格"))
        floating: list[Row] = []
        nested: dict[int, list[Row]] = {}
        open_cells: dict[int, GridCell] = {}  # by column, those that further rows may continue
        place = 0
        for row in _unwrapped(element, "tr"):
            self._count()
            properties = child(row, "trPr")
            if properties is not None and child(properties, "del") is not None:
                continue
            inside = self._row(row, grid, place, open_cells, floating)
            if inside:
                nested[number_of(grid.part, place + 1, 1)] = inside
            place += 1
        yield from floating
        for each in grid.rows():
            yield each
            yield from nested.get(each.line, ())

    def _row(
        self,
        row: "etree._Element",
        grid: Grid,
        place: int,
        open_cells: dict[int, GridCell],
        floating: list[Row],
    ) -> list[Row]:
        """Add the cells of one row; what stands in cells that hold tables is returned."""
        properties = child(row, "trPr")
        column = _whole(value(child(properties, "gridBefore"))) if properties is not None else 0
        inside: list[Row] = []
        previous: GridCell | None = None
        grid.cells.setdefault(place, [])
        continued: dict[int, GridCell] = {}
        seen = 0
        for number, cell in enumerate(_unwrapped(row, "tc")):
            self._count()
            if number == _MAX_CELLS:
                refuse(f"文件中有一张表的一行超过 {_MAX_CELLS} 格，不是绩效目标表")
            given = _properties(cell)
            span = min(max(_whole(value(given.get("gridSpan"))), 1), _MAX_COLUMNS)
            if previous is not None and value(given.get("hMerge")) == "continue":
                previous.columns += span
                column += span
                continue
            seen += 1
            merge = given.get("vMerge")
            above = open_cells.get(column)
            if merge is not None and value(merge, "continue") == "continue" and above is not None:
                above.rows += 1
                previous, continued[column] = above, above
            else:
                paragraphs: Iterable[Paragraph] = ()
                if next(_unwrapped(cell, "tbl"), None) is None:
                    paragraphs = self._cell(cell, floating)
                else:  # it only lays out what is in it, or holds a table in place of text
                    inside += self.blocks(cell)
                previous = grid.add(place, column, paragraphs, columns=span, seen=seen)
                if merge is not None:
                    continued[column] = previous
            column += span
        open_cells.clear()
        open_cells.update(continued)
        return inside

    def _cell(self, cell: "etree._Element", floating: list[Row]) -> list[Paragraph]:
        paragraphs: list[Paragraph] = []
        carried = ""
        for element in _unwrapped(cell, "p"):
            paragraph, boxes, joins = self._paragraph(element)
            if carried:
                paragraph = Paragraph(carried + paragraph.text, paragraph.label, paragraph.level)
            carried = paragraph.text if joins else ""
            if not joins:
                paragraphs.append(paragraph)
            for box in boxes:
                floating += self.blocks(box)
        if carried:
            paragraphs.append(Paragraph(carried))
        return paragraphs


def _properties(cell: "etree._Element") -> dict[str, "etree._Element"]:
    """The properties of a cell by name."""
    properties = child(cell, "tcPr")
    return {} if properties is None else {local(each): each for each in properties}


def _unwrapped(element: "etree._Element", *names: str) -> Iterator["etree._Element"]:
    """The children of these names, those in controls and tracked changes as well."""
    for each in element:
        name = local(each)
        if name in names:
            yield each
        elif name == "mc:AlternateContent":
            yield from next((found for choice in each if (found := list(_unwrapped(choice, *names)))), [])
        elif name in _WRAPPERS:
            yield from _unwrapped(each, *names)


def _is_contents(element: "etree._Element") -> bool:
    """Whether a control holds the table of contents."""
    properties = child(element, "sdtPr")
    part = child(properties, "docPartObj") if properties is not None else None
    return part is not None and "contents" in value(child(part, "docPartGallery")).casefold()


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
