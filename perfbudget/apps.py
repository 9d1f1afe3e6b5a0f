"""The front door as an application: what Django sets up before the first request."""

from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _
from django_tasks_db.apps import TasksAppConfig

from perfbudget.middleware import start_clock


class PerfbudgetAdminConfig(AdminConfig):
    """The admin under the product's own title."""

    default_site = "perfbudget.admin.PerfbudgetAdminSite"

    def ready(self) -> None:
        super().ready()
        user_logged_in.connect(start_clock)


class PerfbudgetTasksConfig(TasksAppConfig):
    """The background tasks under a name of ours."""

    verbose_name = _("Background work")  # type: ignore[assignment]  # said when it is shown
