"""Finished papers bound into one book: their pages as they are, with tags, bookmarks and what is attached to them.

Nothing is laid out and no font is opened here: qpdf copies a paper in a few ms, where setting it took fifty. Equal
papers and fronts give equal bytes. The book is what each paper is, PDF/A-3b and tagged; a paper's signature speaks of
its own file alone and stays there.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from pathlib import Path
from string import ascii_uppercase

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, OutlineItem, Page, Pdf, String

from reports.folio import folio

LINK = "bound:"
"""An address in the front: ``bound:3.0`` is the first heading of the third paper, ``bound:0.1`` the front's second."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A bookmark of a paper, and on which of its pages, from 0, it stands."""

    title: str
    page: int
    destination: Array


@dataclass(frozen=True, slots=True)
class Bound:
    """What came into the book: pages, the bookmarks in reading order however deep, the element that holds all tags."""

    pages: Sequence[Page]
    headings: Sequence[Heading]
    tags: Object


class Binder:
    """Add papers in printed order, then ``bind`` them behind a front, which is set when their pages are counted."""

    def __init__(self, face: Path) -> None:
        """:param face: the font file whose digits number the pages."""
        self.papers: list[Bound] = []
        self._face = face
        self._book = Pdf.new()
        self._profiles: dict[bytes, Object] = {}
        self._font_tags = map("".join, product(ascii_uppercase, repeat=6))
        self._parents = Array()
        self._attached: dict[str, Object] = {}

    def add(self, paper: bytes, attached: str) -> None:
        """Put a paper of ours at the end; ``attached`` is what the file inside it is called in the book."""
        with Pdf.open(BytesIO(paper)) as source:
            start = len(self._book.pages)
            self.papers.append(self._take(source, range(start, start + len(source.pages))))
            for inside in source.Root.get("/AF", ()):
                file = self._attached[attached] = self._book.copy_foreign(inside)
                file.F = file.UF = String(attached)

    def bind(self, front: bytes, part_one: bool) -> bytes:
        """Return the book: the front, but its last page, which begins the second part, after the first part's paper.

        :param front: cover, contents, and a page for each of two parts: the last two pages, bookmarks and elements.
        :param part_one: whether the first paper is that of the first part; all others are of the second.
        """
        inner = self.papers[:part_one]
        with Pdf.open(BytesIO(front)) as source:
            last = len(source.pages) - 1
            begun = self._take(source, [*range(last), last + sum(len(paper.pages) for paper in inner)])
            self._dress(source)
        outer = self.papers[part_one:]
        self._tag(begun.tags, (inner, outer))
        self._link(begun)
        self._bookmark(begun.headings, (inner[0].headings[1:] if inner else (), [paper.headings[0] for paper in outer]))
        for number, page in enumerate(self._book.pages, start=1):
            if number > 1:
                page.contents_add(folio(number, self._face), prepend=True)
        written = BytesIO()
        self._book.save(written, min_version="1.7", object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
        return written.getvalue()

    def _take(self, source: Pdf, places: Iterable[int]) -> Bound:
        """Copy pages to these places, and their tags, whose numbers go on from those there are."""
        resources = source.pages[0].Resources
        profile = self._profile(resources.ColorSpace.srgb[1])
        resources.ColorSpace.srgb = Array([Name.ICCBased])
        self._rename_fonts(resources)
        pages = []
        for place, page in zip(places, source.pages, strict=True):
            _unsign(page)
            self._book.pages.insert(place, page)
            pages.append(self._book.pages[place])
        pages[0].Resources.ColorSpace.srgb = Array([Name.ICCBased, profile])
        tree = self._book.copy_foreign(source.Root.StructTreeRoot)
        self._number(tree.ParentTree.Nums, pages)
        return Bound(pages, list(_headings(source, pages)), tree.K[0])

    def _profile(self, profile: Object) -> Object:
        """The one copy in the book of a colour profile, which is the same in every paper."""
        data = profile.read_raw_bytes()
        if data not in self._profiles:
            self._profiles[data] = self._book.copy_foreign(profile)
        return self._profiles[data]

    def _rename_fonts(self, resources: Object) -> None:
        """Another tag for each: papers call their subsets of a face alike, which in one file would be taken for one."""
        for _, font in sorted(resources.Font.items()):
            (descendant,) = font.DescendantFonts
            name = f"/{next(self._font_tags)}+{str(font.BaseFont).partition('+')[2]}"
            font.BaseFont = descendant.BaseFont = descendant.FontDescriptor.FontName = Name(name)

    def _number(self, parents: Object, pages: Iterable[Page]) -> None:
        start = len(self._parents) // 2
        for place, element in enumerate(parents):
            self._parents.append(element if place % 2 else int(element) + start)
        for page in pages:
            page.StructParents = int(page.StructParents) + start
            for note in page.get("/Annots", ()):
                note.StructParent = int(note.StructParent) + start

    def _dress(self, front: Pdf) -> None:
        """What a file says of itself, as the front does of its own, and all that is attached."""
        root, intent = self._book.Root, front.Root.OutputIntents[0]
        profile = self._profile(intent.DestOutputProfile)
        del intent.DestOutputProfile
        for key in ("/Metadata", "/OutputIntents", "/Lang", "/MarkInfo", "/ViewerPreferences"):
            value = front.Root[key]
            root[key] = self._book.copy_foreign(value if value.is_indirect else front.make_indirect(value))
        root.OutputIntents[0].DestOutputProfile = profile
        for key, value in front.docinfo.items():
            self._book.docinfo[key] = String(str(value))
        if self._attached:
            names = [part for name in sorted(self._attached) for part in (String(name), self._attached[name])]
            root.AF = Array(self._attached.values())
            root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array(names)))

    def _tag(self, document: Object, parts: Iterable[Sequence[Bound]]) -> None:
        """One tree of tags: the front's, with the papers as sections inside the elements of their parts."""
        tree = Dictionary(Type=Name.StructTreeRoot, K=Array([document]))
        tree.ParentTree = self._book.make_indirect(Dictionary(Nums=self._parents))
        tree.ParentTreeNextKey = len(self._parents) // 2
        self._book.Root.StructTreeRoot = document.P = self._book.make_indirect(tree)
        for element, papers in zip(list(document.K)[-2:], parts, strict=True):
            for paper in papers:
                paper.tags.S, paper.tags.P = Name.Sect, element
                element.K.append(paper.tags)

    def _link(self, front: Bound) -> None:
        """Let the front's links lead to the headings they name."""
        bound = [front, *self.papers]
        for note in (note for page in front.pages for note in page.get("/Annots", ())):
            address = str(note.A.URI)
            paper, heading = address.removeprefix(LINK).split(".")
            target = bound[int(paper)].headings[int(heading)]
            del note.A
            note.Dest, note.Contents = target.destination, String(target.title)

    def _bookmark(self, parts: Sequence[Heading], inner: Iterable[Sequence[Heading]]) -> None:
        with self._book.open_outline() as outline:
            for part, headings in zip(parts, inner, strict=True):
                item = OutlineItem(part.title, part.destination)
                item.children.extend(OutlineItem(each.title, each.destination) for each in headings)
                outline.root.append(item)


def count_pages(pdf: bytes) -> int:
    """How many pages a file has."""
    with Pdf.open(BytesIO(pdf)) as source:
        return len(source.pages)


def _unsign(page: Page) -> None:
    """Take the field of a signature off, which is not drawn."""
    if "/Annots" in page:
        kept = [note for note in page.Annots if note.Subtype != Name.Widget]
        page.Annots = Array(kept)
        if not kept:
            del page.Annots


def _headings(source: Pdf, pages: Sequence[Page]) -> Iterator[Heading]:
    """The bookmarks of a file, of which ``pages`` are the copies."""
    places = {page.obj.objgen: place for place, page in enumerate(source.pages)}

    def walk(item: Object | None) -> Iterator[Heading]:
        while item is not None:
            page, *where = item.Dest
            place = places[page.objgen]
            yield Heading(str(item.Title), place, Array([pages[place].obj, *where]))
            yield from walk(item.get("/First"))
            item = item.get("/Next")

    yield from walk(source.Root.Outlines.get("/First"))
