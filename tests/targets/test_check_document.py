"""The command: files and folders, the year, formats, exit status, and what a terminal sees."""

import json
import re
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from reports.word import render_projects_docx
from reports.workbook_flat import write_csv, write_flat
from targets.management.commands import check_document
from tests.conftest import SEED
from tests.targets.readers.test_other_forms import scored
from tests.word_files import ABOVE, FORM, ROWS, form_file, tbl

pytestmark = pytest.mark.django_db  # where a year's rule settings may be
TEXT = SEED.read_text(encoding="utf-8")
CLEAN = TEXT.replace("60.00", "61.00")


class Terminal(StringIO):
    def isatty(self):
        return True


@pytest.fixture
def folder(tmp_path):
    """Three documents, the second broken; and what is no document."""
    for name, text in (("a.txt", CLEAN), ("b.TXT", "没有表"), ("c.txt", TEXT), ("notes.md", "x")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def run(*arguments, stderr=None):
    """(exit status, what was printed, the sentence of the failure)."""
    out = StringIO()
    try:
        call_command("check_document", *map(str, arguments), stdout=out, stderr=stderr or StringIO())
    except CommandError as error:
        return error.returncode, out.getvalue(), str(error)
    return 0, out.getvalue(), ""


def test_a_document_without_errors_passes_though_it_has_warnings(invented, folder):
    status, out, _ = run(folder / "a.txt")
    assert status == 0
    assert "（2025年度，由项目编码判断）" in out
    assert "4.乡村振兴社区管理事务经费（第 312 行起）" in out
    assert out.endswith(f"合计{' ' * (len(str(folder)) + 6 - 4)}       6       0       2\n")


def test_an_error_in_a_document_is_exit_status_1(invented):
    status, out, sentence = run(SEED)
    assert (status, sentence) == (1, "发现 1 处错误。")
    assert "[no-sixty]" in out


def test_one_broken_file_does_not_stop_the_rest_of_a_folder(invented, folder):
    status, out, sentence = run(folder)
    assert status == 1
    assert sentence == "发现 1 处错误，1 个文件无法读取。"
    assert re.findall(r"\w+\.\w+(?=（2025|\n  无法)", out) == ["a.txt", "b.TXT", "c.txt"]
    assert "notes.md" not in out


def test_a_file_named_twice_is_checked_once(invented, folder):
    out = run(folder / "a.txt", folder, folder / "a.txt", "--format", "json")[1]
    assert json.loads(out)["summary"]["files"] == 3


@pytest.mark.parametrize(("name", "words"), [("nothing.txt", "没有这个文件"), ("empty", "没有可读取的文件")])
def test_what_is_not_there_is_said_and_fails(invented, tmp_path, name, words):
    (tmp_path / "empty").mkdir()
    status, out, _ = run(tmp_path / name, SEED)
    assert status == 1
    assert words in out
    assert "4.乡村振兴社区管理事务经费" in out


def test_a_file_that_upsets_the_reader_does_not_stop_the_rest(invented, folder, monkeypatch, caplog):
    def upset(data, name, **given):
        if name == "b.TXT":
            raise RuntimeError("oh")
        return read(data, name, **given)

    read = check_document.read_file
    monkeypatch.setattr(check_document, "read_file", upset)
    status, out, _ = run(folder)
    assert status == 1
    assert "程序出错，请告知管理员" in out
    assert "2.社区工作经费" in out
    assert "oh" in caplog.text


# -- the year and the unit -------------------------------------------------------------------------------------------


def test_a_given_year_counts_more_than_the_codes(invented):
    out = run(SEED, "--year", "2026", "--format", "json")[1]
    assert json.loads(out)["files"][0]["year"] == 2026


def test_codes_of_two_years_ask_for_the_year_after_the_rest_was_checked(invented, folder):
    (folder / "b.TXT").write_text(TEXT.replace("13060525P003981100040", "13060524P003981100040"), encoding="utf-8")
    status, out, sentence = run(folder)
    assert status == 2
    assert sentence == f"{folder / 'b.TXT'}：预算年度无法由项目编码判断，请用 --year 给出，如 --year 2025。"
    assert "编码中有 2024、2025" in out
    assert "[no-sixty]" in out
    assert run(folder, "--year", "2025")[0] == 1


def test_the_unit_of_part_one_may_be_given(invented, tmp_path):
    file = tmp_path / "two.txt"
    file.write_text(TEXT.replace("326001", "326002", 1), encoding="utf-8")
    assert "指定申报单位（命令用 --unit）" in run(file)[1]
    assert "无法读取" not in run(file, "--unit", "326")[1]


# -- options ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--format", "xml"), "请写 text、json 或 sarif"),
        (("--year", "25"), "请写 2000 到 2100 之间的年份"),
        (("--year", "1999"), "请写 2000 到 2100 之间的年份"),
        (("--year", "9" * 5000), "请写 2000 到 2100 之间的年份"),
        (("--unit", "32x"), "每级三位数字"),
    ],
)
def test_an_option_that_is_wrong_is_explained(arguments, words):
    with pytest.raises(CommandError, match=words):
        call_command("check_document", str(SEED), *arguments)


