"""Breaks and tabs in fields of one line are taken out by every reader; each field of an indicator knows its cell."""

import pytest
from django.core.exceptions import ValidationError

from indicators.fields import one_line as refuse_controls
from targets.readers import DocumentError
from targets.readers.docx import read_docx
from targets.readers.flat_csv import read_csv
from targets.readers.text import read_text
from targets.readers.text_cells import one_line
from tests.targets.readers.test_docx_variants import ABOVE, DECLARED, FORM
from tests.word_files import form_file, tbl, tc, tr

SPLIT = {
    "社区数量": "社区\n数量",
    "问卷": "问\n卷",
    "社区工作经费": "社区\n工作\n经费",
    "12个": "12\n个",
}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("街道办事处\n工作\t计划", "街道办事处工作 计划"),
        ("1.文件\n2.计划", "1.文件 2.计划"),
        ("ISO\n\n9001", "ISO 9001"),
        ("\t\n", ""),
        (" 右 ", " 右 "),
    ],
)
def test_what_wraps_a_line_is_taken_out(text: str, line: str) -> None:
    assert one_line(text) == line


def test_breaks_in_fields_of_one_line_are_closed_up() -> None:
    body = tbl(FORM)
    for text, split in SPLIT.items():
        assert f">{text}<" in body
        cell = "</w:t><w:br/><w:t>".join(split.split("\n"))
        body = body.replace(f">{text}<", f">{cell}<")
    assert read_docx(form_file(ABOVE + body), year=2025).projects == (DECLARED,)
    head = "单位代码,单位名称,项目编码,项目名称,一级指标,二级指标,三级指标,指标值,指标值确定依据"
    row = '326001,某某局,A1,"经\n费",产出指标,数量\t指标,"社区\n数量","12\n个","工作\n计划"'
    (project,) = read_csv(f"{head}\n{row}\n".encode(), year=2025).projects
    (indicator,) = project.indicators
    found = project.name, indicator.name, indicator.value.text, indicator.value.unit, indicator.basis
    assert found == ("经费", "社区数量", "12个", "个", "工作计划")


def test_breaks_of_the_text_form_are_closed_up(seed_text: str) -> None:
    two_lines = seed_text.replace("\t进一步保障\n", "\t进一步\n保障\n", 1)
    assert two_lines != seed_text
    assert read_text(two_lines, year=2025).projects == read_text(seed_text, year=2025).projects


def test_each_field_of_an_indicator_knows_its_cell() -> None:
    places = read_docx(form_file(ABOVE + tbl(FORM)), year=2025).places
    rows = [places["projects", 0, "indicators", 1, key] for key in ("level_one", "level_two", "name", "value", "basis")]
    assert [place.row for place in rows] == [8, 8, 9, 9, 9]
    assert len({place.column for place in rows}) == len(rows)


def test_a_level_missing_in_all_rows_is_told_once_where_it_is_missing() -> None:
    rows = [
        tr(tc(merge="restart" if at == 0 else "continue"), "数量指标", f"甲{at}", "乙", "1个", tc("丙", 2))
        for at in range(5)
    ]
    with pytest.raises(DocumentError) as refused:
        read_docx(form_file(ABOVE + tbl((*FORM[:7], *rows))), year=2025)
    (problem,) = refused.value.problems
    assert (problem.expected, problem.place.row, problem.place.column) == ("第一行的一级指标", 8, 1)


def test_a_control_that_people_know_is_named_in_words() -> None:
    for text, word in (("甲\n", "换行"), ("甲\t", "制表符"), ("甲\x01", "U+0001")):
        with pytest.raises(ValidationError, match=word.replace("+", r"\+")):
            refuse_controls(text)
