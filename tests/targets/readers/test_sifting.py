"""One bad table among good ones: the good ones are read as they are, the bad one is told, nothing else is lost."""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence

import openpyxl
import pytest

from reports.word import render_document_docx, render_projects_docx
from reports.workbook_flat import months_of, write_csv
from reports.workbook_form import write_forms
from targets.declaration import Declaration, DepartmentDocument
from targets.readers import DocumentError, Reading, Sifted
from targets.readers.opening import read_file, sift_file
from tests.text_form import write_document
from tests.workbooks import FIRST, HEAD, SECOND, workbook

Damage = Callable[[str], str]


def word(projects: Sequence[Declaration], damage: Damage = str) -> bytes:
    """A Word document whose XML is damaged."""
    return rewritten(render_projects_docx(projects), damage)


def rewritten(data: bytes, damage: Damage) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as whole, zipfile.ZipFile(file, "w") as broken:
        for name in whole.namelist():
            part = whole.read(name)
            broken.writestr(name, damage(part.decode()) if name == "word/document.xml" else part)
    return file.getvalue()


def forms(projects: Sequence[Declaration]) -> openpyxl.Workbook:
    file = io.BytesIO()
    write_forms(projects, file)
    return openpyxl.load_workbook(file)


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def table(projects: Sequence[Declaration]) -> list[list[str]]:
    """The rows of a CSV file."""
    file = io.BytesIO()
    write_csv(projects, file, months=months_of(projects))
    return list(csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline="")))


