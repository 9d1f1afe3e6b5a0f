"""Papers as Word documents (.docx), with the page look of our PDF: editable, and read back by ``targets.readers.docx``.

Cells are really merged, goals and items numbered by Word, the indicators' head repeated on each page. Equal
declarations give equal bytes.
"""

import io
from collections.abc import Iterable, Sequence
from typing import IO

from reports.book import build_book
from reports.form import Form, Month, Row, build_form, name_unit
from reports.part_one import PART_ONE, SECTIONS, lay_out
from reports.word_package import WIDTH, Lists, pack
from reports.word_pages import pages_of
from reports.wordprocessing import FIELD_END, bookmarked, cell, field, field_begin, numbered, paragraph, row, run, table
from targets.declaration import Declaration, DepartmentDeclaration, DepartmentDocument
from targets.layout import GRID
from targets.readers.indicator_rows import COLUMNS

_HEAD = round(WIDTH * 0.16)
_STEP = (WIDTH - _HEAD) // GRID
_UPPER = (WIDTH - GRID * _STEP, *[_STEP] * GRID)
_LOWER = tuple(round(WIDTH * share) for share in (0.122, 0.14, 0.168, 0.265, 0.14, 0.165))
"""Columns of the two tables in twentieths of a point, as on paper (``reports/paper/paper.css``)."""

_PARTS = (PART_ONE, "第二部分　预算项目绩效目标")
_PART_STYLES = {"title": "ItemTitle", "text": "PartText"}


def render_project_docx(declaration: Declaration) -> bytes:
    """Return one 项目绩效目标表 as a Word document, A4 portrait."""
    file, lists = io.BytesIO(), Lists()
    body = _project(declaration, lists, paragraph(run(_title(declaration)), "ProjectTitle"))
    pack(file, body, lists, title=_title(declaration))
    return file.getvalue()


def render_document_docx(document: DepartmentDocument) -> bytes:
    """Return a department document as a Word document: cover, contents, part one, part two with every project table.

    The contents are a field with page references, which Word and WPS bring up to date (F9); they list what there is,
    with the pages that our sizes give (``reports.word_pages``) for whatever only prints.
    """
    file, lists = io.BytesIO(), Lists()
    pack(file, _document(document, lists), lists, title=build_book(document).title)
    return file.getvalue()


def render_projects_docx(declarations: Iterable[Declaration]) -> bytes:
    """Return any project tables, one a page, as a Word document without cover and contents."""
    file = io.BytesIO()
    write_projects_docx(declarations, file)
    return file.getvalue()


def write_projects_docx(declarations: Iterable[Declaration], file: IO[bytes]) -> None:
    """Write them as :func:`render_projects_docx` does, holding one at a time."""
    lists = Lists()
    pack(file, _tables(declarations, lists, first=False), lists, title="项目绩效目标表")


def _tables(declarations: Iterable[Declaration], lists: Lists, *, first: bool) -> Iterable[str]:
    for number, declaration in enumerate(declarations, start=1):
        apart = "<w:pageBreakBefore/>" if first or number > 1 else ""
        title = bookmarked(run(_title(declaration)), _bookmark(number), number)
        yield from _project(declaration, lists, paragraph(title, "ProjectTitle", apart))


def _project(declaration: Declaration, lists: Lists, title: str) -> Iterable[str]:
    """One form; its goals are numbered in a list of their own."""
    form = build_form(declaration)
    yield title
    yield paragraph(run(f"{name_unit(declaration.unit)}\t单位：万元"), "UnitLine")
    yield from table(_UPPER, _upper(form, declaration.goals, lists.goals()))
    yield paragraph("", "Between")
    yield from table(_LOWER, _lower(form.rows))


def _upper(form: Form, goals: Sequence[str], number: int) -> Iterable[str]:
    yield row((_head("项目编码"), _value(form.code, 8), _head("项目名称", 4), _value(form.name, 12)))
    yield row(
        (
            _head("预算规模及资金用途", merge="restart"),
            *(_head("预算数", 3), _value(form.budget, 4, "CellAmount")),
            *(_head("其中：财政资金", 5), _value(form.fiscal, 4, "CellAmount")),
            *(_head("其他资金", 4), _value(form.other, 4, "CellAmount")),
        )
    )
    yield row((_head("", merge="continue"), _value(form.purpose, GRID, "CellLeft")), flow=True)
    yield from _plan(form.plan)
    listed = "".join(numbered(run(goal), "CellLeft", number) for goal in goals)
    width = GRID * _STEP
    goals_cell = cell(listed or paragraph("", "CellLeft"), width, span=GRID, last=True)
    yield row((cell(paragraph(run("绩效目标"), "CellHead"), _UPPER[0], last=True), goals_cell), flow=True)


