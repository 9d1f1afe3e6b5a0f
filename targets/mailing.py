"""Mailing notices: one mail a person, with all that they were not mailed yet."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets.models import Notice, User
from targets.models.notices import NoticeQuerySet
from targets.site import absolute
from targets.telling import Told, told

logger = logging.getLogger(__name__)
OLDEST = timedelta(days=7)
"""What could not be mailed for so long is no news any more; it stays on the page of notices."""
LEASE = timedelta(minutes=10)
"""After so long somebody else may send what was begun: whoever began it was killed."""


def mail_is_set() -> bool:
    """Whether this site sends mail at all: ``EMAIL_URL`` is given."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def send_notices() -> tuple[int, int]:
    """Mail each person what they were not mailed yet: to how many it went off, and to how many not.

    No transaction is open while a mail server is spoken to. Notices are claimed first, so that nothing goes off twice
    when this runs twice at a time, and given free again when the server refuses or is not there. Only who is killed
    between sending and writing that down leaves notices that are mailed once more.
    """
    sent = failed = 0
    if not mail_is_set():
        return sent, failed
    recipients = User.objects.filter(notices__in=_unsent()).distinct().order_by("pk")
    for person in list(recipients):
        claimed = _claim(person)
        if not claimed:
            continue
        try:
            _mail(person, claimed)
        except (SMTPException, OSError) as error:
            logger.warning("Notices could not be mailed to %s: %s", person.email, error)
            Notice.objects.filter(pk__in=claimed).update(mail_claimed_at=None)
            failed += 1
            if not isinstance(error, SMTPRecipientsRefused):
                break  # the server itself is down: the others would wait in vain too
        else:
            Notice.objects.filter(pk__in=claimed).update(mailed_at=timezone.now())
            sent += 1
    return sent, failed


def _unsent() -> NoticeQuerySet:
    now = timezone.now()
    free = Q(mail_claimed_at=None) | Q(mail_claimed_at__lt=now - LEASE)
    wanted = {"recipient__is_active": True, "recipient__notices_by_mail": True}
    fresh = Notice.objects.filter(free, mailed_at=None, read_at=None, created_at__gte=now - OLDEST, **wanted)
    return fresh.exclude(recipient__email="")


@transaction.atomic
def _claim(person: User) -> list[int]:
    """The keys of what is to be mailed to somebody, which nobody else mails meanwhile."""
    theirs = _unsent().filter(pk__in=Notice.objects.visible_to(person).filter(recipient=person))
    keys = list(theirs.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True))
    Notice.objects.filter(pk__in=keys).update(mail_claimed_at=timezone.now())
    return keys


def _mail(person: User, keys: Sequence[int]) -> None:
    """Raises SMTPException or OSError when it does not go off."""
    with translation.override(settings.LANGUAGE_CODE):
        rows = told(Notice.objects.filter(pk__in=keys).order_by("pk"), person)
        subject = rows[0].sentence if len(rows) == 1 else _many(len(rows))
        with get_connection() as connection:
            EmailMessage(
                " ".join(subject.split()), letter(person, rows), to=[person.email], connection=connection
            ).send()


def letter(person: User, rows: Sequence[Told]) -> str:
    """The text of a mail: each notice with its words and a link, and how to have no more of them."""
    greeting = _("%(name)s:") % {"name": person}
    closing = _("To read all your notices, or to have them mailed no more:")
    notices = [
        "\n".join(filter(None, [row.when, row.sentence, row.words, absolute(reverse("notice", args=[row.notice.pk]))]))
        for row in rows
    ]
    return "\n\n".join([greeting, *notices, f"{closing}\n{absolute(reverse('notices'))}"]) + "\n"


def _many(number: int) -> str:
    subject = ngettext("%(number)d notice on performance targets", "%(number)d notices on performance targets", number)
    return subject % {"number": number}
