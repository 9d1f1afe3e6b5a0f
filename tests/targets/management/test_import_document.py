"""The command: what it prints, what it refuses, and the sentence for each."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from targets.models import Department, DepartmentTarget, FiscalYear, Indicator, Project, Status
from targets.services.importing import import_reading
from tests.conftest import SEED
from tests.factories import DepartmentFactory, ProjectFactory
from tests.targets.readers.test_other_forms import scored
from tests.word_files import ABOVE, FORM, ROWS, form_file, tbl

pytestmark = pytest.mark.django_db
TEXT = SEED.read_text(encoding="utf-8")
SIBLINGS = TEXT.replace("\t326001保定", "\t326002保定", 1)
PART_ONE = TEXT[: TEXT.index("第二部分")]


def counts():
    return tuple(model.objects.count() for model in (FiscalYear, Department, DepartmentTarget, Project, Indicator))


def run(*arguments):
    out = StringIO()
    call_command("import_document", *arguments, stdout=out)
    return out.getvalue()


def write(tmp_path, text):
    path = tmp_path / "document.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_command_says_that_nothing_changed():
    assert "已导入" in run(SEED, "--year", "2025")
    out = run(SEED, "--year", "2025")
    assert out.endswith("：文件中的内容都已在数据库中，没有改动。\n")
    assert "另有" not in out


def test_what_is_left_out_of_a_file_is_told(tmp_path):
    path = tmp_path / "scored.docx"
    path.write_bytes(form_file(ABOVE + tbl((*FORM[:6], *scored(*ROWS)))))
    assert "：“分值”一栏的内容没有导入（绩效目标表中没有这一栏），以下各处相同。\n" in run(path, "--year", "2025")


def test_a_dry_run_shows_the_changes_and_writes_nothing(tmp_path, seed_reading):
    import_reading(seed_reading, year=2025)
    changed = write(tmp_path, TEXT.replace("≤10万元/个", "≤9万元/个"))
    out = run(changed, "--year", "2025", "--dry-run")
    assert "≤10万元/个 → ≤9万元/个" in out
    assert "试运行" in out
    assert Indicator.objects.filter(value__text="≤9万元/个").count() == 0


def test_a_dry_run_on_an_empty_database_leaves_it_empty():
    run(SEED, "--year", "2025", "--dry-run")
    assert counts() == (0, 0, 0, 0, 0)


def test_what_only_the_database_holds_is_told_and_left_alone(seed, tmp_path):
    ProjectFactory(department=seed[0].department, fiscal_year=seed[0].fiscal_year, code="", name="另一项目")
    ProjectFactory(fiscal_year=seed[0].fiscal_year, name="别的单位的项目")
    before = list(Project.objects.order_by("pk").values())
    part_two = write(tmp_path, TEXT[TEXT.index("[bookmark: _Toc_4_4_0000000005]") :])
    out = run(part_two, "--year", "2025")
    assert "数据库中另有 3 项不在文件中，未作改动：" in out
    assert f"单位 {seed[0].department} 的部门整体绩效目标\n" in out
    assert "项目 13060525P003981100040 社区党组织服务群众专项经费\n" in out
    assert "项目 （无编码） 另一项目\n" in out
    assert "别的单位的项目" not in out
    assert list(Project.objects.order_by("pk").values()) == before


def test_of_many_things_only_in_the_database_ten_are_named(seed):
    ProjectFactory.create_batch(12, department=seed[0].department, fiscal_year=seed[0].fiscal_year, name="多余")
    out = run(SEED, "--year", "2025")
    assert "另有 12 项" in out
    assert out.count("多余") == 10
    assert "其余 2 项从略" in out


def test_publishing_what_is_stored_as_drafts_says_that_it_stays_so(seed_reading):
    import_reading(seed_reading, year=2025)
    assert "注意：7 项早已在数据库中且未批复，仍未批复" in run(SEED, "--year", "2025", "--published")
    assert not Project.objects.filter(status=Status.APPROVED).exists()
    assert "未批复" not in run(SEED, "--year", "2025")


def test_publishing_what_is_approved_or_new_needs_no_such_word():
    assert "未批复" not in run(SEED, "--year", "2025", "--published")
    assert "未批复" not in run(SEED, "--year", "2025", "--published")


def test_project_codes_of_another_year_are_pointed_out():
    out = run(SEED, "--year", "2024")
    assert "注意：项目编码中的年度为 25，与 --year 2024 不符，请核对。" in out
    assert Project.objects.filter(fiscal_year=2024).count() == 6


@pytest.mark.parametrize(("old", "new"), [("13060525P0039", "13060524P0039"), ("13060525P", "13060524K")])
def test_a_project_that_goes_on_and_codes_of_another_form_say_nothing_of_the_year(tmp_path, old, new):
    assert "请核对" not in run(write(tmp_path, TEXT.replace(old, new)), "--year", "2025")


@pytest.mark.parametrize("text", [SIBLINGS, PART_ONE], ids=["two sibling units", "no tables"])
def test_part_one_whose_unit_the_tables_do_not_tell_takes_the_given_one(tmp_path, text):
    path = write(tmp_path, text)
    with pytest.raises(CommandError, match="--unit"):
        run(path, "--year", "2025")
    with pytest.raises(CommandError, match="系统中没有编码为“326”的单位：请管理员先在后台建立"):
        run(path, "--year", "2025", "--unit", "326")
    assert counts() == (0, 0, 0, 0, 0)
    DepartmentFactory(code="326", name="乡村振兴局")
    run(path, "--year", "2025", "--unit", "326")
    assert DepartmentTarget.objects.get().department.code == "326"


def test_an_import_that_another_one_overtook_asks_to_try_again(monkeypatch):
    from targets.services import importing

    def after_another(plan, status):
        FiscalYear.objects.create(year=2025, framework=plan.year.framework)
        original(plan, status)

    original = importing._write
    monkeypatch.setattr(importing, "_write", after_another)
    with pytest.raises(CommandError, match="没有导入：另一个导入正在进行，请重试"):
        run(SEED, "--year", "2025")
    assert counts() == (0, 0, 0, 0, 0)


def test_the_command_quotes_lines_and_leaves_with_an_error(tmp_path):
    path = write(tmp_path, TEXT.replace("\t120.00\n", "\t一百二十\n", 1))
    with pytest.raises(CommandError) as error:
        run(path, "--year", "2025")
    assert "一百二十" in str(error.value)
    assert "行" in str(error.value)
    assert counts() == (0, 0, 0, 0, 0)


def test_a_missing_file_and_a_strange_year_get_a_sentence(tmp_path):
    with pytest.raises(CommandError, match=r"无法读取 .*：没有这个文件。$"):
        run(tmp_path / "no.txt", "--year", "2025")
    with pytest.raises(CommandError, match=r"无法读取 .*：这是一个文件夹。$"):
        run(tmp_path, "--year", "2025")
    with pytest.raises(CommandError, match=r"无法读取 .*：请检查文件名和存放位置。$"):
        run(tmp_path / ("长" * 300), "--year", "2025")
    with pytest.raises(CommandError, match="预算年度"):
        run(SEED, "--year", "25")


def test_a_file_that_may_not_be_read_gets_a_sentence(monkeypatch, tmp_path):
    def refuse(self):
        raise PermissionError(13, "Permission denied")

    path = write(tmp_path, TEXT)
    monkeypatch.setattr(type(path), "read_bytes", refuse)
    with pytest.raises(CommandError, match=r"无法读取 .*：没有权限。$"):
        run(path, "--year", "2025")
