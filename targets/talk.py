"""What is said of a declaration in review, for whichever page it stands beside."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q

from targets.addresses import address
from targets.commented import Content, placed, places
from targets.comparing import last_return, steps_of
from targets.models import DepartmentTarget, HistoryEntry, Project, Status, Thread, Verb
from targets.services.commenting import LONGEST, may_comment, may_read


def talk_of(
    declared: Project | DepartmentTarget,
    content: Content,
    user: object,
    *,
    page: str,
    anchor: Callable[[Any], str] = lambda path: "",
    steps: Sequence[HistoryEntry] | None = None,
) -> dict[str, Any]:
    """The threads with where they stand now, the last return while it is to be answered, and what may be written.

    Two queries while nothing is said, three otherwise; nothing at all for who has nothing to do with its review.

    :param page: the page it is for: ``review``, ``edit`` or ``project``.
    :param anchor: the name in that page of a place, to lead there.
    """
    if not may_read(declared, user):
        return {}
    steps = steps_of(declared) if steps is None else steps
    submitted = [step for step in steps if step.verb == Verb.SUBMITTED]
    threads = placed(Thread.objects.visible_to(user).filter(_about(declared)).with_comments(), content, submitted)
    talk = {
        "threads": [(each, anchor(each.place.path) if each.place else "") for each in threads],
        "open_threads": sum(each.thread.resolved_at is None for each in threads),
        "may_comment": may_comment(declared, user),
        "places": list(places(content).values()) if page == "review" else [],
        "comment_at": address("comment", declared),
        "longest": LONGEST,
        "page": page,
    }
    returned = last_return(steps) if declared.status == Status.RETURNED else None
    return {"talk": talk, "returned": returned, "review_at": address("review", declared)}


def _about(declared: Project | DepartmentTarget) -> Q:
    return Q(project=declared) if isinstance(declared, Project) else Q(target=declared)
