"""Read the published text form of a unit's document."""

from targets.declaration import Unit
from targets.readers import DocumentError, Problem, Reading


def decode(data: bytes) -> str:
    """Decode the bytes of a text file."""
    return data.decode("utf-8-sig")


def read_text(text: str, *, year: int, unit: Unit | None = None) -> Reading:
    """Read the text form."""
    raise DocumentError([Problem(0, "“第一部分”或“……绩效目标表”")])
