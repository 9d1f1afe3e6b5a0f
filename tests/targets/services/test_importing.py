"""Importing: all or nothing, twice is once, and errors that say the line."""

from decimal import Decimal

import pytest

from indicators.models import Framework
from targets.models import CheckpointMonth, Department, DepartmentTarget, FiscalYear, Indicator, Project, Status
from targets.readers import DocumentError
from targets.readers.text import read_text
from targets.services.importing import Outcome, import_reading
from targets.storage import declaration_of, department_declaration_of
from tests.conftest import SEED
from tests.factories import FRAMEWORK_2021, DepartmentFactory, FiscalYearFactory

pytestmark = pytest.mark.django_db
TEXT = SEED.read_text(encoding="utf-8")


def read(text=TEXT, year=2025):
    return read_text(text, year=year)


def counts():
    return tuple(model.objects.count() for model in (FiscalYear, Department, DepartmentTarget, Project, Indicator))


def test_it_stores_the_whole_document(seed, seed_reading):
    stored = Project.objects.order_by("number").with_tables()
    assert [declaration_of(project) for project in stored] == list(seed_reading.projects)
    assert department_declaration_of(DepartmentTarget.objects.get()) == seed_reading.target
    assert Project.objects.all().totals()["budget_total"] == Decimal("891.08")


def test_it_creates_the_year_with_the_documents_months_and_fitting_framework(seed):
    year = FiscalYear.objects.get()
    assert year.checkpoint_months == (3, 6, 10, 12)
    assert year.framework.name == "2015年指标体系"


def test_a_document_of_the_2021_framework_gets_that_framework():
    import_reading(read(TEXT.replace("\t\n\t成本指标\n", "\t成本指标\n\t经济成本指标\n")), year=2025)
    assert FiscalYear.objects.get().framework.name == FRAMEWORK_2021


def test_importing_again_changes_nothing_and_says_so(seed, seed_reading):
    before = list(Project.objects.values())
    report = import_reading(seed_reading, year=2025)
    assert report.changes_nothing
    assert list(Project.objects.values()) == before


def test_a_corrected_document_changes_only_what_differs():
    import_reading(read(), year=2025)
    before = dict(Indicator.objects.values_list("pk", "name"))
    report = import_reading(read(TEXT.replace("\t12个\n\t实际数量", "\t13个\n\t实际数量", 1)), year=2025)
    assert report.count(Outcome.CHANGED) == 1
    assert dict(Indicator.objects.values_list("pk", "name")) == before
    assert Indicator.objects.get(project__number=1, position=1).value.text == "13个"


def test_removed_rows_go_and_added_rows_come():
    import_reading(read(), year=2025)
    one_goal = "\t1.提高社区党组织服务群众能力，更好的为居民提供各项服务，改善辖区环境。"
    import_reading(read(TEXT.replace(one_goal, "\t1.第一\n\t2.第二")), year=2025)
    goals = Project.objects.get(number=1).goals
    assert list(goals.values_list("text", flat=True)) == ["第一", "第二"]
    import_reading(read(TEXT.replace(one_goal, "\t1.第一")), year=2025)
    assert list(goals.values_list("text", flat=True)) == ["第一"]


def test_an_approved_table_is_never_changed_by_an_import(seed):
    with pytest.raises(DocumentError) as error:
        import_reading(read(TEXT.replace("≤10万元/个", "≤9万元/个")), year=2025)
    assert "第 50 行：“社区党组织服务群众专项经费”已批复，不能由导入改动" in str(error.value)
    assert "指标值：≤10万元/个 → ≤9万元/个" in str(error.value)
    assert "共" not in str(error.value)
    assert Indicator.objects.filter(value__text="≤9万元/个").count() == 0


def test_an_unknown_category_names_its_line_and_what_could_stand_there():
    with pytest.raises(DocumentError) as error:
        import_reading(read(TEXT.replace("\t社会效益指标\n", "\t道德效益指标\n", 1)), year=2025)
    (problem,) = error.value.problems
    line = TEXT.split("\n").index("\t社会效益指标") + 1
    assert abs(problem.line - line) <= 1
    assert "社会效益指标" in problem.expected
    assert "道德效益指标" in problem.found
    assert counts() == (0, 0, 0, 0, 0)


def test_months_that_differ_from_the_years_are_refused():
    FiscalYearFactory(months=(3, 6, 9, 12))
    with pytest.raises(DocumentError) as error:
        import_reading(read(), year=2025)
    assert "9月底" in error.value.problems[0].expected
    assert len(error.value.problems) == 6
    assert CheckpointMonth.objects.count() == 4


