"""Papers from plain data: ``build → HTML → PDF``. Equal declarations print equal bytes, in any process.

The PDF is set from the same template as the page on screen. The press that prints it is set up at its first use, one a
process, because loading it takes half a second that no other command should wait for.
"""

from collections.abc import Mapping, Sequence
from functools import cache, partial
from threading import Lock
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string

from reports import fonts
from reports.book import Front, build_book, build_target
from reports.editions import Attached, Seal, Sealed, build_seal
from reports.form import Break, Form, build_form
from targets.declaration import Declaration, DepartmentDocument, Unit
from targets.uncollected import uncollected

if TYPE_CHECKING:
    from reports.press import Press

Breaks = Mapping[int, Sequence[Break]]

_setting_up = Lock()


def render_project_html(declaration: Declaration) -> str:
    """Return the paper of one 项目绩效目标表 as a whole HTML document, not yet broken into pages."""
    return _project(declaration, {})[0]


def render_project_pdf(declaration: Declaration) -> bytes:
    """Return one 项目绩效目标表 as PDF/A-3b, A4 portrait.

    :raises reports.fonts.FontsNotPreparedError: when the printing faces are missing.
    """
    with uncollected():
        return _press().print(partial(_project, declaration), declaration)


def render_document_html(document: DepartmentDocument) -> str:
    """Return the paper of a whole department document as HTML, not yet broken into pages."""
    return _document(document, {})[0]


def render_document_pdf(document: DepartmentDocument) -> bytes:
    """Return a department document as PDF/A-3b: cover, contents, part one, part two with every project table.

    :raises reports.fonts.FontsNotPreparedError: when the printing faces are missing.
    """
    with uncollected():
        return _press().print(partial(_document, document), document)


def render_front_pdf(front: Front) -> bytes:
    """Return what stands before the papers of a bound document: cover, contents, and a page for each of its parts.

    :raises reports.fonts.FontsNotPreparedError: when the printing faces are missing.
    """
    with uncollected():
        return _press().print(partial(_front, front), DepartmentDocument(year=front.year, unit=front.unit))


def render_edition_pdf(text: str, site: str) -> bytes:
    """Return an edition as PDF/A-3b, its sealed text attached as ``edition.json``, and what proves it on every page.

    Equal texts print equal bytes for equal sites: every date in the file is that of the approval.

    :param text: the sealed text (docs/editions.md), of a project's table or a department target.
    :param site: the address of the site in the QR code, without a slash at its end.
    :raises ValueError: when ``text`` is none.
    :raises reports.fonts.FontsNotPreparedError: when the printing faces are missing.
    """
    sealed = Sealed.of(text)
    seal = build_seal(sealed, site)
    attached = Attached("edition.json", text, sealed.approved_at)
    with uncollected():
        return _press().print(partial(_edition, sealed, seal), sealed.declaration, attached, seal.address)


def prewarm() -> None:
    """Set the press up and print a blank form on it, so that no reader waits for that."""
    render_project_pdf(Declaration(year=2000, unit=Unit(code="", name=""), code="", name=""))


def _press() -> "Press":
    with _setting_up:
        return _set_up()


@cache
def _set_up() -> "Press":
    with fonts.only_ours(settings.FONT_DIR):
        from reports.press import Press

        return Press(settings.FONT_DIR)


def _project(declaration: Declaration, breaks: Breaks) -> tuple[str, Sequence[Form]]:
    form = build_form(declaration, breaks.get(0, ()))
    return render_to_string("reports/project_paper.html", {"form": form}), [form]


def _edition(sealed: Sealed, seal: Seal, breaks: Breaks) -> tuple[str, Sequence[Form]]:
    declaration = sealed.declaration
    context: dict[str, object] = {"seal": seal}
    if isinstance(declaration, Declaration):
        form = build_form(declaration, breaks.get(0, ()))
        return render_to_string("reports/edition_paper.html", context | {"title": form.title, "form": form}), [form]
    unit = f"{declaration.unit.code}{declaration.unit.name}"
    title = f"{declaration.year}年部门整体绩效目标"
    context |= {"title": title, "unit": unit, "target": build_target(declaration)}
    return render_to_string("reports/edition_paper.html", context), []


def _front(front: Front, breaks: Breaks) -> tuple[str, Sequence[Form]]:
    return render_to_string("reports/front_paper.html", {"front": front}), []


def _document(document: DepartmentDocument, breaks: Breaks) -> tuple[str, Sequence[Form]]:
    book = build_book(document, breaks)
    return render_to_string("reports/document_paper.html", {"book": book}), book.forms
