"""``manage.py verify_editions``: is everything that was approved as it was approved?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from targets.services.verifying import loose_ends, verify


class Command(BaseCommand):
    """Every edition's hash and every link of every chain, in one pass; the first broken one by name, and status 1."""

    help = "重新计算全部批复版本的 SHA-256 和前后衔接；发现改动时指出第一处，退出状态为 1。"

    def handle(self, **options: Any) -> None:
        """Look at all of them."""
        count, problems = 0, []
        for count, link in enumerate(verify(), start=1):  # noqa: B007  (the count is told below)
            if link.problem:
                problems.append(f"{link.place}：{link.problem}")
                break
        problems += [] if problems else loose_ends()
        if problems:
            more = f"（共 {len(problems)} 处）" if len(problems) > 1 else ""
            raise CommandError(f"{problems[0]}{more}")
        self.stdout.write(f"{count} 个批复版本全部核对无误。")
