"""Editions of variations of the seed's tables, and the memory it takes to go through them. Importing sets Django up."""

import re
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.checks import fill
from benchmarks.tables import SEED
from targets.models import Edition, Project, User
from targets.readers.text import decode, read_text
from targets.services import sealing
from targets.services.importing import UNJUDGED

T = TypeVar("T")


def approve(total: int, actor: User) -> None:
    """Have so many editions, twenty a unit; their papers are made when somebody asks for them."""
    sealing.after_sealing.clear()
    fill(total, read_text(decode(SEED.read_bytes()), year=2025).projects)
    missing = Project.objects.filter(edition_in_force=None).order_by("department", "number").with_tables()
    for project in islice(missing.iterator(chunk_size=100), total - Edition.objects.count()):
        sealing.seal(project, UNJUDGED, actor=actor)


def with_peak(action: Callable[[], T]) -> tuple[T, float]:
    """What it returns, and the most MB that this process had on top of what it had before."""
    before = _resident("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the kernel begins a new peak
    result = action()
    return result, _resident("VmHWM") - before


def _resident(name: str) -> float:
    found: Any = re.search(rf"{name}:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024
