"""A broken file is refused with file, path, reason and what to do, and nothing of it is stored."""

import re

import pytest
from django.core.management import CommandError, call_command

from interfaces.models import Interface, Measure, ReferenceEdition
from interfaces.reference import BrokenReferenceError, load_reference
from tests.interfaces.files import copied, edit, replace

pytestmark = pytest.mark.django_db


def problems(folder):
    """Load and return the problems, each as a line; the edition must stay what it was."""
    before = ReferenceEdition.objects.latest().digest
    with pytest.raises(BrokenReferenceError) as refused:
        load_reference(folder)
    assert ReferenceEdition.objects.latest().digest == before
    return [str(problem) for problem in refused.value.problems]


def first_measure(document):
    return document["areas"][0]["measures"][0]


def drop(row, key):
    del row[key]


def put(row, key, value):
    row[key] = value


def twice(rows):
    rows.append(rows[0])


def add_activity(rows):
    rows.append({**rows[0], "code": "one-more"})


def test_it_works(tmp_path):
    """The problem comes with the line it stands on."""
    folder = copied(tmp_path)
    replace(folder, "indicators.yaml", "polarity: higher-is-more-threat", "polarity: higher-is-better")
    (only,) = problems(folder)
    assert only.startswith("fixtures/reference/indicators.yaml: indicators[0].polarity: 'higher-is-better' is not")
    assert "use one of: higher-is-more-threat, higher-is-stronger-response" in only
    lines = (folder / "reference" / "indicators.yaml").read_text(encoding="utf-8").splitlines()
    number = int(re.search(r"\(line (\d+)\)$", only)[1])
    assert "higher-is-better" in lines[number - 1]


SHAPES = [
    ("indicators.yaml", lambda d: drop(d["indicators"][3], "why"), "indicators[3]", "why is missing"),
    ("indicators.yaml", lambda d: put(d["indicators"][3], "wy", "x"), "indicators[3].wy", "key is not known"),
    ("indicators.yaml", lambda d: put(d["indicators"][3], "why", " "), "indicators[3].why", "must be a text"),
    ("indicators.yaml", lambda d: put(d["indicators"][3], "why", 3), "indicators[3].why", "must be a text, not int"),
    ("indicators.yaml", lambda d: put(d["indicators"][3], "number", 1.4), "indicators[3].number", "quotation marks"),
    ("indicators.yaml", lambda d: put(d["indicators"][3], "phases", []), "indicators[3].phases", "needs at least 1"),
    ("indicators.yaml", lambda d: put(d["indicators"][3], "cite", []), "indicators[3].cite", "needs at least 1"),
    ("indicators.yaml", lambda d: put(d["indicators"][3], "cite", "II"), "indicators[3].cite", "must be a list"),
    ("indicators.yaml", lambda d: put(d["indicators"][3]["scale"][1], "level", True), "scale[1].level", "whole number"),
    ("indicators.yaml", lambda d: put(d, "indicators", None), "indicators", "must be a list, not nothing"),
    ("interfaces.yaml", lambda d: put(d["interfaces"][0], "code", "Fuels"), "interfaces[0].code", "is not a code"),
    ("interfaces.yaml", lambda d: put(d["interfaces"][0], "mechanisms", []), "interfaces[0].mechanisms", "at least 2"),
    (
        "interfaces.yaml",
        lambda d: put(d["interfaces"][0]["threat_targets"][1], "relevance", 4),
        "interfaces[0].threat_targets[1].relevance",
        "whole number from 0 to 3",
    ),
    (
        "countermeasures.yaml",
        lambda d: put(first_measure(d)["interfaces"][0], "strength", 0),
        "strength",
        "from 1 to 3",
    ),
    ("countermeasures.yaml", lambda d: twice(first_measure(d)["components"]), "components", "names a code twice"),
    ("actors.yaml", lambda d: put(d["actors"][0], "state_actor", "no"), "actors[0].state_actor", "true or false"),
    ("actors.yaml", lambda d: put(d["actors"][0], "basis", "hearsay"), "actors[0].basis", "use one of: paper"),
    ("missions.yaml", lambda d: put(d["countries"][0], "iso3", "Afg"), "countries[0].iso3", "is not a code"),
    ("missions.yaml", lambda d: put(d["other_sources"][0], "url", "www.un.org"), "[0].url", "begins with https://"),
    ("questions.yaml", lambda d: drop(d["questions"][0], "asks"), "questions[0]", "asks is missing"),
    ("police.yaml", lambda d: put(d["activities"][0], "core_function", None), "core_function", "must be the code"),
    ("vocabulary.yaml", lambda d: put(d["components"][0], "named", 1), "components[0].named", "true or false"),
]

