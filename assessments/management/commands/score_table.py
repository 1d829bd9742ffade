"""`manage.py score_table`: score a table of units by any framework file, without a database."""

import os
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError

from assessments.scoring import Framework, FrameworkError, load
from assessments.scoring.estimates import CONFIDENCES
from assessments.tables.problems import TableError
from assessments.tables.reading import Table, read_table
from assessments.tables.scores import Scores, Wanted, score_table
from assessments.tables.writing import Sink, whole_file, write_scores

MOST_DRAWS = 100_000
SECONDS_BETWEEN_NEWS = 5.0


class Command(BaseCommand):
    help = (
        "Score a table (CSV, one row a unit, a column id, one column an indicator, empty cells missing) by a "
        "framework file. Writes every node's value and coverage and the rank by the headline, 1 the highest."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("framework", type=Path, metavar="FRAMEWORK.yaml")
        parser.add_argument("data", type=Path, metavar="DATA.csv")
        parser.add_argument("--out", type=Path, metavar="FILE", help="write there, and only if all went well")
        parser.add_argument("--phase", metavar="CODE", help="ask only what is asked in this phase")
        parser.add_argument("--bounds", action="store_true", help="add the value with all unknowns at best and worst")
        parser.add_argument(
            "--draws",
            type=whole_number(1, MOST_DRAWS),
            metavar="N",
            help="add 90%% intervals of values and ranks from so many draws; 1000 do for a large table",
        )
        parser.add_argument("--seed", type=whole_number(0, 2**63), default=0, metavar="S", help="of the draws; 0")
        parser.add_argument("--confidence", choices=CONFIDENCES, default="medium", help="in all cells; medium")

    def handle(self, *args: Any, **options: Any) -> None:
        self.is_quiet = options["verbosity"] == 0
        wanted = Wanted(
            options["phase"], options["bounds"], options["draws"], options["seed"], confidence=options["confidence"]
        )
        try:
            refuse_overwriting(options["out"], options["framework"], options["data"])
            framework = read_framework(options["framework"])
            table = read_table(options["data"], framework)
            self.tell_absent(framework, table)
            scores = score_table(framework, table, wanted, self.news())
            self.tell_withheld(framework, scores)
            self.write(table, scores, options["out"])
        except TableError as error:
            raise CommandError(f"Nothing was written.\n{error}") from error

    def write(self, table: Table, scores: Scores, out: Path | None) -> None:
        sink: AbstractContextManager[Sink] = nullcontext(self.stdout) if out is None else whole_file(out)
        try:
            with sink as file:
                write_scores(table.ids, scores, file)
        except BrokenPipeError:
            # Who reads has seen enough; Python would complain when it flushes the rest.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def tell_absent(self, framework: Framework, table: Table) -> None:
        if table.absent:
            count, known = len(table.absent), len(framework.indicators)
            self.tell(f"No column for {count} of {known} indicators, taken as missing: {', '.join(table.absent)}")

    def tell_withheld(self, framework: Framework, scores: Scores) -> None:
        if withheld := np.isnan(scores.numbers[:, 0]).sum():
            self.tell(
                f"{withheld:,} of {len(scores.numbers):,} units have no {framework.headline}: "
                f"nothing or too little of it is known (min_coverage: {framework.min_coverage:g})"
            )

    def news(self) -> Callable[[int, int], None]:
        """Tell now and then how far the scoring is."""
        told = time.monotonic()

        def tell(done: int, units: int) -> None:
            nonlocal told
            if time.monotonic() - told > SECONDS_BETWEEN_NEWS:
                told = time.monotonic()
                self.tell(f"{done:,} of {units:,} units")

        return tell

    def tell(self, text: str) -> None:
        if not self.is_quiet:
            self.stderr.write(text, style_func=str)


def whole_number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise ArgumentTypeError(f"{text!r} is not a whole number from {least} to {most}")
        return int(text)

    return read


def read_framework(path: Path) -> Framework:
    """The framework of a file; TableError with the place in the file if there is none."""
    try:
        return load(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise TableError([f"{path} cannot be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise TableError([f"{path} is not UTF-8 text"]) from error
    except FrameworkError as error:
        raise TableError([f"{path}: {error}"]) from error


def refuse_overwriting(out: Path | None, *inputs: Path) -> None:
    """Stop before the work rather than after it."""
    if out is None:
        return
    if out.resolve() in [path.resolve() for path in inputs]:
        raise TableError([f"{out} is an input. Write to another file"])
    if out.is_dir() or not out.resolve().parent.is_dir():
        raise TableError([f"{out} is a folder, or in none. Write to a file in a folder that exists"])
