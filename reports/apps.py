from django.apps import AppConfig
from django.core import checks


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from reports.checks import check_font_subsetting, check_fonts

        checks.register(check_font_subsetting)
        checks.register(check_fonts)
