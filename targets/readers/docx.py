"""Read a Word document (.docx of Word, WPS or LibreOffice): 第一部分, if there is one, and every 项目绩效目标表.

The XML is read as it stands; the guard in ``safety`` has looked at the file before. Paragraphs are read as the text
reader reads lines, tables as ``form_grid`` reads a grid.
"""

import posixpath
from collections.abc import Sequence

from lxml import etree

from targets.declaration import Unit
from targets.readers import DocumentError, Problem, Reading, Sifted
from targets.readers.form_grid import opens_form, read_forms
from targets.readers.grid import Layout, Row
from targets.readers.landmarks import CODE
from targets.readers.part_one_rows import find_part_one
from targets.readers.safety import Package, open_package, parse_xml
from targets.readers.table_units import sift
from targets.readers.text import PART_ONE
from targets.readers.text_cells import Problems
from targets.readers.word_numbers import read_numbering
from targets.readers.word_rows import read_body
from targets.readers.word_tags import attribute, child, local, value


def read_docx(data: bytes | Package, *, year: int, unit: Unit | None = None) -> Reading:
    """Read a document, all of it, as the declarations of ``year``.

    ``unit`` declares tables that do not name their unit, and part one as in :func:`targets.readers.text.read_text`.

    :raises DocumentError: with every problem of the file and the place of each; one alone when it is of another kind.
    """
    return sift_docx(data, year=year, unit=unit).whole()


def sift_docx(data: bytes | Package, *, year: int, unit: Unit | None = None) -> Sifted:
    """Read a document table by table.

    :raises DocumentError: in the same way, when a problem is of no table.
    """
    package = data if isinstance(data, Package) else open_package(data)
    if package.kind != "docx":
        raise DocumentError([Problem(0, sentence="这不是 Word 文档（.docx）")])
    layout = Layout()
    rows = [row for row in _rows(package, layout) if row.filled or not row.running]
    problems, notes = Problems(), Problems()
    opening = next((at for at, row in enumerate(rows) if opens_form(row)), len(rows))
    part_one, end = find_part_one(rows[:opening], problems)
    tables = read_forms(rows[end:], problems, notes, year=year, unit=unit)
    if not tables and part_one is None:
        layout.refuse(_no_form(rows, problems))
    return sift(tables, problems, year=year, unit=unit, layout=layout, part_one=part_one, notes=notes)


def _rows(package: Package, layout: Layout) -> list[Row]:
    main = _related(package, "", "officeDocument") or "word/document.xml"
    if not package.parts.get(main):
        raise DocumentError([Problem(0, sentence="文件已损坏：其中没有正文，请在 Word 或 WPS 中另存后再导入")])
    styles = _root(package, _related(package, main, "styles"))
    numbering = read_numbering(_root(package, _related(package, main, "numbering")), styles)
    return list(read_body(package.parts[main], numbering, _styles_of_contents(styles), layout))


def _related(package: Package, part: str, kind: str) -> str:
    """The part that another one (or the package, "") names as its styles, numbering …; "" when it names none."""
    folder, name = posixpath.split(part)
    relations = package.parts.get(posixpath.join(folder, "_rels", f"{name}.rels"))
    for relation in parse_xml(relations) if relations else ():
        if relation.get("Type", "").endswith(f"/{kind}") and relation.get("TargetMode") != "External":
            target = relation.get("Target", "")
            return posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target))
    return ""


def _root(package: Package, name: str) -> "etree._Element | None":
    part = package.parts.get(name)
    return parse_xml(part) if part else None


def _styles_of_contents(styles: "etree._Element | None") -> set[str]:
    """The ids of the styles that Word, WPS or LibreOffice set contents in (toc 1, Contents 1, WPSOffice手动目录 1)."""
    found = set()
    for style in styles if styles is not None else ():
        name = value(child(style, "name")).casefold() if local(style) == "style" else ""
        if name.startswith(("toc ", "contents ", "目录", "wpsoffice")):
            found.add(attribute(style, "styleId"))
    return found


def _no_form(rows: Sequence[Row], problems: Problems) -> Problems:
    """Why there is nothing to read: what was missing, or that there are no tables at all."""
    if not problems:
        what = f"项目绩效目标表，其中有“{CODE}”一格" if any(not row.running for row in rows) else "表格"
        problems.add(0, f"{what}（没有找到），或有“{PART_ONE}”作标题的部门整体绩效目标")
    return problems
