"""Pages of the review: the list of what is missing, the queue, the reviewer's decision, what stands on the result."""

from __future__ import annotations

from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.computing.recompute import recompute
from assessments.models import Assessment, Evidence, Score, State
from assessments.models.independence import objection_to_reviewer
from assessments.models.review import review_queue, waiting_count, waiting_for
from assessments.presentation import Gap, checklist, shown_score
from assessments.services import (
    finish_round,
    publish_assessment,
    return_assessment,
    submit_assessment,
)
from missions.models import Membership, Role
from missions.services import set_member
from tests.cast import MEMBERS, make_assessment, make_mission, make_person, rate

pytestmark = pytest.mark.django_db
RATED = "i2-local-predation"


def make_scored(code: str = "unexa", level: float = 3) -> Assessment:
    """Return a scored draft of a mission with everyone of the cast, one indicator rated by its author."""
    assessment = make_assessment(make_mission(code=code, members=MEMBERS))
    rate(assessment, level, RATED)
    recompute(assessment_id=assessment.pk)
    assessment.refresh_from_db()
    return assessment


def submit(assessment: Assessment) -> Assessment:
    submit_assessment(assessment=assessment, person=assessment.created_by)
    return assessment


@pytest.fixture
def draft(cast) -> Assessment:
    return make_scored()


@pytest.fixture
def submitted(draft) -> Assessment:
    return submit(draft)


def at(assessment: Assessment, step: str = "") -> str:
    return f"/assessments/{assessment.pk}/{step}"


def text_of(response) -> str:
    return unescape(response.content.decode())


def stored(assessment: Assessment) -> str:
    return Assessment.objects.values_list("state", flat=True).get(pk=assessment.pk)


def test_an_author_submits_after_a_look_at_what_is_missing(sign_in, draft):
    planner = sign_in("planner")
    assert f'href="{at(draft, "submit/")}"' in text_of(planner.get(at(draft)))
    page = text_of(planner.get(at(draft, "submit/")))
    (asked,) = draft.asked_indicators().exclude(code=RATED)[:1]
    assert f'href="{at(draft, "sheet/")}?interface={asked.interface.code}#{asked.code}"' in page
    response = planner.post(at(draft, "submit/"), follow=True)
    assert response.redirect_chain == [(at(draft), 302)]
    assert "Submitted for review by planner on" in text_of(response)
    assert stored(draft) == State.SUBMITTED


def gaps_of(assessment: Assessment, username: str = "planner") -> dict[str, Gap]:
    person = make_person(username)
    return {gap.code: gap for gap in checklist(assessment, person, shown_score(assessment, person))}


def places_in(gap: Gap) -> list[tuple[str, str]]:
    return [(place.url.partition("#")[2], place.note) for _title, places in gap.groups for place in places]


def test_what_is_missing_is_listed_and_what_is_there_is_not(draft):
    """One indicator of 41 rated, by the lead, bare; the assessor has not finished."""
    gaps = gaps_of(draft)
    assert gaps["unrated"].count == 40
    assert RATED not in dict(places_in(gaps["unrated"]))
    assert places_in(gaps["rationale"]) == places_in(gaps["evidence"]) == [(RATED, "You")]
    assert places_in(gaps_of(draft, "reviewer")["evidence"]) == [(RATED, "Lead")]
    assert gaps["coverage"].count == 7
    assert [(place.title, place.note) for place in gaps["people"].groups[0][1]] == [("colleague", "Assessor")]
    assert "reviewer" not in gaps


def test_what_was_added_is_no_longer_missing(draft):
    piece = Evidence.objects.create(assessment=draft, title="Port log", added_by=make_person("planner"))
    rate(draft, 3, rationale="Seen at the port.", evidence=frozenset([piece.pk]))
    finish_round(assessment=draft, person=make_person("colleague"))
    recompute(assessment_id=draft.pk)
    draft.refresh_from_db()
    assert gaps_of(draft) == {}


