"""Loading twice is loading once; a changed file changes its rows and keeps their identity."""

import time

import pytest
from django.apps import apps
from django.core.management import call_command

from interfaces.models import (
    Case,
    EvidenceSource,
    Framework,
    Indicator,
    Measure,
    Precedent,
    ReferenceEdition,
    ReferenceMission,
)
from interfaces.reference import Report, load_reference
from tests.interfaces.files import FIXTURES, copied, edit, replace

pytestmark = pytest.mark.django_db


def indicator(document, code):
    return next(row for row in document["indicators"] if row["code"] == code)


def measure(document, area, number):
    return document["areas"][area - 1]["measures"][number - 1]


@pytest.fixture
def _nothing_loaded(db):
    """Empty every table of the room; constraints are only looked at when the test is over."""
    for model in apps.get_app_config("interfaces").get_models(include_auto_created=True):
        model._base_manager.all()._raw_delete("default")


@pytest.mark.usefixtures("_nothing_loaded")
def test_it_works():
    """On an empty database: everything is there afterwards, with a framework to score by."""
    assert not Indicator.objects.exists()
    report = load_reference(FIXTURES)
    assert Indicator.objects.count() == 49
    assert report.changes > 2000
    assert [str(framework) for framework in report.frameworks] == [str(Framework.objects.get(is_current=True))]
    assert load_reference(FIXTURES, force=True) == Report()


def test_a_second_run_changes_nothing_and_is_quick(django_assert_max_num_queries):
    began = time.thread_time()
    with django_assert_max_num_queries(6):
        assert load_reference(FIXTURES).is_unchanged
    assert time.thread_time() - began < 1


def test_a_forced_run_reads_everything_and_finds_nothing_to_change():
    before = ReferenceEdition.objects.latest().digest
    assert load_reference(FIXTURES, force=True).changes == 0
    assert ReferenceEdition.objects.latest().digest == before


def test_a_changed_text_changes_one_row_and_keeps_its_identity(tmp_path):
    folder, before = copied(tmp_path), Indicator.objects.get(code="i1-armed-group-income").pk
    replace(folder, "indicators.yaml", "How far do the armed groups", "To what degree do the armed groups")
    assert load_reference(folder).changes == 1
    after = Indicator.objects.get(code="i1-armed-group-income")
    assert (after.pk, after.question.split()[0]) == (before, "To")


def test_going_back_to_the_old_files_goes_back_to_the_old_text(tmp_path):
    folder = copied(tmp_path)
    replace(folder, "indicators.yaml", "How far do the armed groups", "To what degree do the armed groups")
    load_reference(folder)
    assert load_reference(FIXTURES).changes == 1
    assert Indicator.objects.get(code="i1-armed-group-income").question.startswith("How far")


def test_a_force_mends_rows_that_were_changed_by_hand():
    Measure.objects.filter(number="1.1").update(description="by hand")
    Precedent.objects.filter(measure__number="2.1").delete()
    assert load_reference(FIXTURES).is_unchanged
    assert load_reference(FIXTURES, force=True).changes == 2
    assert Precedent.objects.count() == 45


def test_links_follow_the_files(tmp_path):
    folder = copied(tmp_path)
    edit(folder, "countermeasures.yaml", lambda document: measure(document, 1, 1)["phases"].remove("start-up"))
    edit(
        folder, "indicators.yaml", lambda document: indicator(document, "i1-profit-as-aim")["phases"].append("drawdown")
    )
    assert load_reference(folder).changes == 2
    assert [phase.code for phase in Measure.objects.get(number="1.1").phases.all()] == ["implementation"]
    assert Indicator.objects.in_phase("drawdown").filter(code="i1-profit-as-aim").exists()


def test_entries_without_a_code_come_and_go(tmp_path):
    folder = copied(tmp_path)
    edit(folder, "indicators.yaml", lambda document: indicator(document, "i1-armed-group-income")["evidence"].pop())
    load_reference(folder)
    assert EvidenceSource.objects.filter(indicator__code="i1-armed-group-income").count() == 1
    load_reference(FIXTURES)
    assert EvidenceSource.objects.filter(indicator__code="i1-armed-group-income").count() == 2


def test_another_order_of_cases_moves_texts_not_rows(tmp_path):
    folder, before = copied(tmp_path), set(Case.objects.values_list("pk", flat=True))
    edit(folder, "interfaces.yaml", lambda document: document["interfaces"][0]["evidence"].reverse())
    load_reference(folder)
    assert set(Case.objects.values_list("pk", flat=True)) == before
    assert Case.objects.filter(interface__number=1).first().mission == ReferenceMission.objects.get(code="unmik")


def test_a_newly_named_row_takes_the_place_of_an_unused_one(tmp_path):
    folder = copied(tmp_path)
    replace(folder, "missions.yaml", "code: interpol,", "code: interpol-lyon,")
    assert load_reference(folder).changes == 2


def test_the_command_reports_what_it_did(capsys, tmp_path):
    call_command("load_reference")
    assert "up to date" in capsys.readouterr().out
    folder = copied(tmp_path)
    replace(folder, "indicators.yaml", "How far do the armed groups", "To what degree do the armed groups")
    call_command("load_reference", folder=folder)
    assert "1 changes" in capsys.readouterr().out
