"""`manage.py score_table`: score a table of units by any framework file, without a database."""

import os
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from argparse import _ArgumentGroup as ArgumentGroup
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from shlex import quote
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from assessments.scoring import Framework, FrameworkError, load
from assessments.scoring.estimates import CONFIDENCES
from assessments.tables.cells import COMMA, POINT, Notation
from assessments.tables.cuts import cuts
from assessments.tables.doubts import likely_marks, likely_sums, lone_groups
from assessments.tables.options import ReadOptions
from assessments.tables.problems import TableError
from assessments.tables.reading import UnitTable, read_table
from assessments.tables.scores import ScoreOptions, Scores, score_table
from assessments.tables.writing import Sink, whole_file, write_scores

MOST_DRAWS = 100_000
MOST_NAMED = 8
SECONDS_BETWEEN_NEWS = 5.0
DECIMALS = {"point": POINT, "comma": COMMA}


class Command(BaseCommand):
    help = (
        "Score a table (CSV or .xlsx; one row a unit, a column of ids, one column an indicator, named by code or "
        "title; empty cells missing) by a framework file. Writes every node's value and coverage and the rank by the "
        "headline, 1 the highest."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("framework", type=Path, metavar="FRAMEWORK.yaml")
        parser.add_argument("data", type=Path, metavar="DATA.csv|.xlsx")
        parser.add_argument("--out", type=Path, metavar="FILE", help="write there, and only if all went well")
        self.add_reading(parser.add_argument_group("how the table is read"))
        self.add_columns(parser.add_argument_group("what is computed"))

    def add_reading(self, group: ArgumentGroup) -> None:
        group.add_argument("--id", metavar="COLUMN", help="the column of the units' names; id, else the first")
        group.add_argument(
            "--group", metavar="COLUMN", help="compare, normalise and rank within each value of it, such as a year"
        )
        group.add_argument("--ignore-other-columns", action="store_true", help="pass over what is no indicator")
        group.add_argument(
            "--missing", type=marks, default=(), metavar="MARKS", help='what means not known, such as "x,NA,..,-99"'
        )
        group.add_argument("--decimal", choices=DECIMALS, default="point", help="the mark before decimals; point")
        group.add_argument("--encoding", type=encoding, metavar="NAME", help="of a text file, such as cp1252; UTF-8")
        group.add_argument("--sheet", metavar="NAME", help="of a workbook with several")

    def add_columns(self, parser: ArgumentGroup) -> None:
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
        parser.add_argument("--bands", action="store_true", help="add every node's band")
        parser.add_argument("--ranks", action="store_true", help="add every node's rank")
        parser.add_argument("--normalised", action="store_true", help="add the indicators' values on the scale")
        parser.add_argument("--bom", action="store_true", help="begin with the mark by which Excel knows UTF-8")

    def handle(self, *args: Any, **options: Any) -> None:
        self.is_quiet = options["verbosity"] == 0
        score_options = parse_score_options(options)
        try:
            refuse_overwriting(options["out"], options["framework"], options["data"])
            framework = read_framework(options["framework"])
            table = read_table(options["data"], framework, parse_read_options(options))
            self.note_absent(framework, table)
            self.note_groups(table)
            self.note_sums(table)
            scores = score_table(framework, table, score_options, self.progress_reporter())
            self.note_cut(framework, table, score_options)
            self.note_marks(framework, table, score_options, options["missing"])
            self.note_withheld(framework, scores)
            self.write(table, scores, options["out"], options["bom"])
        except TableError as error:
            raise CommandError(f"Nothing was written.\n{error}") from error

    def write(self, table: UnitTable, scores: Scores, out: Path | None, is_marked: bool) -> None:
        sink: AbstractContextManager[Sink] = nullcontext(self.plain_stdout()) if out is None else whole_file(out)
        try:
            with sink as file:
                write_scores(table, scores, file, is_marked=is_marked)
        except BrokenPipeError:
            # The reader closed the pipe; without this, Python would report an error when it flushes the rest.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def plain_stdout(self) -> Sink:
        """Return standard output set to give the same bytes as a file: UTF-8, without added line ends."""
        self.stdout.ending = ""
        if reconfigure := getattr(self.stdout, "reconfigure", None):
            reconfigure(encoding="utf-8", newline="")
        return self.stdout

    def note_absent(self, framework: Framework, table: UnitTable) -> None:
        if table.ignored:
            columns = ngettext("column", "columns", len(table.ignored))
            self.note(f"Passed over {len(table.ignored)} {columns}: {', '.join(table.ignored)}")
        if table.absent:
            count, known = len(table.absent), len(framework.indicators)
            indicators = ngettext("indicator", "indicators", known)
            self.note(f"No column for {count} of {known} {indicators}, taken as missing: {', '.join(table.absent)}")

    def note_groups(self, table: UnitTable) -> None:
        if table.group is None:
            return
        count = len(set(table.groups))
        text = f"Compared within {count:,} {ngettext('group', 'groups', count)} by {table.group}"
        if lone := lone_groups(table):
            text += f". Worth a look, for a single unit is compared with nobody: {listed(lone)}"
        self.note(text)

    def note_sums(self, table: UnitTable) -> None:
        if sums := likely_sums(table):
            self.note(f"Scored and ranked like all others, but named like sums or means of units: {listed(sums)}")

    def note_cut(self, framework: Framework, table: UnitTable, score_options: ScoreOptions) -> None:
        if cut := cuts(framework, table, score_options.phase):
            count = sum(one.count for one in cut)
            self.note(f"Cut at a goalpost: {count:,} {ngettext('value', 'values', count)}: {', '.join(map(str, cut))}")

    def note_marks(
        self, framework: Framework, table: UnitTable, score_options: ScoreOptions, given: tuple[str, ...]
    ) -> None:
        if found := likely_marks(framework, table, score_options.phase):
            where = "; ".join(f"{mark} in {', '.join(codes)}" for mark, codes in found.items())
            option = quote(f"--missing={','.join([*given, *map(str, found)])}")
            self.note(f"Taken as numbers: {where}. If that means 'not known', pass {option}")

    def note_withheld(self, framework: Framework, scores: Scores) -> None:
        if withheld := int(np.isnan(scores.numbers[:, 0]).sum()):
            have = ngettext("has", "have", withheld)
            self.note(
                f"{withheld:,} of {units_in_words(len(scores.numbers))} {have} no {framework.headline}: "
                f"nothing or too little of it is known (min_coverage: {framework.min_coverage:g})"
            )

    def progress_reporter(self) -> Callable[[int, int], None]:
        """Return a function that reports progress, at most once in SECONDS_BETWEEN_NEWS."""
        last_report = time.monotonic()

        def report_progress(done: int, units: int) -> None:
            nonlocal last_report
            if time.monotonic() - last_report > SECONDS_BETWEEN_NEWS:
                last_report = time.monotonic()
                self.note(f"{done:,} of {units_in_words(units)}")

        return report_progress

    def note(self, text: str) -> None:
        if not self.is_quiet:
            self.stderr.write(text, style_func=str)


def units_in_words(count: int) -> str:
    return f"{count:,} {ngettext('unit', 'units', count)}"


def listed(places: list[tuple[str, int]]) -> str:
    """Return the first MOST_NAMED places, each with its row, and how many more there are."""
    shown = ", ".join(f"{name} (row {row})" for name, row in places[:MOST_NAMED])
    more = len(places) - MOST_NAMED
    return f"{shown} and {more:,} more" if more > 0 else shown


def parse_read_options(options: dict[str, Any]) -> ReadOptions:
    return ReadOptions(
        id=options["id"],
        group=options["group"],
        ignores_others=options["ignore_other_columns"],
        notation=Notation(DECIMALS[options["decimal"]], options["missing"]),
        encoding=options["encoding"],
        sheet=options["sheet"],
    )


def parse_score_options(options: dict[str, Any]) -> ScoreOptions:
    return ScoreOptions(
        options["phase"],
        options["bounds"],
        options["draws"],
        options["seed"],
        confidence=options["confidence"],
        has_bands=options["bands"],
        has_ranks=options["ranks"],
        has_normalised=options["normalised"],
    )


def marks(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, text.split(","))))


def encoding(name: str) -> str:
    """Return the name of a text encoding that Python knows. Raises ArgumentTypeError for any other."""
    try:
        " ".encode(name)
    except LookupError as error:
        raise ArgumentTypeError(f"{name!r} is no encoding of text. Try utf-8, utf-16, cp1252 or latin-1") from error
    return name


def whole_number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise ArgumentTypeError(f"{text!r} is not a whole number from {least} to {most}")
        return int(text)

    return read


def read_framework(path: Path) -> Framework:
    """Return the framework in a file. Raises TableError with the place in the file that is wrong."""
    try:
        return load(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise TableError([f"{path} cannot be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise TableError([f"{path} is not UTF-8 text"]) from error
    except FrameworkError as error:
        raise TableError([f"{path}: {error}"]) from error


def refuse_overwriting(out: Path | None, *inputs: Path) -> None:
    """Raise TableError before the work, not after it, if its result could not be written to `out`."""
    if out is None:
        return
    if out.resolve() in [path.resolve() for path in inputs]:
        raise TableError([f"{out} is an input. Write to another file"])
    if out.is_dir() or not out.resolve().parent.is_dir():
        raise TableError([f"{out} is a folder, or in none. Write to a file in a folder that exists"])
