"""What every reader test starts from: the published document of unit 326001 for 2025."""

from collections.abc import Callable
from pathlib import Path

import pytest

from targets.readers import DocumentError, Reading
from targets.readers.text import read_text

SEED = Path(__file__).parents[3] / "fixtures" / "department-326001-2025.txt"


@pytest.fixture(scope="session")
def seed_text() -> str:
    return SEED.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def seed(seed_text: str) -> Reading:
    return read_text(seed_text, year=2025)


@pytest.fixture
def problems_of() -> Callable[[str], str]:
    """The sentences a refused text gives, one a line."""

    def refuse(text: str) -> str:
        with pytest.raises(DocumentError) as error:
            read_text(text, year=2025)
        return str(error.value)

    return refuse
