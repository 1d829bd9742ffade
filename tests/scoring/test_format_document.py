"""What the document on the file format says is so: its examples load, score as printed and come back to the byte."""

import re
from pathlib import Path

import numpy as np
import pytest

from assessments.scoring import Evaluation, Framework, FrameworkError, band_indices, dump, evaluate, half_up, load
from tests.scoring.small import NAN

DOCUMENT = (Path(__file__).parents[2] / "docs" / "framework-format.md").read_text()
EXAMPLES = re.findall(r"```yaml\n(.*?)```\n\n(\|.*?)\n\n", DOCUMENT, re.DOTALL)
NAMES = ["a risk and the response to it", "a development index", "a watch list"]
CELL = re.compile(r"(?P<score>none|[0-9.]+)( \((?P<band>[a-z-]+)\))?(; (?P<lower>[0-9.]+) to (?P<upper>[0-9.]+))?")


def rows_of(table: str) -> list[dict[str, str]]:
    head, _, *lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    return [dict(zip(head, line, strict=True)) for line in lines]


def scored(framework: Framework, rows: list[dict[str, str]]) -> Evaluation:
    raw = [[float(row[item.code] or NAN) for item in framework.indicators] for row in rows]
    everything = [True] * len(framework.indicators)
    applies = [framework.applicable_in(row["phase"]) if "phase" in row else everything for row in rows]
    return evaluate(framework, np.array(raw), np.array(applies))


def test_there_are_three_examples() -> None:
    assert len(EXAMPLES) == len(NAMES)


@pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
def test_an_example_scores_as_printed(example: tuple[str, str]) -> None:
    framework, rows = load(example[0]), rows_of(example[1])
    evaluation = scored(framework, rows)
    printed = [code for code in framework.file_order if code in rows[0]]
    assert framework.headline in printed
    for code in printed:
        found = evaluation.of(code)
        for unit, row in enumerate(rows):
            said = CELL.fullmatch(row[code])
            assert said, row[code]
            score = found.score[unit]
            assert half_up(score, 3) == pytest.approx(
                NAN if said["score"] == "none" else float(said["score"]), nan_ok=True
            )
            if said["band"]:
                assert framework.bands[band_indices(framework, score)].code == said["band"]
            if said["lower"]:
                bounds = half_up(np.array([found.lower[unit], found.upper[unit]]), 3)
                assert bounds.tolist() == [float(said["lower"]), float(said["upper"])]


@pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
def test_an_example_comes_back_to_the_byte(example: tuple[str, str]) -> None:
    assert dump(load(example[0])) == example[0]


def test_what_is_worked_out_without_enough_evidence_is_as_told() -> None:
    """Corvo: the cube root of 0.6 x 0.6 x 0.5 = 0.18."""
    text, table = EXAMPLES[1]
    found = scored(load(text), rows_of(table)).of("development")
    assert found.value[2] == 0.565
    assert np.isnan(found.score[2])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{seizures: 1, bribery: 1}", "{seizure: 1, bribery: 1}"),
        ("{seizures: 1, bribery: 1}", "{seizures: 0, bribery: 0}"),
        ("rule: minimum", "rule: minimun"),
        ("low: 0, high: 40", "low: 40, high: 0"),
        ('title: "High", from: 4', 'title: "High", from: 5'),
        ("{code: bribery, ", "{code: bribery, code: bribery, "),
    ],
)
def test_a_refusal_reads_as_printed(before: str, after: str) -> None:
    text = EXAMPLES[0][0]
    assert text.count(before) == 1
    with pytest.raises(FrameworkError) as caught:
        load(text.replace(before, after))
    assert str(caught.value) in DOCUMENT.splitlines()
