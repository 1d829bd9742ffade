"""A row that ratings or missions refer to does not vanish with its entry."""

import pytest

from interfaces.models import Component, Indicator
from interfaces.reference import BrokenReferenceError, load_reference
from interfaces.reference.syncing import synchronize
from interfaces.reference.table_rows import TableRows
from tests.cast import make_assessment, make_mission, rate
from tests.interfaces.files import copied, edit

pytestmark = pytest.mark.django_db

OLD, NEW = "i2-local-predation", "i2-local-predation-renamed"


@pytest.fixture
def renamed(tmp_path):
    """The files with one indicator under another code: for the database the old one is gone."""
    folder = copied(tmp_path)

    def rename(document):
        next(row for row in document["indicators"] if row["code"] == OLD)["code"] = NEW

    edit(folder, "indicators.yaml", rename)
    return folder


def test_it_works(renamed):
    """Nothing refers to the indicator, so it may go."""
    load_reference(renamed)
    assert not Indicator.objects.filter(code=OLD).exists()
    assert Indicator.objects.count() == 49


def test_an_indicator_with_ratings_stays_and_the_load_is_refused(renamed):
    rating = rate(make_assessment(), 3, OLD)[0]
    with pytest.raises(BrokenReferenceError, match=rf"{OLD}: is gone from the files, but 1 .*put the entry back"):
        load_reference(renamed)
    rating.refresh_from_db()
    assert rating.indicator.code == OLD
    assert not Indicator.objects.filter(code=NEW).exists()


def test_a_component_that_a_mission_has_does_not_slip_away():
    """A many-to-many link would be deleted without a word; it counts as a use too."""
    mission = make_mission()
    mission.components.add(Component.objects.get(code="maritime"))
    left = [
        {"code": row.code, "title": row.title, "is_named_in_paper": row.is_named_in_paper, "position": row.position}
        for row in Component.objects.exclude(code="maritime")
    ]
    with pytest.raises(BrokenReferenceError, match="maritime: is gone from the files, but 1 "):
        synchronize([TableRows(Component, left)])
    assert mission.components.count() == 1
