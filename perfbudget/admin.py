"""The administrators' site."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class PerfbudgetAdminSite(admin.AdminSite):
    """Django's admin in the product's words."""

    site_header = _("Performance target administration")
    site_title = _("Performance targets")
    index_title = _("Administration")
