"""Repeated failures to sign in: whom they lock out, until when, and what the page says."""

from datetime import timedelta
from ipaddress import ip_address
from typing import Any

from axes.helpers import get_client_username, get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone


def client_address(request: HttpRequest) -> str | None:
    """Where a request came from: behind a proxy what that one wrote last, since what stands before is hearsay."""
    told = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    for address in (told.rpartition(",")[2].strip(), request.META.get("REMOTE_ADDR", "")):
        try:
            return str(ip_address(address))
        except ValueError:
            continue
    return None


def locked_out(
    request: HttpRequest, refused: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The page for somebody locked out, status 429: until when, and who can help."""
    attempts = AccessAttempt.objects.filter(
        username=get_client_username(request, credentials or {}), ip_address=client_address(request)
    )
    last = attempts.aggregate(last=Max("attempt_time"))["last"] or timezone.now()
    until = last + (get_cool_off(request) or timedelta())
    response = render(request, "registration/locked_out.html", {"until": until}, status=429)
    response["Retry-After"] = str(max(1, int((until - timezone.now()).total_seconds())))
    return response
