"""One's own account: API tokens, the password and the time zone."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from knox.models import AuthToken

from ocpo.accounts import services
from ocpo.accounts.forms import PasswordForm, TimeZoneForm
from ocpo.accounts.requests import SignedInRequest
from ocpo.accounts.zones import browser_zone, choose_zone, zone_names
from ocpo.once.pages import store_instead


@require_http_methods(["GET", "POST"])
def token_list(request: SignedInRequest) -> HttpResponse:
    """List one's tokens. POST makes a new one; its text is shown only this once."""
    secret = None
    if request.method == "POST":
        secret = services.make_token(person=request.user)
    tokens = services.tokens_of(request.user).order_by("-created")
    context = {"tokens": tokens, "secret": secret, "is_made_already": "made" in request.GET}
    response = render(request, "accounts/token_list.html", context)
    return store_instead(response, redirect(f"{reverse('token-list')}?made=already")) if secret else response


@require_POST
def token_revoke(request: HttpRequest, token_key: str) -> HttpResponse:
    """Revoke one of one's own tokens."""
    get_object_or_404(AuthToken, user=request.user, token_key=token_key).delete()
    messages.success(request, _("Token revoked. It stops working at once."))
    return redirect("token-list")


@require_http_methods(["GET", "POST"])
def time_zone(request: SignedInRequest) -> HttpResponse:
    """Show the time zone in use. POST chooses another one, or the browser's."""
    form = TimeZoneForm(request.POST or None, initial={"time_zone": request.user.time_zone})
    if request.method == "POST" and form.is_valid():
        try:
            choose_zone(person=request.user, text=form.cleaned_data["time_zone"])
        except ValidationError as refusal:
            form.add_error("time_zone", refusal)
        else:
            messages.success(request, _("Time zone saved. Times and days follow it from now on."))
            return redirect("time-zone")
    context = {"form": form, "now": timezone.now(), "browser_zone": browser_zone(request), "zones": zone_names()}
    return render(request, "accounts/time_zone.html", context)


class PasswordChange(PasswordChangeView):
    """Change one's password. All other sessions end, and the API tokens unless the person keeps them."""

    form_class = PasswordForm
    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("token-list")

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        sentences = [_("Password changed. You are signed out everywhere else."), form.tokens_message()]
        messages.success(self.request, " ".join(filter(None, sentences)))
        return response
