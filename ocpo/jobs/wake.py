"""The wake-up hint: tells a Celery worker that a job waits; never more than a hint, never slow, never an error."""


def wake(job_id: int) -> None:
    """Hint to the driver that a job waits. Placeholder until the driver lands: the sweep finds it anyway."""
