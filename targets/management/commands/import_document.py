"""``manage.py import_document FILE --year 2025``: take a published document in."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from targets.readers import DocumentError
from targets.readers.text import decode, read_text
from targets.services.importing import Entry, ImportReport, Outcome, import_reading

WORDS = {Outcome.NEW: "新增", Outcome.CHANGED: "变更", Outcome.UNCHANGED: "未变"}


class Command(BaseCommand):
    """Part one and every project table of a document in the published text form, in one transaction."""

    help = "读取公开的部门预算绩效文本（文本格式），整份写入数据库；重复导入不会产生改动。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="文本文件（UTF-8 或 GB18030）")
        parser.add_argument("--year", type=int, required=True, help="预算年度，如 2025")
        parser.add_argument("--dry-run", action="store_true", help="只显示将发生的改动，不写入")
        parser.add_argument("--published", action="store_true", help="该文件已批复公开：新增内容记为“已批复”")

    def handle(self, *, file: Path, year: int, dry_run: bool, published: bool, **options: Any) -> None:
        if not 2000 <= year <= 2100:
            raise CommandError(f"预算年度 {year} 不对：请写 2000 到 2100 之间的年份。")
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"无法读取 {file}：{error.strerror}。请检查文件名与权限。") from error
        try:
            reading = read_text(decode(data), year=year)
            report = import_reading(reading, year=year, published=published, dry_run=dry_run)
        except DocumentError as error:
            problems = "\n".join(f"  {problem}" for problem in error.problems)
            raise CommandError(f"{file.name} 没有导入，数据库未作任何改动：\n{problems}") from error
        for entry in report.entries:
            self._show(entry)
        self.stdout.write(_summary(file.name, report, dry_run=dry_run))

    def _show(self, entry: Entry) -> None:
        self.stdout.write(f"{WORDS[entry.outcome]}  {entry.what}")
        for change in entry.changes:
            self.stdout.write(f"      {change}")


def _summary(name: str, report: ImportReport, *, dry_run: bool) -> str:
    if report.changes_nothing:
        return f"{name} 与数据库一致，没有改动。"
    counts = "，".join(f"{WORDS[outcome]} {report.count(outcome)}" for outcome in Outcome)
    return f"试运行，未写入任何数据：{counts}。" if dry_run else f"{name} 已导入：{counts}。"
