"""Who fails too often at signing in waits, alone."""

import datetime

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from perfbudget.signing_in import client_address
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted")]

LOGIN, ADMIN = reverse("login"), reverse("admin:login")


@pytest.fixture
def li():
    return UserFactory(username="li", is_staff=True, is_superuser=True)


def attempt(client, password, times=1, page=LOGIN, name="li", address="10.0.0.1", **headers):
    for _ in range(times):
        answer = client.post(page, {"username": name, "password": password}, REMOTE_ADDR=address, **headers)
    return answer


@pytest.mark.parametrize("page", [LOGIN, ADMIN])
def test_the_fifth_failure_locks_and_says_until_when_and_whom_to_ask(client, li, page):
    assert attempt(client, "wrong", 4, page).status_code == 200
    answer = attempt(client, "wrong", page=page)
    assert answer.status_code == 429
    until = timezone.localtime() + datetime.timedelta(minutes=15)
    html = answer.content.decode()
    assert f"{until:%H:%M}" in html or f"{until - datetime.timedelta(minutes=1):%H:%M}" in html
    assert "管理员" in html
    assert 890 <= int(answer["Retry-After"]) <= 900


@pytest.mark.parametrize("page", [LOGIN, ADMIN])
def test_the_right_password_does_not_open_a_lock_whatever_the_door(client, li, page):
    attempt(client, "wrong", 5)
    assert attempt(client, "correct horse", page=page).status_code == 429


def test_neither_a_colleague_nor_another_computer_is_locked(client, li):
    UserFactory(username="wang")
    attempt(client, "wrong", 5)
    assert attempt(client, "correct horse", name="wang").status_code == 302
    assert attempt(client, "correct horse", address="10.0.0.2").status_code == 302


def test_success_forgets_earlier_failures(client, li):
    attempt(client, "wrong", 4)
    attempt(client, "correct horse")
    client.post(reverse("logout"))
    assert attempt(client, "wrong", 4).status_code == 200


def test_the_lock_ends_by_itself_and_trying_does_not_prolong_it(client, li, monkeypatch):
    attempt(client, "wrong", 5)
    start = timezone.now()
    for minutes, status in [(10, 429), (14, 429), (16, 302)]:
        later = start + datetime.timedelta(minutes=minutes)
        monkeypatch.setattr("axes.handlers.proxy.now", lambda later=later: later)
        assert attempt(client, "correct horse").status_code == status


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "address"),
    [
        (False, "1.2.3.4", "10.0.0.1"),  # anybody can write that
        (True, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (True, "6.6.6.6, 2001:DB8::1", "2001:db8::1"),
        (True, "rubbish", "10.0.0.1"),
        (True, "", "10.0.0.1"),
    ],
)
def test_behind_a_proxy_the_address_is_what_the_proxy_saw(behind_proxy, forwarded, address, settings):
    settings.BEHIND_PROXY = behind_proxy
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address


def test_a_server_behind_a_socket_knows_no_address_and_locks_all_the_same(client, li):
    assert attempt(client, "wrong", 5, address="").status_code == 429
