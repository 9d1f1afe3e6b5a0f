"""Pages sent compressed, where compression cannot give away what they say."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.gzip import gzip_page

Answer = Callable[..., HttpResponseBase]


def compressed(view: Answer) -> Answer:
    """Send the page with gzip to who can read it, unless its address carries a query.

    The length of a compressed page tells somebody on the line how much of what they had it repeat stands in it already
    (BREACH). A page repeats its query, and what was typed only to who sent its token: see docs/adr/0016.
    """
    zipped = gzip_page(view)

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return (view if request.META.get("QUERY_STRING") else zipped)(request, *args, **kwargs)

    return answer
