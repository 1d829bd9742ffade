"""The Celery driver: a task to run the job that a hint names, and a sweep for all that no hint reached."""

from celery import shared_task

from ocpo.jobs import work

# Shorter than the lease: a sweep that is still at work never looks dead, and the next ones share what it leaves.
SWEEP_SECONDS = 10.0


@shared_task(name="ocpo.jobs.tasks.run")
def run(job_id: int) -> None:
    """Run the job if it is still to be taken; a miss is no error: a sweep or another hint got there first."""
    work.run_job(job_id)


@shared_task(name="ocpo.jobs.tasks.sweep")
def sweep() -> None:
    """Run what is due and what dead workers left, whether or not a hint came; then clear away old rows."""
    work.drain(seconds=SWEEP_SECONDS)
    work.prune()
