"""`python -m tests.faults`: put faults into the rules outside the scoring core and count those that tests notice.

A sample is drawn evenly over the families with a seed; with --sample 0 every fault is tried. Each is shown only to the
tests that reach its line, quickest first, so all tests run once before, and what they reach is recorded. Locks are
tried on PostgreSQL. Faults that no test can tell from the original are listed in equivalent.yaml, each with the reason.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from itertools import chain, zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import services
from tests.faults.families import FAMILIES
from tests.faults.faults import Fault, faults, modules
from tests.faults.project import Project
from tests.faults.reach import Reach
from tests.faults.vocabulary import vocabulary
from tests.mutation.__main__ import KILLED, SURVIVED, WORKERS, listed, report, tried

EQUIVALENT = Path(__file__).with_name("equivalent.yaml")


def main() -> int:
    options = asked()
    postgres = services.postgres()
    if postgres is None:
        print("LEFT OUT: PostgreSQL does not answer: no lock was tried")
    with TemporaryDirectory() as name:
        folder = Path(name)
        projects = [Project(folder / str(number), postgres) for number in range(WORKERS)]
        sources = modules(projects[0].folder)
        kept = options.recorded or folder
        lines, times = kept / "lines", kept / "times.json"
        if not times.exists() and not projects[0].record(lines, times, WORKERS):
            print(f"The tests fail without any fault: nothing to measure.\n{tail(lines.with_suffix('.log'))}")
            return 1
        reach = Reach(projects[0].folder, lines, times, sources, options.most_seconds)
        spots = every(sources, options)
        if postgres is None:
            spots = [fault for fault in spots if fault.family != "lock"]
        chosen = drawn(spots, options.sample or len(spots), options.seed)
        outcomes = []
        showing = Showing(reach)
        for fault, outcome in zip(chosen, tried(chosen, projects, showing), strict=True):
            outcomes.append(outcome)
            if outcome != KILLED or options.verbose:
                tell(fault, outcome, showing.noticed_by.get(fault.change, ""))
    print_families(chosen, outcomes)
    return report(outcomes, len(spots), options.at_least)


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--sample", type=int, default=180, help="how many faults to try; 0 is all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--at-least", type=float, default=92, help="percent that must be noticed")
    parser.add_argument("--module", help="only faults of paths that hold this, such as missions/services")
    parser.add_argument("--family", help="only faults of this family")
    parser.add_argument("--recorded", type=Path, help="keep what tests reach here, and use it if it stands already")
    parser.add_argument("--most-seconds", type=float, default=120, help="of tests, as recorded, for one fault")
    parser.add_argument("--verbose", action="store_true", help="print noticed faults, too")
    return parser.parse_args()


def every(sources: dict[str, str], options: argparse.Namespace) -> list[Fault]:
    """Return all faults that are asked for and not known to change nothing."""
    known, equivalent = vocabulary(sources), listed(EQUIVALENT)
    return [
        fault
        for path, source in sources.items()
        if (options.module or "") in path
        for fault in faults(path, source, known)
        if options.family in (None, fault.family) and fault.change not in equivalent
    ]


def drawn(spots: list[Fault], count: int, seed: int) -> list[Fault]:
    """Return so many faults, as many of each family as there are: a rare family must not drown in a common one."""
    shuffled = random.Random(seed).sample(spots, len(spots))
    by_family = [[fault for fault in shuffled if fault.family == family] for family in FAMILIES]
    one_each = chain.from_iterable(zip_longest(*by_family))
    return [fault for fault in one_each if fault][:count]


class Showing:
    """Shows each fault to the tests that reach it, and keeps which of them noticed it."""

    def __init__(self, reach: Reach) -> None:
        self.reach, self.noticed_by = reach, {}

    def __call__(self, project: Project, fault: Fault) -> bool:
        tests = self.reach.tests(fault)
        if not tests:
            self.noticed_by[fault.change] = "no test reaches it"
            return True
        limit = 120 + 5 * sum(self.reach.seconds[test] for test in tests)
        is_unnoticed = project.survives(fault, tests, limit)
        self.noticed_by[fault.change] = f"{len(tests)} tests pass" if is_unnoticed else project.noticed_by()
        return is_unnoticed


def tell(fault: Fault, outcome: str, by: str) -> None:
    word = {KILLED: "noticed", SURVIVED: "NOT NOTICED"}.get(outcome, outcome)
    print(
        f"{word}: {fault.path}:{fault.line} ({fault.family})\n    {fault.was}\n  > {fault.becomes}\n    {by}",
        flush=True,
    )


def print_families(chosen: list[Fault], outcomes: list[str]) -> None:
    tried_of = Counter(fault.family for fault in chosen)
    unnoticed = Counter(fault.family for fault, outcome in zip(chosen, outcomes, strict=True) if outcome == SURVIVED)
    for family, count in tried_of.items():
        print(f"{family}: {count - unnoticed[family]} of {count} noticed")


def tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:])


if __name__ == "__main__":
    sys.exit(main())
