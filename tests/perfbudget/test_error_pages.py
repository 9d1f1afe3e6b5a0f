"""When something is missing, forbidden or broken, a sentence says what to do."""

from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from targets.views.start import Start
from tests.factories import ProjectFactory
from tests.perfbudget.sending import fields

pytestmark = pytest.mark.django_db


def test_a_missing_page_leads_back_to_the_projects(client, staff):
    client.force_login(staff)
    answer = client.get("/projects/999/")
    assert answer.status_code == 404
    assert "不存在" in answer.content.decode()
    assert reverse("projects") in answer.content.decode()


def test_a_form_from_an_old_page_says_try_again(staff):
    client = Client(enforce_csrf_checks=True)
    answer = client.post(reverse("login"), {"username": "x"})
    assert answer.status_code == 403
    assert "请重试" in answer.content.decode()


def test_a_broken_view_tells_nothing_but_a_sentence(client, staff, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(Start, "get_context_data", broken)
    client.force_login(staff)
    client.raise_request_exception = False
    answer = client.get(reverse("start"))
    assert answer.status_code == 500
    assert "系统出错" in answer.content.decode()
    assert "secret" not in answer.content.decode()


def test_a_question_the_database_does_not_understand_is_no_case_for_trying_again(client, staff, monkeypatch):
    monkeypatch.setattr(
        Start, "get_context_data", lambda *args, **kwargs: connection.cursor().execute("SELECT nothing")
    )
    client.force_login(staff)
    client.raise_request_exception = False
    assert client.get(reverse("start")).status_code == 500


IMPOSSIBLE = ["/documents/9999999999999999999/326001/", "/documents/2025/x/", f"/projects/{9**99}/"]


@pytest.mark.parametrize("address", IMPOSSIBLE)
def test_an_impossible_address_is_not_found(client, administrator, address):
    client.force_login(administrator)
    assert client.get(address).status_code == 404


@pytest.fixture
def large(client, staff, unit):
    """Sends the editing page of a draft with so many bytes more, as a browser does."""
    project = ProjectFactory(department=unit)
    address = reverse("edit", args=[project.pk])
    client.force_login(staff)
    sent = fields(client.get(address))

    def send(size, **headers):
        data = urlencode(sent | {"base": "x" * size})
        return client.post(address, data, content_type="application/x-www-form-urlencoded", headers=headers)

    return send


@pytest.mark.slow
def test_a_table_of_a_thousand_long_rows_is_no_more_than_may_be_sent(large):
    table = [("indicators-1-description", "长" * 300)] * 1000
    once = len(urlencode(table))
    assert large(2 * once).status_code == 302
    asked = urlencode({"rescued": urlencode([*table, ("base", urlencode(table))])})
    assert len(asked) < settings.DATA_UPLOAD_MAX_MEMORY_SIZE, "nor when it travels through the sign-in page"


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_what_is_too_large_is_told_with_what_to_do(large, headers, monkeypatch):
    monkeypatch.setattr(settings, "DATA_UPLOAD_MAX_MEMORY_SIZE", 100_000)
    answer = large(100_000, **headers)
    assert answer.status_code == 413
    assert "内容过多" in answer.content.decode()
    assert "后退" in answer.content.decode()


def test_too_many_fields_are_told_in_the_same_way(large, monkeypatch):
    monkeypatch.setattr(settings, "DATA_UPLOAD_MAX_NUMBER_FIELDS", 5)
    assert large(1).status_code == 413


def test_what_cannot_be_read_says_so(client):
    answer = client.get(reverse("login"), headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "无法处理" in answer.content.decode()
