"""Read and write large Word and Excel files, beside the bare library reading the same file.

``python -m benchmarks.office`` (a minute or two). Ours and the library take turns, so what else the machine does falls
on both alike; compare ratios, not seconds of different days. Ours is timed from the bytes of the file: the guard,
parsing, recognising the forms and checking every value; the library only from the bytes to the texts of its cells.
"""

import argparse
import io
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import python_calamine
from docx.oxml.ns import qn

from reports.word import render_projects_docx
from reports.workbook_flat import months_of, write_flat
from reports.workbook_form import write_forms
from targets.declaration import Declaration
from targets.readers.opening import read_file
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
    assert list(read_file(data, year=2025).projects) == declarations
    ours, bare, least = timed(
        rounds, lambda: read_file(data, year=2025), lambda: read_with_python_docx(data), lambda: read_with_lxml(data)
    )
    report(f"{projects} projects from one DOCX", rows, ours, bare, "python-docx")
    print(
        f"{'':<34}(its XML alone, every w:tc's text: {least:.2f} s; written in {written:.2f} s, {len(data) >> 10} KB)"
    )


# -- Excel ---------------------------------------------------------------------------------------------------------


def read_with_calamine(data: bytes) -> int:
    """The rows of all sheets as Python values."""
    with python_calamine.load_workbook(io.BytesIO(data)) as book:
        return sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


def excel(rounds: int, rows: int, projects: int) -> None:
    declarations = seed_projects(-(-rows // 6))
    file = io.BytesIO()
    written = write_flat(declarations, file, months=months_of(declarations))
    data = file.getvalue()
    assert list(read_file(data, year=2025).projects) == declarations
    ours, bare = timed(rounds, lambda: read_file(data, year=2025), lambda: read_with_calamine(data))
    report("flat rows from one XLSX", written, ours, bare, "calamine")
    file = io.BytesIO()
    write_forms(declarations[:projects], file)
    forms = file.getvalue()
    lines = read_with_calamine(forms)
    assert list(read_file(forms, year=2025).projects) == declarations[:projects]
    ours, bare = timed(rounds, lambda: read_file(forms, year=2025), lambda: read_with_calamine(forms))
    report(f"{projects} forms from one XLSX", lines, ours, bare, "calamine")


def export(rows: int) -> None:
    """Write so many rows in a process of its own, as they come, and say what memory that took beyond a few rows."""
    peaks = {}
    for count in (60, rows):
        started = time.perf_counter()
        told = subprocess.run(
            [sys.executable, "-m", "benchmarks.office", "--export", str(count)],
            check=True,
            capture_output=True,
            text=True,
        )
        peaks[count] = int(told.stdout)
    print(
        f"{rows} rows streamed to XLSX: {time.perf_counter() - started:.1f} s, {peaks[rows]} MB at most "
        f"({peaks[60]} MB for 60 rows; goal: 200 MB: {'met' if peaks[rows] <= 200 else 'MISSED'})"
    )


def stream(rows: int) -> None:
    """Write the rows and print the most megabytes this process ever had."""
    seed = seed_projects(6)

    def projects() -> Iterator[Declaration]:
        written = 0
        while written < rows:
            each = seed[written % 6].model_copy(update={"code": f"{written:021}"})
            written += len(each.indicators)
            yield each

    with tempfile.TemporaryFile() as file:
        write_flat(projects(), file, months=months_of(seed))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--projects", type=int, default=500, help="projects in the Word document")
    parser.add_argument("--rows", type=int, default=10_000, help="rows in the Excel workbook")
    parser.add_argument("--streamed", type=int, default=100_000, help="rows in the workbook whose memory is measured")
    parser.add_argument("--export", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--only", choices=("word", "excel"))
    given = parser.parse_args()
    if given.export:
        stream(given.export)
        return
    if given.only != "excel":
        word(given.rounds, given.projects)
    if given.only != "word":
        excel(given.rounds, given.rows, given.projects)
        export(given.streamed)


if __name__ == "__main__":
    main()
