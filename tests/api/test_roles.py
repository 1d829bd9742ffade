"""What each role may write: 403 where the mission is seen, 404 where it is not."""

import pytest

from tests.api.conftest import ROOT

ALLOWED = {
    "change a mission": {"planner"},
    "open an assessment": {"planner", "colleague"},
    "rate": {"planner", "colleague"},
    "take a rating back": {"planner", "colleague"},
}
MEMBERS = ("viewer", "colleague", "reviewer", "planner")
STRANGERS = ("outsider", "analyst", "administrator")


def write(client, operation: str, mission, assessment) -> int:
    rating = f"{ROOT}/assessments/{assessment.pk}/ratings/{assessment.asked_indicators().first().code}/"
    judgement = {"answer": "rated", "best": 2}
    if operation == "change a mission":
        return client.patch(
            f"{ROOT}/missions/{mission.code}/", {"area": "Elsewhere"}, format="json", HTTP_IF_MATCH='"1"'
        ).status_code
    if operation == "open an assessment":
        body = {"mission": mission.code, "phase": None, "as_of": "2026-11-02"}
        return client.post(f"{ROOT}/assessments/", body, format="json").status_code
    made = client.put(rating, judgement, format="json", HTTP_IF_NONE_MATCH="*")
    if operation == "rate":
        return made.status_code
    return client.delete(rating, HTTP_IF_MATCH=made.get("ETag", '"1"')).status_code


@pytest.mark.parametrize("operation", ALLOWED)
@pytest.mark.parametrize("username", [*MEMBERS, *STRANGERS])
def test_each_role_writes_what_it_may(api, cast, mission, assessment, operation, username):
    status = write(api(username), operation, mission, assessment)
    if username in ALLOWED[operation]:
        assert status in (200, 201, 204)
    else:
        assert status == (403 if username in MEMBERS else 404)
