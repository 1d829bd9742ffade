"""A sign-in name is taken as it was meant: pasted with a space nobody sees, or typed in another case."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from ocpo.accounts.models import User
from tests.cast import PASSWORD, make_mission, make_person

pytestmark = pytest.mark.django_db
MEANT = ["Émile", " Émile\u00a0", "Émile\u200b", "E\u0301mile", "ÉMILE", "émile", "\u202aÉmile\u202c", "Ｅ\u0301mile"]


@pytest.fixture
def emile(db) -> User:
    return make_person("Émile")


@pytest.mark.parametrize("typed", MEANT)
def test_it_works(emile, typed):
    response = Client().post("/sign-in/", {"username": typed, "password": PASSWORD})
    assert response.status_code == 302


@pytest.mark.parametrize("typed", MEANT)
def test_a_member_is_found_by_the_same_name(emile, sign_in, typed):
    mission = make_mission()
    page = reverse("member-list", args=[mission.code])
    assert sign_in("planner").post(page, {"username": typed, "role": "viewer"}).status_code == 302
    assert mission.role_of(emile) == "viewer"


@pytest.mark.parametrize("typed", MEANT)
def test_a_token_is_made_for_the_same_name(emile, typed):
    call_command("create_token", typed, stdout=io.StringIO())
    assert emile.auth_token_set.count() == 1


def test_case_counts_where_two_names_differ_in_nothing_else(emile):
    other = make_person("émile")
    assert User.objects.active_named("Émile") == emile
    assert User.objects.active_named("émile") == other
    assert User.objects.active_named("ÉMILE") is None
    assert Client().post("/sign-in/", {"username": "ÉMILE", "password": PASSWORD}).status_code == 200


def test_an_accent_counts(emile):
    assert User.objects.active_named("Emile") is None
    with pytest.raises(CommandError):
        call_command("create_token", "Emile")


def test_a_password_is_taken_as_typed():
    make_person("spaces")
    wrong = Client().post("/sign-in/", {"username": "spaces", "password": f"{PASSWORD} "})
    assert wrong.status_code == 200
    assert "Nobody signs in with this name and password." in wrong.content.decode()


def test_who_may_not_sign_in_is_not_named(emile):
    User.objects.filter(pk=emile.pk).update(is_active=False)
    assert User.objects.active_named("Émile") is None
