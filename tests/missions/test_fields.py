"""A fact of a mission is in every place that needs it: API, form, page and the test that reads everything back."""

import re

import pytest

from missions.api import MissionChanges, MissionSerializer
from missions.forms import MissionForm
from missions.models import Mission
from missions.services import EDITABLE
from tests.api.test_after_every_write import MISSION
from tests.cast import make_mission

pytestmark = pytest.mark.django_db
FACTS = {*EDITABLE, "components"}


def test_every_column_that_people_may_set_is_a_fact():
    columns = {field.name for field in Mission._meta.fields if field.editable and not field.primary_key}
    assert columns == {*EDITABLE, "code"}


def test_every_fact_is_read_written_typed_and_tried():
    assert set(MissionChanges().fields) == FACTS
    assert set(MissionSerializer().fields) >= FACTS
    assert set(MissionForm().fields) == FACTS | {"code"}
    assert set(MISSION) == FACTS


@pytest.mark.parametrize("fact", sorted(FACTS))
def test_every_fact_is_shown_on_the_page_of_the_mission(fact, api, sign_in):
    make_mission()
    browser = sign_in("planner")
    before = main_part(browser)
    assert main_part(browser) == before, "the page differs by itself"
    changed = api("planner").patch("/api/v1/missions/unexa/", {fact: MISSION[fact]}, format="json", HTTP_IF_MATCH='"1"')
    assert changed.status_code == 200
    assert main_part(browser) != before, f"mission_detail.html does not show {fact}"


def main_part(browser) -> str:
    return re.search("<main.*</main>", browser.get("/missions/unexa/").content.decode(), re.DOTALL)[0]
