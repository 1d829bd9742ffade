"""`python -m tests.bench [--json] [--rounds N] [ROW ...]`: each row as name, ratio, aim, holds or not.

Every row is the median over rounds that alternate the two things compared, in processor time of this process.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from tests.bench import rows

ROUNDS = 9


@dataclass(frozen=True)
class Outcome:
    """One line of the report."""

    name: str
    ratio: float
    aim: str
    holds: bool
    what: str


def seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def measure(row: rows.Row, rounds: int) -> Outcome:
    """Alternate the row's two sides, and compare."""
    one, other = row.sides()
    one(), other()
    ratio = median(seconds(one) / (row.factor * seconds(other)) for _ in range(rounds))
    sign, holds = ("<=", ratio <= row.aim) if row.at_most else (">=", ratio >= row.aim)
    return Outcome(row.name, round(ratio, 3), f"{sign} {row.aim:g}", holds, row.what)


def memory() -> Outcome:
    """The most memory this process has used, after scoring 2,000 missions with 10,000 draws, in MB."""
    rows.whole_portfolio()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Outcome("memory", round(peak), "<= 500", peak <= 500, "MB: 2,000 missions x 49 indicators x 10,000 draws")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=", ".join(["memory", *(row.name for row in rows.ROWS)]))
    options = parser.parse_args()
    wanted = options.rows or ["memory", *(row.name for row in rows.ROWS)]
    # Memory first: a process's peak never falls again.
    outcomes = [memory()] if "memory" in wanted else []
    outcomes += [measure(row, options.rounds) for row in rows.ROWS if row.name in wanted]
    if options.json:
        print(json.dumps([vars(outcome) for outcome in outcomes]))
    else:
        for line in outcomes:
            verdict = "holds" if line.holds else "MISSED"
            print(f"{line.name:<12}{line.ratio:>8g}   aim {line.aim:<7}{verdict:<7} {line.what}")
    return 0 if all(outcome.holds for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
