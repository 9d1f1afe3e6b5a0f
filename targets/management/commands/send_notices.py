"""``manage.py send_notices``: mail what could not be mailed so far."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from targets.mailing import mail_is_set, send_notices


class Command(BaseCommand):
    """For after a mail server was down; the background worker tries again by itself too, for a while."""

    help = "Mail notices that nobody was mailed yet."

    def handle(self, *args: Any, **options: Any) -> None:
        if not mail_is_set():
            raise CommandError("This site sends no mail: EMAIL_URL is not set.")
        sent, failed = send_notices()
        self.stdout.write(f"Mailed notices to {sent} people.")
        if failed:
            raise CommandError(
                "The mail server refused or did not answer: see the log. Nothing is lost, run this again."
            )
