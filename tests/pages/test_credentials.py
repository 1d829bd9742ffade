"""A change of password, by whatever path, ends sessions and tokens; so do the end of an account and of a membership."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.management.commands import changepassword
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from knox.models import AuthToken
from rest_framework.test import APIClient

from assessments.samples import load_people
from missions.models import Role
from missions.services import remove_member
from ocpo.accounts.models import User
from ocpo.accounts.services import change_password, make_token, tokens_of
from tests.api.conftest import ROOT
from tests.cast import PASSWORD, Browser, make_mission, make_person

pytestmark = pytest.mark.django_db
NEW = "a quite different long password"
CHANGE = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
ADDRESS = "/account/password/"


@pytest.fixture
def planner() -> User:
    return make_person("planner")


def browser_of(person: User, password: str = PASSWORD) -> Client:
    browser = Browser(person)
    assert browser.login(username=person.username, password=password)
    return browser


def is_signed_in(browser: Client) -> bool:
    return browser.get("/").status_code == 200


def is_accepted(secret: str) -> bool:
    answer = APIClient().get(f"{ROOT}/missions/", HTTP_AUTHORIZATION=f"Token {secret}")
    assert answer.status_code in (200, 401)
    return answer.status_code == 200


def text_of(answer) -> str:
    return unescape(answer.content.decode())


def test_it_works(planner):
    """The page names how many tokens there are, ends them, ends the other session, and says so."""
    here, elsewhere = browser_of(planner), browser_of(planner)
    secrets = [make_token(person=planner) for _number in range(2)]
    page = text_of(here.get(ADDRESS))
    assert "Your 2 API tokens" in page
    assert re.search(r'<input[^>]*value="end"[^>]*checked', page), "unless they say otherwise, tokens end"
    after = text_of(here.post(ADDRESS, CHANGE | {"tokens": "end"}, follow=True))
    assert "Password changed. You are signed out everywhere else. 2 API tokens have ended." in after
    assert (is_signed_in(here), is_signed_in(elsewhere)) == (True, False)
    assert [is_accepted(secret) for secret in secrets] == [False, False]
    assert not AuthToken.objects.exists()
    assert browser_of(planner, NEW)


def test_tokens_can_be_kept_and_sessions_elsewhere_cannot(planner):
    here, elsewhere, secret = browser_of(planner), browser_of(planner), make_token(person=planner)
    after = text_of(here.post(ADDRESS, CHANGE | {"tokens": "keep"}, follow=True))
    assert "You are signed out everywhere else. Your 1 API token still works." in after
    assert (is_signed_in(here), is_signed_in(elsewhere), is_accepted(secret)) == (True, False, True)


def test_without_tokens_there_is_nothing_to_choose(planner):
    here = browser_of(planner)
    assert 'name="tokens"' not in text_of(here.get(ADDRESS))
    after = text_of(here.post(ADDRESS, CHANGE, follow=True))
    assert "You are signed out everywhere else." in after
    assert "API token still" not in after


def test_a_refused_change_ends_nothing_and_keeps_the_choice(planner):
    here, elsewhere, secret = browser_of(planner), browser_of(planner), make_token(person=planner)
    for entry in (CHANGE | {"old_password": "wrong", "tokens": "keep"}, CHANGE, CHANGE | {"tokens": "some"}):
        assert here.post(ADDRESS, entry).status_code == 422
    assert (is_signed_in(here), is_signed_in(elsewhere), is_accepted(secret)) == (True, True, True)


def by_service(person: User) -> None:
    change_password(person=person, password=NEW)


def by_set_password(person: User) -> None:
    person.set_password(NEW)
    person.save()


def by_set_password_alone(person: User) -> None:
    person.set_password(NEW)
    person.save(update_fields=["password"])


def by_command(person: User) -> None:
    call_command("changepassword", person.username)


def by_loading_samples(person: User) -> None:
    load_people(NEW)


def by_unusable_password(person: User) -> None:
    person.set_unusable_password()
    person.save()


PATHS = [
    by_service,
    by_set_password,
    by_set_password_alone,
    by_command,
    by_loading_samples,
    by_unusable_password,
]


@pytest.mark.parametrize("change", PATHS, ids=lambda change: change.__name__)
def test_every_way_to_another_password_ends_tokens_and_sessions(change: Callable[[User], None], planner, monkeypatch):
    monkeypatch.setattr(changepassword.Command, "_get_pass", lambda *_args, **_more: NEW)
    browser, secret = browser_of(planner), make_token(person=planner)
    assert (is_signed_in(browser), is_accepted(secret)) == (True, True)
    change(User.objects.get(pk=planner.pk))
    assert (is_signed_in(browser), is_accepted(secret)) == (False, False)
    planner.refresh_from_db()
    assert not tokens_of(planner).exists()


def test_what_ended_does_not_come_back_with_a_new_token(planner):
    old = make_token(person=planner)
    by_set_password(planner)
    new = make_token(person=planner)
    assert (is_accepted(old), is_accepted(new)) == (False, True)
    change_password(person=planner, password=PASSWORD, keep_tokens=True)
    assert (is_accepted(old), is_accepted(new)) == (False, True)


def test_keeping_revives_nothing_that_ended(planner):
    secret = make_token(person=planner)
    by_set_password(planner)
    assert change_password(person=planner, password=PASSWORD, keep_tokens=True) == 0
    assert not is_accepted(secret)


def test_the_same_password_under_a_stronger_hash_ends_no_token(planner, settings):
    secret, before = make_token(person=planner), planner.password
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher", *settings.PASSWORD_HASHERS]
    browser_of(planner)
    planner.refresh_from_db()
    assert planner.password != before
    assert is_accepted(secret)


def test_no_token_is_made_for_a_password_that_has_changed_meanwhile(planner):
    asking = User.objects.get(pk=planner.pk)
    change_password(person=planner, password=NEW)
    with pytest.raises(PermissionDenied):
        make_token(person=asking)
    assert not AuthToken.objects.exists()


def test_the_end_of_an_account_ends_tokens_and_sessions_at_once(planner):
    browser, secret = browser_of(planner), make_token(person=planner)
    User.objects.filter(pk=planner.pk).update(is_active=False)
    assert (is_signed_in(browser), is_accepted(secret)) == (False, False)


def test_the_end_of_a_membership_counts_for_tokens_and_sessions_at_once(planner):
    mission = make_mission(members={"viewer": Role.VIEWER})
    viewer = make_person("viewer")
    browser, secret = browser_of(viewer), make_token(person=viewer)
    address = f"{ROOT}/missions/{mission.code}/"

    def statuses() -> tuple[int, int]:
        answer = APIClient().get(address, HTTP_AUTHORIZATION=f"Token {secret}")
        return browser.get(mission.get_absolute_url()).status_code, answer.status_code

    assert statuses() == (200, 200)
    remove_member(mission=mission, person=viewer, by=planner)
    assert statuses() == (404, 404)


def test_tokens_from_before_go_on_working(planner):
    secret = make_token(person=planner)
    User.objects.update(tokens_bound_to="")
    assert not is_accepted(secret)
    import_module("ocpo.accounts.migrations.0070_bind_tokens_to_the_password").bind(apps, None)
    assert is_accepted(secret)


def test_what_ends_ones_tokens_leaves_those_of_others(planner):
    """Both a change of the password and the first token after one that the services did not make."""
    colleague = make_person("colleague")
    kept = make_token(person=colleague)
    make_token(person=planner)
    assert [token.user for token in tokens_of(planner)] == [planner]
    assert change_password(person=planner, password=NEW) == 1
    assert is_accepted(kept)
    make_token(person=planner)
    planner.set_password(PASSWORD)
    planner.save()
    make_token(person=planner)
    assert tokens_of(planner).count() == 1
    assert is_accepted(kept)
