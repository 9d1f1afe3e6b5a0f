"""A department document on paper: bound from the stored papers where all of it is approved, else laid out.

An edition is immutable, so what was set once need not be set again, and each sheet of the book is the sheet that was
approved, with its own foot. The contents count the pages of the book, which are numbered above that foot.
"""

import logging
from collections.abc import Iterator, Sequence
from itertools import groupby

from django.conf import settings

from reports import fonts
from reports.binding import LINK, Binder, Bound, count_pages
from reports.book import Front, Line
from reports.editions import SHOWN
from reports.models import Paper
from reports.papers import PaperError, read, read_paper
from reports.rendering import render_document_pdf, render_front_pdf
from targets.documents import Readable
from targets.models import Edition
from targets.storage import unit_of

logger = logging.getLogger(__name__)

MOST_MADE = 50
"""Papers that are made on the way. With more of them missing the document is laid out, which takes no longer."""

_LINES_A_PAGE = 36
"""Of contents, as a first guess at how long they are, before they are set."""
_ROUNDS = 3
_PARTS = ("第一部分　部门整体绩效目标", "第二部分　预算项目绩效目标")


def document_pdf(document: Readable) -> bytes:
    """Return the whole document as PDF/A-3b: cover, contents, part one, part two with every project's table.

    :raises reports.fonts.FontsNotPreparedError: when the printing faces are missing.
    """
    editions = document.editions
    try:
        bound = None if editions is None else _bound(document, editions)
    except PaperError as error:
        logger.warning("The document of %s is laid out, as a paper is not to be had: %r", document.department, error)
        bound = None
    return bound or render_document_pdf(document.plain())


def _bound(document: Readable, editions: Sequence[Edition]) -> bytes | None:
    """The book, or ``None`` where too many papers would have to be made."""
    papers = {paper.edition_id: paper for paper in Paper.objects.filter(edition__in=editions)}
    if len(editions) - len(papers) > MOST_MADE:
        return None
    binder = Binder(settings.FONT_DIR / fonts.FACES[0].files[0])
    for edition in editions:
        paper = papers.get(edition.pk)
        binder.add(read(paper) if paper else read_paper(edition), f"edition-{edition.sha256[:SHOWN]}.json")
    part_one = bool(editions) and editions[0].target_id is not None
    return binder.bind(_front(document, editions, binder, part_one), part_one)


def _front(document: Readable, editions: Sequence[Edition], binder: Binder, part_one: bool) -> bytes:
    """Cover, contents and the parts' first pages, set again while the contents take other pages than counted."""
    contents = 1 + len(editions) // _LINES_A_PAGE
    for _ in range(_ROUNDS):
        lines = tuple(_lines(editions, binder.papers, part_one, contents))
        unit = unit_of(document.department)
        front = render_front_pdf(Front(document.year.pk, unit, lines, part_one, projects=len(editions) > part_one))
        counted = count_pages(front) - len(_PARTS) - 1
        if counted == contents:
            break
        contents = counted
    return front


def _lines(editions: Sequence[Edition], papers: Sequence[Bound], part_one: bool, contents: int) -> Iterator[Line]:
    """The contents, on as many pages: behind the cover and before the first part."""
    page = 2 + contents
    yield Line(_PARTS[0], f"{LINK}0.0", page, part=True)
    page += 1
    for paper in papers[:part_one]:
        for number, heading in enumerate(paper.headings[1:], start=1):
            yield Line(heading.title, f"{LINK}1.{number}", page + heading.page)
        page += len(paper.pages)
    yield Line(_PARTS[1], f"{LINK}0.1", page, part=True)
    page += 1
    numbered = list(enumerate(zip(editions, papers, strict=True), start=1))[part_one:]
    units = [(unit, list(rows)) for unit, rows in groupby(numbered, key=lambda row: row[1][0].department)]
    for unit, rows in units:
        if len(units) > 1:
            yield Line(f"{unit.code}{unit.name}")
        for number, (_, paper) in rows:
            yield Line(paper.headings[0].title, f"{LINK}{number}.0", page)
            page += len(paper.pages)
