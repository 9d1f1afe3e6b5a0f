from django.apps import AppConfig
from django.core import checks
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _

from targets.folded import teach_sqlite
from targets.site import check_site_url


class TargetsConfig(AppConfig):
    name = "targets"
    verbose_name = _("Declarations")

    def ready(self) -> None:
        connection_created.connect(teach_sqlite)
        checks.register(check_site_url)
