"""``manage.py prepare_fonts``: make the two printing faces; needs no database."""

from django.conf import settings
from django.core.management.base import BaseCommand

from reports import fonts


class Command(BaseCommand):
    help = "Make the Song and Hei faces that papers are set in (once; a second run does nothing)."
    requires_system_checks = []

    def handle(self, *args: object, **options: object) -> None:
        fonts.prepare(settings.FONT_DIR, report=self.stdout.write)
