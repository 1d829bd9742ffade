"""What all assessors together say of an indicator, in words: every mix of answers."""

from __future__ import annotations

import pytest

from assessments.models import Answer, Rating
from assessments.presentation.changes import answers_words
from tests.cast import indicator

pytestmark = pytest.mark.django_db
CODE = "i1-armed-group-income"


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([], "Not yet rated"),
        (["unknown"], "Not known"),
        (["not-applicable"], "Not applicable"),
        (["unknown", "not-applicable"], "Not known"),
        (["not-applicable", "unknown"], "Not known"),
        (["unknown", "not-applicable", 2], "2 "),
        ([2, 2], "2 "),
        ([1, 2], "1.5, mean of 2"),
        ([1, 3], "2 "),
        ([1, 2, "unknown"], "1.5, mean of 2"),
    ],
)
def test_a_level_counts_before_not_known_and_that_before_not_applicable(answers, words):
    asked = indicator(CODE)
    levels = {level.level: f"{level.level} {level.label}" for level in asked.scale}
    ratings = [
        Rating(answer=answer) if isinstance(answer, str) else Rating(answer=Answer.RATED, best=float(answer))
        for answer in answers
    ]
    expected = levels[int(words)] if words.strip().isdigit() else words
    assert answers_words(asked, ratings) == expected