def csv_file(rows: Sequence[Sequence[str]]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


def told(sifted: Sifted) -> list[tuple[str, list[str]]]:
    """The refused by their code, each with its sentences."""
    return [(each.code, [str(problem) for problem in each.problems]) for each in sifted.refused]


def sift(data: bytes, name: str = "") -> Sifted:
    sifted = sift_file(data, name, year=2025)
    with pytest.raises(DocumentError) as refusal:  # all or nothing is as it was
        read_file(data, name, year=2025)
    mine = sorted(str(problem) for each in sifted.refused for problem in each.problems)
    assert mine == sorted(map(str, refusal.value.problems))
    return sifted


def refused_whole(data: bytes, name: str = "") -> str:
    with pytest.raises(DocumentError) as refusal:
        sift_file(data, name, year=2025)
    return str(refusal.value)


def replaced(text: str, *pairs: tuple[str, str]) -> str:
    """Each of some texts once replaced, where it must be."""
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def test_of_a_word_document_each_bad_table_is_told(seed: Reading) -> None:
    one, two, three, four, *_ = seed.projects
    damages = [
        (">30.00<", ">三十<"),
        (f">{two.indicators[0].name}<", "><"),
        (f">{four.code}<", f">{three.code}<"),
    ]
    sifted = sift(word(seed.projects, lambda xml: replaced(xml, *damages)))
    assert sifted.reading.projects == seed.projects[4:]
    place = sifted.reading.places["projects", 0, "code"]
    assert str(place) == "第 9 个表格第 1 行第 2 格"
    assert [code for code, _ in told(sifted)] == [one.code, two.code, three.code, three.code]
    first, second, *alike = [sentences for _, sentences in told(sifted)]
    assert first == ["第 1 个表格第 5 行第 2 格：“三十”不是有效金额，请填数字（单位：万元，最多六位小数）"]
    assert second[0].startswith("第 4 个表格第 2 行第 3 格：应为三级指标的名称，实为“")
    assert ["第 7 个表格" in alike[0][0], "第 5 个表格" in alike[1][0]] == [True, True]
    refusal = sifted.refused[1]
    assert (refusal.name, refusal.unit_code) == (two.name, two.unit.code)
    assert str(refusal.place) == f"段落“2.{two.name}绩效目标表”"


def test_part_one_and_the_tables_are_told_apart(seed: Reading) -> None:
    assert seed.target
    document = DepartmentDocument(year=2025, unit=seed.target.unit, target=seed.target, projects=seed.projects)
    data = render_document_docx(document)
    sifted = sift(rewritten(data, lambda xml: xml.replace("三、工作保障措施", "三、其他")))
    assert (sifted.reading.target, sifted.reading.projects) == (None, seed.projects)
    assert [each.is_target for each in sifted.refused] == [True]
    unit = f"{seed.target.unit.code}{seed.target.unit.name}"
    sifted = sift(rewritten(data, lambda xml: replaced(xml, (">30.00<", ">?<"))))
    assert (sifted.reading.target, sifted.reading.projects) == (seed.target, seed.projects[1:])
    sifted = sift(rewritten(data, lambda xml: "某某局".join(xml.rsplit(unit, 1))))  # whose part one is, is open then
    assert [each.is_target for each in sifted.refused] == [True, False]
    text = replaced(write_document(seed.target, seed.projects), ("\t30.00\n", "\t三十\n"), ("（二）", "（五）"))
    sifted = sift(text.encode())
    assert (sifted.reading.target, sifted.reading.projects) == (None, seed.projects[1:])
    assert ["第 5 条" in told(sifted)[0][1][0] or "第 2 条" in told(sifted)[0][1][0]] == [True]


def test_what_is_of_no_table_refuses_the_file(seed: Reading) -> None:
    two = seed.projects[1]
    stray = [
        (f"{two.number}.{two.name}绩效目标表", "说明如下"),  # text between two tables
        ("项目编码", "项目号"),  # a table that cannot be told from the one before
    ]
    for damage in stray:
        said = refused_whole(word(seed.projects, lambda xml, damage=damage: replaced(xml, damage)))  # type: ignore[misc]
        assert "不在任何一张项目绩效目标表之内" in said or "“项目编码”一格" in said
    text = write_document(None, seed.projects)
    title = f"{two.number}.{two.name}绩效目标表"
    assert "下一张表的标题" in refused_whole(replaced(text, (title, "说明如下")).encode())
    assert "下一张表的标题" in refused_whole(replaced(text, (f"{title}\n", "")).encode())
    book = forms(seed.projects[:2])
    sheet = book.worksheets[0]
    sheet.cell(sheet.max_row + 3, 1).value = "=1/0"
    assert "公式还没有计算结果" in refused_whole(saved(book))
    sheet.row_dimensions[3].hidden = True
    assert "隐藏" in refused_whole(saved(book))


def test_of_a_workbook_of_forms_each_bad_sheet_is_told(seed: Reading) -> None:
    book = forms(seed.projects[:3])
    second = book.worksheets[1]
    second["B5"].value = "=1/0"
    budget = next(cell for row in second.iter_rows() for cell in row if cell.value == seed.projects[1].funds.budget)
    budget.value = "多"
    sifted = sift(saved(book))
    assert sifted.reading.projects == (seed.projects[0], seed.projects[2])
    ((_, sentences),) = told(sifted)
    assert f"{second.title}”{budget.coordinate}：“多”不是有效金额" in sentences[0]
    assert "B5：公式还没有计算结果" in sentences[1]


def test_of_a_list_each_bad_project_is_told(seed: Reading) -> None:
    heads, *rows = table(seed.projects)
    value, code = heads.index("数值"), heads.index("项目编码")
    mine = [at for at, row in enumerate(rows) if row[code] == seed.projects[2].code]
    rows[mine[1]][value] = "九十九又"
    sifted = sift(csv_file([heads, *rows]), "a.csv")
    assert sifted.reading.projects == (*seed.projects[:2], *seed.projects[3:])
    ((_, sentences),) = told(sifted)
    assert f"{mine[1] + 2}：应为与指标值" in sentences[0]
    data = workbook(
        [HEAD, FIRST, ("326001", "某某局", "P2", "桥梁", "多"), SECOND, (*FIRST[:2], "P3", "涵洞", *FIRST[4:])]
    )
    sifted = sift(data)
    assert [each.code for each in sifted.reading.projects] == ["P1", "P3"]
    assert [len(sentences) for _, sentences in told(sifted)] == [2]


def test_rows_of_a_list_that_may_be_anothers_refuse_it_whole() -> None:
    """Whoever they belong to lacks rows, and would be taken in without them."""
    other = (*FIRST[:2], "P2", "桥梁", *FIRST[4:])
    again = (*FIRST[:10], *SECOND[10:])
    last = (*other[:10], *SECOND[10:])
    good = sift_file(workbook([HEAD, FIRST, again, other, last]), year=2025)
    assert [len(each.indicators) for each in good.reading.projects] == [2, 2]
    for row, sentence in [
        ((*other[:2], "", *other[3:]), "“项目名称”前后不一致"),  # its code is gone: it reads as P1's
        (("", *other[:2], "P2", *other[4:]), "应为单位代码"),  # moved to the right
        ((*other[:2], "P9", "", *other[4:]), "应为项目 P9 的项目名称"),
        ((*other[:1], "别的局", *other[2:]), "“单位名称”前后不一致"),
        ((*other[:3], "", "多", *other[5:]), None),  # blank is as in another row of its own
    ]:
        data = workbook([HEAD, FIRST, again, row, last])
        if sentence:
            assert sentence in refused_whole(data)
        else:
            assert [each.code for each in sift(data).refused] == ["P2"]
    elsewhere = (other[0], "别的局", *other[2:])
    assert "应为与其他各表一致的单位名称" in refused_whole(workbook([HEAD, FIRST, again, elsewhere]))
    slipped = (*other[:2], "桥梁", "别的", "多", *other[5:])
    assert "应为项目编码（字母和数字），实为“桥梁”" in refused_whole(workbook([HEAD, FIRST, again, slipped, last]))
    numbers = [("序号", *HEAD), (7, *FIRST), (7, *again), (8, *other), ("?", *last)]
    sifted = sift(workbook(numbers))
    assert [(each.code, each.number) for each in sifted.reading.projects] == [("P1", 7)]
    assert "“序号”前后不一致：8、?" in str(sifted.refused[0].problems[0])
