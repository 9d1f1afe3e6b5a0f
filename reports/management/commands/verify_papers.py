"""``manage.py verify_papers``: is every stored PDF what it was?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.papers import check_stored


class Command(BaseCommand):
    """The hash of every stored paper, one at a time; each that is lost or was touched by name, and status 1."""

    help = "核对全部已存正式文本（PDF）的 SHA-256；逐一指出丢失或被改动的文件，此时退出状态为 1。"

    def handle(self, **options: Any) -> None:
        """Look at all of them."""
        count = wrong = 0
        for count, (paper, problem) in enumerate(check_stored(), start=1):  # noqa: B007  (the count is told below)
            if problem:
                wrong += 1
                self.stderr.write(f"{paper.name}：{problem}。")
        if wrong:
            raise CommandError(
                f"{count} 份正式文本中有 {wrong} 份不符。再次打开时会按正文重新制作，与原来逐字节相同才提供。"
            )
        self.stdout.write(f"{count} 份正式文本全部核对无误。")
