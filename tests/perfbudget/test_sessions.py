"""How long one stays signed in."""

import datetime
from contextlib import contextmanager

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from perfbudget.settings import at_least_one

pytestmark = pytest.mark.django_db

MINUTE, HOUR = 60, 3600
PAGE = reverse("rules")


@contextmanager
def watched_writes():
    with CaptureQueriesContext(connection) as queries:
        yield lambda: [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


@pytest.fixture
def ask(client, staff, monkeypatch):
    """Ask for a page this many seconds after signing in."""
    client.force_login(staff)
    start = timezone.now()

    def asked(seconds):
        monkeypatch.setattr(timezone, "now", lambda: start + datetime.timedelta(seconds=seconds))
        return client.get(PAGE)

    asked(0)
    return asked


def test_two_idle_hours_end_a_session_and_lead_back_after_signing_in(ask):
    assert ask(119 * MINUTE).status_code == 200
    assert ask(119 * MINUTE + 121 * MINUTE)["Location"] == f"{reverse('login')}?next={PAGE}"


def test_a_session_in_use_lasts_the_working_day_and_no_longer(ask):
    for hour in range(1, 10):
        assert ask(hour * HOUR).status_code == 200
    assert ask(10 * HOUR).status_code == 302
    assert Session.objects.count() == 0


def test_a_session_in_use_is_written_every_few_minutes_at_most(ask):
    ask(1 * MINUTE)
    with watched_writes() as writes:
        for second in range(61, 300, 20):
            ask(second)
    assert writes() == []
    with watched_writes() as writes:
        ask(301)
    assert len(writes()) > 0


def test_a_session_ends_with_the_browser(client, staff):
    answer = client.post(reverse("login"), {"username": "staff", "password": "correct horse"})
    assert answer.cookies["sessionid"]["max-age"] == ""
    assert answer.cookies["sessionid"]["expires"] == ""


@pytest.mark.parametrize("value", ["0", "-5"])
def test_a_time_of_nothing_is_refused_at_the_start(value, monkeypatch):
    monkeypatch.setenv("PERFBUDGET_SESSION_HOURS", value)
    with pytest.raises(ImproperlyConfigured, match=f"PERFBUDGET_SESSION_HOURS is {value}"):
        at_least_one("PERFBUDGET_SESSION_HOURS", 10)
