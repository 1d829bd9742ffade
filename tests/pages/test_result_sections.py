"""On the result page: what it rests on, and what changed since the mission's assessment before."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assessments.computing.recompute import recompute
from assessments.models import Assessment, Evidence, State
from assessments.presentation.sources import months_between
from assessments.services import create_assessment
from interfaces.models import Phase
from tests.cast import MEMBERS, make_assessment, make_mission, make_person, rate
from tests.shown import tight

pytestmark = pytest.mark.django_db
INTERFACES = 7


@pytest.fixture
def read(sign_in):
    """Return what the planner reads on an assessment's result, no white space beside its tags."""

    def read(assessment: Assessment) -> str:
        recompute(assessment_id=assessment.pk)
        answer = sign_in("planner").get(f"/assessments/{assessment.pk}/")
        assert answer.status_code == 200
        return tight(answer.content.decode())

    return read


def piece(assessment: Assessment, grade: str, dated: date | None = None) -> Evidence:
    return Evidence.objects.create(
        assessment=assessment,
        title=f"Piece {grade}",
        reliability=grade[0],
        credibility=grade[1],
        dated=dated,
        added_by=assessment.created_by,
    )


def counts(text: str, letter: str) -> list[str]:
    row = re.search(rf'data-grade="{letter}">(.*?)</tr>', text)[1]
    return re.findall(r"<td[^>]*>(?:<span[^>]*>·</span><span[^>]*>)?(\d)<", row)


# --- What it rests on


def test_it_works(read):
    """Four ratings: three with a rationale, two with a source, one of these with graded evidence."""
    assessment = make_assessment()
    rate(assessment, 3, "i2-local-predation")
    rate(assessment, 3, "i2-attacks-on-mission", rationale="Seen")
    rate(assessment, 2, "i2-crime-funded-gangs", rationale="Seen", citations=["Report 7"])
    (graded,) = rate(assessment, 2, "i7-operative-mandate", rationale="Read")
    graded.evidence.add(piece(assessment, "B2", date(2026, 7, 15)), piece(assessment, "B2"))
    text = read(assessment)
    found = re.findall(r'data-field="count">(\d+) of (\d+) ratings', text)
    assert found == [("3", "4"), ("2", "4"), ("1", "4")]
    assert counts(text, "B") == ["0", "2", "0", "0", "0", "0"]
    assert counts(text, "A") == ["0"] * 6


def test_one_piece_counts_once_however_many_ratings_rest_on_it(read):
    assessment = make_assessment()
    shared = piece(assessment, "D4", date(2026, 10, 1))
    for rating in rate(assessment, 2, "i2-local-predation", "i2-attacks-on-mission"):
        rating.evidence.add(shared)
    text = read(assessment)
    assert counts(text, "D") == ["0", "0", "0", "1", "0", "0"]
    assert "1 piece of evidence<" in text


def test_age_is_counted_to_the_day_of_the_assessment(read):
    assessment = make_assessment()
    (rating,) = rate(assessment, 2, "i2-local-predation")
    dates = (date(2026, 10, 20), date(2026, 1, 1), date(2024, 11, 2))
    rating.evidence.set([*(piece(assessment, "A1", day) for day in dates), piece(assessment, "A2")])
    text = read(assessment)
    ages = re.findall(r'data-age="\d"><th scope="row">(\w+)</th><td>([^<]*)</td><td class="num">([^<]*)<', text)
    assert ages == [
        ("Newest", "20 Oct 2026", "0 months"),
        ("Median", "1 Jan 2026", "10 months"),
        ("Oldest", "2 Nov 2024", "23 months"),
    ]
    assert '<th scope="row">Without a date</th><td colspan="2">1</td>' in text


@pytest.mark.parametrize(
    ("day", "as_of", "months"),
    [
        (date(2026, 1, 31), date(2026, 2, 28), 0),
        (date(2026, 1, 31), date(2026, 3, 31), 2),
        (date(2025, 12, 31), date(2026, 1, 1), 0),
        (date(2026, 2, 1), date(2026, 1, 1), -1),
    ],
)
def test_a_month_counts_when_it_is_over(day, as_of, months):
    assert months_between(day, as_of) == months


def test_what_matters_and_rests_on_little_is_a_weak_spot(read):
    assessment = make_assessment()
    rate(assessment, 2, citations=["Report 7"], confidence="high")
    rate(assessment, 4, "i2-local-predation", confidence="low", citations=["Report 7"])
    rate(assessment, 4, "i2-attacks-on-mission", confidence="high")
    (doubtful,) = rate(assessment, 4, "i2-crime-funded-gangs", confidence="high", citations=["Report 7"])
    doubtful.evidence.add(piece(assessment, "E3"))
    rate(assessment, 0, "i6-impunity", confidence="low")  # adds nothing to the score
    rows = re.findall(r'data-weak="([\w-]+)">.*?data-label="Why weak">([^<]*)<', read(assessment))
    assert dict(rows) == {
        "i2-local-predation": "low confidence",
        "i2-attacks-on-mission": "no source",
        "i2-crime-funded-gangs": "doubtful evidence only",
    }


def test_one_firm_rating_makes_a_spot_firm(read):
    assessment = make_assessment(make_mission(members=MEMBERS))
    rate(assessment, 3, confidence="low")
    rate(assessment, 3, by=make_person("colleague"), confidence="high", citations=["Report 7"])
    assert "data-weak" not in read(assessment)