def test_not_known_needs_no_reason_and_not_applicable_no_evidence(draft):
    first, second = draft.asked_indicators().exclude(code=RATED)[:2]
    rate(draft, "unknown", first.code)
    rate(draft, "not-applicable", second.code)
    gaps = gaps_of(draft)
    assert set(places_in(gaps["rationale"])) == {(RATED, "You"), (second.code, "You")}
    assert places_in(gaps["evidence"]) == [(RATED, "You")]


def test_a_citation_of_the_paper_counts_as_evidence(draft):
    rate(draft, 3, RATED, citations=["p. 12"])
    assert "evidence" not in gaps_of(draft)


def test_a_mission_without_a_reviewer_says_so(draft):
    Membership.objects.filter(role=Role.REVIEWER).delete()
    (place,) = gaps_of(draft)["reviewer"].groups[0][1]
    assert place.url == "/missions/unexa/people/"


def test_the_list_takes_as_many_queries_for_many_ratings_as_for_one(sign_in, draft):
    planner = sign_in("planner")

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert planner.get(at(draft, "submit/")).status_code == 200
        return len(queries)

    before = count()
    for username in ("planner", "colleague"):
        rate(draft, 2, by=make_person(username))
    recompute(assessment_id=draft.pk)
    assert count() == before


@pytest.mark.parametrize("username", ["reviewer", "viewer"])
def test_the_page_to_submit_is_for_those_who_rate(username, sign_in, draft):
    client = sign_in(username)
    assert client.get(at(draft, "submit/")).status_code == client.post(at(draft, "submit/")).status_code == 403
    assert stored(draft) == State.DRAFT
    assert "Submit for review" not in text_of(client.get(at(draft)))


def test_submitting_twice_says_that_it_is_done_already(sign_in, submitted):
    response = sign_in("planner").post(at(submitted, "submit/"))
    assert response.status_code == 409
    assert "submitted already" in text_of(response)


def test_nothing_rated_cannot_be_submitted_and_the_page_says_why(sign_in, cast):
    empty = make_assessment(make_mission(members=MEMBERS))
    response = sign_in("planner").get(at(empty, "submit/"))
    assert "Nothing is rated yet" in text_of(response)
    assert b'type="submit">Submit for review' not in response.content


def test_a_lead_withdraws(sign_in, submitted):
    planner, colleague = sign_in("planner"), sign_in("colleague")
    assert "Withdraw from review" not in text_of(colleague.get(at(submitted)))
    assert colleague.post(at(submitted, "withdraw/")).status_code == 403
    assert "Withdraw from review" in text_of(planner.get(at(submitted)))
    page = text_of(planner.post(at(submitted, "withdraw/"), follow=True))
    assert stored(submitted) == State.DRAFT
    assert "ratings can be changed again" in page


def test_a_reviewer_returns_with_reasons_that_everyone_on_the_mission_reads(sign_in, submitted):
    response = sign_in("reviewer").post(at(submitted, "return/"), {"reason": "Ask the port <police>."}, follow=True)
    assert response.redirect_chain == [(at(submitted), 302)]
    assert stored(submitted) == State.DRAFT
    page = text_of(sign_in("viewer").get(at(submitted)))
    assert "Returned by reviewer on" in page
    assert "Ask the port <police>." in page
    assert b"Ask the port &lt;police&gt;." in response.content


@pytest.mark.parametrize(
    ("reason", "told"),
    [(" ", "Say what the assessors should change"), ("x" * 10_001, "at most 10000 characters")],
)
def test_a_return_without_reasons_is_refused_beside_the_field(sign_in, submitted, reason, told):
    response = sign_in("reviewer").post(at(submitted, "return/"), {"reason": reason})
    assert response.status_code == 422
    assert 'href="#id_reason"' in text_of(response)
    assert told in text_of(response)
    assert stored(submitted) == State.SUBMITTED


def test_a_reviewer_publishes_what_the_page_shows(sign_in, submitted):
    reviewer = sign_in("reviewer")
    digest = submitted.current_score.digest
    assert f'name="digest" value="{digest}"' in text_of(reviewer.get(at(submitted, "review/")))
    page = text_of(reviewer.post(at(submitted, "publish/"), {"digest": digest}, follow=True))
    assert stored(submitted) == State.PUBLISHED
    assert "Approved by reviewer on" in page
    assert "The score that stands now is the one that was approved." in page
    assert digest in page
    for step in ("Submit for review", "Withdraw from review", "Continue rating"):
        assert step not in page


