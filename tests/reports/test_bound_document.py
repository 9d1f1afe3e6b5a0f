"""A document of editions is bound from their stored papers; one with a draft in it is laid out."""

from io import BytesIO

import pytest
from django.core.files import File

from reports import bound_document
from reports.bound_document import document_pdf
from reports.models import Paper
from reports.papers import LostError, read_paper
from reports.verification import Answer, by_file
from targets.documents import Readable
from targets.models import DepartmentTarget, Goal, Project, Status
from tests.factories import DepartmentFactory, FiscalYearFactory, ProjectFactory, approved
from tests.reports.paper import reopen
from tests.reports.test_document_pdf import bookmarks, titles

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def editions(unit):
    """Part one and three tables, the second of several pages; all in force, in the order of the document."""
    year = FiscalYearFactory()
    target = DepartmentTarget.objects.create(department=unit, fiscal_year=year, lead="总体思路")
    made = [approved(target)]
    for number, goals in ((1, 1), (2, 90), (3, 1)):
        project = ProjectFactory(department=unit, fiscal_year=year, number=number, name=f"甲{number}")
        Goal.objects.bulk_create(Goal(project=project, position=n, text=f"做好第{n}件事") for n in range(1, goals + 1))
        made.append(approved(project))
    return made


def read(user, code="326001"):
    return Readable(user, 2025, code)


@pytest.fixture
def laid_out(monkeypatch):
    """What is laid out, instead of printing it."""
    documents = []
    monkeypatch.setattr(bound_document, "render_document_pdf", lambda document: documents.append(document) or b"%PDF-")
    return documents


def test_the_pages_of_the_papers_are_bound_as_they_are(editions, staff, auditor, laid_out):
    data = document_pdf(read(auditor))
    assert by_file(File(BytesIO(data))) == Answer(several=True), "no one edition that was changed"
    assert (data, laid_out) == (document_pdf(read(staff)), []), "the same bytes, now that the papers are there"
    book = reopen(data)
    papers = [reopen(read_paper(edition)) for edition in editions]
    assert [len(paper.pages) for paper in papers] == [1, 1, 3, 1]
    pages = [page.extract_text() for page in book.pages]
    assert [pages[3], *pages[5:]] == [page.extract_text() for paper in papers for page in paper.pages]

    assert titles(book.outline) == [
        "第一部分　部门整体绩效目标",
        ["一、总体绩效目标", "二、分项绩效目标", "三、工作保障措施"],
        "第二部分　预算项目绩效目标",
        ["1.甲1绩效目标表", "2.甲2绩效目标表", "3.甲3绩效目标表"],
    ]
    places = {title.replace("\u3000", ""): page for title, page in bookmarks(book)}
    lines = [line.replace("·", " ").split() for line in pages[1].splitlines()]
    assert {"".join(words[:-1]): int(words[-1]) for words in lines if len(words) > 1} == places
    numbers = {page.indirect_reference.idnum: number for number, page in enumerate(book.pages, start=1)}
    links = {link["/Contents"]: numbers[link["/Dest"][0].idnum] for link in map(resolved, book.pages[1]["/Annots"])}
    assert {title.replace("\u3000", ""): page for title, page in links.items()} == places

    attached = {f"edition-{edition.sha256[:12]}.json": [edition.sealed.encode()] for edition in editions}
    assert dict(book.attachments) == attached
    root = book.trailer["/Root"]
    assert sorted(file.get_object()["/UF"] for file in root["/AF"]) == sorted(attached)
    assert "/AcroForm" not in root
    assert 'pdfaid:part="3"' in root["/Metadata"].get_object().get_data().decode()
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"], book.metadata.title) == (
        "zh-CN",
        True,
        "326001保定白沟新城乡村振兴局（社区建设管理办公室）—本级 2025年部门预算绩效文本",
    )
    tags = tags_of(book)
    assert [tags[3], *tags[5:]] == [page for paper in papers for page in tags_of(paper)]
    profiles = {page["/Resources"]["/ColorSpace"]["/srgb"][1].idnum for page in book.pages}
    assert profiles == {root["/OutputIntents"][0]["/DestOutputProfile"].indirect_reference.idnum}
    fonts = {font.idnum: resolved(font)["/BaseFont"] for p in book.pages for font in p["/Resources"]["/Font"].values()}
    assert len(set(fonts.values())) == len(fonts), "each subset has a name of its own"


