"""Text that an expired session could not save, kept in the new session until its page shows it again."""

from django.http import HttpRequest, QueryDict

KEY = "rescued"


def rescue(request: HttpRequest, path: str, sent: str) -> None:
    """Keep what a page at ``path`` sent, URL-encoded; one page's text at a time."""
    request.session[KEY] = {"path": path, "sent": sent}


def rescued(request: HttpRequest) -> QueryDict | None:
    """What the page at the request's own path had sent; told once."""
    kept = request.session.get(KEY)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[KEY]
    return QueryDict(kept["sent"])
