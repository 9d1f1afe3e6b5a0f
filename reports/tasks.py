"""What the background worker does with paper."""

import logging

from django_tasks import task

from reports.fonts import FontsNotPreparedError
from reports.papers import PaperError, paper_of
from targets.models import Edition

logger = logging.getLogger(__name__)


@task()
def make_paper(edition: int) -> None:
    """Make the paper of the edition with this key, so that nobody has to wait for it."""
    try:
        paper_of(Edition.objects.select_related("department").get(pk=edition))
    except (PaperError, FontsNotPreparedError) as error:
        logger.warning("The paper of edition %s was not made ahead: %r", edition, error)


def make_paper_later(edition: int) -> None:
    """Leave it to the worker."""
    make_paper.enqueue(edition)
