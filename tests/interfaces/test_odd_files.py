"""What no careful author writes is refused like any other mistake: with file, path and reason, nothing stored."""

from __future__ import annotations

import pytest

from interfaces.models import Framework, Interface
from interfaces.reference import BrokenReferenceError, Problem, load_reference
from tests.interfaces.files import copied, edit, replace

pytestmark = pytest.mark.django_db


def problems(folder) -> list[Problem]:
    """Load; return why it was refused."""
    with pytest.raises(BrokenReferenceError) as refused:
        load_reference(folder)
    return refused.value.problems


@pytest.mark.parametrize(
    ("file", "change", "path"),
    [
        ("vocabulary.yaml", lambda d, x: d["source"].update(author=x * 101), "source.author"),
        ("vocabulary.yaml", lambda d, x: d["components"][0].update(title=x * 301), "components[0].title"),
        ("vocabulary.yaml", lambda d, x: d["scale_labels"]["threat"].__setitem__(4, x * 31), "scale_labels.threat[4]"),
        ("interfaces.yaml", lambda d, x: d["interfaces"][2].update(short_title=x * 61), "interfaces[2].short_title"),
        ("indicators.yaml", lambda d, x: d["indicators"][4].update(title=x * 301), "indicators[4].title"),
        ("indicators.yaml", lambda d, x: d["indicators"][0]["proxy"].update(unit=x * 101), "indicators[0].proxy.unit"),
        ("countermeasures.yaml", lambda d, x: d["areas"][14].update(title=x * 301), "areas[14].title"),
        ("actors.yaml", lambda d, x: d["actors"][1].update(code=x * 81), "actors[1].code"),
        ("missions.yaml", lambda d, x: d["missions"][0].update(acronym=x * 21), "missions[0].acronym"),
        ("missions.yaml", lambda d, x: d["documents"][0].update(date=x * 11), "documents[0].date"),
        ("missions.yaml", lambda d, x: d["named_bodies"][3].update(kind=x * 81), "named_bodies[3].kind"),
        ("police.yaml", lambda d, x: d["activities"][0].update(title=x * 301), "activities[0].title"),
    ],
)
def test_it_works(tmp_path, file, change, path) -> None:
    """A text that is too long for its column is named where it stands, before anything is written."""
    folder = copied(tmp_path)
    edit(folder, file, lambda document: change(document, "x"))

    (only,) = [problem for problem in problems(folder) if "fit; shorten it" in problem.reason]

    assert (only.file, only.path) == (f"fixtures/reference/{file}", path)
    assert only.line > 0


def test_a_null_character_is_named_where_it_stands(tmp_path) -> None:
    folder = copied(tmp_path)
    replace(folder, "interfaces.yaml", 'title: "Illicit income resources', 'title: "Illicit\\0 income resources')

    (only,) = problems(folder)

    assert (only.file, only.path) == ("fixtures/reference/interfaces.yaml", "interfaces[0].mechanisms[0].title")
    assert "null character" in only.reason
    assert Interface.objects.count() == 7


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("? [a]\n: 1\n", "has a list or an entry for a key"),
        ("? {a: 1}\n: 1\n", "has a list or an entry for a key"),
        ("a: &x [*x]\n", "nested without end"),
        ("a: " + "[" * 3000, "nested without end"),
    ],
    ids=["list as key", "entry as key", "holds itself", "brackets stay open"],
)
@pytest.mark.parametrize("file", ["reference/police.yaml", "frameworks/seven-interfaces.yaml"])
def test_a_file_no_parser_can_make_sense_of_is_named(tmp_path, file, text, reason) -> None:
    folder = copied(tmp_path)
    (folder / file).write_text(text, encoding="utf-8")

    (only,) = problems(folder)

    assert only.file == f"fixtures/{file}"
    assert reason in only.reason or "is not valid YAML" in only.reason


@pytest.mark.parametrize(
    ("line", "path"),
    [
        (f"code: {'x' * 81}", "code"),
        (f'version: "{"1" * 21}"', "version"),
        (f"title: {'x' * 201}", "title"),
        ('title: "A\\0B"', "title"),
    ],
    ids=["long code", "long version", "long title", "null character"],
)
def test_a_framework_that_does_not_fit_its_columns_is_refused(tmp_path, line, path) -> None:
    folder = copied(tmp_path)
    facts = {"code": "code: index", "version": 'version: "1.0"', "title": "title: Index"} | {path: line}
    (folder / "frameworks" / "index.yaml").write_text("\n".join(facts.values()), encoding="utf-8")

    (only,) = problems(folder)

    assert (only.file, only.path) == ("fixtures/frameworks/index.yaml", path)
    assert not Framework.objects.exclude(code="seven-interfaces").exists()
