"""Who has the current state gets 304 and no body; who has not, gets it."""

import pytest

from assessments.models import Rating
from missions.models import Role
from missions.services import set_member
from tests.api.conftest import ROOT
from tests.cast import make_person, rate

ADDRESSES = [
    "missions/unexa/",
    "assessments/{pk}/",
    "assessments/{pk}/score/",
    "assessments/{pk}/ratings/i2-local-predation/",
    "missions/unexa/scores/latest/",
    "missions/",
    "scores/",
    "interfaces/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_works(planner, scored, address):
    at = f"{ROOT}/{address.format(pk=scored.pk)}"
    first = planner.get(at)
    assert first["ETag"].startswith('"'), "a strong ETag"
    again = planner.get(at, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert planner.get(at, HTTP_IF_NONE_MATCH='"other"').status_code == 200
    assert planner.get(at, HTTP_IF_NONE_MATCH=f'"other", W/{first["ETag"]}').status_code == 304


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_shown_to_one_is_kept_by_no_cache_for_others(planner, scored, address):
    response = planner.get(f"{ROOT}/{address.format(pk=scored.pk)}")
    assert {"private", "no-cache"} <= set(response["Cache-Control"].split(", "))
    assert {"Authorization", "Cookie"} <= set(response["Vary"].split(", "))


def test_a_changed_rating_shows_in_every_etag_it_touches(planner, scored, score_anew):
    touched = [f"{ROOT}/{address.format(pk=scored.pk)}" for address in (*ADDRESSES[1:5], "scores/")]
    before = {at: planner.get(at)["ETag"] for at in touched}
    rate(scored, 1, "i2-local-predation")
    score_anew(scored)
    for at, tag in before.items():
        assert planner.get(at, HTTP_IF_NONE_MATCH=tag).status_code == 200, at


def test_a_changed_role_shows_in_the_missions_etag(api, mission):
    client, at = api("colleague"), f"{ROOT}/missions/unexa/"
    tag = client.get(at)["ETag"]
    set_member(mission=mission, person=make_person("colleague"), role=Role.VIEWER, by=mission.created_by)
    assert client.get(at, HTTP_IF_NONE_MATCH=tag).status_code == 200


def test_no_etag_tells_of_what_is_hidden(outsider, planner, scored):
    at = f"{ROOT}/missions/unexa/"
    response = outsider.get(at, HTTP_IF_NONE_MATCH=planner.get(at)["ETag"])
    assert response.status_code == 404
    assert not response.has_header("ETag")
    assert Rating.objects.exists()
