"""What `score_table` does on request, and that without a request nothing changed."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.core.management import CommandError

from assessments.scoring import Framework, evaluate, load
from assessments.scoring.normalisation import Goalposts, Ordinal
from tests.assessments.test_score_table import HEADER, MIXED, PLAIN, Desk, columns, random_units, table
from tests.scoring.small import content, leaf, node
from tests.scoring.test_format_document import EXAMPLES

FILES = sorted(
    path
    for folder in ("fixtures", "tests")
    for path in Path(settings.BASE_DIR, folder).rglob("*.yaml")
    if "schema: ocpo-framework/1" in path.read_text(encoding="utf-8")
)


@pytest.fixture
def desk(tmp_path) -> Desk:
    return Desk(tmp_path)


# Without a request


def invented(framework: Framework, units: int) -> Iterator[list[str]]:
    """Numbers that each indicator can take, a sixth of the cells empty."""
    rng = np.random.default_rng(11)
    for _ in range(units):
        row = []
        for indicator in framework.indicators:
            known = indicator.normalisation
            low, high = (known.low, known.high) if isinstance(known, Goalposts) else (1.0, 9.0)
            number = float(rng.uniform(low, high))
            if isinstance(known, Ordinal):
                number = int(rng.integers(known.first, known.last + 1))
            row.append("" if rng.random() < 1 / 6 else repr(number))
        yield row


def as_before(framework: Framework, ids: list[str], rows: list[list[str]]) -> str:
    """The result as 0.1.0 wrote it, worked out cell by cell."""
    raw = np.array([[float(cell or "nan") for cell in row] for row in rows])
    evaluation = evaluate(framework, raw)
    head = evaluation.of(framework.headline)
    others = [code for code in framework.file_order if code != framework.headline]
    lines = [["id", framework.headline, f"{framework.headline}.coverage", "rank"]]
    lines[0] += [name for code in others for name in (code, f"{code}.coverage")]
    for unit, name in enumerate(ids):
        own = head.score[unit]
        rank = "" if np.isnan(own) else str(1 + sum(other > own + 1e-9 for other in head.score))
        cells = [name, own, head.coverage[unit], rank]
        for code in others:
            cells += [evaluation.of(code).score[unit], evaluation.of(code).coverage[unit]]
        lines.append([cell if isinstance(cell, str) else "" if np.isnan(cell) else repr(float(cell)) for cell in cells])
    return "".join(",".join(line) + "\n" for line in lines)


@pytest.mark.parametrize(
    "written",
    [*(path.read_text(encoding="utf-8") for path in FILES), *(text for text, _ in EXAMPLES)],
    ids=[*(path.stem for path in FILES), "a risk", "a development index", "a watch list"],
)
def test_without_options_the_result_is_to_the_bit_what_it_was(desk, written):
    framework = load(written)
    rows = list(invented(framework, 40))
    ids = [f"unit {unit}" for unit in range(len(rows))]
    header = ["id", *(indicator.code for indicator in framework.indicators)]
    data = "".join(
        ",".join(row) + "\n" for row in [header, *([unit, *row] for unit, row in zip(ids, rows, strict=True))]
    )
    assert desk.lay(data, written).score() == as_before(framework, ids, rows)


def test_ranks_of_sums_do_not_hang_on_the_last_digit(desk):
    """Each sum is 0.3 or 0.6; a binary number's last digit told them apart."""
    framework = content([node("sum", "sum", {"a": 1, "b": 1, "c": 1})], "abc")
    desk.lay("id,a,b,c\np,0.1,0.2,0\nq,0.3,0,0\nr,0.1,0.2,0.3\ns,0.6,0,0\nt,0.3,0.2,0.1\n", framework)
    printed = columns(desk.score())
    assert len(set(printed["sum"])) > 2
    assert printed["rank"] == ["4", "4", "1", "1", "1"]


# Groups


@pytest.mark.parametrize("options", [(), ("--draws", "30", "--bounds", "--bands", "--ranks", "--normalised")])
def test_a_group_is_scored_as_if_it_were_alone(desk, options):
    """Min-max, z-scores, ranks, intervals and draws: everything that looks at other units looks at the group alone."""
    rows = {year: random_units(30)[start::3] for start, year in enumerate(("2021", "2022", "2023"))}
    alone = {}
    for year, own in rows.items():
        header, *lines = desk.lay(table(own), MIXED).score(*options).splitlines()
        for line in lines:
            unit, cells = line.split(",", 1)
            alone[f"{unit},{year}"] = cells
    mixed = [f"{year},{own[at]}" for at in range(10) for year, own in rows.items()]
    data = "\n".join([f"Year,{HEADER}", *mixed, ""])
    first, *lines = desk.lay(data, MIXED).score("--group", "year", "--id", "country", *options).splitlines()
    assert first == header.replace("id,", "id,Year,", 1)
    assert [line.split(",", 2)[:2] for line in lines] == [[row.split(",")[1], row.split(",")[0]] for row in mixed]
    assert {",".join(line.split(",", 2)[:2]): line.split(",", 2)[2] for line in lines} == alone