REFERENCES = [
    (
        "indicators.yaml",
        lambda d: put(d["indicators"][0], "interface", "x"),
        "indicators[0].interface",
        "known interface",
    ),
    (
        "indicators.yaml",
        lambda d: put(d["indicators"][0], "mechanism", "x"),
        "indicators[0].mechanism",
        "known mechanism",
    ),
    ("indicators.yaml", lambda d: put(d["indicators"][0], "phases", ["x"]), "indicators[0].phases[0]", "known phase"),
    ("indicators.yaml", lambda d: put(d["indicators"][0]["evidence"][0], "holder", ["x"]), "holder[0]", "component"),
    ("interfaces.yaml", lambda d: put(d["interfaces"][0]["evidence"][0], "mission", "x"), "mission", "known mission"),
    (
        "countermeasures.yaml",
        lambda d: put(first_measure(d), "prerequisites", ["x"]),
        "prerequisites[0]",
        "prerequisite",
    ),
    ("countermeasures.yaml", lambda d: put(first_measure(d)["motivations"], "suits", ["x"]), "suits[0]", "motivation"),
    ("missions.yaml", lambda d: put(d["missions"][0], "documents", ["S/1"]), "missions[0].documents[0]", "document"),
    ("missions.yaml", lambda d: put(d["missions"][0]["public"], "countries", ["XXX"]), "countries[0]", "country"),
]

