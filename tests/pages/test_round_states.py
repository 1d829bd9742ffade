"""What pages say of a round, whether it is private or open, the first or a later one, and whoever reads it."""

from __future__ import annotations

from itertools import product

import pytest

from assessments.models import Assessment
from assessments.presentation.rounds import ShownRound
from missions.models import Membership, Mission, Role
from ocpo.accounts.models import User

PRIVATE, OPEN, SECOND = "private", "open", "second"
ROUNDS = {PRIVATE: {"is_private": True, "round": 1}, OPEN: {"round": 1}, SECOND: {"round": 2}}
RATERS = (Role.LEAD, Role.ASSESSOR)
READERS = (*RATERS, None)


def shown(which: str, role: str | None, *, former: int = 2, others: int = 1) -> ShownRound:
    """Return the round as a member with this role sees it; None is somebody who does not rate."""
    raters = [Membership(person=User(pk=10 + number), role=Role.ASSESSOR) for number in range(others)]
    person = User(pk=1)
    own = [Membership(person=person, role=role)] if role else []
    assessment = Assessment(mission=Mission(), **ROUNDS[which])
    return ShownRound(assessment, person, [*own, *raters], frozenset([10]), former)


@pytest.mark.parametrize(("which", "role"), list(product(ROUNDS, READERS)))
def test_before_the_reveal_only_a_lead_reads_of_former_members(which, role):
    found = shown(which, role)
    count = 2 if which != PRIVATE or role == Role.LEAD else 0
    assert found.shown_former == count
    tail = "are among those of this round." if which == PRIVATE else "count in the result."
    assert found.former_words == (f"2 ratings of former members {tail}" if count else "")


@pytest.mark.parametrize(
    ("which", "words"),
    [
        (PRIVATE, "They will not be revealed and not count in the common score."),
        (OPEN, "They will not count, and the score is computed anew."),
        (SECOND, "The first round stays as it was revealed."),
    ],
)
def test_what_becomes_of_ratings_that_are_left_out(which, words):
    assert shown(which, Role.LEAD).leaving_out_words.endswith(words)


@pytest.mark.parametrize(
    ("which", "rates", "words"),
    [
        (PRIVATE, True, "Nobody sees your ratings"),
        (PRIVATE, False, "Assessors rate without seeing each other"),
        (OPEN, True, "Everyone on the mission sees the ratings and the common result"),
        (OPEN, False, "Everyone on the mission sees the ratings and the common result"),
        (SECOND, True, "Change yours where the discussion convinced you"),
        (SECOND, False, "Everyone on the mission sees how far the ratings lie apart; those"),
    ],
)
def test_who_sees_the_ratings(which, rates, words):
    title = {PRIVATE: "Round 1, private", OPEN: "Round 1, ratings open", SECOND: "Round 2, ratings open"}[which]
    for role in RATERS if rates else (None,):
        found = shown(which, role)
        assert words in found.words
        assert found.title == title
        own = "Your own ratings only" if rates else "The first round is private"
        assert found.private_result_words.startswith(own)


@pytest.mark.parametrize(
    ("which", "others", "former", "is_shown"),
    [(PRIVATE, 0, 0, True), (SECOND, 0, 0, True), (OPEN, 0, 0, False), (OPEN, 1, 0, True), (OPEN, 0, 1, True)],
)
def test_a_round_is_shown_where_there_are_several_or_several_people(which, others, former, is_shown):
    found = shown(which, Role.LEAD, others=others, former=former)
    assert found.is_shown is is_shown
    found.assessment.state = "published"
    assert not found.is_shown


def test_who_has_finished_and_who_is_waited_for():
    found = shown(OPEN, Role.LEAD, others=2)
    assert not found.has_finished
    assert [member.person.pk for member in found.done] == [10]
    assert [member.person.pk for member in found.waiting] == [1, 11]
