"""Computing stored scores again: the same inputs must give the same digest and the same numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assessments import scoring
from assessments.computing.frameworks import engine_framework
from assessments.computing.inputs import build_record, score_digest
from assessments.computing.results import compute_result, summarise
from assessments.models import Score, ScoreQuerySet
from interfaces.models import Framework

# Numbers agree across machines to this; on one machine they are equal bit for bit.
TOLERANCE = 1e-9
CHUNK = 100
ABSENT = "absent"


@dataclass(frozen=True)
class ComparedPlace:
    """A place of a stored score and what its inputs give there; `place` is the path to it, node codes included."""

    place: str
    stored: Any
    computed: Any

    def __str__(self) -> str:
        return f"{self.place}: stored {self.stored}, computed {self.computed}"


@dataclass(frozen=True)
class Verified:
    """A score and what differs in it; `is_exact` says whether every number was equal bit for bit."""

    score: Score
    differences: list[ComparedPlace]
    is_exact: bool


def verify(scores: ScoreQuerySet) -> Iterator[Verified]:
    """Compute each score again from its own inputs and its framework's text, one after the other."""
    for score in scores.select_related("framework").order_by("pk").iterator(chunk_size=CHUNK):
        yield verified(score)


def verified(score: Score) -> Verified:
    """Compute a score again and compare.

    Of a score of another engine version only what it stores is compared, without the digest, which contains the
    version.
    """
    try:
        stored, computed = _stored(score), _computed(score)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return Verified(score, [ComparedPlace("inputs", "kept", f"cannot be scored: {error}")], is_exact=False)
    found = [each for each in _compared(stored, computed, is_whole=_is_from_this_engine(score)) if not _is_same(each)]
    return Verified(score, [each for each in found if not _is_close(each)], is_exact=not found)


def _is_from_this_engine(score: Score) -> bool:
    return score.engine_version == scoring.ENGINE_VERSION


def _stored(score: Score) -> dict[str, Any]:
    document = {"framework": score.framework.digest, "result": score.result, "summary": score.summary}
    return document | {"digest": score.digest} if _is_from_this_engine(score) else document


def _computed(score: Score) -> dict[str, Any]:
    framework = engine_framework(score.framework)
    record = build_record(score.inputs["phase"], score.inputs["ratings"])
    draws = score.result.get("draws", scoring.DRAWS)
    result = compute_result(framework, record, seed=score.seed, draws=draws)
    document = {
        "framework": Framework.digest_of(score.framework.text),
        "result": result,
        "summary": summarise(framework, result),
    }
    digest = score_digest(framework, record, seed=score.seed, draws=draws)
    return document | {"digest": digest} if _is_from_this_engine(score) else document


def _compared(stored: Any, computed: Any, place: str = "", *, is_whole: bool) -> Iterator[ComparedPlace]:
    """Pair every stored leaf with the computed one; with `is_whole`, what is computed must be stored too."""
    if isinstance(stored, list) and isinstance(computed, list):
        stored, computed = dict(enumerate(stored)), dict(enumerate(computed))
    if not (isinstance(stored, dict) and isinstance(computed, dict)):
        yield ComparedPlace(place, stored, computed)
        return
    for key in [*stored, *(key for key in computed if is_whole and key not in stored)]:
        below = f"{place}/{key}".removeprefix("/")
        yield from _compared(stored.get(key, ABSENT), computed.get(key, ABSENT), below, is_whole=is_whole)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_same(compared: ComparedPlace) -> bool:
    """Say whether both are equal; 1 and 1.0 are, since a database may drop the point; 1 and true are not."""
    same_kind = (_is_number(compared.stored) and _is_number(compared.computed)) or type(compared.stored) is type(
        compared.computed
    )
    return bool(same_kind and compared.stored == compared.computed)


def _is_close(compared: ComparedPlace) -> bool:
    if not (_is_number(compared.stored) and _is_number(compared.computed)):
        return False
    return bool(abs(compared.stored - compared.computed) <= TOLERANCE * max(1.0, abs(compared.computed)))
