"""A stored framework version never changes; a new version becomes the current one."""

import hashlib

import pytest

from interfaces.models import Framework, Indicator
from interfaces.reference import BrokenReferenceError, load_reference
from tests.interfaces.files import FIXTURES, copied

pytestmark = pytest.mark.django_db

INDEX = 'code: index\nversion: "{}"\ntitle: A small index\n'


def add(folder, name, text):
    (folder / "frameworks" / name).write_text(text, encoding="utf-8")


def test_it_works(tmp_path):
    folder = copied(tmp_path)
    add(folder, "index.yaml", INDEX.format("1.0"))
    assert [str(framework) for framework in load_reference(folder).frameworks] == ["index 1.0"]
    stored = Framework.objects.get(code="index")
    assert (stored.title, stored.text, stored.is_current) == ("A small index", INDEX.format("1.0"), True)
    assert stored.digest == hashlib.sha256(stored.text.encode()).hexdigest()


def test_the_shipped_framework_is_stored_word_for_word():
    shipped = Framework.objects.current().get(code="seven-interfaces")
    assert shipped.text == (FIXTURES / "frameworks" / "seven-interfaces.yaml").read_text(encoding="utf-8")


def test_a_changed_text_under_the_same_version_is_refused(tmp_path):
    folder, before = copied(tmp_path), Framework.objects.get(code="seven-interfaces").digest
    path = folder / "frameworks" / "seven-interfaces.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# one more remark\n", encoding="utf-8")
    with pytest.raises(BrokenReferenceError, match=r"frameworks/seven-interfaces.yaml: version: .*raise the version"):
        load_reference(folder)
    assert Framework.objects.get(code="seven-interfaces").digest == before


def test_a_higher_version_becomes_current_and_the_old_one_stays(tmp_path):
    folder = copied(tmp_path)
    for version in ("1.9", "1.10"):
        add(folder, "index.yaml", INDEX.format(version))
        load_reference(folder)
    assert set(Framework.objects.filter(code="index").values_list("version", "is_current")) == {
        ("1.9", False),
        ("1.10", True),
    }


def test_a_lower_version_that_comes_later_does_not_become_current(tmp_path):
    folder = copied(tmp_path)
    for version in ("2.0", "1.5"):
        add(folder, "index.yaml", INDEX.format(version))
        load_reference(folder)
    assert Framework.objects.current().get(code="index").version == "2.0"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code: Index\nversion: '1'\ntitle: X\n", "index.yaml: code: must be"),
        ("code: index\nversion: 1.0\ntitle: X\n", "index.yaml: version: must be"),
        ("code: index\nversion: '1'\n", "index.yaml: title: must be"),
        ("- a list\n", "index.yaml: must be an entry"),
        ("code: index\ncode: index\nversion: '1'\ntitle: X\n", "index.yaml: code: the key stands twice"),
        ("code: [\n", "index.yaml: is not valid YAML"),
    ],
)
def test_a_broken_framework_file_is_refused_and_the_reference_with_it(tmp_path, text, message):
    folder = copied(tmp_path)
    add(folder, "index.yaml", text)
    reference = folder / "reference" / "indicators.yaml"
    reference.write_text(reference.read_text(encoding="utf-8").replace("How far do", "How much do", 1))
    with pytest.raises(BrokenReferenceError, match=message):
        load_reference(folder)
    assert Indicator.objects.get(number="1.1").question.startswith("How far do")


def test_a_folder_without_frameworks_loads_the_reference_alone(tmp_path):
    folder = copied(tmp_path)
    (folder / "frameworks" / "seven-interfaces.yaml").unlink()
    (folder / "frameworks").rmdir()
    assert load_reference(folder, force=True).is_unchanged
