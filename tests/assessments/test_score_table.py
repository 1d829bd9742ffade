"""Scoring a table of units from the command line: what is read, what is refused, what is written."""

import csv
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from assessments.management.commands.score_table import listed
from assessments.scoring import Framework, estimates, evaluate, load, simulate
from assessments.scoring.ranks import rank_intervals, ranks
from assessments.tables import rank_draws, scores, writing
from assessments.tables.cells import Notation, guarded, unguarded
from assessments.tables.columns import Layout, Vocabulary
from assessments.tables.reading import read_table
from assessments.tables.suspects import Suspects
from tests.scoring.small import content, leaf, node, text

LEVELS = {"kind": "ordinal", "levels": 5}
PLAIN = content([node("mean", "arithmetic", {"a": 1, "b": 1})], "ab")
# Everything that looks at the other units, and powers, whose last digits are the first to go astray.
MIXED = content(
    [
        node("top", "arithmetic", {"roots": 2, "far": 1}),
        node("roots", "power", {"level": 1, "spread": 3, "place": 1, "share": 1}, exponent=1.5),
        node("far", "arithmetic", {"score": 1, "level": 1}),
    ],
    [
        leaf("level", LEVELS),
        leaf("spread", {"kind": "minmax"}),
        leaf("score", {"kind": "zscore", "mean": 50, "spread": 10}),
        leaf("place", "rank"),
        leaf("share", {"kind": "goalposts", "low": 1, "high": 900, "log": True}, polarity="negative"),
    ],
)


