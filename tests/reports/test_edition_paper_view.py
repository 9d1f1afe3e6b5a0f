"""An edition's PDF, as it is handed out."""

import errno
from hashlib import sha256

import pytest
from django.urls import reverse

from reports import papers
from reports.models import Paper
from tests.factories import approved

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def printed(monkeypatch):
    monkeypatch.setattr(papers, "render_edition_pdf", lambda text, site: b"%PDF-1.7 " + text.encode())


@pytest.fixture
def edition(seed, client, staff):
    client.force_login(staff)
    return seed[0].edition_in_force


def test_it_is_the_same_at_either_address_and_not_sent_twice(client, edition):
    address = reverse("edition-pdf", args=[edition.pk])
    first, again = client.get(address), client.get(reverse("project-pdf", args=[edition.project_id]))
    assert first.content == again.content
    assert first["ETag"] == f'"{sha256(first.content).hexdigest()}"' == f'"{Paper.objects.get().sha256}"'
    assert "2025-13060525P003981100040-" in first["Content-Disposition"]
    assert "private" in first["Cache-Control"]
    known = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (known.status_code, known.content) == (304, b"")


def test_while_a_draft_follows_the_edition_in_force_is_still_to_be_had(client, edition):
    before = client.get(reverse("edition-pdf", args=[edition.pk])).content
    edition.project.name = "调整后的名称"
    approved(edition.project)
    assert client.get(reverse("edition-pdf", args=[edition.pk])).content == before


def test_on_a_full_disk_a_sentence_says_so_and_the_edition_stands(client, edition, monkeypatch, caplog):
    def full(*args):
        raise OSError(errno.ENOSPC, "no")

    monkeypatch.setattr(papers.default_storage, "save", full)
    answer = client.get(reverse("edition-pdf", args=[edition.pk]))
    assert answer.status_code == 503
    assert "存储空间不足" in answer.content.decode()
    assert "cannot be stored" in caplog.text
    assert not Paper.objects.exists()
    edition.refresh_from_db()
    assert edition.project.edition_in_force == edition
