"""What people are told when a request fails: it was too large, something broke, or the database was busy just now."""

import sqlite3
import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

RETRY_AFTER = 5
"""Seconds, as the editing page waits before it saves again by itself."""
_SQLITE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_POSTGRES = ("08", "40", "53", "55", "57")
"""Classes of SQLSTATE: connection, rollback by a deadlock, too few resources, a lock not had, the server going down."""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer to what cannot be read; 413 where it is only too much, which a page that saves by itself tells apart.

    Nothing typed is lost: the page before still holds it, and the sentence says how to get back there.
    """
    too_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    page = render_to_string("400.html", {"too_large": too_large})
    return HttpResponse(page, status=413 if too_large else 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """The answer to an exception that nobody expected, which Django has logged; 503 where trying again will do.

    Such a request was rolled back, and saving what is stored already changes nothing: it may always be sent again.
    """
    if not is_passing(sys.exc_info()[1]):
        return defaults.server_error(request)
    return HttpResponse(render_to_string("busy.html"), status=503, headers={"Retry-After": str(RETRY_AFTER)})


def is_passing(error: BaseException | None) -> bool:
    """Whether the database was locked too long, overloaded or away; what it does not understand stays an error."""
    if not isinstance(error, OperationalError):
        return False
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in _SQLITE  # the rest of the bits tell more of the same
    state = getattr(cause, "sqlstate", None)
    return state is None or state.startswith(_POSTGRES)