class Desk:
    """A folder with a framework and a table, and the command to score one by the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.out = folder / "scores.csv"

    @property
    def framework(self) -> Framework:
        return load((self.folder / "framework.yaml").read_text())

    def lay(self, data: str | bytes, framework: dict[str, Any] | str = PLAIN) -> "Desk":
        written = framework if isinstance(framework, str) else text(framework)
        (self.folder / "framework.yaml").write_text(written)
        (self.folder / "data.csv").write_bytes(data if isinstance(data, bytes) else data.encode())
        return self

    @property
    def arguments(self) -> tuple[str, str]:
        return str(self.folder / "framework.yaml"), str(self.folder / "data.csv")

    def score(self, *options: str) -> str:
        printed, self.said = StringIO(), StringIO()
        call_command("score_table", *self.arguments, *options, stdout=printed, stderr=self.said)
        return printed.getvalue()

    def refusal(self, *options: str) -> list[str]:
        with pytest.raises(CommandError) as refused:
            self.score(*options)
        first, *problems = str(refused.value).split("\n")
        assert first == "Nothing was written."
        return problems


@pytest.fixture
def desk(tmp_path) -> Desk:
    return Desk(tmp_path)


def columns(printed: str) -> dict[str, list[str]]:
    header, *rows = csv.reader(StringIO(printed))
    return dict(zip(header, map(list, zip(*rows, strict=True)), strict=True))


def numbers(cells: list[str]) -> np.ndarray:
    return np.array([float(cell) if cell else np.nan for cell in cells])


def random_units(count: int) -> list[str]:
    """Rows for MIXED, a sixth of the cells empty."""
    rng = np.random.default_rng(7)
    rows = []
    for unit in range(count):
        row = [int(rng.integers(0, 5)), *(float(number) for number in rng.uniform(1, 900, 4))]
        rows.append(",".join([f"unit {unit}", *("" if rng.random() < 1 / 6 else str(cell) for cell in row)]))
    return rows


HEADER = "country,level,spread,score,place,share"


def table(rows: list[str]) -> str:
    return "\n".join([HEADER, *rows, ""])


# What is written


def test_it_works(desk):
    """The means (10 + 30) / 2, (0 + 30) / 2 and 12.25 alone, which has half of the weight."""
    printed = desk.lay("id,a,b\nNorth,10,30\nSouth,0,30\nWest,,12.25\n").score()
    assert printed == "id,mean,mean.coverage,rank\nNorth,20.0,1.0,1\nSouth,15.0,1.0,2\nWest,12.25,0.5,3\n"


def test_an_empty_cell_is_left_out_and_a_zero_is_kept(desk):
    printed = columns(desk.lay("id,a,b\nzero,0,30\nempty,,30\nblank, ,30\n").score())
    assert printed["mean"] == ["15.0", "30.0", "30.0"]
    assert printed["mean.coverage"] == ["1.0", "0.5", "0.5"]


def test_units_alike_share_the_better_rank(desk):
    printed = columns(desk.lay("id,a,b\np,10,10\nq,40,20\nr,20,40\ns,90,90\n").score())
    assert printed["rank"] == ["4", "2", "2", "1"]


def test_a_value_with_too_little_behind_it_is_withheld_and_has_no_rank(desk):
    printed = columns(desk.lay("id,a,b\np,90,\nq,40,20\n", {**PLAIN, "min_coverage": 0.6}).score("--draws", "50"))
    assert printed["mean"] == ["", "30.0"]
    assert printed["mean.coverage"] == ["0.5", "1.0"]
    assert [printed[name] for name in ("rank", "rank.p5", "rank.p95")] == [["", "1"]] * 3
    assert all(printed["mean.p95"])
    assert (
        desk.said.getvalue() == "1 of 2 units has no mean: nothing or too little of it is known (min_coverage: 0.6)\n"
    )


def test_the_headline_stands_first_then_its_rank_then_the_other_nodes_in_file_order(desk):
    framework = {**MIXED, "headline": "far"}
    header = desk.lay(table(random_units(3)), framework).score("--bounds", "--draws", "10").split("\n")[0].split(",")
    kinds = ["", ".coverage", ".lower", ".upper", ".p5", ".p95"]
    assert header == [
        "id",
        *(f"far{kind}" for kind in kinds),
        *("rank", "rank.p5", "rank.p95"),
        *(f"{code}{kind}" for code in ("top", "roots") for kind in kinds),
    ]


@pytest.mark.parametrize("at_a_time", [1, 3, 2_000])
def test_scores_are_the_engines_to_the_last_bit_however_many_are_scored_at_a_time(desk, monkeypatch, at_a_time):
    monkeypatch.setattr(scores, "UNITS", at_a_time)
    monkeypatch.setattr(writing, "ROWS", at_a_time)
    printed = columns(desk.lay(table(random_units(40)), MIXED).score("--bounds"))
    raw = read_table(desk.folder / "data.csv", desk.framework).raw
    expected = evaluate(desk.framework, raw)
    for code in ("top", "roots", "far"):
        result = expected.of(code)
        for suffix, array in (("", result.score), (".coverage", result.coverage), (".upper", result.upper)):
            np.testing.assert_array_equal(numbers(printed[code + suffix]), array)
    np.testing.assert_array_equal(numbers(printed["rank"]), ranks(expected.of("top").score))


def test_the_order_of_rows_and_columns_changes_no_digit(desk):
    rows = random_units(60)
    before = desk.lay(table(rows), MIXED).score("--draws", "20").splitlines()
    assert sorted(desk.lay(table(rows[::-1]), MIXED).score("--draws", "20").splitlines()) == sorted(before)
    turned = [",".join(row.split(",")[::-1]) for row in rows]
    header = ",".join(HEADER.replace("country", "id").split(",")[::-1])
    assert desk.lay("\n".join([header, *turned]), MIXED).score("--draws", "20").splitlines() == before


@pytest.mark.parametrize("is_large", [False, True])
def test_intervals_are_the_engines_to_the_last_bit(desk, monkeypatch, is_large):
    """A large table is drawn a few units at a time, its draws lie in a file."""
    if is_large:
        for module, name, value in (
            (scores, "DRAWN", 300),
            (rank_draws, "MOST_IN_MEMORY", 0),
            (rank_draws, "TOGETHER", 99),
        ):
            monkeypatch.setattr(module, name, value)
    printed = columns(desk.lay(table(random_units(25)), MIXED).score("--draws", "100", "--confidence", "low"))
    raw = read_table(desk.folder / "data.csv", desk.framework).raw
    expected = simulate(desk.framework, estimates(desk.framework, raw, confidence="low"), draws=100)
    for code in ("top", "roots", "far"):
        at = desk.framework.positions[code]
        np.testing.assert_array_equal(numbers(printed[f"{code}.p5"]), expected.p5[:, at])
        np.testing.assert_array_equal(numbers(printed[f"{code}.p95"]), expected.p95[:, at])
    is_ranked = ~np.isnan(evaluate(desk.framework, raw).of("top").score)
    lower, _, upper = rank_intervals(np.where(is_ranked[:, None], expected.headline, np.nan))
    np.testing.assert_array_equal(numbers(printed["rank.p5"]), lower)
    np.testing.assert_array_equal(numbers(printed["rank.p95"]), upper)


def test_seed_0_is_the_seed_unless_another_is_given(desk):
    desk.lay(table(random_units(5)), MIXED)
    of_default, of_0, of_1 = (desk.score("--draws", "50", *seed) for seed in ([], ["--seed", "0"], ["--seed", "1"]))
    assert of_default == of_0 != of_1


def test_draws_that_would_fill_the_disk_are_refused(desk, monkeypatch):
    monkeypatch.setattr(rank_draws, "MOST_IN_MEMORY", 0)
    monkeypatch.setattr(rank_draws.shutil, "disk_usage", lambda folder: type("Usage", (), {"free": 799}))
    desk.lay("id,a,b\nx,1,1\n")
    assert desk.score("--draws", "99")
    assert "or ask for fewer --draws" in desk.refusal("--draws", "100")[0]


def test_a_phase_asks_only_what_is_asked_in_it(desk):
    framework = {
        **content([node("mean", "arithmetic", {"a": 1, "b": 1})], ["a", leaf("b", phases=["later"])]),
        "phases": ["now", "later"],
    }
    desk.lay("id,a,b\nx,10,30\n", framework)
    assert columns(desk.score())["mean"] == columns(desk.score("--phase", "later"))["mean"] == ["20.0"]
    assert columns(desk.score("--phase", "now"))["mean"] == ["10.0"]
    assert desk.refusal("--phase", "soon") == ["small has no phase 'soon'; it has now, later"]


def test_a_table_without_rows_is_refused(desk):
    assert desk.lay("id,a,b\n").refusal() == ["there is no unit below the header in row 1. Each further row is a unit"]


def test_a_single_unit_is_the_middle_where_units_are_compared(desk):
    framework = content([node("mean", "arithmetic", {"a": 1, "b": 1})], [leaf("a", "minmax"), leaf("b", "rank")])
    assert desk.lay("id,a,b\nx,7,7\n", framework).score() == "id,mean,mean.coverage,rank\nx,50.0,1.0,1\n"


def test_an_indicator_without_a_column_is_missing_and_said_to_be(desk):
    printed = columns(desk.lay("id,a\nx,10\n").score())
    assert (printed["mean"], printed["mean.coverage"]) == (["10.0"], ["0.5"])
    assert desk.said.getvalue() == "No column for 1 of 2 indicators, taken as missing: b\n"
    desk.score("--verbosity", "0")
    assert desk.said.getvalue() == ""


def test_a_file_without_an_indicator_is_refused(desk):
    names = "Name the columns by the indicators' codes, such as a, or by their titles"
    assert desk.lay("id\nx\ny\n").refusal() == [f"row 1: no column is an indicator of small. {names}"]
    desk.lay("id,Region,Indicater a\nx,North,1\n")
    assert desk.refusal("--ignore-other-columns") == [
        f"row 1: no column is an indicator of small. Did you mean 'a'? {names}"
    ]


def test_a_long_run_tells_how_far_it_is(desk, monkeypatch):
    monkeypatch.setattr(scores, "UNITS", 2)
    monkeypatch.setattr("assessments.management.commands.score_table.SECONDS_BETWEEN_NEWS", 0.0)
    desk.lay("id,a,b\nx,1,1\ny,1,1\nz,1,1\n").score()
    assert desk.said.getvalue() == "2 of 3 units\n3 of 3 units\n"


# What is read


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfid,a,b\r\nx,10,30\r\n",
        b"id;a;b\nx;10;30\n",
        b"id\ta\tb\nx\t10\t30\n",
        b"id|a|b\nx|10|30\n",
        b'"id","a","b"\n"x","10","30"',
        b"a,id,b\n10,x,30\n",
        b"name,b,a\nx,30,10\n",
        b"id, a ,b,,\nx, 10 ,3e1,,\n,,,,\n",
        b"id,a,b\rx,+10.,30.0\r",
    ],
    ids=[
        "byte order mark",
        "semicolon",
        "tab",
        "bar",
        "quoted",
        "id inside",
        "first column",
        "spaces and blanks",
        "old Mac",
    ],
)
def test_what_spreadsheets_save_is_read(desk, data):
    assert desk.lay(data).score() == "id,mean,mean.coverage,rank\nx,20.0,1.0,1\n"


def test_an_id_may_hold_any_text(desk):
    ids = ["Korea, Republic of", "two\nlines", 'the "South"', "Côte d’Ivoire", " spaced ", "0012"]
    data = StringIO()
    csv.writer(data).writerows([["id", "a", "b"], *([unit, 1, 1] for unit in ids)])
    assert columns(desk.lay(data.getvalue()).score())["id"] == ids


def test_an_id_cannot_become_a_formula_and_is_read_back(desk):
    printed = desk.lay("id,a,b\n=1+1,1,1\n@x,2,2\n-5,3,3\n'=2+2,4,4\n'n,5,5\n").score()
    assert columns(printed)["id"] == ["'=1+1", "'@x", "-5", "'=2+2", "'n"]
    again = "\n".join(",".join([unit, "1", "1"]) for unit in ["id", *columns(printed)["id"]][1:])
    desk.lay(f"id,a,b\n{again}\n")
    assert read_table(desk.folder / "data.csv", desk.framework).ids == ("=1+1", "@x", "-5", "=2+2", "'n")


@given(st.text(alphabet="'=+-@\t\n1x,", max_size=6) | st.text())
def test_what_is_guarded_is_given_back(unit):
    assert unguarded(guarded(unit)) == unit
    assert not guarded(unit).startswith(("=", "@", "\t", "\r"))


# What is refused


def test_every_bad_cell_is_named_with_its_row_and_column(desk):
    framework = content([node("mean", "arithmetic", {"a": 1, "b": 1})], [leaf("a"), leaf("b", LEVELS)])
    desk.lay('id;a;b\nq;n/a;1\nr;"1,5";7\n\ns;inf;4\nt;1_000;2.5\nu;nan;-1\nv;1e999;0\n', framework)
    advice = "Write one such as 2 or 0.5, or leave the cell empty if nothing is known"
    level = "cannot be used: a level lies outside 0 to 4. Correct it, or leave the cell empty if nothing is known"
    unknown = "If it means that nothing is known, empty the cell or add --missing="
    assert desk.refusal("--out", str(desk.out)) == [
        f"row 2, column a: 'n/a' is not a number. {unknown}n/a",
        "row 3, column a: '1,5' is not a number. Write its decimals after a point, and no thousands separators. "
        "If all decimals stand after a comma, add --decimal comma",
        f"row 3, column b: 7 {level}",
        f"row 5, column a: 'inf' is not a number. {advice}",
        f"row 6, column a: '1_000' is not a number. {advice}",
        f"row 7, column a: 'nan' is not a number. {unknown}nan",
        f"row 7, column b: -1 {level}",
        "row 8, column a: the number is too large. Use a larger unit of measurement",
    ]
    assert not desk.out.exists()


def test_a_value_without_a_logarithm_is_a_bad_cell(desk):
    framework = content([node("mean", "arithmetic", {"a": 1})], [leaf("a", {"kind": "minmax", "log": True})])
    problems = desk.lay("id,a\nx,1\ny,0\nz,5\n", framework).refusal()
    assert len(problems) == 1
    assert problems[0].startswith("row 3, column a: 0 cannot be used: a value at or below 0 has no logarithm.")


def test_twenty_problems_are_listed_and_the_others_counted(desk):
    rows = "".join(f"u{row},?,{'?' if row == 30 else 1}\n" for row in range(2, 32))
    problems = desk.lay(f"id,a,b\n{rows}").refusal()
    assert [problem.split(",")[0] for problem in problems[:-1]] == [f"row {row}" for row in range(2, 22)]
    assert problems[-1] == "and 11 more"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ("id,a,b\nx,1,1\ny,1,1\nx,1,1\n", "row 4: the id 'x' stands in row 2 already. Give each unit its own"),
        ("id,a,b\nx,1,1\n ,1,1\n", "row 3: it has no id. Write one, or empty the row"),
        ("id,a,b\nx,1,5,2\n", "row 2: it has 4 cells, row 1 has 3. Put quotation marks round a separator"),
        ("id,a,b\nx,1\n", "row 2: it has 2 cells, row 1 has 3. Put quotation marks round a separator"),
        ('id,a,b\nx,1,1\n"y,1,1\n', "row 3: unexpected end of data. Check its quotation marks"),
        ("\n", "the table is empty. Its first row names the columns, each further row is a unit"),
        (
            "a,b\n1,1\n",
            "row 1: there is no id column. Put the units' names into a first column called id, or name theirs by --id",
        ),
        ("id,a,a\n", "row 1, column 3: 'a' stands in column 2 already. Remove one of them"),
        ("id,,a\n", "row 1, column 2: it has no name. Write an indicator's code, or remove the column"),
        (
            "id,mean\n",
            "row 1, column 2: 'mean' is a node of small. Rename or remove the column, or add --ignore-other-columns",
        ),
    ],
)
def test_a_table_that_is_not_clear_is_refused(desk, data, problem):
    assert desk.lay(data).refusal() == [problem]


def test_an_unknown_column_is_refused_with_the_nearest_indicator(desk):
    framework = content([node("mean", "arithmetic", {"bribery": 1})], ["bribery"])
    way_out = "Rename or remove the column, or add --ignore-other-columns"
    assert desk.lay("id,Region,bribary\n", framework).refusal() == [
        f"row 1, column 2: 'Region' is no indicator of small. {way_out}",
        f"row 1, column 3: 'bribary' is no indicator of small. Did you mean 'bribery'? {way_out}",
    ]


def test_an_indicator_may_be_called_id(desk):
    framework = content([node("mean", "arithmetic", {"id": 1})], ["id"])
    assert columns(desk.lay("country,id\nx,10\n", framework).score())["mean"] == ["10.0"]


def test_a_file_that_is_not_utf_8_is_refused(desk):
    assert "is not UTF-8 text. Save it as 'CSV UTF-8'" in desk.lay("id,a,b\nCôte,1,1\n".encode("latin-1")).refusal()[0]


def test_a_file_that_is_not_there_is_refused(desk):
    desk.lay("id,a,b\n")
    (desk.folder / "data.csv").unlink()
    assert desk.refusal()[0].endswith("data.csv cannot be read: No such file or directory")
    (desk.folder / "framework.yaml").unlink()
    assert desk.refusal()[0].endswith("framework.yaml cannot be read: No such file or directory")


def test_a_framework_that_cannot_be_used_names_the_place_in_its_file(desk):
    broken = content([node("mean", "arithmetic", {"a": 1, "bb": 1})], "ab")
    (problem,) = desk.lay("id,a,b\n", broken).refusal()
    assert "framework.yaml: nodes[0].children.bb: " in problem
    (desk.folder / "framework.yaml").write_bytes(b"\xff")
    assert desk.refusal()[0].endswith("framework.yaml is not UTF-8 text")


def test_a_node_may_not_have_the_name_of_another_column(desk):
    framework = content([node("rank", "arithmetic", {"a": 1})], "a")
    assert desk.lay("id,a\nx,1\n", framework).refusal() == [
        "two columns of the result would be called 'rank'. Rename a node of the framework"
    ]


def test_a_node_named_like_a_rank_keeps_its_decimals(desk):
    framework = content([node("rank.p5", "arithmetic", {"a": 1})], "a")
    assert columns(desk.lay("id,a\nx,1.5\n", framework).score())["rank.p5"] == ["1.5"]


@pytest.mark.parametrize("wrong", [("--draws", "0"), ("--draws", "1e3"), ("--seed", "-1"), ("--confidence", "sure")])
def test_options_out_of_range_are_refused(desk, wrong):
    with pytest.raises(CommandError, match=wrong[0]):
        desk.lay("id,a,b\n").score(*wrong)


# Where it is written


def test_a_file_is_replaced_only_when_all_is_written(desk, monkeypatch):
    desk.lay("id,a,b\nx,10,30\n").score("--out", str(desk.out))
    assert desk.out.read_text() == "id,mean,mean.coverage,rank\nx,20.0,1.0,1\n"

    def disk_full(*args: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "_cells", disk_full)
    desk.lay("id,a,b\nx,1,1\n")
    assert desk.refusal("--out", str(desk.out))[0].endswith("scores.csv cannot be written: No space left on device")
    assert desk.out.read_text() == "id,mean,mean.coverage,rank\nx,20.0,1.0,1\n"
    assert sorted(path.name for path in desk.folder.iterdir()) == ["data.csv", "framework.yaml", "scores.csv"]


def test_a_pipe_is_written_to_and_not_replaced(desk):
    pipe = desk.folder / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()), daemon=True)
    reader.start()
    desk.lay("id,a,b\nx,10,30\n").score("--out", str(pipe))
    reader.join(timeout=10)
    assert pipe.is_fifo()
    assert read == ["id,mean,mean.coverage,rank\nx,20.0,1.0,1\n"]


def test_neither_an_input_nor_a_folder_is_written_over(desk):
    desk.lay("id,a,b\nx,10,30\n")
    assert desk.refusal("--out", desk.arguments[1])[0].endswith("data.csv is an input. Write to another file")
    for folder in (desk.folder, desk.folder / "absent" / "scores.csv"):
        assert desk.refusal("--out", str(folder))[0].endswith("Write to a file in a folder that exists")


@pytest.fixture
def run(desk) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Run the command as a person does, where no database answers."""

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "manage.py", "score_table", *desk.arguments, *arguments],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


