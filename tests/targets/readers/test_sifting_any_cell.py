"""Whatever cell of one of three tables is broken: the others come back as they were, or the file is refused whole."""

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from html import escape

import pytest

from reports.word import render_projects_docx
from targets.declaration import Declaration
from targets.readers import DocumentError, Reading
from targets.readers.opening import sift_file
from tests.targets.readers.test_sifting import csv_file, forms, rewritten, saved, table
from tests.text_form import write_document
from tests.workbooks import workbook

BREAKS = [
    "",
    " ",
    "x",
    "-1",
    "十五",
    "#REF!",
    "2.",
    "（三）",
    "注：略",
    "合计",
    "单位：元",
    "第一部分",
    "项目编码",
    "绩效目标",
]
WORDS = re.compile(r"(?<=\">)[^<>]+(?=</w:t>)")


def broken_word(projects: Sequence[Declaration], chance: random.Random) -> Iterator[tuple[int, bytes]]:
    data = render_projects_docx(projects)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        xml = file.read("word/document.xml").decode()
    texts = list(WORDS.finditer(xml))
    titles = [
        next(each.start() for each in texts if f"{escape(project.name, quote=False)}绩效目标表" in each[0])
        for project in projects
    ]
    while True:
        old, new = chance.choice(texts), chance.choice([*BREAKS, chance.choice(texts)[0]])
        owner = max(sum(start <= old.start() for start in titles) - 1, 0)
        yield owner, rewritten(data, lambda text, old=old, new=new: text[: old.start()] + new + text[old.end() :])  # type: ignore[misc]


def broken_text(projects: Sequence[Declaration], chance: random.Random) -> Iterator[tuple[int, bytes]]:
    lines = write_document(None, projects).split("\n")
    titles = [next(at for at, line in enumerate(lines) if f"{each.name}绩效目标表" in line) for each in projects]
    filled = [at for at, line in enumerate(lines) if line.strip() and at >= titles[0]]
    while True:
        at = chance.choice(filled)
        new = chance.choice([*BREAKS, lines[chance.choice(filled)].strip()])
        text = "\n".join([*lines[:at], ("\t" if lines[at].startswith("\t") else "") + new, *lines[at + 1 :]])
        yield sum(title <= at for title in titles) - 1, text.encode()


def broken_list(projects: Sequence[Declaration], chance: random.Random) -> Iterator[tuple[int, bytes]]:
    heads, *rows = table(projects)
    code = heads.index("项目编码")
    codes = [project.code for project in projects]
    while True:
        row, column = chance.randrange(len(rows)), chance.randrange(len(heads))
        broken = [list(each) for each in rows]
        broken[row][column] = chance.choice([*BREAKS, chance.choice(rows)[column], chance.choice(rows[row])])
        yield codes.index(rows[row][code]), csv_file([heads, *broken])


def broken_forms(projects: Sequence[Declaration], chance: random.Random) -> Iterator[tuple[int, bytes]]:
    book = forms(projects)
    while True:
        owner = chance.randrange(len(projects))
        cells = [cell for row in book.worksheets[owner].iter_rows() for cell in row if cell.value not in (None, "")]
        cell, new = chance.choice(cells), chance.choice([*BREAKS, "=1/0", chance.choice(cells).value])
        old, cell.value = cell.value, new
        data = saved(book)
        cell.value = old
        yield owner, data


def broken_stack(projects: Sequence[Declaration], chance: random.Random) -> Iterator[tuple[int, bytes]]:
    """Forms one below the other in one sheet, where a title that is none looks like a row of the form above."""
    rows: list[list[object]] = []
    merged, owners = [], []
    for owner, sheet in enumerate(forms(projects).worksheets):
        down = len(rows)
        for span in sheet.merged_cells.ranges:
            span.shift(row_shift=down)
            merged.append(span.coord)
        rows += [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)]
        owners += [owner] * (len(rows) - down)
    filled = [(row, column) for row, cells in enumerate(rows) for column, cell in enumerate(cells) if cell != ""]
    while True:
        row, column = chance.choice(filled)
        other = chance.choice(filled)
        broken = [list(cells) for cells in rows]
        broken[row][column] = chance.choice([*BREAKS, rows[other[0]][other[1]]])
        yield owners[row], workbook(broken, merged=merged)


BREAKING = [(broken_word, 80), (broken_text, 200), (broken_list, 1000), (broken_forms, 40), (broken_stack, 60)]


@pytest.mark.slow
@pytest.mark.parametrize(("breaking", "times"), BREAKING)
def test_whatever_cell_of_one_table_is_broken_no_other_table_reads_otherwise(
    breaking: Callable[[Sequence[Declaration], random.Random], Iterator[tuple[int, bytes]]], times: int, seed: Reading
) -> None:
    projects = seed.projects[:3]
    chance = random.Random(2025)  # noqa: S311 (the same damage every time)
    outcomes = {"whole": 0, "sifted": 0, "refused": 0}
    for (owner, data), _ in zip(breaking(projects, chance), range(times), strict=False):
        try:
            sifted = sift_file(data, "a.csv" if breaking is broken_list else "", year=2025)
        except DocumentError:
            outcomes["refused"] += 1
            continue
        others = [each for at, each in enumerate(projects) if at != owner]
        read, refused = sifted.reading.projects, [each for each in sifted.refused if not each.is_target]
        alike = [each.code for each in refused]
        assert all(each in read or alike.count(each.code) == 2 for each in others)
        assert len([each for each in read if each not in others]) + len(refused) <= 2
        assert len(read) + len(refused) == len(projects) or (breaking is broken_list and not refused)
        outcomes["sifted" if sifted.refused else "whole"] += 1
    assert min(outcomes.values()) > times / 40, outcomes
