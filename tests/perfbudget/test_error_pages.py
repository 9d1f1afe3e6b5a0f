"""When something is missing, forbidden or broken, a sentence says what to do."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from targets.views.start import Start

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