def test_a_score_computed_anew_after_the_approval_is_told(sign_in, submitted):
    publish_assessment(assessment=submitted, reviewer=make_person("reviewer"), digest=submitted.current_score.digest)
    renewed = Score.objects.get(pk=submitted.current_score_id)
    approved, renewed.pk, renewed.engine_version, renewed.digest = renewed.digest, None, "99.0.0", "f" * 64
    renewed.save()
    Assessment.objects.filter(pk=submitted.pk).update(current_score=renewed)
    page = text_of(sign_in("viewer").get(at(submitted)))
    assert "The score that stands now is another one" in page
    assert approved in page


def test_another_score_than_the_one_shown_is_refused_and_shown(sign_in, submitted):
    response = sign_in("reviewer").post(at(submitted, "publish/"), {"digest": "0" * 64})
    assert response.status_code == 409
    page = text_of(response)
    assert "Another score stands now" in page
    assert f'name="digest" value="{submitted.current_score.digest}"' in page
    assert stored(submitted) == State.SUBMITTED


def test_a_score_behind_offers_no_button_to_publish(sign_in, draft):
    rate(draft, 1, RATED)
    submit(draft)
    reviewer = sign_in("reviewer")
    page = text_of(reviewer.get(at(draft, "review/")))
    assert "The score is being computed" in page
    assert 'name="digest"' not in page
    response = reviewer.post(at(draft, "publish/"), {"digest": draft.current_score.digest})
    assert response.status_code == 409
    assert "Try again" in text_of(response)


def test_an_author_who_is_reviewer_now_reads_why_somebody_else_has_to_publish(sign_in, submitted):
    set_member(mission=submitted.mission, person=make_person("deputy"), role=Role.LEAD, by=submitted.mission.created_by)
    set_member(mission=submitted.mission, person=make_person("planner"), role=Role.REVIEWER, by=make_person("deputy"))
    planner = sign_in("planner")
    page = text_of(planner.get(at(submitted, "review/")))
    assert "You opened this assessment." in page
    assert "Somebody else has to publish or return it." in page
    assert 'name="digest"' not in page
    response = planner.post(at(submitted, "publish/"), {"digest": submitted.current_score.digest})
    assert response.status_code == 403
    assert "Somebody else has to publish or return it." in text_of(response)
    assert stored(submitted) == State.SUBMITTED


@pytest.mark.parametrize("username", ["planner", "colleague", "viewer"])
def test_other_members_read_the_review_and_decide_nothing(username, sign_in, submitted):
    client = sign_in(username)
    page = text_of(client.get(at(submitted, "review/")))
    assert submitted.current_score.digest in page
    assert 'name="digest"' not in page
    assert 'name="reason"' not in page
    for step, entry in {"publish/": {"digest": submitted.current_score.digest}, "return/": {"reason": "No."}}.items():
        assert client.post(at(submitted, step), entry).status_code == 403
    assert stored(submitted) == State.SUBMITTED


def test_the_queue_holds_what_waits_the_longest_waiting_first(sign_in, cast):
    second, first = make_scored("unsecond"), make_scored("unfirst")
    submit(first), submit(second)
    make_scored("undraft")
    response = sign_in("reviewer").get("/review/")
    page = text_of(response)
    assert 0 < page.index(at(first, "review/")) < page.index(at(second, "review/"))
    assert "UNDRAFT" not in page
    assert "2 assessments wait for you" in page
    assert "Submitted by planner on" in page


def test_the_queue_counts_from_the_last_submission(cast):
    first, second = submit(make_scored("unfirst")), submit(make_scored("unsecond"))
    return_assessment(assessment=first, reviewer=cast["reviewer"], reason="Rate more.")
    submit(first)
    assert list(review_queue(cast["reviewer"])) == [second, first]


