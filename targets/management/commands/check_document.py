"""``manage.py check_document FILE…``: what a reviewer would say of published documents, before the reviewer does."""

import logging
import re
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.db import DatabaseError

from targets.checks.documents import YearUnknownError, check_reading, dated
from targets.checks.engine import Severity
from targets.checks.reporting import FileReport, count, file_text, printable, summary_text, to_json, to_sarif
from targets.checks.settings import RuleSettings
from targets.declaration import Unit
from targets.models import FiscalYear
from targets.readers import DocumentError, Problem, Reading
from targets.readers.opening import SUFFIXES, read_file

logger = logging.getLogger(__name__)

FORMATS = {"json": to_json, "sarif": to_sarif}
FAILED, MISUSED = 1, 2
"""Exit status: errors found or a file not readable; the command was not given what it needs."""
_ANY_YEAR = 2000  # until the project codes have been read
_STATED = re.compile(rf"年度是 ([0-9]{{4}})，与所选|所选的预算年度 {_ANY_YEAR}，实为“([0-9]{{4}})年?”")
"""How a file is told to be of another year: our JSON and the flat tables say of which they are."""


class Command(BaseCommand):
    """Reads, never writes; needs no database."""

    help = "检查绩效目标文件（Word、Excel、CSV、文本、JSON、批复 PDF），逐表列出错误和提醒；不写入数据库。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="*", metavar="FILE", type=Path, help=f"文件（{'、'.join(SUFFIXES)}），或存放这些文件的文件夹"
        )
        parser.add_argument("--year", type=_year, help="预算年度，如 2025；不填写时由项目编码的第 7、8 位判断")
        parser.add_argument(
            "--format", type=_format, default="text", help="text（默认，供阅读）、json 或 sarif（供其他程序使用）"
        )
        parser.add_argument(
            "--unit", type=_unit, metavar="CODE", help="第一部分的申报单位，文件中的表格不能确定时填写，如 326"
        )

    def handle(self, *, files: Sequence[Path], year: int | None, unit: Unit | None, **options: Any) -> None:
        if not files:
            raise CommandError("请写明要检查的文件或文件夹，如 check_document 绩效文本.txt", returncode=MISUSED)
        as_text = options["format"] == "text"
        found = list(_found_in(files))
        progress = Progress(self.stderr, len(found))
        reports = []
        undated = []
        for file in found:
            progress.show(file)
            try:
                report = _check(file, year, unit)
            except YearUnknownError as error:
                report = FileReport(str(file), problems=error.problems)
                undated.append(report)
            reports.append(report)
            progress.clear()
            if as_text:
                self._say(file_text(report) + "\n")
        self._say(summary_text(reports) if as_text else FORMATS[options["format"]](reports))
        if undated:
            raise CommandError(printable(_ask_for_year(undated)), returncode=MISUSED)
        if failure := _failure(reports):
            raise CommandError(failure, returncode=FAILED)

    def _say(self, text: str) -> None:
        encoding = getattr(self.stdout, "encoding", None) or "utf-8"
        self.stdout.write(printable(text, encoding))


class Progress:
    """One line on a terminal that writes over itself, for more than one file; elsewhere nothing."""

    def __init__(self, out: OutputWrapper, total: int) -> None:
        self.out = out
        self.total = total if total > 1 and out.isatty() else 0
        self.done = 0

    def show(self, file: Path) -> None:
        """Say which file is being checked."""
        self.done += 1
        self._write(f"\r正在检查 {self.done}/{self.total}：{printable(file.name)[:30]}")

    def clear(self) -> None:
        """Leave an empty line for what is written next."""
        self._write("\r" + " " * 79 + "\r")

    def _write(self, text: str) -> None:
        if self.total:
            self.out.write(text, style_func=str, ending="")
            self.out.flush()


def _year(text: str) -> int:
    if len(text) != 4 or not text.isdecimal() or not 2000 <= int(text) <= 2100:
        raise ArgumentTypeError(f"预算年度“{printable(text)}”不对：请写 2000 到 2100 之间的年份。")
    return int(text)


