"""WeasyPrint as this product uses it: our two faces, our style sheets, one press a process.

What is made once is kept: the font configuration (a new one for each page leaks) and the parsed style sheets. What
need not be done is left out, through WeasyPrint's own openings: docs/adr/0011 says what each saves.

Import this module inside ``fonts.only_ours``: WeasyPrint looks for the machine's fonts when it is loaded.
"""

import zlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import RLock
from typing import NoReturn
from xml.etree import ElementTree

import pydyf
import weasyprint
from cssselect2 import ElementWrapper  # type: ignore[import-untyped]
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from reports import fonts, qr
from reports.characters import Declared, replacements, report
from reports.editions import Attached
from reports.form import Form
from reports.pagination import ROUNDS, Breaks, find_breaks

SHEETS = Path(__file__).parent / "paper"
OPTIONS = {"pdf_variant": "pdf/a-3b", "pdf_tags": True}
COMPRESSION = 3
"""zlib's level: 9 takes three times as long and makes a file smaller by a twenty-fifth."""

Build = Callable[[Breaks], tuple[str, Sequence[Form]]]
"""Makes the markup of a paper, well-formed, merged cells cut at the given breaks; and the forms it prints, in order."""


class Refusal(URLFetcher):
    """Fetches nothing: a declaration is text, and faces reach the page through fontconfig."""

    def fetch(self, url: str, headers: object = None) -> NoReturn:
        """:raises PermissionError: always."""
        raise PermissionError(f"a paper fetches nothing, so not {url}")


class Press:
    """Prints markup as PDF. Threads may share it and take turns, because Pango is not known to be safe between them."""

    def __init__(self, folder: Path) -> None:
        """Set up with the faces in ``folder``; keep it, there is no need of a second one."""
        self.characters = fonts.coverage(folder)
        self._turn = RLock()
        self._fonts = FontConfiguration()
        self._fetcher = Refusal()
        self._base = self._sheet("base.css")
        self._paper = self._sheet("paper.css")

    def print(self, build: Build, declared: Declared, attached: Attached | None = None, code: str = "") -> bytes:
        """Lay out and write as PDF/A-3b.

        :param declared: what ``build`` prints, to say in the log where a character stands that no face has.
        :param attached: what travels inside the file, as what it was made from.
        :param code: what a QR code at the foot of each page says, if there is to be one.
        """
        with self._turn:
            document = self.lay_out(build, declared)
            attachments = [_attachment(attached)] if attached else []
            data: bytes = document.write_pdf(finisher=partial(finish, code), attachments=attachments, **OPTIONS)
            return data

    def lay_out(self, build: Build, declared: Declared) -> weasyprint.Document:
        """Lay out on pages, again while merged cells and page breaks disagree."""
        breaks: Breaks = {}
        replaced: dict[int, str] | None = None
        with self._turn:
            for _ in range(ROUNDS):
                markup, forms = build(breaks)
                if replaced is None:
                    replaced = replacements(markup, self.characters)
                    report(replaced, declared)
                page = Paper(markup.translate(replaced) if replaced else markup, self._base, self._fetcher)
                document = page.render(font_config=self._fonts, stylesheets=[self._paper], **OPTIONS)
                found = find_breaks(page.etree_element, document.pages, forms)
                if found == breaks:
                    break
                breaks = found
            return document

    def _sheet(self, name: str) -> weasyprint.CSS:
        return weasyprint.CSS(filename=SHEETS / name, font_config=self._fonts, url_fetcher=self._fetcher)


class Paper(weasyprint.HTML):
    """A document of our own templates: well-formed, so the C parser reads it, and styled by our sheets alone."""

    def __init__(self, markup: str, base: weasyprint.CSS, fetcher: URLFetcher) -> None:
        self.base_url = None
        self.url_fetcher = fetcher
        self.media_type = "print"
        root = ElementTree.fromstring(markup)  # noqa: S314 (our own template, which defines no entities)
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element
        self._base = base

    def _ua_stylesheets(self, forms: bool = False) -> list[weasyprint.CSS]:
        return [self._base]


class Written(pydyf.Object):
    """An object of the file whose bytes are final."""

    data = b""

    def __init__(self, thing: pydyf.Object) -> None:
        super().__init__()
        self.number, self.generation, self.data = thing.number, thing.generation, thing.data


def _page_references(pdf: pydyf.PDF) -> tuple[bytes, ...]:
    """What pydyf lists anew for every tag, so that a book of n pages took n² of it; kept while no page is added."""
    pages, kept = pdf.pages["Kids"], getattr(pdf, "kept_references", ())
    if 3 * len(kept) != len(pages):
        kept = pdf.kept_references = tuple(f"{page} 0 R".encode() for page in pages[::3])
    return kept


pydyf.PDF.page_references = property(_page_references)


def finish(code: str, document: weasyprint.Document, pdf: pydyf.PDF) -> None:
    """Draw the QR code, and name an attached file once where WeasyPrint does twice; then write."""
    if code:
        qr.draw(pdf, code)
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
    write_once(document, pdf)


def _attachment(attached: Attached) -> weasyprint.Attachment:
    name, text, moment = attached
    return weasyprint.Attachment(
        string=text, name=name, created=moment, modified=moment, relationship="Source", url_fetcher=Refusal()
    )


def write_once(document: weasyprint.Document, pdf: pydyf.PDF) -> None:
    """Give every object its final bytes, because the file is put together twice, first for its identifier."""
    for place, thing in enumerate(pdf.objects):
        if thing.free == "f":
            continue
        if not isinstance(thing, pydyf.Stream):
            pdf.objects[place] = Written(thing)
        elif thing.compress:
            thing.compress = False
            plain = pydyf.Stream(thing.stream).data
            content = plain[plain.index(b"stream\n") + 7 : -len(b"\nendstream")]
            thing.stream = [zlib.compress(content, COMPRESSION)]
            thing.extra = {**thing.extra, "Filter": "/FlateDecode"}
