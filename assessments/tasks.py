"""What runs on a schedule (see CELERY_BEAT_SCHEDULE)."""

import logging

from celery import shared_task

from assessments.computing.verification import verify
from assessments.models import Score

logger = logging.getLogger(__name__)


@shared_task(name="assessments.tasks.verify_published_scores")
def verify_published_scores() -> None:
    """Compute every published score again; each one that differs is logged as an error, for whoever watches the log."""
    for found in verify(Score.objects.published()):
        if found.differences:
            logger.error(
                "score %s differs from what its inputs give in %d places, first %s",
                found.score.pk,
                len(found.differences),
                found.differences[0],
            )
