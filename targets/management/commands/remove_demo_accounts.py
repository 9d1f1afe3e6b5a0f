"""``manage.py remove_demo_accounts``."""

from typing import Any

from django.core.management.base import BaseCommand

from targets.services.demo import deactivate_demo_accounts


class Command(BaseCommand):
    """Makes a database that was tried out fit for production."""

    help = "Deactivate the demo accounts and take their password away; production mode refuses to start with them."

    def handle(self, *args: Any, **options: Any) -> None:
        """Deactivate, and name them."""
        users = deactivate_demo_accounts()
        names = ", ".join(user.username for user in users)
        self.stdout.write(f"Deactivated: {names}." if names else "There are no active demo accounts.")
