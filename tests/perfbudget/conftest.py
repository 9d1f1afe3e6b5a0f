"""The administrator, signed in; and many addresses asked in one test."""

from contextlib import contextmanager

import pytest
from django.db import transaction


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