def test_the_page_carries_the_highest_marking_of_its_evidence(read):
    assessment = make_assessment()
    (rating,) = rate(assessment, 2, "i2-local-predation")
    secret = piece(assessment, "A1")
    secret.marking = "strictly-confidential"
    secret.save()
    rating.evidence.add(secret, piece(assessment, "A2"))
    text = read(assessment)
    assert len(re.findall(r'<aside class="marking[^>]*>Strictly confidential</aside>', text)) == 2
    assert 'chart__meta"><span>1 Nov 2026</span><span>Strictly confidential</span>' in text


# --- What changed


def followed(first: Assessment, as_of: date) -> Assessment:
    return create_assessment(
        mission=first.mission, author=first.created_by, phase=Phase.objects.get(code="start-up"), as_of=as_of
    )


@pytest.fixture
def pair() -> tuple[Assessment, Assessment]:
    """The same ratings half a year apart, but for three."""
    first = make_assessment()
    rate(first, 2)
    rate(first, "unknown", "i1-proceeds-into-arms")
    second = followed(first, date(2026, 11, 20))
    rate(second, 2)
    rate(second, 4, "i2-local-predation", "i1-proceeds-into-arms")
    rate(second, "not-applicable", "i6-impunity")
    for assessment in (first, second):
        recompute(assessment_id=assessment.pk)
        assessment.refresh_from_db()
    return first, second


def test_differences_are_taken_before_rounding(read, pair):
    first, second = pair
    shown = dict(re.findall(r'data-change="([\w.-]+)">.*?data-field="difference">([^<]*)<', read(second)))
    assert len(shown) == 4 + INTERFACES
    old, new = (assessment.current_score.result["nodes"] for assessment in pair)
    for code, text in shown.items():
        difference = new[code]["value"] - old[code]["value"]
        assert float(text.replace("−", "-")) == pytest.approx(difference, abs=0.0500001)
    assert shown["operations-combat-oc"] == "0.0"
    assert f'href="/assessments/{first.pk}/nodes/mission-risk/"' in read(second)


def test_changed_answers_stand_with_old_and_new(read, pair):
    text = read(pair[1])
    rows = re.findall(r'data-changed="([\w-]+)">.*?data-field="before">([^<]*)<.*?data-field="now">([^<]*)<', text)
    assert {code: (before.split(" ")[0], now.split(" ")[0]) for code, before, now in rows} == {
        "i1-proceeds-into-arms": ("Not", "4"),
        "i2-local-predation": ("2", "4"),
        "i6-impunity": ("2", "Not"),
    }
    assert "3 indicators with another answer" in text


def test_without_an_assessment_before_there_is_no_such_section(read, pair):
    assert 'id="changes"' in read(pair[1])
    assert 'id="changes"' not in read(pair[0])


def test_what_is_published_comes_before_what_is_newer(read, pair):
    first, second = pair
    third = followed(first, date(2026, 11, 22))
    rate(third, 1)
    assert f'Compared with<a href="/assessments/{second.pk}/"' in read(third)
    Assessment.objects.filter(pk=first.pk).update(state=State.PUBLISHED)
    assert f'Compared with<a href="/assessments/{first.pk}/"' in read(third)


def test_other_versions_are_named(read, pair):
    first, second = pair
    assert "part of a difference" not in read(second)
    first.scores.update(engine_version="1.0.0")
    text = read(second)
    assert "Engine: 1.0.0 then, " in text
    assert "part of a difference may come from that" in text


def test_a_withheld_value_has_no_difference(read, pair):
    first, _second = pair
    third = followed(first, date(2026, 11, 21))
    rate(third, 3, "i2-local-predation")
    shown = dict(re.findall(r'data-change="([\w.-]+)">.*?data-field="difference">([^<]*)<', read(third)))
    assert set(shown.values()) == {"–"}


def test_in_a_private_first_round_nothing_is_compared(read, pair):
    third = followed(pair[0], date(2026, 11, 21))
    Assessment.objects.filter(pk=third.pk).update(is_private=True)
    third.refresh_from_db()
    rate(third, 1)
    assert 'id="changes"' not in read(third)


# --- Data of the charts


def test_the_tornado_has_its_data_as_a_table(sign_in, read):
    assessment = make_assessment()
    rate(assessment, 2)
    text = read(assessment)
    assert f'href="/assessments/{assessment.pk}/tornado.csv"' in text
    lines = sign_in("planner").get(f"/assessments/{assessment.pk}/tornado.csv").getvalue().decode().splitlines()
    assessment.refresh_from_db()
    found = assessment.current_score.result["tornado"]["mission-risk"]
    assert lines[0] == "indicator,title,low,high,swing,is_rated,marking"
    assert len(lines) == 1 + len(found)
    swings = [float(line.split(",")[-3]) for line in lines[1:]]
    assert swings == sorted(swings, reverse=True)


def test_a_withheld_tornado_has_only_its_head(sign_in):
    assessment = make_assessment()
    rate(assessment, 2, "i2-local-predation")
    recompute(assessment_id=assessment.pk)
    lines = sign_in("planner").get(f"/assessments/{assessment.pk}/tornado.csv").getvalue().decode().splitlines()
    assert lines == ["indicator,title,low,high,swing,is_rated,marking"]
