from django.contrib.admin.apps import AdminConfig


class PerfbudgetAdminConfig(AdminConfig):
    """The admin under the product's own title."""

    default_site = "perfbudget.admin.PerfbudgetAdminSite"