def _format(text: str) -> str:
    if text not in ("text", *FORMATS):
        raise ArgumentTypeError(f"没有“{printable(text)}”这种格式：请写 text、json 或 sarif。")
    return text


def _unit(code: str) -> Unit:
    # The tables name the unit, unless it is one above theirs: that name is printed nowhere.
    if not code.isdecimal() or not code.isascii() or len(code) not in (3, 6, 9, 12):
        raise ArgumentTypeError(f"单位编码“{printable(code)}”不对：每级三位数字，如 326 或 326001。")
    return Unit(code=code, name="")


def _found_in(files: Iterable[Path]) -> Iterator[Path]:
    """The files, and for a folder every file in it of a kind that is read, by name; each once."""
    seen = set()
    for file in files:
        for each in _readable_in(file) or [file]:
            if each not in seen:
                seen.add(each)
                yield each


def _readable_in(folder: Path) -> list[Path]:
    try:
        return sorted(each for each in folder.iterdir() if each.suffix.lower() in SUFFIXES)
    except OSError:  # no folder, or a closed one: reading it will tell
        return []


def _check(file: Path, year: int | None, unit: Unit | None) -> FileReport:
    """Read and check one file; what prevents it is in the report.

    :raises YearUnknownError: when no year was given and the project codes do not tell.
    """
    try:
        reading = _read(file, year, unit)
        as_of = year or (reading.target or reading.projects[0]).year
        found = check_reading(reading, *year_rules(as_of))
    except YearUnknownError:
        raise
    except DocumentError as error:
        return FileReport(str(file), problems=error.problems)
    except OSError as error:
        return FileReport(str(file), problems=(Problem(0, sentence=_why_not(error)),))
    except Exception:  # whatever one file does to the reader, the others are still checked
        logger.exception("Checking %r failed", str(file))
        return FileReport(str(file), problems=(Problem(0, sentence="读取时程序出错，请告知管理员"),))
    return FileReport(str(file), as_of, inferred=year is None, found=found, notes=reading.notes)


def _read(file: Path, year: int | None, unit: Unit | None) -> Reading:
    """A file as of the year that is given, that it states, or else that its project codes carry."""
    data = file.read_bytes()
    try:
        reading = read_file(data, file.name, year=year or _ANY_YEAR, unit=unit)
    except DocumentError as error:
        stated = {int(found) for pair in _STATED.findall(str(error)) for found in pair if found}
        if year or len(stated) != 1:
            raise
        return read_file(data, file.name, year=stated.pop(), unit=unit)
    return reading if year else dated(reading)


def year_rules(year: int) -> tuple[RuleSettings, tuple[int, ...]]:
    """The rule settings and checkpoint months of a year.

    The defaults, and no months, where it is not in the database, or there is no database to ask.
    """
    try:
        stored = FiscalYear.objects.prefetch_related("months").filter(pk=year).first()
    except DatabaseError as error:
        logger.info("No database tells the rule settings of %s, so the defaults apply: %s", year, error)
        stored = None
    return (stored.rule_settings, stored.checkpoint_months) if stored else (RuleSettings(), ())


def _why_not(error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return "没有这个文件"
        case PermissionError():
            return "没有读取的权限"
        case IsADirectoryError():
            return f"文件夹中没有可读取的文件（{'、'.join(SUFFIXES)}）"
    return "无法打开，请检查文件名和存放位置"


def _ask_for_year(undated: Sequence[FileReport]) -> str:
    names = "、".join(report.file for report in undated[:3]) + ("等" if len(undated) > 3 else "")
    return f"{names}：预算年度无法由项目编码判断，请用 --year 给出，如 --year 2025。"


def _failure(reports: Sequence[FileReport]) -> str:
    errors = count([report.found for report in reports], Severity.ERROR)
    unreadable = sum(bool(report.problems) for report in reports)
    told = [f"发现 {errors} 处错误"] if errors else []
    told += [f"{unreadable} 个文件无法读取"] if unreadable else []
    return "，".join(told) and f"{'，'.join(told)}。"
