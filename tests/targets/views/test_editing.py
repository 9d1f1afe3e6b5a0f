"""Typing in a project's table."""

import pytest
from django.urls import reverse

from targets.models import Project, Status
from targets.storage import declaration_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(seed):
    Project.objects.filter(pk=seed[3].pk).update(status=Status.DRAFT)
    return Project.objects.with_tables().get(pk=seed[3].pk)


def fields(html):
    """What a browser would send back of the page's form."""
    from html.parser import HTMLParser

    class Reader(HTMLParser):
        def __init__(self):
            super().__init__()
            self.sent = {}
            self.name = None
            self.inside = 0

        def handle_starttag(self, tag, attrs):
            attrs = dict(attrs)
            if tag == "template":
                self.inside += 1
            if self.inside:
                return
            if tag == "input" and "name" in attrs:
                self.sent[attrs["name"]] = attrs.get("value", "")
            elif tag in ("textarea", "select") and "name" in attrs:
                self.name = attrs["name"]
                self.sent.setdefault(self.name, "")
                self.first = tag == "textarea"
            elif tag == "option" and "selected" in attrs:
                self.sent[self.name] = attrs["value"]

        def handle_endtag(self, tag):
            if tag == "template":
                self.inside -= 1
            if tag in ("textarea", "select"):
                self.name = None

        def handle_data(self, data):
            if self.name and self.first and not self.inside:
                self.sent[self.name] += data.removeprefix("\n")

    reader = Reader()
    reader.feed(html)
    return reader.sent


def test_the_page_sends_back_what_is_stored(client, draft, staff):
    client.force_login(staff)
    address = reverse("edit", args=[draft.pk])
    sent = fields(client.get(address).content.decode())
    before = declaration_of(draft)
    answer = client.post(address, sent)
    assert answer.status_code == 302
    stored = Project.objects.with_tables().get(pk=draft.pk)
    assert declaration_of(stored) == before
    assert stored.version == draft.version


def test_submitting_with_reasons(client, draft, staff):
    client.force_login(staff)
    address = reverse("submit", args=[draft.pk])
    html = client.get(address).content.decode()
    sent = fields(html)
    assert "reason:" in html
    answer = client.post(address, sent)
    assert answer.status_code == 422
    sent = {name: "按在编人数统计" if name.startswith("reason:") else value for name, value in fields(answer.content.decode()).items()}
    assert client.post(address, sent)["Location"] == draft.get_absolute_url()
    draft.refresh_from_db()
    assert draft.status == Status.SUBMITTED
    assert client.get(address).status_code == 403
    assert client.post(address, sent)["Location"] == draft.get_absolute_url()
