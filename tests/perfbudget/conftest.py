"""The administrator, signed in."""

import pytest


@pytest.fixture
def admin(client, administrator):
    client.force_login(administrator)
    return client