def test_an_id_may_stand_once_in_each_group(desk):
    desk.lay("id,year,a\nx,1,1\nx,2,1\nx, 1 ,2\ny,,3\n")
    assert desk.refusal("--group", "year") == [
        "row 4: the id 'x' stands in row 2 already, with '1' as well. Give each unit its own",
        "row 5: it has no year. Write one into each row",
    ]


@pytest.mark.parametrize(
    ("cells", "written"),
    [
        (["2020", "2020.0", " 2020 ", "2020\u00a0", "+2020.", "2.02E+3", "2020,00"], "2020"),
        (["2020.0", "2020"], "2020"),
        (["01", "1.0", "1"], "01"),
        ([" North  West", "North\u00a0West "], "North West"),
    ],
)
def test_a_group_is_one_however_it_is_written(desk, cells, written):
    data = StringIO()
    csv.writer(data).writerows([["id", "year", "a"], *([f"u{at}", cell, at] for at, cell in enumerate(cells))])
    printed = columns(desk.lay(data.getvalue()).score("--group", "year"))
    assert printed["year"] == [written] * len(cells)
    assert printed["rank"] == [str(len(cells) - at) for at in range(len(cells))]
    assert "Compared within 1 group by year\n" in desk.said.getvalue()
    csv.writer(data).writerow(["u0", cells[-1], 9])
    assert desk.lay(data.getvalue()).refusal("--group", "year") == [
        f"row {len(cells) + 2}: the id 'u0' stands in row 2 already, with '{written}' as well. Give each unit its own"
    ]


def test_groups_that_are_not_the_same_number_stay_apart_and_lone_ones_are_told(desk):
    cells = ["2020", "2020.5", "2.020", "1E5", "100000", "90071992547409921", "90071992547409920", "2020"]
    desk.lay("id,year,a\n" + "".join(f"u{at},{cell},1\n" for at, cell in enumerate(cells)))
    assert columns(desk.score("--group", "year"))["year"] == cells
    assert (
        "Compared within 7 groups by year. Worth a look, for a single unit is compared with nobody: 2020.5 (row 3),"
        in (desk.said.getvalue())
    )
    desk.lay("id;year;a\nx;2020;1\ny;2020,0;2\nz;2.020;2\n")
    assert columns(desk.score("--group", "year", "--decimal", "comma"))["year"] == ["2020", "2020", "2.020"]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (("--group", "yaer"), "row 1: no column is called 'yaer', which --group names. Did you mean 'year'?"),
        (("--id", "year", "--group", "year"), "row 1: 'year' is asked for as id and as group. Name two columns"),
        (("--group", "mean"), "two columns of the result would be called 'mean'"),
    ],
)
def test_a_group_that_cannot_be_is_refused(desk, options, problem):
    desk.lay("id,year,mean,a\nx,1,1,1\n")
    assert desk.refusal(*options, "--ignore-other-columns")[0].startswith(problem)


# What more is written


def test_bands_ranks_and_normalised_values_are_added_on_request(desk):
    framework = content(
        [node("top", "arithmetic", {"low": 1, "b": 1}), node("low", "arithmetic", {"a": 1})],
        ["a", leaf("b", {"kind": "goalposts", "low": 0, "high": 10})],
    )
    printed = desk.lay("id,a,b\nx,10,3\ny,50,\nz,20,9\n", framework).score("--bands", "--ranks", "--normalised")
    assert printed.splitlines() == [
        "id,top,top.coverage,top.band,rank,low,low.coverage,low.band,low.rank,a.normalised,b.normalised",
        "x,20.0,1.0,moderate,3,10.0,1.0,low,3,10.0,30.0",
        "y,50.0,0.5,substantial,2,50.0,1.0,substantial,1,50.0,",
        "z,55.0,1.0,substantial,1,20.0,1.0,moderate,2,20.0,90.0",
    ]


