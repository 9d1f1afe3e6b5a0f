"""``manage.py load_demo``."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from targets.services.demo import DemoError, load_demo


class Command(BaseCommand):
    """Fills an empty database for the demo."""

    help = "Load the seed document and the demo accounts into an empty database (demo mode only)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say how much."""
        try:
            count = load_demo()
        except DemoError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{count} projects and the demo accounts loaded")
