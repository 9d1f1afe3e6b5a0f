"""Read and write large Word and Excel files, beside the bare library reading the same file.

``python -m benchmarks.office`` (a minute or two). Ours and the library take turns, so what else the machine does falls
on both alike; compare ratios, not seconds of different days. Ours is timed from the bytes of the file: the guard,
parsing, recognising the forms and checking every value; the library only from the bytes to the texts of its cells.
"""

import argparse
import io
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import docx
from docx.oxml.ns import qn

from reports.word import render_projects_docx
from targets.declaration import Declaration
from targets.readers.docx import read_docx
from targets.readers.text import read_text

SEED = Path(__file__).parents[1] / "fixtures" / "department-326001-2025.txt"
GOAL = 3.0
"""Times the bare library's reading that ours may take."""


def seed_projects(count: int) -> list[Declaration]:
    """The seed's projects over and over, each with a code and number of its own."""
    projects = read_text(SEED.read_text(encoding="utf-8"), year=2025).projects
    return [
        projects[place % len(projects)].model_copy(update={"code": f"{place:021}", "number": place + 1})
        for place in range(count)
    ]


def timed(rounds: int, *works: Callable[[], object]) -> list[float]:
    """The median seconds of each, taking turns."""
    seconds: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for place, work in enumerate(works):
            started = time.perf_counter()
            work()
            seconds[place].append(time.perf_counter() - started)
    return [statistics.median(each) for each in seconds]


def report(what: str, rows: int, ours: float, bare: float, library: str) -> None:
    met = "met" if ours <= GOAL * bare else "MISSED"
    print(
        f"{what:<34}{rows:>8} rows{rows / ours:>10.0f} rows/s{ours:>8.2f} s"
        f"   {library} {rows / bare:.0f} rows/s, {bare:.2f} s: ours {ours / bare:.2f} × ({met}: at most {GOAL:g} ×)"
    )


# -- Word ----------------------------------------------------------------------------------------------------------


def read_with_python_docx(data: bytes) -> int:
    """The rows of all tables, every cell's text read."""
    rows = 0
    for table in docx.Document(io.BytesIO(data)).tables:
        for row in table.rows:
            rows += 1
            for cell in row.cells:
                _ = cell.text
    return rows


def read_with_lxml(data: bytes) -> int:
    """As python-docx without its objects: the least that anybody could do."""
    rows = 0
    for row in docx.Document(io.BytesIO(data)).element.body.iter(qn("w:tr")):
        rows += 1
        for cell in row.iter(qn("w:tc")):
            _ = "".join(cell.itertext())
    return rows


def word(rounds: int, projects: int) -> None:
    declarations = seed_projects(projects)
    started = time.perf_counter()
    data = render_projects_docx(declarations)
    written = time.perf_counter() - started
    rows = read_with_python_docx(data)
    assert list(read_docx(data, year=2025).projects) == declarations
    ours, bare, least = timed(
        rounds, lambda: read_docx(data, year=2025), lambda: read_with_python_docx(data), lambda: read_with_lxml(data)
    )
    report(f"{projects} projects from one DOCX", rows, ours, bare, "python-docx")
    print(
        f"{'':<34}(its XML alone, every w:tc's text: {least:.2f} s; written in {written:.2f} s, {len(data) >> 10} KB)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--projects", type=int, default=500, help="projects in the Word document")
    given = parser.parse_args()
    word(given.rounds, given.projects)


if __name__ == "__main__":
    main()
