"""The full working of a score: an outsider recomputes it from that document alone."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from assessments.models import Answer
from tests.api.conftest import ROOT
from tests.api.outsider import Outsider, digest
from tests.cast import make_assessment, make_person, rate


def mixed_ratings(assessment) -> None:
    """Levels, ranges and confidences of two assessors; some indicators unrated, not known or not applicable."""
    codes = [row.code for row in assessment.asked_indicators()]
    for number, code in enumerate(codes):
        if number % 7 != 6:
            confidence = ("low", "medium", "high")[number % 3]
            ends = {"lowest": max(0.0, number % 5 - 1.5), "highest": float(number % 5)} if number % 4 == 0 else {}
            rate(assessment, number % 5, code, confidence=confidence, **ends)
    colleague = make_person("colleague")
    rate(assessment, 4, *codes[:3], by=colleague)
    rate(assessment, Answer.UNKNOWN.value, codes[6], codes[7], by=colleague)
    rate(assessment, Answer.NOT_APPLICABLE.value, codes[13], by=colleague)


@pytest.fixture
def working(request, planner, mission, score_anew) -> dict:
    assessment = make_assessment(mission, phase=getattr(request, "param", "start-up"))
    mixed_ratings(assessment)
    score_anew(assessment)
    return planner.get(f"{ROOT}/assessments/{assessment.pk}/score/working/").json()


@pytest.mark.parametrize("working", ["start-up", None], indirect=True)
def test_an_outsider_finds_every_value(working):
    own = Outsider(working).points()
    shown = {code: node["value"] for code, node in working["nodes"].items() if node["value"] is not None}
    assert len(shown) > 80
    assert {code: own[code] for code in shown} == pytest.approx(shown, abs=1e-9)


def test_an_outsider_finds_every_interval(working):
    own = Outsider(working).intervals()
    shown = {code: node for code, node in working["nodes"].items() if node["p5"] is not None}
    assert len(shown) > 80
    for code, node in shown.items():
        assert own[code] == pytest.approx([node["p5"], node["p95"]], abs=1e-9), code


def test_an_outsider_finds_the_digest(working):
    assert digest(working) == working["digest"]
    assert digest(working | {"seed": 1}) != working["digest"]


def test_assessors_are_numbers_and_not_people(working):
    assert {row["assessor"] for row in working["inputs"]["ratings"]} == {1, 2}
    assert not any(name in json.dumps(working["inputs"]) for name in ("planner", "colleague"))


def test_what_has_not_enough_evidence_is_withheld_here_too(planner, assessment, score_anew):
    rate(assessment, 3, "i2-local-predation")
    score_anew(assessment)
    working = planner.get(f"{ROOT}/assessments/{assessment.pk}/score/working/").json()
    node = working["nodes"]["inherent-risk"]
    assert (node["is_enough"], node["value"], node["mean"]) == (False, None, None)
    assert Outsider(working).points()["inherent-risk"] == pytest.approx(75.0), "who computes it may find it"


def test_the_outsider_needs_nothing_of_this_project(working, tmp_path):
    (tmp_path / "working.json").write_text(json.dumps(working), encoding="utf-8")
    source = (Path(__file__).parent / "outsider.py").read_text(encoding="utf-8")
    (tmp_path / "outsider.py").write_text(source, encoding="utf-8")
    script = (
        "import json, sys; sys.path.insert(0, '.'); from outsider import Outsider\n"
        "print(Outsider(json.load(open('working.json'))).points()['mission-risk'])"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert float(done.stdout) == pytest.approx(working["nodes"]["mission-risk"]["value"], abs=1e-9)
