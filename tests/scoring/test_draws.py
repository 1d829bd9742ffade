"""Common random numbers: stratified, independent, the same for all and for ever."""

import numpy as np
import pytest

from assessments.scoring import draws


def test_a_column_visits_every_stratum_once() -> None:
    column = draws.random_order("a", 1000, 0)
    assert sorted(column.rank) == list(range(1000))
    np.testing.assert_array_equal(column.rank[column.order], np.arange(1000))


def test_a_column_is_the_argsort_of_raw_numbers_of_its_seed_and_code() -> None:
    # SHA-256 of "a" starts with ca978112 ca1bbdca: eight little-endian words follow the seed.
    words = np.frombuffer(
        bytes.fromhex("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"), dtype="<u4"
    ).tolist()
    raw = np.random.PCG64(np.random.SeedSequence([0, *words])).random_raw(8)
    assert draws.random_order("a", 8, 0).order.tolist() == np.argsort(raw).tolist()


def test_columns_differ_by_indicator_and_by_seed_and_are_uncorrelated() -> None:
    columns = [draws.random_order(*key).rank for key in (("a", 10_000, 0), ("b", 10_000, 0), ("a", 10_000, 1))]
    correlations = np.corrcoef(columns)[np.triu_indices(3, 1)]
    assert np.abs(correlations).max() < 4 / np.sqrt(10_000)


def test_nobody_can_change_the_kept_columns() -> None:
    with pytest.raises(ValueError, match="read-only"):
        draws.random_order("a", 8, 0).rank[0] = 1


def test_shares_are_the_middles_of_equal_strata() -> None:
    assert draws.quantile_shares(4).tolist() == [0.125, 0.375, 0.625, 0.875]
