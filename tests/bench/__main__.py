"""`python -m tests.bench [--json]`: each row as name, ratio, aim, holds or not."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np

from assessments import scoring

ROUNDS = 11
FRAMEWORK = Path(__file__).resolve().parents[2] / "fixtures" / "frameworks" / "seven-interfaces.yaml"


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def ratio(one: Callable[[], object], other: Callable[[], object], factor: float = 1.0) -> float:
    """Return the median over alternated rounds of time(one) / (factor x time(other))."""
    one(), other()
    return median(seconds(one) / (factor * seconds(other)) for _ in range(ROUNDS))


def evaluation_scale() -> float:
    """Return how the point scores of 2,000 missions compare with ten times those of 200."""
    framework = scoring.load(FRAMEWORK.read_text(encoding="utf-8"))
    raw = np.random.default_rng(0).integers(0, 5, (2000, len(framework.indicators))).astype(np.float64)
    return ratio(lambda: scoring.evaluate(framework, raw), lambda: scoring.evaluate(framework, raw[:200]), 10.0)


ROWS: dict[str, tuple[Callable[[], float], float]] = {"point scores, scale": (evaluation_scale, 1.1)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    rows = []
    for name, (measure, aim) in ROWS.items():
        found = measure()
        rows.append({"name": name, "ratio": round(found, 3), "aim": aim, "holds": found <= aim})
    if as_json:
        print(json.dumps(rows))
    else:
        for row in rows:
            print(f"{row['name']}: {row['ratio']} (aim at most {row['aim']}), {'holds' if row['holds'] else 'missed'}")
    return 0 if all(row["holds"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
