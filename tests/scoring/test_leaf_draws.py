"""The draws of indicators are kept for further units, up to a limit."""

import numpy as np
import pytest

from assessments.scoring import leaf_draws
from assessments.scoring.leaf_draws import LeafDraws
from tests.scoring.small import leaf, node, small

FRAMEWORK = small([node("top", "arithmetic", {"a": 1})], [leaf("a", "ordinal")])
DRAWS = 10


@pytest.fixture
def leaves(monkeypatch: pytest.MonkeyPatch) -> LeafDraws:
    """Up to three estimates fit: ten draws of eight bytes each are kept until more than two of them were there."""
    monkeypatch.setattr(leaf_draws, "KEPT_BYTES", 2 * DRAWS * 8)
    fitted = [indicator.fit(np.empty(0), FRAMEWORK.scale) for indicator in FRAMEWORK.indicators]
    return LeafDraws(FRAMEWORK, fitted, DRAWS, seed=0)


def certain(level: float) -> tuple[int, leaf_draws.EstimateTriples]:
    return 0, ((level, level, level),)


def test_what_was_drawn_is_drawn_once(leaves: LeafDraws) -> None:
    first, again = leaves.of([certain(1.0), certain(1.0)])
    assert first is again
    assert leaves.of([certain(1.0)])[0] is first
    assert (first.draws == 25.0).all()


def test_all_is_forgotten_when_more_is_kept_than_allowed(leaves: LeafDraws) -> None:
    for level, kept in ((0.0, 1), (1.0, 2), (2.0, 3), (3.0, 1), (4.0, 2)):
        assert (leaves.of([certain(level)])[0].draws == 25.0 * level).all()
        assert len(leaves.kept) == kept


def test_a_call_has_what_it_asked_for_even_if_all_is_forgotten_meanwhile(leaves: LeafDraws) -> None:
    leaves.of([certain(0.0), certain(1.0), certain(2.0)])
    found = leaves.of([certain(1.0), certain(3.0)])
    assert [drawn.draws[0] for drawn in found] == [25.0, 75.0]
    assert list(leaves.kept) == [certain(3.0)]
