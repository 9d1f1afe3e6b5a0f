"""What anybody learns of a printed sheet or a PDF: whether it is an edition, which, and whether it is in force."""

import random
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from reports import papers
from reports.verification import LARGEST, by_file, by_hash
from targets.models import Edition, Project, Status
from tests.factories import approved
from tests.triggers import lifted

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(seed):
    return seed[0].edition_in_force


@pytest.fixture
def superseded(seed):
    """An edition that another followed; and a draft of a third is being typed."""
    project = seed[1]
    first = project.edition_in_force
    project.purpose = "调整后的用途"
    project.save()
    later = approved(project)
    Project.objects.filter(pk=project.pk).update(status=Status.DRAFT, purpose="草稿里的秘密", name="草稿里的名称")
    return first, later


def asked(client, digits):
    return client.get(reverse("verify-hash", args=[digits]))


def sent(client, data, name="a.pdf"):
    return client.post(reverse("verify"), {"file": SimpleUploadedFile(name, data, "application/pdf")})


def test_who_scans_the_code_of_what_is_in_force_reads_that_it_is(client, edition):
    answer = asked(client, edition.sha256)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "现行有效" in html
    assert "社区党组织服务群众专项经费" in html
    assert "120.00" in html
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "noindex" in html


def test_what_was_superseded_says_by_which_and_tells_nothing_of_drafts(client, superseded):
    first, later = superseded
    html = asked(client, first.sha256).content.decode()
    assert "已被第2版取代" in html
    assert "调整后的用途" not in html
    assert "草稿里的" not in html
    assert "草稿里的" not in asked(client, later.sha256).content.decode()
    assert "现行有效" in asked(client, later.sha256).content.decode()


def test_nothing_but_what_is_printed_is_told(client, seed, head, unit):
    project = seed[0]
    edition = approved(project)
    with lifted():
        Edition.objects.filter(pk=edition.pk)._update([(Edition._meta.get_field("approved_by"), None, head)])
    html = asked(client, edition.sha256).content.decode()
    assert head.username not in html.replace("<head>", "").replace("</head>", "").replace("thead", "")
    assert "finding-" not in html
    assert reverse("project", args=[project.pk]) not in html
    assert reverse("login") not in html


@pytest.mark.parametrize("typed", ["{0:.12}", "{0:.12} …", "SHA-256 {1:.16}", "{0:.6} {2}"])
def test_digits_typed_from_paper_lead_to_the_edition(client, edition, typed):
    sha256 = edition.sha256
    answer = client.get(reverse("verify"), {"hash": typed.format(sha256, sha256.upper(), sha256[6:14])}, follow=True)
    assert answer.context["answer"].edition == edition


@pytest.mark.parametrize("typed", ["12", "g" * 12, "0" * 65, "甲" * 20, "%" * 30, "0" * 11])
def test_what_is_no_hash_is_refused_in_a_sentence_and_stays_typed(client, typed):
    answer = client.get(reverse("verify"), {"hash": typed})
    assert answer.status_code == 400
    assert "不是" in answer.content.decode()
    assert typed in answer.content.decode()


def test_an_unknown_hash_is_unknown_and_digits_of_several_are_too_few(client, edition, monkeypatch):
    assert asked(client, "0" * 64).status_code == 404
    monkeypatch.setattr("reports.verification.SHOWN", 1)
    assert by_hash("").many
    assert not by_hash("").edition


def test_a_hash_is_one_question(edition, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert by_hash(edition.sha256).in_force
    with django_assert_num_queries(1):
        assert not by_hash("0" * 64).edition


def test_a_text_that_was_tampered_with_in_the_database_proves_nothing(client, edition):
    with lifted(), connection.cursor() as cursor:
        cursor.execute("UPDATE targets_edition SET sealed = REPLACE(sealed, '120.00', '920.00')")
    html = asked(client, edition.sha256).content.decode()
    assert "920.00" not in html
    assert "记录已损坏" in html


def test_the_official_file_is_known_and_no_byte_of_it_may_differ(client, edition):
    data = papers.read_paper(edition)
    assert "逐字节相同" in sent(client, data).content.decode()
    chance = random.Random(5)  # noqa: S311
    for place in [*chance.sample(range(len(data)), 20), 0, len(data) - 1]:
        flipped = bytearray(data)
        flipped[place] ^= 1 << chance.randrange(8)
        assert by_file(BytesIO(flipped)).same is False
    for changed in (data + b"\n", data[:-1]):
        assert by_file(BytesIO(changed)).same is False


def test_a_file_saved_again_is_said_to_be_changed_and_leads_to_the_edition(client, edition):
    from pypdf import PdfReader, PdfWriter

    again = BytesIO()
    PdfWriter(clone_from=PdfReader(BytesIO(papers.read_paper(edition)))).write(again)
    answer = sent(client, again.getvalue())
    assert answer.context["answer"].edition == edition
    assert "已被改动" in answer.content.decode()
    assert "现行有效" not in answer.content.decode().partition("</h2>")[0]


HOSTILE = [
    b"%PDF-1.7\nstream\n" + zlib.compress(b"\0" * 30_000_000) + b"\nendstream",
    b"%PDF-1.7\n" + b"stream\n\x78\x9c" * 100_000,
    b"%PDF-1.7\n" + (b"stream\n" + zlib.compress(b'{"approved_at":"' + b"a" * 9_000_000)) * 50,
    b'%PDF-1.7\nstream\n{"approved_at":"2026',
    b"%PDF-",
]


@pytest.mark.parametrize("data", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_file_is_unknown_and_costs_little(client, data):
    assert sent(client, data).status_code == 404


def test_a_file_that_is_too_large_none_or_no_pdf_is_refused_in_a_sentence(client):
    assert sent(client, b"<html>", name="<b>.pdf").status_code == 400
    assert "&lt;b&gt;.pdf" in sent(client, b"<html>", name="<b>.pdf").content.decode()
    assert client.post(reverse("verify")).status_code == 400
    answer = client.post(reverse("verify"), b"", "multipart/form-data; boundary=x", CONTENT_LENGTH=LARGEST + 10**6)
    assert answer.status_code == 413
    assert "20 MB" in answer.content.decode()


def test_it_takes_no_other_verb_and_needs_no_cookie(edition):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert sent(strict, b"%PDF-").status_code == 404
    for verb in ("put", "delete", "patch", "options"):
        assert getattr(strict, verb)(reverse("verify")).status_code == 405
    assert strict.head(reverse("verify-hash", args=[edition.sha256])).status_code == 200
