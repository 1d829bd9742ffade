"""Addresses of the sign-in and of one's own account."""

from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import path

from ocpo.accounts import views
from ocpo.accounts.forms import SignInForm
from ocpo.once.pages import repeatable

urlpatterns = [
    path(
        "sign-in/",
        login_not_required(
            auth.LoginView.as_view(
                template_name="accounts/sign_in.html",
                authentication_form=SignInForm,
                redirect_authenticated_user=True,
            )
        ),
        name="sign-in",
    ),
    path("sign-out/", repeatable("Who is signed out stays so.")(auth.LogoutView.as_view()), name="sign-out"),
    path("account/tokens/", views.token_list, name="token-list"),
    path("account/tokens/<str:token_key>/revoke/", views.token_revoke, name="token-revoke"),
    path("account/time-zone/", views.time_zone, name="time-zone"),
    path("account/password/", views.PasswordChange.as_view(), name="password-change"),
]