def test_a_withheld_value_has_no_band(desk):
    printed = columns(desk.lay("id,a,b\np,90,\n", {**PLAIN, "min_coverage": 0.6}).score("--bands"))
    assert printed["mean.band"] == [""]


def test_a_mark_for_spreadsheets_is_written_on_request_and_read_again(desk):
    desk.lay("id,a,b\nCôte,1,3\n").score("--bom", "--out", str(desk.out))
    assert desk.out.read_bytes().startswith(b"\xef\xbb\xbfid,mean")
    assert desk.score("--bom").startswith("\ufeffid,mean")


# What is told


def test_one_line_tells_what_goalposts_cut(desk):
    uncut = leaf("c", {"kind": "goalposts", "low": 0, "high": 1, "clip": False})
    framework = content([node("mean", "arithmetic", {"a": 1, "b": 1, "c": 1})], ["a", "b", uncut])
    desk.lay("id,a,b,c\nx,100,-1,5\n\ny,100.5,0,5\nz,200,-7,5\n", framework).score()
    assert desk.said.getvalue() == (
        "Cut at a goalpost: 4 values: a 2 above 100 (first in row 4), b 2 below 0 (first in row 2)\n"
    )
    desk.lay("id,a,b,c\nx,101,0,5\n", framework).score()
    assert desk.said.getvalue() == "Cut at a goalpost: 1 value: a 1 above 100 (row 2)\n"


def marks_told(desk: Desk, *options: str) -> list[str]:
    desk.score(*options)
    return [line for line in desk.said.getvalue().splitlines() if line.startswith("Taken as numbers")]


def test_numbers_that_usually_mean_not_known_are_told_and_scored_until_asked(desk):
    desk.lay("id,a,b\nx,-99,999\ny,50,-99\nz,99,..\n")
    told = "Taken as numbers: -99 in a, b; 999 in b. If that means 'not known', pass --missing=..,-99,999"
    assert marks_told(desk, "--missing", "..") == [told]
    assert columns(desk.score("--missing", ".."))["mean.coverage"] == ["1.0", "1.0", "0.5"]
    assert marks_told(desk, "--missing=..,-99,999") == []
    assert columns(desk.score("--missing=..,-99,999"))["mean"] == ["", "50.0", "99.0"]
    assert marks_told(desk, "--missing=not known,..,-99")[0].endswith("pass '--missing=not known,..,-99,999'")


@pytest.mark.parametrize("clip", [True, False])
def test_a_usual_mark_between_goalposts_is_a_number(desk, clip):
    wide = leaf("a", {"kind": "goalposts", "low": -99, "high": 999, "clip": clip})
    desk.lay("id,a\nx,-9\ny,-99\nz,999\nw,9999\n", content([node("mean", "arithmetic", {"a": 1})], [wide]))
    assert marks_told(desk) == ["Taken as numbers: 9999 in a. If that means 'not known', pass --missing=9999"]


@pytest.mark.parametrize("kind", ["minmax", "zscore", "rank"])
@pytest.mark.parametrize(
    ("numbers", "marks"),
    [
        ("1 2 99", [99]),
        ("60 98 99", []),
        ("0 500 -9", [-9]),
        ("-3 5 -9", []),
        ("-99 -99", []),
        ("-5 -3 9999", [9999]),
        ("0 7 -99 -9999 999", [-99, -9999, 999]),
    ],
)
def test_without_goalposts_a_usual_mark_stands_out_among_the_others(desk, kind, numbers, marks):
    rows = "".join(f"u{at},{number}\n" for at, number in enumerate(numbers.split()))
    desk.lay(f"id,a\n{rows}", content([node("mean", "arithmetic", {"a": 1})], [leaf("a", kind)]))
    where = "; ".join(f"{mark} in a" for mark in marks)
    assert [line.removeprefix("Taken as numbers: ").split(". If")[0] for line in marks_told(desk)] == [where] * bool(
        marks
    )


def test_a_usual_mark_where_nothing_is_asked_is_not_told(desk):
    framework = {
        **content([node("mean", "arithmetic", {"a": 1, "b": 1})], ["a", leaf("b", phases=["later"])]),
        "phases": ["now", "later"],
    }
    desk.lay("id,a,b\nx,1,-99\n", framework)
    assert marks_told(desk, "--phase", "now") == []
    assert len(marks_told(desk, "--phase", "later")) == 1


