"""Signing in and out, and the language."""

import pytest
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_signing_in_leads_to_where_one_was_going(client):
    UserFactory(username="li")
    answer = client.post(
        reverse("login") + "?next=/projects/", {"username": "li", "password": "correct horse", "next": "/projects/"}
    )
    assert answer["Location"] == "/projects/"


def test_a_wrong_password_keeps_the_name_and_says_what_is_wrong(client):
    UserFactory(username="li")
    html = client.post(reverse("login"), {"username": "li", "password": "wrong"}).content.decode()
    assert 'value="li"' in html
    assert 'role="alert"' in html


def test_the_way_back_never_leads_elsewhere(client):
    UserFactory(username="li")
    answer = client.post(
        reverse("login"), {"username": "li", "password": "correct horse", "next": "https://evil.example/"}
    )
    assert answer["Location"] == reverse("start")


def test_signing_out_needs_a_click_not_a_link(client, staff):
    client.force_login(staff)
    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout"))["Location"] == reverse("login")


def test_the_language_is_chosen_before_signing_in(client):
    client.post(reverse("set_language"), {"language": "en", "next": "/login/"})
    assert "Sign in" in client.get(reverse("login")).content.decode()


def test_it_speaks_chinese_first_and_english_on_request(client, staff):
    client.force_login(staff)
    assert '<html lang="zh-CN"' in client.get(reverse("projects")).content.decode()
    client.post(reverse("set_language"), {"language": "en"})
    page = client.get(reverse("projects")).content.decode()
    assert '<html lang="en"' in page
    assert "Sign out" in page
