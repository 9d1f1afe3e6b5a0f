from django.apps import AppConfig
from django.core import checks


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from reports.checks import check_font_subsetting, check_fonts, check_signing
        from reports.tasks import make_paper_later
        from targets.services.sealing import after_sealing

        checks.register(check_font_subsetting)
        checks.register(check_fonts)
        checks.register(check_signing, deploy=True)
        after_sealing.append(make_paper_later)
