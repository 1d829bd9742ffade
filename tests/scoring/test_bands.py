"""From values to bands."""

import numpy as np
import pytest

from assessments.scoring import NO_BAND, band_indices
from tests.scoring.small import node, small

FRAMEWORK = small([node("top", "arithmetic", {"a": 1, "b": 1, "c": 1})])


@pytest.mark.parametrize(
    ("value", "band"),
    [
        (0, "low"),
        (19.999, "low"),
        (20, "moderate"),
        (39.99, "moderate"),
        (40, "substantial"),
        (60, "high"),
        (80, "critical"),
        (100, "critical"),
        (20 - 1e-13, "moderate"),  # an edge missed by the last digits only is met
        (-3, "low"),
        (104, "critical"),
    ],
)
def test_a_value_on_an_edge_belongs_to_the_band_above(value: float, band: str) -> None:
    assert FRAMEWORK.bands[int(band_indices(FRAMEWORK, value))].code == band


def test_no_value_has_no_band() -> None:
    assert band_indices(FRAMEWORK, np.array([np.nan, 50.0])).tolist() == [NO_BAND, 2] == [-1, 2]
