"""``manage.py import_document FILE --year 2025``: take a published document in."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from targets.declaration import Unit
from targets.models import Department
from targets.readers import DocumentError, Problem
from targets.readers.opening import SUFFIXES, read_file
from targets.services.importing import Entry, ImportReport, Outcome, import_reading
from targets.storage import unit_of

WORDS = {Outcome.NEW: "新增", Outcome.CHANGED: "变更", Outcome.UNCHANGED: "未变"}
LISTED = 10
"""Things only in the database that are named; the others are counted."""


class Command(BaseCommand):
    """Part one and every project table of a document of any kind that is read, in one transaction."""

    help = "读取绩效目标文件（Word、Excel、CSV、文本、JSON、批复 PDF），整份写入数据库；重复导入不会产生改动。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=f"要导入的文件：{'、'.join(SUFFIXES)}")
        parser.add_argument("--year", type=int, required=True, help="预算年度，如 2025")
        parser.add_argument(
            "--unit", metavar="CODE", help="第一部分的申报单位（系统中已有的单位编码），文件中的表格不能确定时填写"
        )
        parser.add_argument("--dry-run", action="store_true", help="只显示将发生的改动，不写入")
        parser.add_argument("--published", action="store_true", help="该文件已批复公开：新增内容记为“已批复”")

    def handle(
        self, *, file: Path, year: int, unit: str | None, dry_run: bool, published: bool, **options: Any
    ) -> None:
        if not 2000 <= year <= 2100:
            raise CommandError(f"预算年度 {year} 不对：请写 2000 到 2100 之间的年份。")
        data = _read(file)
        try:
            reading = read_file(data, file.name, year=year, unit=_stored_unit(unit))
            report = import_reading(reading, year=year, published=published, dry_run=dry_run)
        except DocumentError as error:
            problems = "\n".join(f"  {problem}" for problem in error.problems)
            raise CommandError(f"{file.name} 没有导入，数据库未作任何改动：\n{problems}") from error
        except IntegrityError as error:
            raise CommandError(f"{file.name} 没有导入：另一个导入正在进行，请重试。") from error
        for entry in report.entries:
            self._show(entry)
        for note in (*map(_noted, reading.notes), *_notes(report, year)):
            self.stdout.write(self.style.WARNING(note))
        self.stdout.write(_summary(file.name, report, dry_run=dry_run))

    def _show(self, entry: Entry) -> None:
        self.stdout.write(f"{WORDS[entry.outcome]}  {entry.what}")
        for change in entry.changes:
            self.stdout.write(f"      {change}")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError as error:
        raise CommandError(f"无法读取 {file}：没有这个文件。") from error
    except PermissionError as error:
        raise CommandError(f"无法读取 {file}：没有权限。") from error
    except IsADirectoryError as error:
        raise CommandError(f"无法读取 {file}：这是一个文件夹。") from error
    except OSError as error:
        raise CommandError(f"无法读取 {file}：请检查文件名和存放位置。") from error


def _stored_unit(code: str | None) -> Unit | None:
    if code is None:
        return None
    department = Department.objects.filter(code=code).first()
    if department is None:
        raise CommandError(f"系统中没有编码为“{code}”的单位：请管理员先在后台建立，再重新导入。")
    return unit_of(department)


def _noted(note: Problem) -> str:
    """What was left out of the file."""
    return f"注意：{note}。"


def _notes(report: ImportReport, year: int) -> Iterator[str]:
    """What the user may not expect, a line each."""
    if report.code_years:
        yield f"注意：项目编码中的年度为 {'、'.join(report.code_years)}，与 --year {year} 不符，请核对。"
    if report.not_approved:
        yield f"注意：{report.not_approved} 项早已在数据库中且未批复，仍未批复：批复是审核的一步，导入不能代替。"
    if report.only_stored:
        yield f"数据库中另有 {len(report.only_stored)} 项不在文件中，未作改动："
        yield from (f"      {what}" for what in report.only_stored[:LISTED])
        if len(report.only_stored) > LISTED:
            yield f"      ……（其余 {len(report.only_stored) - LISTED} 项从略）"


def _summary(name: str, report: ImportReport, *, dry_run: bool) -> str:
    if report.changes_nothing:
        return f"{name}：文件中的内容都已在数据库中，没有改动。"
    counts = "，".join(f"{WORDS[outcome]} {report.count(outcome)}" for outcome in Outcome)
    return f"试运行，未写入任何数据：{counts}。" if dry_run else f"{name} 已导入：{counts}。"
