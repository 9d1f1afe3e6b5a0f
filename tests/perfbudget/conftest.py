"""The administrator or anybody of the cast, signed in; and many addresses asked in one test."""

from contextlib import contextmanager

import pytest
from django.db import transaction
from django.template.backends.django import Template


@pytest.fixture
def admin(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def apart(subtests):
    """One address after the other: each failure is told by the name of its address, and what each does is undone."""

    @contextmanager
    def asked(name):
        with subtests.test(name), transaction.atomic():
            yield
            transaction.set_rollback(True)

    return asked


@pytest.fixture
def unrendered(monkeypatch):
    """Pages without a word: who may open them is asked, and printing what they say would take most of the time."""
    monkeypatch.setattr(Template, "render", lambda self, context=None, request=None: "")


@pytest.fixture
def sign_in(client, request):
    """Signs in as somebody of the cast, or as nobody."""

    def as_role(role):
        if role != "anonymous":
            client.force_login(request.getfixturevalue(role))
        return client

    return as_role