RULES = [
    ("indicators.yaml", lambda d: d["indicators"][12]["scale"].pop(), "indicators[12].scale", "write all five, 0 to 4"),
    ("indicators.yaml", lambda d: d["indicators"][12]["scale"].reverse(), "indicators[12].scale", "in order"),
    (
        "indicators.yaml",
        lambda d: put(d["indicators"][0]["scale"][1], "descriptor", d["indicators"][0]["scale"][0]["descriptor"]),
        "indicators[0].scale",
        "share a descriptor",
    ),
    ("indicators.yaml", lambda d: put(d["indicators"][1], "number", "1.9"), "indicators[1].number", "should be '1.2'"),
    ("indicators.yaml", lambda d: put(d["indicators"][1], "code", "x-arms"), "indicators[1].code", "begin with i1-"),
    (
        "indicators.yaml",
        lambda d: put(d["indicators"][0], "mechanism", "elite-capture"),
        "indicators[0].mechanism",
        "not a mechanism of 'fuels-conflict'",
    ),
    (
        "indicators.yaml",
        lambda d: put(d["indicators"][0], "polarity", "higher-is-stronger-response"),
        "indicators[0].polarity",
        "which is a threat",
    ),
    (
        "indicators.yaml",
        lambda d: put(d["indicators"][0]["proxy"], "direction", "up-is-stronger"),
        "indicators[0].proxy.direction",
        "does not fit the polarity",
    ),
    ("indicators.yaml", lambda d: d["indicators"].pop(), "indicators", "48 entries where the model has 49"),
    (
        "indicators.yaml",
        lambda d: put(d["indicators"][1], "code", d["indicators"][0]["code"]),
        "[1].code",
        "used twice",
    ),
    ("interfaces.yaml", lambda d: d["interfaces"].reverse(), "interfaces", "must be the seven of Box 1"),
    ("interfaces.yaml", lambda d: d["interfaces"][0]["evidence"].pop(), "interfaces[].evidence", "33 entries"),
    (
        "interfaces.yaml",
        lambda d: drop(d["interfaces"][0]["mechanisms"][0], "bears_on"),
        "interfaces[0].mechanisms[0]",
        "needs bears_on",
    ),
    (
        "interfaces.yaml",
        lambda d: [put(m["bears_on"], "peace-operation", 0) for m in d["interfaces"][0]["mechanisms"]],
        "interfaces[0].threat_targets[0].relevance",
        "no mechanism bears on it",
    ),
    (
        "interfaces.yaml",
        lambda d: d["interfaces"][0]["threat_targets"].reverse(),
        "interfaces[0].threat_targets",
        "in this order",
    ),
    (
        "interfaces.yaml",
        lambda d: put(d["interfaces"][0]["threat_targets"][1], "cite", []),
        "interfaces[0].threat_targets[1].cite",
        "cite where the paper says it",
    ),
    ("countermeasures.yaml", lambda d: d["areas"].reverse(), "areas", "15 areas with [1, 2, 2, 1,"),
    ("countermeasures.yaml", lambda d: put(first_measure(d), "number", "1.2"), "measures[0].number", "be '1.1'"),
    ("countermeasures.yaml", lambda d: put(d["areas"][0], "cite", ["II, Box 1"]), "areas[0].cite", "its own row"),
    (
        "countermeasures.yaml",
        lambda d: put(first_measure(d)["interfaces"][0], "interface", "operations-combat-oc"),
        "interfaces[0].interface",
        "list only the threats",
    ),
    (
        "countermeasures.yaml",
        lambda d: put(first_measure(d)["interfaces"][1], "interface", "undermines-security"),
        "interfaces[1].interface",
        "stands twice",
    ),
    (
        "countermeasures.yaml",
        lambda d: first_measure(d)["motivations"]["suits"].append("livelihood"),
        "motivations",
        "both suits and does not",
    ),
    (
        "countermeasures.yaml",
        lambda d: put(first_measure(d)["examples"][0], "mission", None),
        "examples[0].mission",
        "exactly one of them",
    ),
    (
        "countermeasures.yaml",
        lambda d: put(first_measure(d)["risks"][0], "cite", []),
        "risks[0].cite",
        "basis is paper",
    ),
    ("missions.yaml", lambda d: d["missions"][0]["measures"].pop(), "missions[0].measures", "off-limits-lists"),
    ("missions.yaml", lambda d: put(d["documents"][0], "footnotes", []), "documents", "no document for footnotes [3]"),
    ("missions.yaml", lambda d: put(d["countries"][0], "role", "background"), "countries[0].cite", "cite nothing"),
    ("missions.yaml", lambda d: put(d["missions"][0]["public"], "end_year", 1990), "end_year", "before start_year"),
    ("missions.yaml", lambda d: put(d["missions"][0], "acronym", "KFOR"), "missions", "acronyms stand twice: KFOR"),
    (
        "interfaces.yaml",
        lambda d: put(d["interfaces"][2]["evidence"][1], "mission_named", True),
        "interfaces[2].evidence[1].mission_named",
        "no mission is given",
    ),
    (
        "interfaces.yaml",
        lambda d: put(d["interfaces"][0]["evidence"][1], "country", None),
        "interfaces[0].evidence[1].mission_named",
        "needs the country",
    ),
    (
        "missions.yaml",
        lambda d: put(d["missions"][12]["facts"][0], "mission_named", True),
        "missions[12].facts[0].mission_named",
        "the paper names UNIOGBIS nowhere",
    ),
    ("questions.yaml", lambda d: d["questions"].pop(), "questions", "numbered 1 to 14"),
    ("questions.yaml", lambda d: d["discrepancies"].reverse(), "discrepancies", "numbered 1 to 4"),
    (
        "questions.yaml",
        lambda d: put(d["questions"][8], "cite", ["IV, Questions for Discussion, Q8"]),
        "questions[8].cite",
        "its own place first, IV, Questions for Discussion, Q9",
    ),
    ("vocabulary.yaml", lambda d: put(d["definitions"][0], "cite", []), "definitions[0]", "cite where the paper"),
    (
        "vocabulary.yaml",
        lambda d: put(d["definitions"][0], "basis", "public knowledge"),
        "definitions[0]",
        "name the source",
    ),
    (
        "vocabulary.yaml",
        lambda d: put(d["definitions"][0], "basis", "judgement"),
        "definitions[0]",
        "correct the basis",
    ),
    ("actors.yaml", lambda d: d["motivations"].pop(), "motivations", "must describe each of these once"),
    ("vocabulary.yaml", lambda d: d["directions"].reverse(), "directions", "exactly these codes"),
    ("vocabulary.yaml", lambda d: d["sections"][0]["footnotes"].pop(), "sections", "footnotes 1 to 33"),
    ("police.yaml", lambda d: add_activity(d["activities"]), "activities", "14 entries where the model has 13"),
]


