"""The same inputs give the same digest, and nothing else does."""

import numpy as np
import pytest

from assessments.scoring import digest
from tests.scoring.small import node, small

FRAMEWORK = small([node("top", "arithmetic", {"a": 1, "b": 1, "c": 1})])
RAW = np.array([[1.0, np.nan, 0.0], [2.0, 3.0, 4.0]])
APPLIES = np.ones(RAW.shape, dtype=bool)
USUAL = digest(FRAMEWORK, {"raw": RAW, "applicable": APPLIES}, seed=0)


def test_it_works() -> None:
    assert len(USUAL) == 64
    assert digest(FRAMEWORK, {"applicable": APPLIES.copy(), "raw": RAW.copy()}, seed=0) == USUAL


def test_memory_layout_the_sign_of_zero_and_the_bits_of_nan_do_not_matter() -> None:
    other = np.asfortranarray(RAW)
    other[0, 2] = -0.0
    other[0, 1] = -np.nan
    assert digest(FRAMEWORK, {"raw": other, "applicable": APPLIES}, seed=0) == USUAL


@pytest.mark.parametrize(
    "other",
    [
        digest(FRAMEWORK, {"raw": RAW + 1e-12, "applicable": APPLIES}, seed=0),
        digest(FRAMEWORK, {"raw": RAW, "applicable": ~APPLIES}, seed=0),
        digest(FRAMEWORK, {"raw": RAW.reshape(3, 2), "applicable": APPLIES}, seed=0),
        digest(FRAMEWORK, {"raw": RAW, "lowest": APPLIES}, seed=0),
        digest(FRAMEWORK, {"raw": RAW, "applicable": APPLIES}, seed=1),
        digest(FRAMEWORK, {"raw": RAW, "applicable": APPLIES}),
        digest(FRAMEWORK, {"raw": RAW, "applicable": APPLIES}, seed=0, settings={"draws": 10}),
        digest(FRAMEWORK, {"raw": RAW, "applicable": APPLIES}, seed=0, engine_version="0.9.0"),
        digest(
            small([node("top", "arithmetic", {"a": 1, "b": 1, "c": 2})]), {"raw": RAW, "applicable": APPLIES}, seed=0
        ),
    ],
)
def test_every_difference_shows(other: str) -> None:
    assert other != USUAL


def test_it_is_the_same_on_every_machine() -> None:
    assert digest(FRAMEWORK, {"raw": RAW}, seed=7, engine_version="1.0.0") == (
        "da8949b0f292cf0b798cbc74e6f0030afb34c66442e6eeac94e36d80e34c3fe0"
    )
