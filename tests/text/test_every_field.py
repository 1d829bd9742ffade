"""Every text that people write goes through the one mechanism, wherever it comes from."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from django import forms
from django.apps import apps
from django.db import models
from rest_framework import serializers

import assessments
import missions
import ocpo
from ocpo.rest.bodies import ProseField as ApiProse
from ocpo.rest.bodies import StrictSerializer
from ocpo.rest.bodies import TextField as ApiLine
from ocpo.text import forms as text_forms
from ocpo.text.fields import LineField, ProseField, SearchTextField, SortKeyField

# What programs write: codes, digests, names of versions, choices. What signs in is cleaned where it is typed.
MACHINE = {
    "Mission.code", "Mission.sample", "RemovedSample.code", "ReviewStep.digest", "Scenario.base_digest",
    "Score.engine_version", "Score.digest", "Score.band", "User.time_zone",
}  # fmt: skip
OURS = (LineField, ProseField, SearchTextField, SortKeyField)


def walk(package):
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if ".migrations" not in found.name and not found.name.endswith(("asgi", "wsgi")):
            importlib.import_module(found.name)


def subclasses(kind):
    for each in kind.__subclasses__():
        yield each
        yield from subclasses(each)


def ours(kind):
    for package in (assessments, missions, ocpo):
        walk(package)
    return [each for each in subclasses(kind) if each.__module__.split(".")[0] in ("assessments", "missions", "ocpo")]


def text_columns():
    for app in ("assessments", "missions"):
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.concrete_fields:
                is_text = isinstance(field, (models.CharField, models.TextField)) and not field.choices
                if is_text and f"{model.__name__}.{field.name}" not in MACHINE:
                    yield pytest.param(field, id=f"{model.__name__}.{field.name}")


@pytest.mark.parametrize("field", list(text_columns()))
def test_it_works(field):
    """Every column for a text of people is one of ours."""
    assert isinstance(field, OURS)
    if isinstance(field, (LineField, ProseField)):
        assert field.clean("a\u202eb\u200bc\u0000", None) == "abc"
        assert field.get_prep_value("e\u0301\u200b") == "é"


def test_every_form_field_for_text_cleans_it():
    fields = {
        f"{form.__name__}.{name}": field
        for form in ours(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.CharField) and "password" not in name
    }
    assert len(fields) >= 15
    cleaning = (text_forms.LineField, text_forms.ProseField)
    machine = (forms.SlugField, forms.UUIDField)
    assert [name for name, field in fields.items() if not isinstance(field, (*cleaning, *machine))] == []


def test_every_text_of_a_body_is_cleaned():
    texts = [
        (f"{body.__name__}.{name}", field)
        for body in ours(StrictSerializer)
        for name, field in body().fields.items()
        if isinstance(field, serializers.CharField)
    ]
    assert len(texts) >= 10
    assert [name for name, field in texts if not isinstance(field, ApiLine)] == []


def test_a_body_cleans_as_a_form_does():
    assert ApiLine().run_validation("  a\u202eb\r\nc\x00 ") == "ab c"
    assert ApiProse().run_validation("a\r\n\u200bb") == "a\nb"
    for field in (ApiLine(), ApiProse()):
        with pytest.raises(serializers.ValidationError):
            field.run_validation("\u200b\u2060 \u3164")


@pytest.mark.parametrize("kind", [text_forms.LineField, text_forms.ProseField])
def test_lengths_count_what_is_left(kind):
    assert kind(max_length=3).clean("\u200b" * 50 + "abc") == "abc"
    with pytest.raises(forms.ValidationError, match="required"):
        kind().clean("\u200b\u202e \u2800")
    with pytest.raises(forms.ValidationError, match="at most 3"):
        kind(max_length=3).clean("abcd")