def test_without_a_file_it_says_what_to_give():
    status, _, sentence = run("--format", "json")
    assert status == 2
    assert "请写明要检查的文件或文件夹" in sentence


def test_sarif_is_one_document_for_all_files(invented, folder):
    status, out, _ = run(folder, "--format", "sarif")
    (run_,) = json.loads(out)["runs"]
    assert status == 1
    assert len(run_["results"]) == 2 + 3
    assert len(run_["invocations"][0]["toolExecutionNotifications"]) == 1


# -- the terminal ----------------------------------------------------------------------------------------------------


def test_progress_is_shown_on_a_terminal_only_and_cleared(invented, folder):
    terminal, pipe = Terminal(), StringIO()
    run(folder, stderr=terminal)
    run(folder, stderr=pipe)
    assert "\r正在检查 2/3：b.TXT" in terminal.getvalue()
    assert terminal.getvalue().endswith(f"\r{' ' * 79}\r")
    assert pipe.getvalue() == ""


def test_one_file_needs_no_progress(invented):
    terminal = Terminal()
    run(SEED, stderr=terminal)
    assert terminal.getvalue() == ""


@pytest.mark.parametrize("format_", ["text", "json", "sarif"])
def test_no_control_character_reaches_the_terminal(invented, tmp_path, format_):
    file = tmp_path / "a\x1b[31m\u202e.txt"
    file.write_text(TEXT.replace("工作人员满意度", "工作\u202e人员\u200b满意度"), encoding="utf-8")
    terminal = Terminal()
    out = run(file, tmp_path / "\x1b]0;title\x07.txt", "--format", format_, stderr=terminal)[1]
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202e]", out)
    assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u202e]", terminal.getvalue())


@pytest.mark.slow
def test_it_runs_from_the_shell_without_a_database(tmp_path):
    broken = tmp_path / "broken.txt"
    broken.write_text("", encoding="utf-8")
    environment = {"PERFBUDGET_DEMO": "1", "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "LANG": "C.UTF-8"}

    def shell(*arguments):
        command = [sys.executable, "manage.py", "check_document", *map(str, arguments)]
        return subprocess.run(
            command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
        )

    done = shell(broken, "--format", "json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["summary"]["unreadable"] == 1
    assert "1 个文件无法读取" in done.stderr
    assert shell(broken, "--format", "xml").returncode == 2
    assert shell().returncode == 2


def test_every_kind_of_file_is_checked_as_of_the_year_it_states_or_its_codes_carry(invented, tmp_path, seed_reading):
    tables = seed_reading.projects[3:4]
    (tmp_path / "a.docx").write_bytes(render_projects_docx(tables))
    for name, write in (("b.csv", write_csv), ("c.xlsx", write_flat)):
        with (tmp_path / name).open("wb") as file:
            write(tables, file, months=(3, 6, 10, 12))
    (tmp_path / "d.json").write_text(tables[0].to_json(), encoding="utf-8")
    status, out, _ = run(tmp_path)
    assert status == 0, out
    assert out.count("  4.乡村振兴社区管理事务经费（") == 3
    assert out.count("（2025年度") == 4
    assert "（段落“4.乡村振兴社区管理事务经费绩效目标表”起）" in out
    assert "（第 2 个表格" in out
    assert "工作表“绩效目标清单”" in out


def test_what_is_left_out_of_a_file_is_told(invented, tmp_path):
    (tmp_path / "scored.docx").write_bytes(form_file(ABOVE + tbl((*FORM[:6], *scored(*ROWS)))))
    _, out, _ = run(tmp_path)
    assert "\n  注意  第 1 个表格第 8 行第 7 格：“分值”一栏的内容没有导入" in out
    _, out, _ = run(tmp_path, "--format", "json")
    assert "“分值”一栏" in json.loads(out)["files"][0]["notes"][0]
