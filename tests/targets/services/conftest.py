"""What the tests of services share."""

import pytest

from tests.factories import FiscalYearFactory


@pytest.fixture
def year(db):
    return FiscalYearFactory()
