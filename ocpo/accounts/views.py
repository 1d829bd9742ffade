"""One's own account: API tokens and the password."""

from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from knox.models import AuthToken


@require_http_methods(["GET", "POST"])
def token_list(request: HttpRequest) -> HttpResponse:
    """List one's tokens; POST makes a new one, whose text is shown this once only."""
    secret = None
    if request.method == "POST":
        _token, secret = AuthToken.objects.create(user=request.user)
    tokens = AuthToken.objects.filter(user=request.user).order_by("-created")
    return render(request, "accounts/token_list.html", {"tokens": tokens, "secret": secret})


@require_POST
def token_revoke(request: HttpRequest, token_key: str) -> HttpResponse:
    """Revoke one of one's own tokens."""
    get_object_or_404(AuthToken, user=request.user, token_key=token_key).delete()
    messages.success(request, _("Token revoked. It stops working at once."))
    return redirect("token-list")


class PasswordChange(PasswordChangeView):
    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("token-list")

    def form_valid(self, form: object) -> HttpResponse:
        messages.success(self.request, _("Password changed."))
        return super().form_valid(form)  # type: ignore[arg-type]
