"""Word files built from XML, for what python-docx cannot make: what readers must read, however it was written."""

import io
import zipfile
from collections.abc import Iterable
from html import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:wpsCustomData="http://www.wps.cn/officeDocument/2013/wpsCustomData"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def word_file(body: str, *, numbering: str = "", styles: str = "") -> bytes:
    """A .docx with this body; ``numbering`` and ``styles`` are the inner XML of their parts."""
    parts = {"document": f"<w:body>{body}<w:sectPr/></w:body>", "numbering": numbering, "styles": styles}
    kept = {name: xml for name, xml in parts.items() if xml}
    kinds = {name: f"{name}.main" if name == "document" else name for name in kept}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPES}{kind}+xml"/>' for name, kind in kinds.items()
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' + overrides + "</Types>",
        )
        archive.writestr("_rels/.rels", _relations({"officeDocument": "word/document.xml"}))
        inner = {name: f"{name}.xml" for name in kept if name != "document"}
        archive.writestr("word/_rels/document.xml.rels", _relations(inner))
        for name, xml in kept.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {_SPACES}>{xml}</w:{name}>")
    return file.getvalue()


def _relations(targets: dict[str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items())
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}</Relationships>'
    )


def run(text: str, properties: str = "") -> str:
    """Text in one run; a line feed is a soft break."""
    parts = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\n"))
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{parts}</w:r>"


def p(content: str = "", properties: str = "") -> str:
    """A paragraph of text, or of XML when it is any."""
    runs = content if content.startswith("<") else run(content) if content else ""
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{runs}</w:p>"


def tc(content: str = "", span: int = 1, merge: str = "") -> str:
    """A cell; ``merge`` is "restart" or "continue"."""
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    merges = f'<w:vMerge w:val="{merge}"/>' if merge == "restart" else "<w:vMerge/>" if merge else ""
    inner = content if content.startswith(("<w:p", "<w:sdt", "<w:tbl")) else p(content)
    return f"<w:tc><w:tcPr>{spans}{merges}</w:tcPr>{inner}</w:tc>"


def tr(*cells: str) -> str:
    return f"<w:tr>{''.join(cell if cell.startswith('<w:') else tc(cell) for cell in cells)}</w:tr>"


def tbl(rows: Iterable[str]) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def text_box(*paragraphs: str) -> str:
    """A paragraph with a text box as Word writes it: the same contents for new and for old programs."""
    inner = f"<w:txbxContent>{''.join(map(p, paragraphs))}</w:txbxContent>"
    return (
        '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><a:graphic><a:graphicData><wps:wsp>'
        f"<wps:txbx>{inner}</wps:txbx></wps:wsp></a:graphicData></a:graphic></w:drawing></mc:Choice><mc:Fallback>"
        f"<w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


# -- the form, as real files have it: one table of six columns ----------------------------------------------------

TITLE = "3.社区工作经费绩效目标表"
UNIT, MONEY = "326001某某局—本级", "单位：万元"
NAMES = tr("项目编码", tc("13060525P00398010004A", 2), "项目名称", tc("社区工作经费", 2))
AMOUNTS = tr(
    tc("预算规模及资金用途", merge="restart"), "预算数", "60.00", "其中：财政    资金", "60.00", tc("其他资金"), " "
)
PURPOSE = tr(tc(merge="continue"), tc("提升社区功能。", 6))
MONTHS = tr(tc("资金支出计划（万元）", merge="restart"), "3月底", "6月底", tc("10月底", 2), tc("12月底", 2))
PLAN = tr(tc(merge="continue"), "15.00", "30.00", tc("45.00", 2), tc("60.00", 2))
GOALS = tr("绩效目标", tc(p("1.保障运转。") + p("2.改善环境。"), 6))
HEADS = tr("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", tc("指标值确定依据", 2))
ROWS = (
    tr(
        tc("产出指标", merge="restart"),
        tc("数量指标", merge="restart"),
        "社区数量",
        "保障社区数量",
        "12个",
        tc("文件", 2),
    ),
    tr(tc(merge="continue"), tc(merge="continue"), "次数", "", "3次", tc("文件", 2)),
    tr(tc(merge="continue"), "成本指标", "成本", "", "≤5万元/个", tc("测算", 2)),
    tr("满意度指标", "服务对象满意度指标", "群众满意度", "满意程度", "≥95%", tc("问卷", 2)),
)
FORM = (NAMES, AMOUNTS, PURPOSE, MONTHS, PLAN, GOALS, HEADS, *ROWS)
ABOVE = p(TITLE) + p(f"{UNIT}          {MONEY}")


def form_file(body: str = ABOVE + tbl(FORM), **parts: str) -> bytes:
    return word_file(body, **parts)


DECIMAL = (
    '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum><w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0">'
    '<w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>'
)


def listed(text: str, number: int = 1, level: int = 0) -> str:
    """A paragraph that Word numbers; list 2 begins at 3."""
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
