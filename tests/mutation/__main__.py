"""`python -m tests.mutation`: put small faults into the scoring core and count those that its tests find.

A sample is drawn with a seed; with --sample 0 every mutant is tried. Mutants that cannot be told from the original by
any test are listed in equivalent.yaml, each with the reason, and are left out.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import TypeVar

import yaml

from tests.mutation.mutants import Mutant, Place, mutant, places
from tests.mutation.trees import Copy, Tree

KILLED, SURVIVED, TIMED_OUT = "killed", "survived", "timed out"
WORKERS = min(os.cpu_count() or 1, 4)
EQUIVALENT = Path(__file__).with_name("equivalent.yaml")
M = TypeVar("M", bound=Mutant)
C = TypeVar("C", bound=Copy)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--sample", type=int, default=400, help="how many mutants to try; 0 is all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--at-least", type=float, default=85, help="percent that must be killed")
    parser.add_argument("--module", help="only mutants of this module, such as rules")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        trees = [Tree(Path(folder) / str(number)) for number in range(WORKERS)]
        seconds = unmutated_seconds(trees)
        if seconds is None:
            print("The tests fail without any mutant: nothing to measure.", file=sys.stderr)
            return 1
        sources = trees[0].modules()
        spots = [spot for path, text in sources.items() for spot in places(path, text)]
        if options.module:
            spots = [spot for spot in spots if Path(spot.path).stem == options.module]
        random.Random(options.seed).shuffle(spots)
        chosen = list(drawn(spots, sources, options.sample or len(spots)))
        outcomes = []
        limit = 10 + 3 * seconds

        def survives(tree: Tree, one: Mutant) -> bool:
            return tree.survives(one.path, one.source, limit)

        for one, outcome in zip(chosen, tried(chosen, trees, survives), strict=True):
            outcomes.append(outcome)
            if outcome != KILLED:
                print(f"{outcome}: {one.path}:{one.line}\n    {one.was}\n  > {one.becomes}", flush=True)
        if unmutated_seconds(trees) is None:
            print("The tests now fail without any mutant: what was counted means nothing.", file=sys.stderr)
            return 1
    return report(outcomes, len(spots), options.at_least)


def unmutated_seconds(trees: list[Tree]) -> float | None:
    """How long the tests take on the code as it is, all workers at once; None if they fail."""
    started = time.monotonic()
    with ThreadPoolExecutor(len(trees)) as pool:
        passed = all(pool.map(Tree.tests_pass, trees, ["assessments/scoring/__init__.py"] * len(trees)))
    return time.monotonic() - started if passed else None


def drawn(spots: list[Place], sources: dict[str, str], count: int) -> Iterator[Mutant]:
    """The first mutants in this order that are programs, without those listed as equivalent."""
    known = listed(EQUIVALENT)
    for spot in spots:
        made = mutant(spot, sources[spot.path])
        if made is None or made.change in known:
            continue
        yield made
        count -= 1
        if count == 0:
            return


def listed(equivalent: Path) -> set[tuple[str, str, str]]:
    """The changes that no test can tell from the original."""
    return {(item["path"], item["was"], item["becomes"]) for item in yaml.safe_load(equivalent.read_text())}


def tried(mutants: list[M], trees: list[C], survives: Callable[[C, M], bool]) -> Iterator[str]:
    """What becomes of each mutant, in their order."""
    free: SimpleQueue[C] = SimpleQueue()
    for tree in trees:
        free.put(tree)

    def outcome(one: M) -> str:
        tree = free.get()
        try:
            return SURVIVED if survives(tree, one) else KILLED
        except subprocess.TimeoutExpired:
            return TIMED_OUT
        finally:
            free.put(tree)

    with ThreadPoolExecutor(len(trees)) as pool:
        yield from pool.map(outcome, mutants)


def report(outcomes: list[str], spots: int, at_least: float) -> int:
    counts = Counter(outcomes)
    share = 100 * (counts[KILLED] + counts[TIMED_OUT]) / len(outcomes) if outcomes else 0
    print(
        f"{len(outcomes)} mutants tried (of {spots} places): {counts[KILLED]} killed, {counts[SURVIVED]} survived, "
        f"{counts[TIMED_OUT]} timed out: {share:.1f} % found, at least {at_least:g} % wanted"
    )
    return 0 if share >= at_least else 1


if __name__ == "__main__":
    sys.exit(main())
