"""The Celery driver: one task runs the job that a message names, another runs all jobs whose message was lost."""

from celery import shared_task

from ocpo.jobs import work

# Shorter than the lease, so that a running sweep is never taken for dead.
SWEEP_SECONDS = 10.0


@shared_task(name="ocpo.jobs.tasks.run")
def run(job_id: int) -> None:
    """Run the job if it is still due. If not, a sweep or another message was faster, which is no error."""
    work.run_job(job_id)


@shared_task(name="ocpo.jobs.tasks.sweep")
def sweep() -> None:
    """Run all jobs that are due, also those of dead workers. Then delete old rows."""
    work.drain(seconds=SWEEP_SECONDS)
    work.prune()
