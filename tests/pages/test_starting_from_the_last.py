"""A new assessment that starts from an earlier one: everyone's ratings taken over, and what became of each since."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest

from assessments.models import Assessment, Evidence
from assessments.presentation import badges
from assessments.services import archive_assessment, clear_rating, create_assessment
from missions.services import remove_member
from tests.cast import MEMBERS, close, indicator, make_assessment, make_mission, make_person, rate

pytestmark = pytest.mark.django_db
CODE, OTHER, THIRD = "i2-local-predation", "i1-armed-group-income", "i2-attacks-on-mission"
NEXT = date(2026, 11, 20)


@pytest.fixture
def earlier(cast) -> Assessment:
    """A closed assessment in which planner and colleague rated one indicator each."""
    assessment = make_assessment(make_mission(members=MEMBERS))
    rate(assessment, 2, CODE, rationale="Seen.")
    rate(assessment, 1, OTHER, by=cast["colleague"])
    close(assessment)
    return assessment


@pytest.fixture
def started(earlier) -> Assessment:
    mission = earlier.mission
    return create_assessment(
        mission=mission, author=mission.created_by, phase=earlier.phase, as_of=NEXT, based_on=earlier
    )


def text_of(response) -> str:
    return unescape(response.content.decode())


def badge_of(assessment: Assessment, code: str, username: str = "planner") -> tuple[str, str]:
    rating = assessment.ratings.get(indicator__code=code, assessor__username=username)
    badge = badges(assessment, make_person("viewer"), [rating])[rating.pk]
    return badge.code, badge.title


def test_the_form_offers_earlier_assessments_that_say_something(sign_in, earlier):
    empty = make_assessment(earlier.mission)
    private = create_assessment(
        mission=earlier.mission, author=earlier.created_by, phase=None, as_of=NEXT, is_private=True
    )
    rate(private, 1, CODE)
    page = text_of(sign_in("planner").get("/missions/unexa/assessments/new/"))
    assert "A blank sheet" in page
    assert f'<option value="{earlier.pk}">Assessment of UNEXA, 1 Nov 2026 (Published)</option>' in page
    for absent in (empty, private):
        assert f'<option value="{absent.pk}"' not in page


def test_a_mission_without_an_earlier_assessment_has_nothing_to_start_from(sign_in, cast):
    make_mission()
    assert "Start from" not in text_of(sign_in("planner").get("/missions/unexa/assessments/new/"))


def test_everyones_ratings_are_taken_over(sign_in, earlier):
    entry = {"based_on": earlier.pk, "phase": "start-up", "as_of": "2026-11-20", "title": "Second"}
    response = sign_in("planner").post("/missions/unexa/assessments/new/", entry)
    started = Assessment.objects.get(title="Second")
    assert response.url == f"/assessments/{started.pk}/sheet/"
    assert started.based_on == earlier
    assert set(started.ratings.values_list("indicator__code", "assessor__username", "best", "rationale")) == {
        (CODE, "planner", 2.0, "Seen."),
        (OTHER, "colleague", 1.0, ""),
    }
    assert earlier.ratings.count() == 2


def test_an_assessment_of_another_mission_is_no_start(sign_in, earlier):
    foreign = make_assessment(make_mission(code="unother"))
    rate(foreign, 1, CODE)
    entry = {"based_on": foreign.pk, "phase": "start-up", "as_of": "2026-11-20"}
    assert sign_in("planner").post("/missions/unexa/assessments/new/", entry).status_code == 422


def test_a_rating_taken_over_is_unchanged_one_given_since_is_new(started):
    rate(started, 3, THIRD)
    assert badge_of(started, CODE) == ("unchanged", "Unchanged")
    assert badge_of(started, OTHER, "colleague") == ("unchanged", "Unchanged")
    assert badge_of(started, THIRD) == ("new", "New")


def test_each_person_is_compared_with_themselves(started):
    """The planner rates what only the colleague had rated before: new for the planner, unchanged for the colleague."""
    rate(started, 1, OTHER)
    assert badge_of(started, OTHER)[0] == "new"
    assert badge_of(started, OTHER, "colleague")[0] == "unchanged"


@pytest.mark.parametrize(
    ("level", "more", "title"),
    [
        (3, {"rationale": "Seen."}, "Changed, was: 2"),
        ("unknown", {"rationale": "Seen."}, "Changed, was: 2"),
        (2, {"rationale": "Seen twice."}, "Changed"),
        (2, {"rationale": "Seen.", "confidence": "high"}, "Changed"),
        (2, {"rationale": "Seen.", "lowest": 1.0}, "Changed"),
    ],
)
def test_any_part_of_the_judgement_counts_as_a_change(level, more, title, started):
    rate(started, level, CODE, **more)
    assert badge_of(started, CODE) == ("changed", title)


def test_further_evidence_is_a_change_and_going_back_undoes_it(started):
    piece = Evidence.objects.create(assessment=started, title="Port log", added_by=make_person("planner"))
    rate(started, 2, CODE, rationale="Seen.", evidence=frozenset([piece.pk]))
    assert badge_of(started, CODE) == ("changed", "Changed")
    rate(started, 2, CODE, rationale="Seen.")
    assert badge_of(started, CODE)[0] == "unchanged"


def test_what_was_not_known_is_named(started, earlier):
    earlier.ratings.filter(indicator__code=OTHER).update(answer="unknown", best=None)
    assert badge_of(started, OTHER, "colleague") == ("changed", "Changed, was: Not known")


def test_a_rating_taken_back_and_given_again_is_compared_as_before(started):
    rating = started.ratings.get(indicator__code=CODE)
    planner = make_person("planner")
    clear_rating(assessment=started, indicator=rating.indicator, assessor=planner, expected_version=rating.version)
    rate(started, 2, CODE, rationale="Seen.")
    assert badge_of(started, CODE)[0] == "unchanged"


def test_sheet_result_and_a_saved_answer_show_the_badge(sign_in, started):
    planner = sign_in("planner")
    interface = indicator(CODE).interface.code
    tab = f"/assessments/{started.pk}/sheet/?interface={interface}"
    assert text_of(planner.get(tab)).count('data-badge="unchanged"') == 1
    assert text_of(planner.get(f"/assessments/{started.pk}/")).count('data-badge="unchanged"') == 2
    version = started.ratings.get(indicator__code=CODE).version
    entry = {"answer": "4", "confidence": "medium", "rationale": "Seen.", "version": version}
    saved = planner.post(f"/assessments/{started.pk}/ratings/{CODE}/", entry, headers={"HX-Request": "true"})
    assert "Changed, was: 2" in text_of(saved)
    assert 'data-badge="changed"' in text_of(planner.get(tab))


def test_a_blank_start_has_no_badges_and_asks_for_none(earlier, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert badges(earlier, earlier.created_by, []) == {}
    ratings = list(earlier.ratings.all())
    with django_assert_num_queries(0):
        assert badges(earlier, earlier.created_by, ratings) == {}


def test_the_api_starts_from_an_earlier_one_of_the_same_mission_only(api, earlier):
    foreign = make_assessment(make_mission(code="unother", lead=make_person("outsider")))
    client = api("planner")
    entry = {"mission": "unexa", "phase": "start-up", "as_of": "2026-11-20"}
    shown = client.post("/api/v1/assessments/", {**entry, "based_on": earlier.pk}, format="json").json()
    assert shown["based_on"] == earlier.pk
    assert Assessment.objects.get(pk=shown["id"]).ratings.count() == 2
    told = [
        client.post("/api/v1/assessments/", {**entry, "based_on": key}, format="json")
        for key in (foreign.pk, 9_999_999)
    ]
    assert [answer.status_code for answer in told] == [422, 422]
    assert told[0].json() == told[1].json()


def test_the_form_offers_no_archived_one_and_counts_the_ratings_of_former_members(sign_in, earlier):
    archived = make_assessment(earlier.mission)
    rate(archived, 1, CODE)
    planner = earlier.created_by
    archive_assessment(assessment=archived, person=planner)
    remove_member(mission=earlier.mission, person=make_person("colleague"), by=planner)
    page = text_of(sign_in("planner").get("/missions/unexa/assessments/new/"))
    assert f'<option value="{archived.pk}"' not in page
    assert "Assessment of UNEXA, 1 Nov 2026 (Published), 1 rating of a former member</option>" in page