def test_the_queue_holds_exactly_what_a_person_may_publish(cast):
    """The queue's query and the rule of the service say the same, whatever part a person has in an assessment."""
    author, other = submit(make_scored("unauthor")), submit(make_scored("unother"))
    rated, resubmitted = make_scored("unrated"), make_scored("unagain")
    rate(rated, 1, RATED, by=cast["colleague"])
    submit(rated)
    submit_assessment(assessment=resubmitted, person=cast["colleague"])
    deputy = make_person("deputy")
    for name in ("unauthor", "unother", "unrated", "unagain"):
        mission = Assessment.objects.get(mission__code=name).mission
        set_member(mission=mission, person=deputy, role=Role.LEAD, by=mission.created_by)
        for username in ("colleague", "planner") if name == "unauthor" else ("colleague",):
            set_member(mission=mission, person=make_person(username), role=Role.REVIEWER, by=deputy)
    everything = [author, other, rated, resubmitted]
    expected = {"colleague": {author, other}, "reviewer": set(everything), "planner": set(), "viewer": set()}
    for username, waiting in expected.items():
        person = make_person(username)
        assert set(waiting_for(person)) == waiting
        assert {one for one in everything if not objection_to_reviewer(one, person)} == waiting


def test_the_number_beside_the_link_is_that_of_the_queue(sign_in, cast, django_assert_num_queries):
    submit(make_scored("unfirst"))
    make_scored("undraft")
    for username, number in {"reviewer": 1, "planner": None, "outsider": None}.items():
        with django_assert_num_queries(1):
            assert waiting_count(cast[username]) == number
    assert '<span class="count">1<span class="visually-hidden"> waiting for you' in text_of(
        sign_in("reviewer").get("/")
    )
    assert 'href="/review/"' not in text_of(sign_in("planner").get("/"))


def test_a_reviewer_without_work_has_the_link_without_a_number(sign_in, draft):
    page = text_of(sign_in("reviewer").get("/review/"))
    assert 'href="/review/"' in page
    assert "waiting for you" not in page
    assert "Nothing waits for you" in page


def test_whoever_reviews_nothing_is_told(sign_in, draft):
    assert "You review no mission" in text_of(sign_in("outsider").get("/review/"))


def test_the_queue_takes_as_many_queries_with_one_as_with_five(sign_in, cast):
    reviewer = sign_in("reviewer")

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            reviewer.get("/review/")
        return len(queries)

    submit(make_scored("unexa"))
    before = count()
    for number in range(4):
        submit(make_scored(f"unexa-{number}"))
    assert count() == before


def test_the_page_of_people_says_who_cannot_review_under_their_role(sign_in, submitted):
    mission, planner = submitted.mission, submitted.created_by
    deputy = make_person("deputy")
    set_member(mission=mission, person=deputy, role=Role.LEAD, by=planner)
    set_member(mission=mission, person=planner, role=Role.REVIEWER, by=planner)
    lead, address = sign_in("deputy"), f"/missions/{mission.code}/people/"
    assert "A reviewer needs the role from somebody else" in text_of(lead.get(address))
    assert text_of(lead.get(address)).count("gave themself this role") == 1
    own = mission.memberships.get(person=planner)
    lead.post(f"{address}{own.pk}/", {"role": Role.REVIEWER})
    assert "gave themself this role" not in text_of(lead.get(address))


@pytest.mark.parametrize("username", ["planner", "colleague", "viewer"])
@pytest.mark.parametrize("step", ["review/", "submit/"])
def test_before_the_reveal_both_pages_show_no_score_and_no_list(sign_in, draft, username, step):
    """Not even the score of one's own ratings: what is decided on is the common one."""
    Assessment.objects.filter(pk=draft.pk).update(is_private=True, current_score=None)
    recompute(assessment_id=draft.pk)
    assert draft.scores.filter(assessor=make_person("planner")).exists()
    response = sign_in(username).get(at(draft, step))
    if (username, step) == ("viewer", "submit/"):
        assert response.status_code == 403
        return
    assert (response.context["score"], response.context["gaps"]) == (None, [])
