"""System checks of what printing needs from the machine: a library and the prepared faces."""

import ctypes
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning
from django.utils.translation import gettext as _

from reports import fonts, signing

SUBSET_LIBRARIES = ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll")


def check_font_subsetting(**kwargs: Any) -> list[CheckMessage]:
    """Say when WeasyPrint would fall back to subsetting fonts in Python, which takes 13 s a page."""
    if any(_loads(name) for name in SUBSET_LIBRARIES):
        return []
    return [
        Warning(
            _("The library HarfBuzz-Subset cannot be loaded, so one printed page takes some 13 seconds."),
            hint=_("Run `make run`, or install it: apt-get install libharfbuzz-subset0"),
            id="reports.W001",
        )
    ]


def check_fonts(**kwargs: Any) -> list[CheckMessage]:
    """Say when the printing faces are missing or were made by another version: no PDF can be printed then."""
    if fonts.is_prepared(settings.FONT_DIR):
        return []
    return [
        Warning(
            _("The printing fonts in %(folder)s are missing or out of date, so no PDF can be printed.")
            % {"folder": settings.FONT_DIR},
            hint=_("Run `make run`, or: python manage.py prepare_fonts"),
            id="reports.W002",
        )
    ]


def check_signing(**kwargs: Any) -> list[CheckMessage]:
    """Say when papers could not be signed, or a lost one not be made anew; with ``--deploy``, as it costs a second."""
    told = signing.problem()
    if not told:
        return []
    return [Warning(told, hint=_("Look at PERFBUDGET_SIGNING_PKCS12 and its password file."), id="reports.W003")]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
