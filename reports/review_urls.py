"""Addresses of review: the inbox, the review page, its verbs and comments."""

from django.urls import URLPattern, path, re_path

from reports.reviewing import VERBS
from reports.views.comments import Answer, Say, Settle
from reports.views.review import Decide, Review
from targets.models import Kind
from targets.views.reviewing import DecideSeveral, Inbox

TARGET = r"^documents/(?P<year>[0-9]{4})/(?P<code>[0-9]{3,12})"


def both(word: str, view: type[Review | Decide | Say], **given: object) -> list[URLPattern]:
    """The addresses of a project's page and of a department target's."""
    return [
        path(f"projects/<int:pk>/{word}", view.as_view(**given), name=word),
        re_path(rf"{TARGET}/{word}$", view.as_view(kind=Kind.TARGET, **given), name=f"{word}-target"),
    ]


urlpatterns = [
    path("review/", Inbox.as_view(), name="inbox"),
    path("review/decide", DecideSeveral.as_view(), name="decide"),
    *both("review", Review),
    *both("comment", Say),
    *(pattern for verb, word in VERBS.items() for pattern in both(word, Decide, verb=verb)),
    path("threads/<int:pk>/answer", Answer.as_view(), name="answer"),
    path("threads/<int:pk>/resolve", Settle.as_view(), name="resolve"),
    path("threads/<int:pk>/unresolve", Settle.as_view(again=True), name="unresolve"),
]
