"""The Word file around a body: styles, lists, fonts, page. The same body gives the same bytes at any time."""

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import chain
from typing import IO

from reports.wordprocessing import field as field_of
from reports.wordprocessing import legal, paragraph

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_GOALS, _ITEMS = 1, 2
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The date of every entry: what ZIP calls the beginning."""

WIDTH = 10206
"""Twentieths of a point between the margins of an A4 page: 180 mm, as on our paper."""

HEIGHT, PART_WIDTH = (16838 - 1134 - 1021) / 20, (WIDTH - 2 * 454) / 20
"""Points between its upper and its lower margin, and across the texts of part one."""

_SECTION = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rId5"/><w:footerReference w:type="first" r:id="rId6"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="850" w:bottom="1021" w:left="850"'
    ' w:header="567" w:footer="510" w:gutter="0"/><w:titlePg/></w:sectPr>'
)

_PARTS = {"styles": "styles", "numbering": "numbering", "settings": "settings", "fontTable": "fontTable"}


@dataclass
class Lists:
    """The lists that Word numbers, each from 1 on: ``1.`` for goals, ``（一）`` for the items of part one."""

    formats: list[int] = field(default_factory=list)

    def goals(self) -> int:
        """The number of a new list of goals."""
        return self._add(_GOALS)

    def items(self) -> int:
        """The number of a new list of items."""
        return self._add(_ITEMS)

    def _add(self, kind: int) -> int:
        self.formats.append(kind)
        return len(self.formats)


def pack(file: IO[bytes], body: Iterable[str], lists: Lists, *, title: str) -> None:
    """Write a .docx with this body, piece by piece; ``lists`` are those the body has used when it is through."""
    with zipfile.ZipFile(file, "w") as archive:

        def write(name: str, texts: Iterable[str]) -> None:
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as part:
                part.write(_HEAD.encode())
                for text in texts:
                    part.write(text.encode())

        write("[Content_Types].xml", [_content_types()])
        write("_rels/.rels", [_relations(("officeDocument", "word/document.xml"), (_CORE, "docProps/core.xml"))])
        write("docProps/core.xml", [_core(title)])
        write("word/_rels/document.xml.rels", [_relations(*_document_relations())])
        write("word/styles.xml", [_styles()])
        write("word/settings.xml", [_SETTINGS])
        write("word/fontTable.xml", [_FONTS])
        write("word/footer1.xml", [_footer(field_of("PAGE", "1"))])
        write("word/footer2.xml", [_footer("")])
        # a paragraph follows the last table in any case: without a small one Word may need a page more for it
        head, tail = f"<w:document {_W} {_R}><w:body>", f"{paragraph('', 'Between')}{_SECTION}</w:body></w:document>"
        write("word/document.xml", chain([head], body, [tail]))
        write("word/numbering.xml", _numbering(lists.formats))


def _content_types() -> str:
    kinds = {"document": "document.main", **_PARTS, "footer1": "footer", "footer2": "footer"}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPES}{kind}+xml"/>' for name, kind in kinds.items()
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}'
        '<Override PartName="/docProps/core.xml"'
        ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )


def _document_relations() -> Iterable[tuple[str, str]]:
    yield from ((kind, f"{name}.xml") for name, kind in _PARTS.items())
    yield from (("footer", "footer1.xml"), ("footer", "footer2.xml"))


def _relations(*targets: tuple[str, str]) -> str:
    lines = (
        f'<Relationship Id="rId{number}" Type="{kind if ":" in kind else _RELATIONS + kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{"".join(lines)}</Relationships>'


def _core(title: str) -> str:
    """The title and no date: when a file was made says nothing of its content."""
    space = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    words = f"<dc:title>{escape(legal(title), quote=False)}</dc:title><dc:creator>perfbudget</dc:creator>"
    return (
        f'<cp:coreProperties xmlns:cp="{space}" xmlns:dc="http://purl.org/dc/elements/1.1/">{words}</cp:coreProperties>'
    )


def _footer(content: str) -> str:
    return f'<w:ftr {_W}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{content}</w:p></w:ftr>'


# -- styles ------------------------------------------------------------------------------------------------------


def _fonts(face: str) -> str:
    return f'<w:rFonts w:ascii="{face}" w:hAnsi="{face}" w:eastAsia="{face}" w:cs="{face}"/>'


_HEI, _SONG = _fonts("黑体"), _fonts("宋体")


def _style(name: str, shown: str, paragraph: str, letters: str = "", *, above: str = "Normal") -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{shown}"/><w:basedOn w:val="{above}"/>'
        f"<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
    )


def _spacing(line: float, before: float = 0, after: float = 0) -> str:
    """Points; lines may grow with what stands in them."""
    return (
        f'<w:spacing w:before="{before * 20:.0f}" w:after="{after * 20:.0f}" w:line="{line * 20:.0f}"'
        ' w:lineRule="atLeast"/>'
    )


def _size(points: float) -> str:
    return f'<w:sz w:val="{points * 2:.0f}"/><w:szCs w:val="{points * 2:.0f}"/>'


def _outline(level: int) -> str:
    return f'<w:outlineLvl w:val="{level}"/>'


_CENTRE, _RIGHT = '<w:jc w:val="center"/>', '<w:jc w:val="right"/>'
_KEEP, _NEW_PAGE = "<w:keepNext/><w:keepLines/>", "<w:pageBreakBefore/>"
_PART_ONE = '<w:ind w:left="454" w:right="454"/>'
_INDENTED = '<w:ind w:left="454" w:right="454" w:firstLineChars="200" w:firstLine="480"/>'
_ENTRY = '<w:tabs><w:tab w:val="right" w:leader="middleDot" w:pos="9750"/></w:tabs>'
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_MARGINS = "".join(
    f'<w:{side} w:w="{width}" w:type="dxa"/>'
    for side, width in (("top", 80), ("left", 60), ("bottom", 80), ("right", 60))
)


def _styles() -> str:
    styles = (
        _style("Title", "Title", _KEEP + _spacing(22.4) + _CENTRE, _HEI + _size(16)),
        _style(
            "Heading1", "heading 1", _KEEP + _NEW_PAGE + _spacing(25.2, 0, 14) + _CENTRE + _outline(0), _HEI + _size(18)
        ),
        _style("Heading2", "heading 2", _KEEP + _spacing(19.6, 12, 4) + _PART_ONE + _outline(1), _HEI + _size(14)),
        _style("ProjectTitle", "项目表标题", _KEEP + _spacing(22.4) + _CENTRE + _outline(1), _HEI + _size(16)),
        _style(
            "UnitLine",
            "单位行",
            _KEEP + f'<w:tabs><w:tab w:val="right" w:pos="{WIDTH}"/></w:tabs>' + _spacing(15.75, 8, 3),
        ),
        _style("Cell", "表格内容", '<w:wordWrap w:val="0"/>' + _CENTRE),
        _style("CellLeft", "表格文字", '<w:wordWrap w:val="0"/><w:jc w:val="left"/>'),
        _style("CellAmount", "表格金额", _RIGHT),
        _style("CellHead", "表格栏目", _CENTRE, _HEI),
        _style(
            "Between",
            "表间",
            '<w:keepNext/><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>',
            _size(1),
        ),
        _style("PartTwo", "第二部分", _spacing(30.8, 212), _size(22), above="Heading1"),
        _style("ItemTitle", "分项标题", _KEEP + _spacing(21, 6) + _INDENTED, _HEI + _size(12)),
        _style("PartText", "正文文字", _spacing(21) + _INDENTED, _size(12)),
        _style("CoverUnit", "封面单位", _spacing(25.6, 212) + _CENTRE, _HEI + _size(16)),
        _style("CoverTitle", "封面标题", _spacing(48, 16) + _CENTRE, _HEI + _size(30)),
        _style("TOCHeading", "TOC Heading", _NEW_PAGE + _spacing(22.4, 0, 14) + _CENTRE, _HEI + _size(16)),
        _style("TOC1", "toc 1", _ENTRY + _spacing(20) + _PART_ONE, _HEI),
        _style("TOC2", "toc 2", _ENTRY + _spacing(20) + '<w:ind w:left="874" w:right="454"/>'),
        _style("Footer", "footer", _spacing(12) + _CENTRE, _size(9)),
    )
    return (
        f"<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>{_SONG}{_size(10.5)}"
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr>'
        '<w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        f"{_spacing(15.75)}</w:pPr></w:style>{''.join(styles)}"
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/></w:style>'
        '<w:style w:type="table" w:styleId="Form"><w:name w:val="绩效目标表"/><w:basedOn w:val="TableNormal"/><w:tblPr>'
        f"<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblCellMar>{_MARGINS}</w:tblCellMar></w:tblPr></w:style></w:styles>"
    )


def _numbering(formats: Sequence[int]) -> Iterable[str]:
    yield f"<w:numbering {_W}>"
    for number, shown, text in ((_GOALS, "decimal", "%1."), (_ITEMS, "chineseCountingThousand", "（%1）")):
        yield (
            f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
            f'<w:start w:val="1"/><w:numFmt w:val="{shown}"/><w:suff w:val="nothing"/><w:lvlText w:val="{text}"/>'
            '<w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
        )
    for number, kind in enumerate(formats, start=1):
        yield (
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{kind}"/><w:lvlOverride w:ilvl="0">'
            '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        )
    yield "</w:numbering>"


_SETTINGS = (
    f'<w:settings {_W}><w:zoom w:percent="100"/><w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)


def _font(name: str, other: str, panose: str, family: str, pitch: str) -> str:
    return (
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:panose1 w:val="{panose}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{family}"/><w:pitch w:val="{pitch}"/></w:font>'
    )


_FONTS = (
    f"<w:fonts {_W}>{_font('宋体', 'SimSun', '02010600030101010101', 'auto', 'variable')}"
    f"{_font('黑体', 'SimHei', '02010609060101010101', 'modern', 'fixed')}</w:fonts>"
)
