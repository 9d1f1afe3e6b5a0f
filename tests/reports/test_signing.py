"""Signed papers: valid to others, still PDF/A, the same bytes for the same moment, and no byte may change."""

import random
import re
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command

from reports import papers, signing
from reports.binding import LINK, Binder
from reports.book import Front, Line
from reports.models import Paper
from reports.rendering import render_edition_pdf, render_front_pdf
from tests.reports.paper import reopen
from tests.reports.samples import UNIT, declaration
from tests.reports.test_edition_pdf import SITE, edition_text

pytestmark = pytest.mark.slow

MOMENT = datetime(2026, 11, 24, 1, 31, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    """A certificate of the demo's kind."""
    path = tmp_path_factory.mktemp("signing") / "sub" / "demo.p12"
    signing.make_demo_certificate(path)
    return path


@pytest.fixture(autouse=True)
def certified(settings, key):
    settings.SIGNING_PKCS12 = str(key)


@pytest.fixture(scope="module")
def plain():
    return render_edition_pdf(edition_text(declaration()), SITE)


@pytest.fixture
def signed(plain):
    return signing.sign(plain, MOMENT)


def validated(pdf):
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    trusted = ValidationContext(trust_roots=[signing._signer().signing_cert], allow_fetching=False)
    return validate_pdf_signature(signature, trusted)


def test_others_find_it_valid_for_the_whole_file_and_nothing_may_follow(signed):
    status = validated(signed)
    assert status.bottom_line
    assert status.coverage.name == "ENTIRE_FILE"
    assert status.signer_reported_dt == MOMENT
    assert "演示" in status.signing_cert.subject.native["common_name"]
    root = reopen(signed).trailer["/Root"]
    signature = root["/AcroForm"]["/Fields"][0].get_object()["/V"]
    assert signature["/SubFilter"] == "/ETSI.CAdES.detached"
    assert root["/Perms"]["/DocMDP"]["/Reference"][0]["/TransformParams"]["/P"] == 1


def test_it_is_the_same_file_before_and_as_much_pdf_a_as_before(plain, signed):
    assert signed.startswith(plain)
    before, after = reopen(plain), reopen(signed)
    assert after.trailer["/Root"]["/Metadata"].get_data() == before.trailer["/Root"]["/Metadata"].get_data()
    assert after.metadata == before.metadata
    assert after.trailer["/ID"][0] == before.trailer["/ID"][0]
    assert after.attachments == before.attachments
    root = after.trailer["/Root"]
    (intent,) = root["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"
    assert "/NeedAppearances" not in root["/AcroForm"]
    (widget,) = (each.get_object() for each in after.pages[0]["/Annots"])
    assert widget["/F"] & 0b100
    assert not widget["/F"] & 0b100011  # neither invisible, hidden nor left out
    assert widget["/Rect"] == [0, 0, 0, 0]
    assert not {"/JavaScript", "/AA", "/OpenAction", "/Encrypt"} & (set(root) | set(after.trailer))


def test_equal_files_signed_for_equal_moments_are_equal(plain, signed):
    assert signing.sign(plain, MOMENT.replace(microsecond=9)) == signed
    assert signing.sign(plain, MOMENT.replace(second=6)) != signed
    assert len(signing.certificate()) == 64


@pytest.mark.slow
def test_a_changed_byte_is_found_by_others_too(signed):
    """Whether it is signed content, the signature itself, or what leads to them; its padding alone is nobody's."""
    digits = re.search(rb"/Contents ?<([0-9a-fA-F]+)>", signed)
    padding = range(digits.start(1) + len(digits[1].rstrip(b"0")), digits.end(1))
    chance = random.Random(8)  # noqa: S311
    for place in chance.sample(range(len(signed)), 60):
        flipped = bytearray(signed)
        flipped[place] ^= 1 << chance.randrange(4)  # the fifth bit would only make a hexadecimal digit a capital
        try:
            intact = validated(bytes(flipped)).bottom_line
        except Exception:  # it cannot even be read
            intact = False
        assert not intact or place in padding, place


@pytest.mark.slow
@pytest.mark.django_db
def test_a_lost_signed_paper_is_made_anew_to_the_byte_unless_the_key_is_another(seed, tmp_path, settings, caplog):
    edition = seed[0].edition_in_force
    data = papers.read_paper(edition)
    paper = Paper.objects.get()
    assert (paper.certificate, paper.unsigned_sha256 != paper.sha256) == (signing.certificate(), True)
    papers.default_storage.delete(paper.name)
    with pytest.raises(CommandError, match="1 份不符"):
        call_command("verify_papers")
    assert papers.read_paper(edition) == data
    call_command("verify_papers")
    papers.default_storage.delete(paper.name)
    settings.SIGNING_PKCS12 = str(tmp_path / "other.p12")
    with pytest.raises(papers.LostError):
        papers.read_paper(edition)
    assert "the certificate is another" in caplog.text


def test_the_demo_makes_its_own_once_and_keeps_it_to_itself(settings, tmp_path):
    settings.SIGNING_PKCS12 = str(tmp_path / "signing" / "demo.p12")
    first = signing.certificate()
    signing.make_demo_certificate(tmp_path / "signing" / "demo.p12")
    assert signing.certificate() == first
    (file,) = (tmp_path / "signing").iterdir()
    assert file.stat().st_mode & 0o077 == 0


def test_a_certificate_that_cannot_be_used_is_told_and_signs_nothing(settings, tmp_path, plain):
    assert signing.problem() == ""
    settings.SIGNING_PKCS12 = str(tmp_path / "wrong.p12")
    (tmp_path / "wrong.p12").write_bytes(b"no certificate")
    assert "wrong.p12" in signing.problem()
    with pytest.raises(signing.NoCertificateError):
        signing.sign(plain, MOMENT)
    settings.SIGNING_PASSWORD_FILE = str(tmp_path / "none")
    with pytest.raises(signing.NoCertificateError, match="none"):
        signing.sign(plain, MOMENT)
    settings.SIGNING_PKCS12 = ""
    assert signing.sign(plain, MOMENT) == plain


def test_a_signature_is_of_its_own_file_so_a_book_of_papers_has_none(signed, settings):
    binder = Binder(settings.FONT_DIR / "song.ttf")
    binder.add(signed, "edition-1.json")
    lines = (Line("1.社区党组织服务群众专项经费绩效目标表", f"{LINK}1.0", 5),)
    book = reopen(
        binder.bind(render_front_pdf(Front(2025, UNIT, lines, part_one=False, projects=True)), part_one=False)
    )
    assert b"/Sig" in signed
    assert not [each for page in book.pages for each in page.get("/Annots", ()) if each.get_object().get("/FT")]
    assert "/AcroForm" not in book.trailer["/Root"]
    assert "/Perms" not in book.trailer["/Root"]
    assert book.pages[4].extract_text() == reopen(signed).pages[0].extract_text()
