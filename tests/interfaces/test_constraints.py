"""The database refuses what the model rules out, whoever writes."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from interfaces.models import (
    Bearing,
    Framework,
    Interface,
    Level,
    Measure,
    MeasureEffect,
    Mechanism,
    Precedent,
    ReferenceMission,
    Relevance,
    Target,
)

pytestmark = pytest.mark.django_db


def refused(write) -> bool:
    """Try a write; True if the database refuses it."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        return True
    return False


def test_it_works():
    """The same writes go through while they respect the limits."""
    assert not refused(lambda: Relevance.objects.update(relevance=3))
    assert not refused(lambda: Level.objects.filter(level=4).update(label="severe"))


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Relevance, {"relevance": 4}),
        (Bearing, {"bearing": 4}),
        (Level, {"level": 5}),
        (MeasureEffect, {"strength": 0}),
        (MeasureEffect, {"strength": 4}),
        (MeasureEffect, {"effect": "wishful"}),
    ],
)
def test_numbers_stay_on_their_scale(model, values):
    assert refused(lambda: model.objects.filter(pk=model.objects.first().pk).update(**values))


@pytest.mark.parametrize(
    ("model", "pair"),
    [
        (Relevance, ("interface", "target")),
        (Bearing, ("mechanism", "target")),
        (MeasureEffect, ("measure", "interface")),
        (Level, ("indicator", "level")),
        (Precedent, ("measure", "position")),
    ],
)
def test_a_pair_stands_once(model, pair):
    row = model.objects.first()
    row.pk = None
    assert refused(lambda: row.save(force_insert=True)), pair


@pytest.mark.parametrize("model", [Interface, Mechanism, Measure, Target, ReferenceMission])
def test_a_code_stands_once(model):
    first, second = model.objects.all()[:2]
    assert refused(lambda: model.objects.filter(pk=second.pk).update(code=first.code))


def test_a_precedent_is_of_one_mission_or_of_all():
    named = Precedent.objects.filter(is_all_missions=False).first()
    assert refused(lambda: Precedent.objects.filter(pk=named.pk).update(is_all_missions=True))
    assert refused(lambda: Precedent.objects.filter(pk=named.pk).update(mission=None))


def test_a_mission_does_not_end_before_it_starts():
    assert refused(lambda: ReferenceMission.objects.filter(code="unmil").update(end_year=1990))


def test_a_framework_has_one_row_per_version_and_one_current_version():
    facts = {"title": "Index", "text": "code: index", "digest": "0"}
    Framework.objects.create(code="index", version="1", is_current=True, **facts)
    assert refused(lambda: Framework.objects.create(code="index", version="1", **facts))
    assert refused(lambda: Framework.objects.create(code="index", version="2", is_current=True, **facts))
    assert not refused(lambda: Framework.objects.create(code="index", version="2", **facts))


@pytest.mark.parametrize("model", [Target, ReferenceMission])
def test_what_others_refer_to_cannot_be_deleted(model):
    with pytest.raises(ProtectedError):
        model.objects.all().delete()