def test_it_needs_no_database(desk, run):
    desk.lay("id,a,b\nx,10,30\n")
    finished = run()
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout == "id,mean,mean.coverage,rank\nx,20.0,1.0,1\n"


OUTPUT_OPTIONS = ("--bounds", "--draws=20", "--bands", "--ranks", "--normalised", "--bom")


@pytest.mark.parametrize("options", [(), *((option,) for option in OUTPUT_OPTIONS), OUTPUT_OPTIONS])
def test_what_is_printed_is_what_a_file_would_hold(desk, options):
    desk.lay('id,a,b\nCôte,10,30\n"two\nlines",,30\n')
    raw = BytesIO()
    with TextIOWrapper(raw, encoding="ascii", newline="\r\n") as terminal:
        call_command("score_table", *desk.arguments, *options, stdout=terminal, stderr=StringIO())
        terminal.flush()
        printed = raw.getvalue()
    desk.score(*options, "--out", str(desk.out))
    assert printed == desk.out.read_bytes()
    assert desk.score(*options).encode() == printed


def test_a_mark_for_spreadsheets_is_printed_as_it_is_written(desk, run):
    desk.lay("id,a,b\nx,10,30\n")
    assert run("--bom").stdout.startswith("\ufeffid,mean")


def test_what_is_no_ordinary_file_is_written_to_directly(desk, run):
    desk.lay("id,a,b\nx,10,30\n")
    assert run("--out", "/dev/stdout").stdout == "id,mean,mean.coverage,rank\nx,20.0,1.0,1\n"


