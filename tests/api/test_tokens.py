"""Tokens: made by a command, working until they are revoked or their person may no longer sign in."""

import io

import pytest
from django.core.management import CommandError, call_command
from knox.models import AuthToken
from rest_framework.test import APIClient

from tests.api.conftest import ROOT
from tests.cast import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret() -> str:
    make_person("planner")
    out = io.StringIO()
    call_command("create_token", "planner", stdout=out)
    return out.getvalue().strip()


def status_with(secret: str) -> int:
    return APIClient().get(f"{ROOT}/missions/", HTTP_AUTHORIZATION=f"Token {secret}").status_code


def test_it_works(secret, mission):
    response = APIClient().get(f"{ROOT}/missions/", HTTP_AUTHORIZATION=f"Token {secret}")
    assert [row["code"] for row in response.json()["results"]] == [mission.code]


def test_a_token_is_stored_hashed(secret):
    assert len(secret) >= 40
    stored = AuthToken.objects.get()
    assert secret not in (stored.digest, stored.token_key)


def test_a_revoked_token_does_not_work(secret, sign_in):
    key = AuthToken.objects.get().token_key
    assert sign_in("outsider").post(f"/account/tokens/{key}/revoke/").status_code == 404
    assert status_with(secret) == 200
    assert sign_in("planner").post(f"/account/tokens/{key}/revoke/").status_code == 302
    assert status_with(secret) == 401


def test_the_token_of_someone_who_left_does_not_work(secret):
    planner = make_person("planner")
    planner.is_active = False
    planner.save()
    assert status_with(secret) == 401


@pytest.mark.parametrize("username", ["nobody", "gone"])
def test_a_token_is_made_for_active_people_only(username):
    make_person("gone", is_active=False)
    with pytest.raises(CommandError, match=username):
        call_command("create_token", username)
    assert not AuthToken.objects.exists()
