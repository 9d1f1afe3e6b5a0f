"""The printing faces must be there: they are made once, and made here where nobody did before."""

import pytest
from django.conf import settings

from reports import fonts


@pytest.fixture(scope="session", autouse=True)
def faces():
    fonts.prepare(settings.FONT_DIR, report=lambda line: None)
    return settings.FONT_DIR