def test_units_named_like_sums_are_told_and_scored(desk):
    ids = ["Totalia", "OECD - Total", "World", "Chad average", "Upper middle income", "Meanland", "EU_TOTAL"]
    data = StringIO()
    csv.writer(data).writerows([["id", "a", "b"], *([unit, 1, 2] for unit in ids)])
    assert columns(desk.lay(data.getvalue()).score())["rank"] == ["1"] * 7
    assert desk.said.getvalue() == (
        "Scored and ranked like all others, but named like sums or means of units: OECD - Total (row 3), "
        "World (row 4), Chad average (row 5), Upper middle income (row 6), EU_TOTAL (row 8)\n"
    )
    desk.lay("id,a,b\n" + "".join(f"World {at},1,2\n" for at in range(1010))).score()
    assert desk.said.getvalue().endswith("World 7 (row 9) and 1,002 more\n")


@pytest.mark.parametrize(
    ("units", "told"),
    [
        ("x,1,\n", "1 of 1 unit has no mean: "),
        ("x,1,\ny,1,2\n", "1 of 2 units has no mean: "),
        ("x,1,\ny,1,\n", "2 of 2 units have no mean: "),
    ],
)
def test_numbers_and_words_agree(desk, units, told):
    desk.lay(f"id,a,b\n{units}", {**PLAIN, "min_coverage": 0.6}).score()
    assert desk.said.getvalue().startswith(told)


def test_what_is_passed_over_is_told(desk):
    desk.lay("id,a,Region,b,Notes\nx,1,North,2,?\n")
    assert columns(desk.score("--ignore-other-columns"))["mean"] == ["1.5"]
    assert desk.said.getvalue() == "Passed over 2 columns: Region, Notes\n"
    desk.lay("id,a,Region,b\nx,1,North,2\n").score("--ignore-other-columns")
    assert desk.said.getvalue() == "Passed over 1 column: Region\n"


# How it is read


@pytest.mark.parametrize("name", ["Indicator a", "indicator_A", " INDICATOR  a: ", "Indi\u00adcator\u00a0a"])
def test_a_title_serves_as_well_as_a_code(desk, name):
    data = StringIO()
    csv.writer(data).writerows([["id", name, "b"], ["x", 10, 30]])
    assert columns(desk.lay(data.getvalue()).score())["mean"] == ["20.0"]


@pytest.mark.parametrize("name", ["a (years)", "Indicator a [per cent]", "indicater a", "Indicator a, total"])
def test_a_name_that_is_nearly_an_indicators_is_refused_with_a_question(desk, name):
    (problem,) = desk.lay(f'id,"{name}",b\nx,10,30\n').refusal()
    assert "Did you mean 'a'?" in problem


def test_a_code_is_a_code_even_where_it_is_anothers_title(desk):
    framework = content([node("mean", "arithmetic", {"a": 1, "b": 1})], [leaf("a", title="b"), leaf("b", title="B")])
    printed = columns(desk.lay("id,b\nx,10\n", framework).score("--normalised"))
    assert (printed["a.normalised"], printed["b.normalised"]) == ([""], ["10.0"])


def test_a_number_that_stands_for_missing_is_missing_however_it_is_written(desk):
    desk.lay("id;a;b\nx;-99;1\ny;-99,0;2\nz;-9,9E1;3\n")
    assert columns(desk.score("--decimal", "comma", "--missing=-99"))["mean"] == ["1.0", "2.0", "3.0"]


@pytest.mark.parametrize("again", ["Norge\u00a0", "\u2009Norge", "Nor\u00adge", " Norge"])
def test_an_id_that_stands_again_is_shown_as_a_reader_sees_it(desk, again):
    desk.lay(f"id,a,b\n ,,\nx,1,1\nNorge,1,1\n\n{again},2,2\n")
    assert desk.refusal() == [
        "row 6: the id 'Norge' stands in row 4 already (what differs cannot be seen, such as the kind of a space, "
        "and tells no ids apart). Give each unit its own"
    ]
    desk.lay(f"id,a,b\nx,1,1\n{again},1,1\n{again},2,2\n")
    assert desk.refusal() == ["row 4: the id 'Norge' stands in row 3 already. Give each unit its own"]


def test_two_ids_that_read_back_alike_are_one(desk):
    assert "the id '=x' stands in row 2 already" in desk.lay("id,a\n'=x,1\n=x,1\n").refusal()[0]


@pytest.mark.parametrize("wrong", [("--encoding", "klingon"), ("--encoding", "hex"), ("--decimal", "semicolon")])
def test_options_that_mean_nothing_are_refused(desk, wrong):
    with pytest.raises(CommandError, match=wrong[0]):
        desk.lay("id,a,b\nx,1,1\n").score(*wrong)
