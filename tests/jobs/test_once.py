"""`once` with real threads and connections: two at a time act once, and a crash in between leaves nothing."""

from __future__ import annotations

import threading

import pytest
from django.contrib.auth.models import Group
from django.db.models.functions import Now

from ocpo.accounts.models import User
from ocpo.jobs import work
from ocpo.once.models import FirstAnswer
from ocpo.once.services import KEPT_FOR, LARGEST_BODY, Answer, OtherRequestError, once
from tests.jobs.test_concurrency import at_once, join

KEY, DIGEST = "k" * 22, "d" * 64


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("shared_database")
def test_of_many_at_once_one_acts_and_all_are_answered_the_same():
    person = User.objects.create_user(username="planner")
    answers: list[Answer] = []
    inside = threading.Event()

    def act() -> Answer:
        inside.wait(0.2)  # the others come meanwhile
        group = Group.objects.create(name=f"group {Group.objects.count()}")
        return Answer(302, {"Location": f"/{group.pk}/"})

    def ask() -> None:
        answers.append(once(person=person, key=KEY, digest=DIGEST, act=act))

    join(at_once(*[ask] * 6))
    assert Group.objects.count() == 1
    assert len(answers) == 6
    assert {each.headers["Location"] for each in answers} == {f"/{Group.objects.get().pk}/"}


@pytest.fixture
def person(db) -> User:
    return User.objects.create_user(username="planner")


def answered(person: User, answer: Answer, digest: str = DIGEST) -> Answer:
    return once(person=person, key=KEY, digest=digest, act=lambda: answer)


def test_another_request_under_a_key_is_told_the_first_answer(person):
    answered(person, Answer(201, {}, b"made"))
    with pytest.raises(OtherRequestError) as told:
        answered(person, Answer(201, {}, b"other"), digest="e" * 64)
    assert told.value.answer.body == b"made"


def test_a_refusal_and_an_error_leave_the_key_free(person):
    assert answered(person, Answer(422)).status == 422

    def fail() -> Answer:
        Group.objects.create(name="half done")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        once(person=person, key=KEY, digest=DIGEST, act=fail)
    assert not Group.objects.exists()
    assert answered(person, Answer(201)).status == 201


def test_a_body_beyond_the_cap_is_not_kept(person):
    large = b"".join(str(number).encode() for number in range(LARGEST_BODY))
    assert answered(person, Answer(200, {}, large)).body == large
    assert answered(person, Answer(200)).body is None


def test_the_sweep_clears_answers_away_after_a_day(person):
    answered(person, Answer(200))
    work.prune()
    assert FirstAnswer.objects.count() == 1
    FirstAnswer.objects.update(created_at=Now() - KEPT_FOR * 1.01)
    work.prune()
    assert not FirstAnswer.objects.exists()
