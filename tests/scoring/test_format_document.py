"""The example in the document on the file format is a framework, and scores."""

from pathlib import Path

import numpy as np
import pytest

from assessments.scoring import evaluate, load

DOCUMENT = Path(__file__).parents[2] / "docs" / "framework-format.md"


def test_it_works() -> None:
    """seizures: log 10 / log 500 of 10; bribery level 4 is 10; patrols: two units rank 0 and 10."""
    framework = load(DOCUMENT.read_text().split("```yaml\n")[1].split("```")[0])
    evaluation = evaluate(framework, np.array([[10.0, 4.0, 3.0], [10.0, 4.0, 9.0]]))
    seizures = 10 * np.log(10) / np.log(500)
    threat = np.sqrt((2 * seizures**2 + 100) / 3)
    assert evaluation.of("threat").value == pytest.approx([threat, threat])
    assert evaluation.of("pressure").value == pytest.approx([threat, threat * 0.6])
