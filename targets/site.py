"""The site's own address, for what leaves it: mails, and codes on paper."""

import re
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

_ADDRESS = re.compile(r"https?://[^/\s?#]+(/[^\s?#]*[^/\s?#])?\Z")


def absolute(path: str) -> str:
    """The whole address of a path of this site, which begins with a slash."""
    return f"{settings.SITE_URL}{path}"


def check_site_url(**kwargs: Any) -> list[CheckMessage]:
    """Refuse to start with an address that would make dead links on paper that cannot be corrected."""
    if _ADDRESS.match(settings.SITE_URL):
        return []
    told = f"PERFBUDGET_SITE_URL is “{settings.SITE_URL}”, which is no address."
    return [
        Error(
            told,
            hint="Give it whole and without a slash at the end: https://jixiao.example.gov.cn",
            id="perfbudget.E001",
        )
    ]