def test_a_unit_known_by_another_name_is_refused():
    DepartmentFactory(code="326001", name="另一个局")
    with pytest.raises(DocumentError) as error:
        import_reading(read(), year=2025)
    (problem,) = error.value.problems
    assert "另一个局" in problem.expected
    assert TEXT.split("\n")[problem.line - 1].startswith("\t326001")


def test_a_code_that_belongs_to_another_unit_is_refused():
    import_reading(read(), year=2025)
    Project.objects.update(department=DepartmentFactory(code="401001"))
    with pytest.raises(DocumentError):
        import_reading(read(), year=2025)


def test_one_bad_table_keeps_the_whole_file_out(monkeypatch):
    """A crash in the middle of writing leaves the database as it was."""
    from targets.services import importing

    written = []

    def fail_at_the_third(*args):
        if len(written) == 2:
            raise RuntimeError("disk full")
        written.append(args)
        return original(*args)

    original = importing.store_declaration
    monkeypatch.setattr(importing, "store_declaration", fail_at_the_third)
    with pytest.raises(RuntimeError):
        import_reading(read(), year=2025)
    assert counts() == (0, 0, 0, 0, 0)


def test_a_text_too_long_for_its_column_is_refused_with_its_line_and_quoted_in_part():
    with pytest.raises(DocumentError) as error:
        import_reading(read(TEXT.replace("社区工作经费", "经" * 300)), year=2025)
    (problem,) = error.value.problems
    assert TEXT.split("\n")[problem.line - 1] == "\t社区工作经费"
    assert str(problem).endswith(f"：项目名称不超过 200 个字，实为 300 个字：“{'经' * 59}…”")


def test_a_code_not_of_its_form_is_refused_in_a_sentence_of_its_own():
    with pytest.raises(DocumentError) as error:
        import_reading(read(TEXT.replace("\t326001", "\t32601")), year=2025)
    assert str(error.value) == "第 46 行：编码每级三位数字，如 326、326001，实为“32601”"


def test_a_conflict_with_approved_content_tells_three_differences_and_counts_them(seed):
    text = TEXT.replace("\t12个\n", "\t13个\n", 1).replace("\t≤10万元/个", "\t≤9万元/个", 1)
    text = text.replace("\t用于解决关系群众利益", "\t用于解决群众利益").replace("改善辖区环境。", "改善环境。", 1)
    with pytest.raises(DocumentError) as error:
        import_reading(read(text), year=2025)
    (sentence,) = map(str, error.value.problems)
    purpose = "用于解决关系群众利益问题和联系服务群众工作。 → 用于解决群众利益问题和联系服务群众工作。"
    assert f"文件与之不同：资金用途：{purpose}；绩效目标 › 第1条：" in sentence
    assert "社区数量 › 指标值：12个 → 13个……" in sentence
    assert sentence.count(" → ") == 3
    assert sentence.endswith("……共 4 处")


def test_a_conflict_with_approved_part_one_shows_a_long_text_where_it_changes(seed):
    old = "使我们的城市既有“颜值担当”，更有“内涵气质”"
    assert old in TEXT
    with pytest.raises(DocumentError) as error:
        import_reading(read(TEXT.replace(old, "使城市既有“颜值担当”，更有“内涵气质”")), year=2025)
    assert "第 1 行：部门整体绩效目标已批复，不能由导入改动，而文件与之不同：分项绩效目标 › " in str(error.value)
    assert "和社会文明水平，使我们的城市" in str(error.value)
    assert " → …度和社会文明水平，使城市" in str(error.value)


def test_new_projects_are_drafts_unless_the_document_is_published(seed_reading):
    import_reading(seed_reading, year=2025)
    assert set(Project.objects.values_list("status", flat=True)) == {Status.DRAFT}
    assert DepartmentTarget.objects.get().status == Status.DRAFT


def test_without_a_framework_it_says_what_to_do(seed_reading):
    Framework.objects.all().delete()
    with pytest.raises(DocumentError, match="指标体系"):
        import_reading(seed_reading, year=2025)


@pytest.mark.slow
def test_importing_a_hundred_tables_takes_a_fixed_number_of_queries_a_table(django_assert_max_num_queries):
    table = TEXT[TEXT.index("1.社区党组织服务") : TEXT.index("[bookmark: _Toc_4_4_0000000005]")]
    many = "".join(
        table.replace("13060525P003981100040", f"13060525P{number:012d}").replace("1.社区党", f"{number}.社区党", 1)
        for number in range(1, 101)
    )
    with django_assert_max_num_queries(100 * 9 + 40):
        import_reading(read(many), year=2025)
    assert Project.objects.count() == 100
    with django_assert_max_num_queries(20):
        assert import_reading(read(many), year=2025).changes_nothing
