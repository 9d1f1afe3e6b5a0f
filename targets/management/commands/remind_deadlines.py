"""``manage.py remind_deadlines``: remind finance staff 7 days and 1 day before entry closes."""

from typing import Any

from django.core.management.base import BaseCommand

from targets.services.reminding import remind


class Command(BaseCommand):
    """To be run once a day; running it again on the same day reminds nobody twice."""

    help = "Remind finance staff of projects not submitted, 7 days and 1 day before entry closes."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Reminded {remind()} people.")
