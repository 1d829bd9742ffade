"""Addresses of pages; those of the API are in ocpo/api.py."""

from django.urls import include, path

from ocpo import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("missions.urls")),  # first: missions/new/ must not be read as the page of a mission "new"
    path("", include("assessments.urls")),
    path("", include("interfaces.urls")),
    path("", include("ocpo.accounts.urls")),
    path("api/v1/", include("ocpo.api")),
]

handler404 = "ocpo.errors.not_found"
handler500 = "ocpo.errors.server_error"
handler403 = "ocpo.errors.forbidden"
handler400 = "ocpo.errors.bad_request"
