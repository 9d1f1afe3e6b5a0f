from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _

from targets.folded import teach_sqlite


class TargetsConfig(AppConfig):
    name = "targets"
    verbose_name = _("Declarations")

    def ready(self) -> None:
        connection_created.connect(teach_sqlite)
