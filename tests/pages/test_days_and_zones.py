"""Days and times are those of the person who reads them; what is sent to machines is in UTC."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from assessments.computing.recompute import recompute
from assessments.models import Evidence
from assessments.services import comment, submit_assessment
from ocpo.accounts.zones import COOKIE, find_zone
from tests.api.addresses import address, all_routes, values_for
from tests.cast import MEMBERS, make_assessment, make_mission, make_person, make_scenario, rate

pytestmark = pytest.mark.django_db
LATE = datetime(2026, 11, 27, 22, 0, tzinfo=UTC)
PAGES = [route for route in all_routes() if not route.is_api]
INDICATOR = "i1-armed-group-income"
CLOCK = re.compile(r"\b\d{1,2}:\d\d\b")


@pytest.fixture
def at(monkeypatch):
    """Set the clock."""

    def at(moment: datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    at(LATE)
    return at


@pytest.fixture
def person_in(sign_in):
    """Return the planner's browser, which says that it is in a zone."""

    def person_in(zone: str, chosen: str = ""):
        person = make_person("planner")
        person.time_zone = chosen
        person.save()
        browser = sign_in("planner")
        browser.cookies[COOKIE] = zone
        return browser

    return person_in


def preset_day(browser) -> str:
    page = browser.get(f"/missions/{make_mission().code}/assessments/new/").content.decode()
    return re.search(r'name="as_of" value="([0-9-]+)"', page)[1]


def now_on_page(browser) -> str:
    return re.search(r"it is now <time[^>]*>([^<]+)</time>", browser.get("/account/time-zone/").content.decode())[1]


@pytest.mark.parametrize(
    ("zone", "day", "clock"),
    [
        ("Asia/Dili", "2026-11-28", "28 Nov 2026, 07:00 Asia/Dili"),
        ("Pacific/Pago_Pago", "2026-11-27", "27 Nov 2026, 11:00 Pacific/Pago_Pago"),
        ("Pacific/Kiritimati", "2026-11-28", "28 Nov 2026, 12:00 Pacific/Kiritimati"),
        ("", "2026-11-27", "27 Nov 2026, 22:00 UTC"),
        ("Mars/Olympus", "2026-11-27", "27 Nov 2026, 22:00 UTC"),
        ("../../etc/passwd", "2026-11-27", "27 Nov 2026, 22:00 UTC"),
    ],
)
def test_days_and_times_are_those_of_the_browser(at, person_in, zone, day, clock):
    browser = person_in(zone)
    assert preset_day(browser) == day
    assert now_on_page(browser) == clock


def test_summer_time_counts_for_the_moment_shown(at, person_in):
    browser = person_in("Europe/Berlin")
    at(datetime(2026, 3, 29, 0, 59, tzinfo=UTC))
    assert now_on_page(browser) == "29 Mar 2026, 01:59 Europe/Berlin"
    at(datetime(2026, 3, 29, 1, 0, tzinfo=UTC))
    assert now_on_page(browser) == "29 Mar 2026, 03:00 Europe/Berlin"


def test_a_zone_that_was_chosen_wins_over_the_browsers(at, person_in):
    browser = person_in("Pacific/Pago_Pago")
    page = browser.post("/account/time-zone/", {"time_zone": "dili"}, follow=True)
    assert "Time zone saved" in page.content.decode()
    assert now_on_page(browser) == "28 Nov 2026, 07:00 Asia/Dili"
    browser.post("/account/time-zone/", {"time_zone": " "})
    assert now_on_page(browser) == "27 Nov 2026, 11:00 Pacific/Pago_Pago"


def test_a_zone_that_nobody_knows_is_refused_and_kept_in_the_field(person_in):
    page = person_in("").post("/account/time-zone/", {"time_zone": "Dilly"}).content.decode()
    assert "No time zone has this name" in page
    assert 'value="Dilly"' in page


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("asia/dili", "Asia/Dili"),
        ("port-au-prince", "America/Port-au-Prince"),
        ("New York", "America/New_York"),
        ("utc", "UTC"),
        ("", ""),
        ("Atlantis", ""),
    ],
)
def test_a_city_names_its_zone(text, zone):
    assert find_zone(text) == zone


def test_a_zone_ends_with_its_request(at, person_in):
    dili, other = person_in("Asia/Dili"), person_in("")
    assert now_on_page(dili).endswith("Asia/Dili")
    assert timezone.get_current_timezone_name() == "UTC"
    assert now_on_page(other).endswith("UTC")


def test_machines_read_utc_whoever_asks(at, person_in):
    assessment = make_assessment()
    browser = person_in("Asia/Dili", chosen="Asia/Dili")
    created = browser.get(f"/api/v1/assessments/{assessment.pk}/").json()["created_at"]
    assert datetime.fromisoformat(created).utcoffset().total_seconds() == 0


@pytest.mark.parametrize(("day", "is_future"), [("2026-11-27", False), ("2026-11-28", False), ("2026-11-29", True)])
@pytest.mark.parametrize("zone", ["Asia/Dili", "", "Pacific/Pago_Pago"])
def test_a_day_lies_in_the_future_once_it_has_begun_nowhere_on_earth(at, person_in, zone, day, is_future):
    """At 22:00 UTC it is the 28th in Dili; a colleague elsewhere may enter that day, too."""
    assessment = make_assessment()
    given = {"title": "Joint report", "dated": day, "reliability": "B", "credibility": "2", "marking": "unclassified"}
    page = person_in(zone).post(f"/assessments/{assessment.pk}/evidence/", given, follow=True).content.decode()
    assert ("lies in the future" in page) is is_future
    assert Evidence.objects.filter(dated=date.fromisoformat(day)).exists() is not is_future


def test_the_api_takes_the_same_days(at, api):
    address = f"/api/v1/assessments/{make_assessment().pk}/evidence/"
    assert api("planner").post(address, {"title": "A", "dated": "2026-11-28"}, format="json").status_code == 201
    assert api("planner").post(address, {"title": "A", "dated": "2026-11-29"}, format="json").status_code == 422


@pytest.fixture
def present(db) -> dict[str, int | str]:
    """What shows a time: a score, a comment, a step of a review, a scenario."""
    mission = make_mission(members=MEMBERS)
    assessment = make_assessment(mission)
    rate(assessment, 3)
    recompute(assessment_id=assessment.pk)
    indicator = assessment.asked_indicators().get(code=INDICATOR)
    comment(assessment=assessment, indicator=indicator, author=mission.created_by, text="A word on it.")
    scenario = make_scenario(assessment).pk
    submit_assessment(assessment=assessment, person=mission.created_by)
    membership = mission.memberships.get(person__username="viewer").pk
    return {"code": mission.code, "assessment": assessment.pk, "membership": membership, "scenario": scenario}


def test_no_page_shows_a_time_without_its_zone(present, person_in):
    browser, shown = person_in("Asia/Dili"), {}
    browser.post("/account/tokens/")
    for route in PAGES:
        values = {**values_for(route, indicator=INDICATOR, **present), "token_key": "0123456789abcdef"}
        answer = browser.get(address(route, values))
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
            continue
        page = answer.content.decode()
        shown[route.name] = re.findall(r"<time [^>]*>([^<]+)</time>", page)
        rest = re.sub(r"<time .*?</time>|<script.*?</script>|<[^>]+>", "", page, flags=re.DOTALL)
        assert not CLOCK.findall(rest), route.name
    assert all(time.endswith(" Asia/Dili") for times in shown.values() for time in times)
    with_times = {name for name, times in shown.items() if times}
    assert {"result-detail", "spread-detail", "scenario-detail", "review-detail", "token-list"} <= with_times