@pytest.mark.parametrize(("file", "change", "path", "reason"), SHAPES + REFERENCES + RULES)
def test_a_broken_entry_is_refused_with_its_place(tmp_path, file, change, path, reason):
    folder = copied(tmp_path)
    edit(folder, file, change)
    found = problems(folder)
    assert any(f"reference/{file}: " in line and f"{path}: " in line and reason in line for line in found), found


@pytest.mark.parametrize(
    ("cite", "reason"),
    [
        ("V, Conclusions", "names no section of the paper"),
        ("II, Box 1; fn 24", "footnote 24 is not in section 'II, Box 1'"),
        ("II, Box 1, page 3", "'page 3' is no place"),
        ("Annex, Table 1, row 16", "'row 16' is no place"),
        ("II, Organized Crime Fuels Conflict; fn x", "are no footnotes"),
    ],
)
def test_a_citation_names_a_place_in_the_paper(tmp_path, cite, reason):
    folder = copied(tmp_path)
    edit(folder, "actors.yaml", lambda d: put(d["actors"][2], "cite", [cite]))
    (only,) = problems(folder)
    assert "reference/actors.yaml: actors[2].cite[0]: " in only
    assert reason in only


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the file is empty"),
        ("a: [1\n", "is not valid YAML"),
        ("a: 1\na: 2\n", "a: the key stands twice"),
        ("- 1\n", "must be an entry with keys, not list"),
        ("a: &x 1\nb: *y\n", "is not valid YAML"),
        ("a: !!python/object/apply:os.getcwd []\n", "is not valid YAML"),
        ("a: 2014-02-31\n", "is not valid YAML"),
        ("a: \x01\n", "is not valid YAML"),
        ("---\na: 1\n---\nb: 1\n", "is not valid YAML"),
    ],
)
def test_a_file_that_cannot_be_read_as_one_document_is_refused(tmp_path, text, reason):
    folder = copied(tmp_path)
    (folder / "reference" / "police.yaml").write_text(text, encoding="utf-8")
    assert any("reference/police.yaml: " in line and reason in line for line in problems(folder))


def test_a_key_that_stands_twice_is_named_with_its_place(tmp_path):
    folder = copied(tmp_path)
    replace(folder, "indicators.yaml", "    polarity: ", "    why: Again\n    polarity: ")
    (only,) = problems(folder)
    assert "indicators.yaml: indicators[0].why: the key stands twice" in only


def test_a_missing_file_is_named(tmp_path):
    folder = copied(tmp_path)
    (folder / "reference" / "police.yaml").unlink()
    assert problems(folder) == ["fixtures/reference/police.yaml: the file is missing; restore it"]


def test_a_file_in_another_encoding_is_named(tmp_path):
    folder = copied(tmp_path)
    path = folder / "reference" / "missions.yaml"
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1", errors="replace"))
    assert problems(folder) == ["fixtures/reference/missions.yaml: is not UTF-8 text; save it as UTF-8"]


def test_all_problems_are_told_at_once(tmp_path):
    folder = copied(tmp_path)
    edit(folder, "indicators.yaml", lambda d: put(d["indicators"][0], "why", ""))
    edit(folder, "police.yaml", lambda d: put(d["activities"][0], "title", ""))
    assert len(problems(folder)) == 2


def test_a_text_too_long_for_its_column_undoes_what_was_written_before_it(tmp_path):
    folder = copied(tmp_path)
    edit(folder, "interfaces.yaml", lambda d: put(d["interfaces"][0], "short_title", "Changed"))
    edit(folder, "countermeasures.yaml", lambda d: put(d["areas"][14]["measures"][2], "title", "x" * 301))
    (only,) = problems(folder)
    assert "title: " in only
    assert not Interface.objects.filter(short_title="Changed").exists()
    assert not Measure.objects.filter(title__startswith="xxx").exists()


def test_the_command_stops_with_the_problem_and_status_1(tmp_path):
    folder = copied(tmp_path)
    edit(folder, "indicators.yaml", lambda d: d["indicators"][12]["scale"].pop())
    with pytest.raises(CommandError, match=r"fixtures/reference/indicators.yaml: indicators\[12\].scale: ") as stopped:
        call_command("load_reference", folder=folder)
    assert stopped.value.returncode == 1
    assert "nothing changed" in str(stopped.value)
