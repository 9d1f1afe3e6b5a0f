"""What is done in the background; ``targets.background`` says what a task may rely on."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from targets.mailing import send_notices
from targets.services.imports import work_on

_AGAIN = (1, 5, 30, 120, 480)
"""Minutes to wait before trying again when mail does not go off."""


@task()
def mail_notices(attempt: int = 0) -> int:
    """Mail what nobody was mailed yet; return how many people got something.

    What could not be sent is tried again later, and by every other run: it stays marked as not sent.
    """
    sent, failed = send_notices()
    if failed and attempt < len(_AGAIN) and mail_notices.get_backend().supports_defer:
        later = timezone.now() + timedelta(minutes=_AGAIN[attempt])
        mail_notices.using(run_after=later).enqueue(attempt=attempt + 1)
    return sent


@task()
def work_on_import(key: int) -> None:
    """Read, take in or undo the import with this key, whichever it waits for; a second time there is nothing to do."""
    work_on(key)