def test_a_bad_cell_ends_with_1_and_prints_no_scores(desk, run):
    desk.lay("id,a,b\nx,n/a,30\n")
    finished = run()
    assert (finished.returncode, finished.stdout) == (1, "")
    assert "row 2, column a: 'n/a' is not a number" in finished.stderr


@pytest.mark.parametrize(("count", "end"), [(1, "u1 (row 1)"), (8, "u8 (row 8)"), (9, "u8 (row 8) and 1 more")])
def test_eight_places_are_named_and_the_others_counted(count, end):
    named = listed([(f"u{row}", row) for row in range(1, count + 1)])
    assert named.endswith(end)
    assert named.count("row") == min(count, 8)


@pytest.mark.parametrize(
    ("width", "alike", "is_header"), [(2, 1, False), (3, 1, False), (4, 2, True), (5, 2, False), (5, 3, True)]
)
def test_a_header_stands_again_where_half_the_cells_and_more_than_one_repeat_it(width, alike, is_header):
    names = tuple(f"column {at}" for at in range(width))
    layout = Layout(1, names, 0, None, tuple(range(1, width)), names[1:], ())
    suspects = Suspects(layout, Vocabulary(load(text(PLAIN))), Notation())
    cells = [name if at >= width - alike else "7" for at, name in enumerate(names)]
    problem = suspects.problem(5, cells)
    assert (problem is not None and "header stands here again" in problem) == is_header
