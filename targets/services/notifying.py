"""Telling people what was done: written down with it, in one transaction; mailed once that is committed.

Whoever did it is never told. Who no longer may read it is not shown it either (``Notice.objects.visible_to``).
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from targets.access import Role
from targets.models import Comment, Declared, HistoryEntry, Notice, Status, User, Verb
from targets.tasks import mail_notices

_GIVEN_BACK = (Verb.RETURNED, Verb.APPROVED, Verb.REOPENED)


def tell_of(entry: HistoryEntry, declared: Declared) -> None:
    """Tell those whom a step of review concerns, in the transaction of that step.

    What is submitted waits for the heads who may review it, what is endorsed for the finance office. What is returned,
    approved or opened for adjustment goes to the finance staff who last changed or submitted it (to all of the unit
    when none of them is there any more), and the finance office's decision also to the head who had endorsed it.
    """
    code, authors = declared.department.code, _authors(declared)
    if entry.verb == Verb.SUBMITTED:
        _tell(holders(Role.HEAD, code).exclude(pk__in=authors), entry.actor_id, entry=entry)
    elif entry.verb == Verb.ENDORSED:
        _tell(holders(Role.FINANCE, code).exclude(pk__in=authors), entry.actor_id, entry=entry)
    elif entry.verb in _GIVEN_BACK:
        staff = list(holders(Role.STAFF, code))
        theirs = [person for person in staff if person.pk in authors] or staff
        endorsers = holders(Role.HEAD, code).filter(pk__in=_endorsers_before(entry))
        _tell([*theirs, *endorsers], entry.actor_id, entry=entry)


def tell_of_comment(comment: Comment) -> None:
    """Tell the others in a thread what was said, in the same transaction.

    As long as nobody else has spoken there, these are the finance staff whose work it is, or when one of them begins,
    whoever is to decide.
    """
    thread = comment.thread
    declared, spoke = thread.declared, set(thread.comments.values_list("written_by", flat=True))
    code, authors = declared.department.code, _authors(declared)
    others = spoke - {comment.written_by_id}
    people: Iterable[User] = User.objects.filter(pk__in=others, is_active=True)
    if not others:
        staff = list(holders(Role.STAFF, code))
        if comment.written_by_id in {person.pk for person in staff}:
            people = holders(Role.FINANCE if declared.status == Status.ENDORSED else Role.HEAD, code)
        else:
            people = [person for person in staff if person.pk in authors] or staff
    _tell(people, comment.written_by_id, comment=comment)


def holders(role: Role, code: str) -> QuerySet[User]:
    """The active accounts that have this role in the department of this code, or above it."""
    above = Q(memberships__department=None) | Q(
        memberships__department__code__in=[code[:end] for end in range(1, len(code) + 1)]
    )
    return User.objects.filter(above, memberships__role=role, is_active=True, is_superuser=False).distinct()


def mark_read(*, actor: User, notice_id: int | None = None) -> None:
    """Note that the actor has looked at one of their notices, or at all of them."""
    mine = Notice.objects.visible_to(actor).unread()
    mine = mine.filter(pk=notice_id) if notice_id is not None else mine
    mine.update(read_at=timezone.now())


def set_mail(*, actor: User, wanted: bool) -> None:
    """Have one's notices mailed, or no more."""
    User.objects.filter(pk=actor.pk).update(notices_by_mail=wanted)


def write(notices: list[Notice]) -> None:
    """Store notices, none twice, and have them mailed once the transaction is committed."""
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    if any(notice.recipient.email and notice.recipient.notices_by_mail for notice in notices):
        transaction.on_commit(mail_notices.enqueue, robust=True)  # a full queue must not undo what is committed


def _tell(people: Iterable[User], actor: int | None, **about: HistoryEntry | Comment) -> None:
    recipients = {person.pk: person for person in people if person.pk != actor}
    write([Notice(recipient=person, **about) for person in recipients.values()])


def _authors(declared: Declared) -> set[int]:
    """Who last changed it, and who submitted it."""
    return {key for key in (declared.updated_by_id, declared.submitted_by_id) if key is not None}


def _endorsers_before(entry: HistoryEntry) -> list[int]:
    """Who had endorsed what this entry decides, if it came to that."""
    earlier = HistoryEntry.objects.filter(kind=entry.kind, key=entry.key, pk__lt=entry.pk)
    last = earlier.filter(verb__in=(Verb.SUBMITTED, Verb.ENDORSED, Verb.APPROVED)).first()
    return [last.actor_id] if last is not None and last.verb == Verb.ENDORSED and last.actor_id is not None else []