def _plan(plan: Sequence[Sequence[Month]]) -> Iterable[str]:
    if not plan:
        yield row((_head("资金支出计划（万元）"), _value("", GRID)))
    for number, line in enumerate(plan):
        for head in (True, False):
            merge = "restart" if head and not number else "continue"
            label = _head("资金支出计划（万元）" if merge == "restart" else "", merge=merge)
            cells = (_head(month.head, month.span) if head else _value(month.amount, month.span) for month in line)
            yield row((label, *cells))


def _lower(rows: Sequence[Row]) -> Iterable[str]:
    heads = (cell(paragraph(run(text), "CellHead"), width) for text, width in zip(COLUMNS, _LOWER, strict=True))
    yield row(heads, head=True)
    for each in rows:
        levels = []
        for level, width in zip((each.level_one, each.level_two), _LOWER, strict=False):
            text = level.text if level else ""
            merge = "continue" if level is None else "restart" if level.rows > 1 else ""
            levels.append(cell(paragraph(run(text), "CellHead"), width, merge=merge))
        texts = ((each.name, "Cell"), (each.description, "CellLeft"), (each.value, "Cell"), (each.basis, "Cell"))
        cells = (cell(paragraph(run(text), style), w) for (text, style), w in zip(texts, _LOWER[2:], strict=True))
        yield row((*levels, *cells))


def _head(text: str, span: int = 0, merge: str = "") -> str:
    """A cell with a label: the first of its row when it has no span."""
    width = span * _STEP if span else _UPPER[0]
    return cell(paragraph(run(text), "CellHead"), width, span=span or 1, merge=merge)


def _value(text: str, span: int, style: str = "Cell") -> str:
    return cell(paragraph(run(text), style), span * _STEP, span=span)


def _title(declaration: Declaration) -> str:
    return declaration.title if declaration.number is None else f"{declaration.number}.{declaration.title}"


# -- the department document -------------------------------------------------------------------------------------


def _document(document: DepartmentDocument, lists: Lists) -> Iterable[str]:
    book = build_book(document)
    yield paragraph(run(book.unit), "CoverUnit")
    yield paragraph(run(book.title), "CoverTitle")
    yield from _contents(document)
    marks = len(document.projects) + 1
    yield paragraph(bookmarked(run(_PARTS[0]), "_Toc_1", marks), "Heading1")
    if document.target:
        yield from _part_one(document.target, lists, marks + 1)
    else:
        yield paragraph(run("（本单位尚未编制部门整体绩效目标。）"), "PartText")
    yield paragraph(bookmarked(run(_PARTS[1]), "_Toc_2", marks + 1), "PartTwo")
    if not document.projects:
        yield paragraph(run("（本单位本年度没有预算项目。）"), "PartText")
    yield from _tables(document.projects, lists, first=True)


def _part_one(target: DepartmentDeclaration, lists: Lists, marks: int) -> Iterable[str]:
    """The three sections; each numbers its items in a list of its own."""
    section = numbering = 0
    for each in lay_out(target):
        if each.style == "section":
            section, numbering = section + 1, lists.items()
            yield paragraph(bookmarked(run(each.text), f"_Toc_1_{section}", marks + section), "Heading2")
        elif each.number:
            yield numbered(run(each.text), _PART_STYLES[each.style], numbering)
        else:
            yield paragraph(run(each.text), _PART_STYLES[each.style])


def _contents(document: DepartmentDocument) -> Iterable[str]:
    """The field of contents in the control in which Word and WPS look for it, filled in with the titles."""
    entries = [("TOC1", _PARTS[0], "_Toc_1")]
    if document.target:
        entries += [("TOC2", text, f"_Toc_1_{number}") for number, text in enumerate(SECTIONS, start=1)]
    entries.append(("TOC1", _PARTS[1], "_Toc_2"))
    entries += [("TOC2", _title(each), _bookmark(number)) for number, each in enumerate(document.projects, start=1)]
    yield (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
        f"</w:sdtPr><w:sdtContent>{paragraph(run('目录'), 'TOCHeading')}"
    )
    begin = field_begin('TOC \\o "1-2" \\h \\z \\u', dirty=True)
    pages = pages_of(document, [text for _style, text, _mark in entries], _LOWER)
    for (style, text, mark), number in zip(entries, pages, strict=True):
        page = field(f"PAGEREF {mark} \\h", str(number))
        link = f'<w:hyperlink w:anchor="{mark}" w:history="1">{run(f"{text}{chr(9)}")}{page}</w:hyperlink>'
        yield paragraph(f"{begin}{link}", style)
        begin = ""
    yield f"{paragraph(FIELD_END)}</w:sdtContent></w:sdt>"


def _bookmark(number: int) -> str:
    return f"_Toc_2_{number}"
