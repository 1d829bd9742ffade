"""Evidence: entered once, used across indicators, graded, hidden while a first round is private."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from assessments import presentation
from assessments.models import Answer, Assessment, Evidence, Marking
from assessments.services import Judgement, add_evidence, judgement_of, record_rating, remove_evidence, reveal_round
from tests.cast import MEMBERS, indicator, make_assessment, make_mission, make_person

pytestmark = pytest.mark.django_db
FIRST, SECOND = "i1-armed-group-income", "i1-profit-as-aim"
NO_ADDRESSES = (
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://example.org/a",
    "https://",
    "https:///path",
    "http://:80",
    "http://a b c",
    "http://example.org/a b",
    "http://example.org:99999/",
    "http://-/",
    "http://[::1/",
    "www.",
    "www.a b.org",
    "doi:about-weapons",
    "doi:10.1/x",
    "https://user:pw@example.org",
    "HTTP://user@example.org/a",
    "https://@example.org",
    "https://www.un.org%2f@example.org",
    "www.un.org@example.org",
)
PORT = {
    "title": "Port survey",
    "source": "Maritime component",
    "dated": date(2026, 10, 3),
    "link": "S/2026/359",
    "reliability": "B",
    "credibility": "2",
    "marking": "confidential",
}


@pytest.fixture
def assessment() -> Assessment:
    return make_assessment(make_mission(members=MEMBERS))


def enter(assessment, by="planner", **facts) -> Evidence:
    return add_evidence(assessment=assessment, person=make_person(by), **{**PORT, **facts})


def rest(assessment, code, *pieces, by="planner"):
    return record_rating(
        assessment=assessment,
        indicator=indicator(code),
        assessor=make_person(by),
        judgement=Judgement(Answer.RATED, best=3.0, evidence=frozenset(piece.pk for piece in pieces)),
    )


def test_it_works(assessment):
    piece = enter(assessment)
    assert (piece.grade, piece.grade_words) == ("B2", "B Usually reliable, 2 Probably true")
    for code in (FIRST, SECOND):
        assert judgement_of(rest(assessment, code, piece)).evidence == {piece.pk}
    (row,) = presentation.evidence_uses(assessment, make_person("planner"))
    assert [used.code for used in row.indicators] == [FIRST, SECOND]
    assert not row.is_removable


def test_entering_the_same_again_returns_the_piece_that_stands(assessment):
    assert enter(assessment) == enter(assessment, title=" Port survey ")
    assert enter(assessment, credibility="3") != enter(assessment)
    assert Evidence.objects.count() == 2


def test_entering_evidence_changes_no_score(assessment):
    revision = assessment.revision
    enter(assessment)
    assessment.refresh_from_db()
    assert assessment.revision == revision


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 501}, "title"),
        ({"dated": timezone.localdate() + timedelta(days=2)}, "dated"),
        ({"dated": date(1899, 12, 31)}, "dated"),
        ({"dated": date(1, 1, 1)}, "dated"),
        ({"link": "x" * 501}, "link"),
        *(({"link": link}, "link") for link in NO_ADDRESSES),
        ({"reliability": "G"}, "reliability"),
        ({"credibility": "7"}, "credibility"),
        ({"marking": "secret"}, "marking"),
    ],
)
def test_what_cannot_be_is_refused_by_field(assessment, wrong, field):
    with pytest.raises(ValidationError) as refused:
        enter(assessment, **wrong)
    assert list(refused.value.message_dict) == [field]
    assert not Evidence.objects.exists()


def test_a_web_address_with_a_name_or_a_password_is_told_apart(assessment):
    with pytest.raises(ValidationError, match="without the sign-in name or password"):
        enter(assessment, link="https://user:pw@example.org")
    with pytest.raises(ValidationError, match="whole web address"):
        enter(assessment, link="https://")


@pytest.mark.parametrize(
    "link",
    [
        "S/2013/359",
        "S/RES/1542 (2004)",
        "Letter: 7 of 12",
        "https://www.un.org/en/ga?x=1#part",
        "HTTP://fileserver:8080/a",
        "http://[2001:db8::1]/a",
        "https://müller.example",
        "www.un.org/en",
        "doi:10.1000/182",
    ],
)
def test_a_document_symbol_or_a_web_address_is_taken(assessment, link):
    assert enter(assessment, link=link).link == link


def test_the_first_day_that_is_taken_is_in_1900(assessment):
    assert enter(assessment, dated=date(1900, 1, 1)).dated == date(1900, 1, 1)


@pytest.mark.parametrize("username", ["viewer", "reviewer", "outsider"])
def test_only_who_may_rate_enters_evidence(assessment, username):
    with pytest.raises(PermissionDenied):
        enter(assessment, by=username)


def test_a_closed_assessment_takes_no_evidence_and_gives_none_up(assessment):
    piece = enter(assessment)
    Assessment.objects.update(state="submitted")
    with pytest.raises(ValidationError, match="closed"):
        enter(assessment, title="Another")
    with pytest.raises(ValidationError, match="closed"):
        remove_evidence(assessment=assessment, piece=piece, person=make_person("planner"))


def test_evidence_is_removed_by_who_entered_it_while_nothing_rests_on_it(assessment):
    piece = enter(assessment)
    with pytest.raises(PermissionDenied):
        remove_evidence(assessment=assessment, piece=piece, person=make_person("colleague"))
    rest(assessment, FIRST, piece, by="colleague")
    with pytest.raises(ValidationError, match="rest on this"):
        remove_evidence(assessment=assessment, piece=piece, person=make_person("planner"))
    rest(assessment, FIRST, by="colleague")
    for _twice in range(2):
        remove_evidence(assessment=assessment, piece=piece, person=make_person("planner"))
    assert not Evidence.objects.exists()


def test_a_piece_that_a_kept_rating_rests_on_is_corrected_by_a_new_one(assessment):
    Assessment.objects.update(is_private=True)
    used, later = enter(assessment, title="Used before"), enter(assessment, title="Used later")
    rest(assessment, FIRST, used)
    reveal_round(assessment=assessment, person=make_person("planner"))
    rest(assessment, FIRST)
    rest(make_assessment(assessment.mission), FIRST, later)
    for piece in (used, later):
        with pytest.raises(ValidationError, match="they are kept"):
            remove_evidence(assessment=assessment, piece=piece, person=make_person("planner"))


def test_a_later_assessment_of_the_mission_uses_it_and_leaves_it_where_it_was_entered(assessment):
    piece = enter(assessment)
    later = make_assessment(assessment.mission)
    rest(later, FIRST, piece)
    (row,) = presentation.evidence_uses(later, make_person("planner"))
    assert [used.code for used in row.indicators] == [FIRST]
    assert presentation.evidence_uses(assessment, make_person("planner"))[0].indicators == []
    with pytest.raises(PermissionDenied):
        remove_evidence(assessment=later, piece=piece, person=make_person("planner"))


def test_evidence_of_another_mission_cannot_be_used(assessment):
    elsewhere = make_assessment(make_mission(code="unelse"))
    with pytest.raises(ValidationError, match="of this mission"):
        rest(assessment, FIRST, enter(elsewhere))


def test_in_a_private_round_anothers_evidence_is_neither_seen_nor_used(assessment):
    Assessment.objects.update(is_private=True)
    assessment.refresh_from_db()
    piece = enter(assessment, by="colleague")
    assert presentation.evidence_uses(assessment, make_person("planner")) == []
    assert presentation.offered_marking(make_person("planner"), assessment) == Marking.UNCLASSIFIED
    assert presentation.offered_marking(make_person("colleague"), assessment) == Marking.CONFIDENTIAL
    with pytest.raises(ValidationError, match="of this mission"):
        rest(assessment, FIRST, piece)


def test_an_assessment_is_marked_like_the_evidence_used_and_not_like_what_could_be(assessment):
    planner = make_person("planner")
    used, offered = enter(assessment, marking="confidential"), enter(assessment, marking="strictly-confidential")
    assert presentation.highest_marking(planner, assessment) == Marking.UNCLASSIFIED
    assert presentation.offered_marking(planner, assessment) == Marking.STRICTLY_CONFIDENTIAL
    rest(assessment, FIRST, used)
    assert presentation.highest_marking(planner, assessment) == Marking.CONFIDENTIAL
    rest(assessment, SECOND, offered)
    assert presentation.highest_marking(planner, assessment) == Marking.STRICTLY_CONFIDENTIAL


def test_in_a_private_round_the_marking_tells_nothing_of_anothers_evidence(assessment):
    Assessment.objects.update(is_private=True)
    assessment.refresh_from_db()
    rest(assessment, FIRST, enter(assessment, by="colleague"), by="colleague")
    assert presentation.highest_marking(make_person("planner"), assessment) == Marking.UNCLASSIFIED
    assert presentation.highest_marking(make_person("colleague"), assessment) == Marking.CONFIDENTIAL


@pytest.mark.parametrize(
    ("link", "is_followed"),
    [
        ("https://www.un.org/a", True),
        ("HTTP://example.org", True),
        ("S/2013/359", False),
        ("javascript:alert(1)", False),
        (" data:text/html,x", False),
        ("//example.org", False),
        ("", False),
    ],
)
def test_only_web_addresses_become_links(link, is_followed):
    assert Evidence(link=link).web_address == (link if is_followed else "")


def test_a_save_whose_answer_was_lost_can_be_sent_again(assessment):
    piece = enter(assessment)
    judgement = Judgement(Answer.RATED, best=2.0, evidence=frozenset({piece.pk}))
    sent = {"assessment": assessment, "indicator": indicator(FIRST), "assessor": make_person("planner")}
    first = record_rating(**sent, judgement=judgement, expected_version=0)
    assert record_rating(**sent, judgement=judgement, expected_version=0).version == first.version


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://www.un.org/en", "https://www.un.org/en"),
        ("www.unodc.org/documents/x.pdf?y=1", "https://www.unodc.org/documents/x.pdf?y=1"),
        ("WWW.un.org", "https://WWW.un.org"),
        ("doi:10.1000/182", "https://doi.org/10.1000/182"),
        ("DOI: 10.1000/182", "https://doi.org/10.1000/182"),
        ("10.1080/13533312.2013.838393", "https://doi.org/10.1080/13533312.2013.838393"),
        ('10.1000/a"<b>', "https://doi.org/10.1000/a%22%3Cb%3E"),
        ("https://doi.org/10.1000/182", "https://doi.org/10.1000/182"),
        ("S/2013/359", ""),
        ("A/10.1000/182", ""),
        ("javascript:alert(1)", ""),
        ("doi:javascript:alert(1)", ""),
        ("https://user:pw@example.org", ""),
        ("www.un.org@example.org", ""),
        ("https://example.org/@user?to=a@b.org", "https://example.org/@user?to=a@b.org"),
        ("", ""),
    ],
)
def test_where_a_link_leads_however_it_was_typed(link, address):
    assert Evidence(link=link).web_address == address
