"""Workbooks for the readers: of rows as a person types them, and of raw XML for what no library writes."""

import io
import zipfile
from collections.abc import Iterable, Sequence

import xlsxwriter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"

HEAD = (
    *("单位代码", "单位名称", "项目编码", "项目名称", "财政资金", "其他资金", "资金用途", "3月底", "12月底"),
    *("绩效目标", "一级指标", "二级指标", "三级指标", "描述", "指标值", "依据"),
)
FIRST = (
    *("326001", "某某局", "P1", "道路维护", 120, "", "维护道路", 30, 120, "1.路面完好\n2.群众满意"),
    *("产出指标", "数量指标", "里程", "维护里程", "12公里", "计划"),
)
SECOND = (*("",) * 10, "", "质量指标", "完好率", "完好的比重", "≥95%", "标准")


def workbook(*sheets: Sequence[Sequence[object]], names: Sequence[str] = (), merged: Iterable[str] = ()) -> bytes:
    """Sheets of rows; ``merged`` are ranges of the first (their text is that of their first cell)."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    for number, rows in enumerate(sheets):
        sheet = book.add_worksheet(names[number] if names else None)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if cell != "":
                    sheet.write(row, column, cell)
        for span in merged if not number else ():
            sheet.merge_range(span, None)
    book.close()
    return file.getvalue()


def raw(
    sheet: str, *, strings: str = "", formats: Sequence[str] = (), book: str = "", state: str = "", count: str = "1"
) -> bytes:
    """A workbook of one sheet with this ``sheetData`` (and what follows it); style 1 on have these number formats."""
    codes = "".join(f'<numFmt numFmtId="{200 + at}" formatCode="{code}"/>' for at, code in enumerate(formats))
    styles = "".join(f'<xf numFmtId="{200 + at}"/>' for at in range(len(formats)))
    kinds = (("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml"))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/xl/workbook.xml" '
        f'ContentType="{TYPE}"/></Types>',
        "_rels/.rels": _links([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{book}<sheets>'
        f'<sheet name="表" sheetId="1" r:id="r1" {state}/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _links(kinds),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}" uniqueCount="{count}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts>'
        f'<cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>',
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def _links(links: Iterable[tuple[str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'
