"""Whether the process lives, and whether it can serve: for load balancers and `make run`."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from ocpo.jobs.models import Job


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer as long as the process lives."""
    return JsonResponse({"status": "ok"})


@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database does, with the age of the oldest waiting job in seconds; else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        waiting = Job.objects.oldest_waiting_seconds()
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "database": "down"}, status=503, headers={"Retry-After": "5"})
    return JsonResponse({"status": "ok", "database": "up", "oldest_waiting_job_seconds": waiting})
