"""Health checks for load balancers and `make run`: is the process alive, can it serve?"""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from ocpo.jobs.models import Job


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 as long as the process is alive."""
    return JsonResponse({"status": "ok"})


@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 if the database answers, with the seconds that the oldest job has waited; else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        waiting = Job.objects.oldest_waiting_seconds()
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "database": "down"}, status=503, headers={"Retry-After": "5"})
    return JsonResponse({"status": "ok", "database": "up", "oldest_waiting_job_seconds": waiting})
