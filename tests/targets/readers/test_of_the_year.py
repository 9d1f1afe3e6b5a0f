"""A form that says which year it is of is not read for another one."""

import pytest

from targets.readers import DocumentError
from targets.readers.docx import read_docx
from tests.targets.readers.test_docx_variants import ABOVE, DECLARED, FORM, TITLE, UNIT
from tests.word_files import MONEY, form_file, p, tbl

SAID = {
    "（２０２５年度）": p(TITLE) + p("（２０２５年度）") + p(f"{UNIT}   {MONEY}") + tbl(FORM),
    f"{TITLE}（2025年度）": p(f"{TITLE}（2025年度）") + p(f"{UNIT}   {MONEY}") + tbl(FORM),
    "2025年   单位：万元": p(TITLE) + p(UNIT) + p("2025年   单位：万元") + tbl(FORM),
    "预算年度：2025": ABOVE + p("预算年度：2025") + tbl(FORM),
    "2025年度部门预算项目支出绩效目标表": p("2025年度部门预算项目支出绩效目标表") + p(f"{UNIT}   {MONEY}") + tbl(FORM),
}


@pytest.mark.parametrize(("text", "body"), SAID.items(), ids=SAID)
def test_a_form_of_another_year_is_refused(text: str, body: str) -> None:
    (project,) = read_docx(form_file(body), year=2025).projects
    assert project.model_copy(update={"number": DECLARED.number}) == DECLARED
    with pytest.raises(DocumentError) as refused:
        read_docx(form_file(body), year=2026)
    (problem,) = refused.value.problems
    assert (problem.expected, problem.found) == ("所选的预算年度 2026", text)


def test_a_year_in_a_name_or_a_text_is_not_that_of_the_form() -> None:
    body = (ABOVE + tbl(FORM)).replace("社区工作经费", "2024年春节慰问").replace("提升社区功能", "2023年度")
    assert read_docx(form_file(body), year=2025).projects[0].name == "2024年春节慰问"