def resolved(thing):
    return thing.get_object()


def tags_of(reader):
    """Of each page, whether its tags hang on the tree (those in margins do not) where they must be, in page order."""
    tree = reader.trailer["/Root"]["/StructTreeRoot"]
    numbers = tree["/ParentTree"]["/Nums"]
    parents = dict(zip(numbers[::2], numbers[1::2], strict=True))
    assert list(parents) == list(range(len(parents)))
    known, used, found = set(walked(tree)), [], []
    for page in reader.pages:
        tags = resolved(parents[page["/StructParents"]])
        assert {resolved(tag)["/Pg"].indirect_reference for tag in tags} == {page.indirect_reference}
        found.append([tag.idnum in known for tag in tags])
        links = [resolved(link) for link in page.get("/Annots", ())]
        assert all(resolved(parents[link["/StructParent"]])["/S"] == "/Link" for link in links)
        used += [page["/StructParents"], *(link["/StructParent"] for link in links)]
    assert sorted(used) == list(parents)
    order = [page.indirect_reference.idnum for page in reader.pages]
    met = [order.index(page) for page in pages_of(resolved(tree["/K"][0]))]
    assert (met, set(met)) == (sorted(met), set(range(len(order))))
    return found


def walked(element):
    """The numbers of all elements below; each says rightly what it is in."""
    for kid in element["/K"]:
        if not isinstance(kid, int) and resolved(kid).get("/Type") == "/StructElem":
            assert resolved(kid)["/P"].indirect_reference == element.indirect_reference
            yield kid.idnum
            yield from walked(resolved(kid))


def pages_of(element):
    if "/Pg" in element:
        yield element.raw_get("/Pg").idnum
    for kid in element.get("/K", ()):
        if not isinstance(kid, int):
            yield from pages_of(resolved(kid))


def test_what_is_no_edition_or_has_no_paper_is_laid_out(editions, staff, auditor, laid_out, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(bound_document, "MOST_MADE", 3)
        assert document_pdf(read(auditor)) == b"%PDF-"
        assert not Paper.objects.exists()
    monkeypatch.setattr(bound_document, "Binder", None)  # binding fails
    for declared in (Project.objects.last(), DepartmentTarget.objects.get()):
        type(declared).objects.update(status=Status.DRAFT)
        assert document_pdf(read(staff)) == b"%PDF-"
        with pytest.raises(TypeError):
            document_pdf(read(auditor))
        type(declared).objects.update(status=Status.APPROVED)
    assert [len(document.projects) for document in laid_out] == [3, 3, 3]


def test_a_document_of_several_units_names_each_and_one_without_part_one_says_so(unit, head, laid_out, monkeypatch):
    other = DepartmentFactory(code="326002", name="乙单位")
    for department in (unit, other):
        approved(ProjectFactory(department=department, fiscal_year=FiscalYearFactory(), number=1, name="甲"))
    book = reopen(document_pdf(read(head, "326")))
    contents, part_one = ("".join(book.pages[place].extract_text().split()) for place in (1, 2))
    assert f"{unit.name}1.甲绩效目标表" in contents
    assert "326002乙单位1.甲绩效目标表" in contents
    assert "尚未编制" in part_one
    assert [page for _, page in bookmarks(book)] == [3, 4, 5, 6]
    assert laid_out == []

    def lost(edition):
        raise LostError

    monkeypatch.setattr(bound_document, "read", lost)
    assert document_pdf(read(head, "326")) == b"%PDF-"
