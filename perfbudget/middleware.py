"""What every answer says to browsers about content, and how long one stays signed in."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

Next = Callable[[HttpRequest], HttpResponse]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # Bootstrap draws arrows and ticks so
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
SINCE, SEEN = "signed_in_at", "seen_at"
RENEW = 300
"""Seconds. A session is written no more often than this, for with SQLite everybody's writes queue."""


def content_security_policy(get_response: Next) -> Next:
    """Scripts, styles and data come from this site's own files, on every page, and nothing in a page's text runs."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return middleware


def start_clock(request: HttpRequest, **kwargs: Any) -> None:
    """Note when somebody signs in, while the session is written anyhow."""
    request.session[SINCE] = request.session[SEEN] = _now()


def session_clock(get_response: Next) -> Next:
    """Sign out who has been signed in for a working day, and put off the idle end of a session in use.

    ``SESSION_COOKIE_AGE`` is the time without a request, told to the minutes of ``RENEW``; ``SESSION_LONGEST`` counts
    from signing in. Both are seconds.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        session, now = request.session, _now()
        if SESSION_KEY in session:
            if now - session.setdefault(SINCE, now) >= settings.SESSION_LONGEST:
                logout(request)
            elif now - session.get(SEEN, 0) >= min(RENEW, settings.SESSION_COOKIE_AGE // 2):
                session[SEEN] = now
        return get_response(request)

    return middleware


def _now() -> int:
    return int(timezone.now().timestamp())
