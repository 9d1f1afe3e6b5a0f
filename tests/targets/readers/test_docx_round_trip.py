"""Declaration → Word → Declaration is identity, also when LibreOffice saves the file in between."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from indicators.target_value import TargetValue
from reports.word import render_document_docx, render_project_docx, render_projects_docx
from targets.declaration import Declaration, DepartmentDeclaration, DepartmentDocument
from targets.readers import Reading
from targets.readers.docx import read_docx
from targets.readers.text_cells import one_line
from tests.strategies import declarations
from tests.targets.readers.test_text_properties import documents

ODD = [
    "=1+1",
    "+86",
    "-5",
    "@SUM(A1)",
    "a\nb\n\nc",
    "1.有编号",
    "（一）有编号",
    "预算数",
    "一级指标",
    "绩效目标",
    "单位：万元",
    "3月底",
    "\t左",
    " 右 ",
]


def as_read(declaration: Declaration) -> Declaration:
    """What any Word file can hold of it: XML's characters, a unit name without outer white space, no negative amount,
    and nothing in place of white space alone."""

    def plain(value: object, key: str = "") -> object:
        if isinstance(value, dict):
            return {name: plain(each, name) for name, each in value.items()}
        if isinstance(value, list):
            return [plain(each, key) for each in value]
        if isinstance(value, str):
            text = value.replace("\ufffe", "").replace("\uffff", "")
            text = text.lstrip("-") if key in ("fiscal", "other", "amount") else text
            return text if text.strip() else "无" if key == "name" else ""
        return value

    data = plain(json.loads(declaration.to_json()))
    assert isinstance(data, dict)
    data["unit"]["name"] = data["unit"]["name"].strip()
    for row in data["indicators"]:
        row.update({key: one_line(row[key]) for key in ("name", "basis")})
        row["value"] = json.loads(TargetValue.parse(row["value"]["text"]).model_dump_json())
    return Declaration.from_json(json.dumps(data))


def with_odd_texts(declaration: Declaration, texts: list[str]) -> Declaration:
    """The declaration with texts that look like something else in it."""
    rows = [
        row.model_copy(update={"name": text, "description": text, "basis": text})
        for row, text in zip(declaration.indicators, texts, strict=False)
    ]
    goals = (*declaration.goals, *texts)
    return declaration.model_copy(update={"goals": goals, "purpose": texts[0], "indicators": tuple(rows)})


odd_declarations = st.builds(with_odd_texts, declarations(), st.lists(st.sampled_from(ODD), min_size=1, max_size=4))


@given((declarations() | odd_declarations).map(as_read))
def test_a_declaration_comes_back_from_word_as_it_was(declaration: Declaration) -> None:
    data = render_project_docx(declaration)
    assert read_docx(data, year=declaration.year).projects == (declaration,)


@pytest.mark.slow
@given(documents())
def test_a_document_comes_back_from_word_as_it_was(
    drawn: tuple[DepartmentDeclaration | None, list[Declaration]],
) -> None:
    target, projects = drawn
    document = DepartmentDocument(year=2025, unit=projects[0].unit, target=target, projects=tuple(projects))
    reading = read_docx(render_document_docx(document), year=2025)
    assert (reading.target, reading.projects) == (target, document.projects)


def document_of(reading: Reading) -> DepartmentDocument:
    assert reading.target
    return DepartmentDocument(year=2025, unit=reading.target.unit, target=reading.target, projects=reading.projects)


def test_the_seed_comes_back_with_the_place_of_each_table(seed: Reading) -> None:
    reading = read_docx(render_document_docx(document_of(seed)), year=2025)
    assert (reading.target, reading.projects) == (seed.target, seed.projects)
    assert str(reading.places["projects", 1, "code"]) == "第 3 个表格第 1 行第 2 格"
    assert reading.lines.keys() == reading.places.keys()


def saved_by_libreoffice(files: Sequence[bytes], folder: Path, kind: str = "docx:MS Word 2007 XML") -> list[bytes]:
    """What LibreOffice makes of each file when it opens and saves it."""
    saved, given = folder / "saved", [folder / f"{number}.{kind[:4]}" for number in range(len(files))]
    for path, data in zip(given, files, strict=True):
        path.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", saved, *given]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return [(saved / path.name).read_bytes() for path in given]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_what_libreoffice_saves_again_reads_the_same(seed: Reading, tmp_path: Path) -> None:
    drawn: list[Declaration] = []

    @given((declarations() | odd_declarations).map(as_read))
    @settings(max_examples=60, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck))
    def draw(declaration: Declaration) -> None:
        drawn.append(declaration.model_copy(update={"year": 2025, "code": f"{len(drawn):03}{declaration.code}"}))

    draw()
    units = {each.unit.code: each.unit for each in drawn}
    drawn = [each.model_copy(update={"unit": units[each.unit.code]}) for each in drawn]
    files = [render_projects_docx(drawn), render_document_docx(document_of(seed))]
    odd, document = (read_docx(data, year=2025) for data in saved_by_libreoffice(files, tmp_path))
    assert list(odd.projects) == drawn
    assert (document.target, document.projects) == (seed.target, seed.projects)
