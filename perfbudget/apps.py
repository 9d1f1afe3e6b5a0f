"""The front door as an application: what Django sets up before the first request."""

from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.signals import user_logged_in

from perfbudget.middleware import start_clock


class PerfbudgetAdminConfig(AdminConfig):
    """The admin under the product's own title."""

    default_site = "perfbudget.admin.PerfbudgetAdminSite"

    def ready(self) -> None:
        super().ready()
        user_logged_in.connect(start_clock)
