"""How far a long transaction has come, told beside the database: what is written inside it nobody sees before its end.

A hint for people, on which nothing relies: a small file, which is there only where the worker runs on the same machine
(on SQLite it always does). Without it a progress bar shows no number.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from time import monotonic, time

from django.conf import settings

PULSE = 0.5
"""Seconds between two words."""
SILENCE = timedelta(minutes=2)
"""After so long without a word nobody is at it any more."""


class Teller:
    """Tells how many steps of how many are done, now and then."""

    def __init__(self, name: str) -> None:
        self._file = _file(name)
        self._last = monotonic()  # what is done at once is not told of

    def beat(self, done: int, total: int) -> None:
        if monotonic() - self._last < PULSE or not total:
            return
        self._last = monotonic()
        with suppress(OSError):  # a full disk is told of by what needs it
            self._file.parent.mkdir(parents=True, exist_ok=True)
            written = self._file.with_suffix(f".{os.getpid()}")
            written.write_text(str(100 * done // total), encoding="ascii")
            written.replace(self._file)

    def forget(self) -> None:
        """Say no more."""
        with suppress(OSError):
            self._file.unlink(missing_ok=True)


@contextmanager
def telling(name: str) -> Iterator[Teller]:
    """A teller for as long as the work takes, however it ends."""
    teller = Teller(name)
    try:
        yield teller
    finally:
        teller.forget()


def percent(name: str) -> int | None:
    """How far the work of this name has come; ``None`` where nobody tells."""
    file = _file(name)
    with suppress(OSError, ValueError):
        if time() - file.stat().st_mtime < SILENCE.total_seconds():
            return int(file.read_text(encoding="ascii"))
    return None


def _file(name: str) -> Path:
    return Path(settings.VAR_DIR) / "progress" / name
