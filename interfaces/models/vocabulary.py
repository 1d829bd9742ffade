"""The short code lists that every other part of the reference model refers to."""

from django.db import models

from interfaces.models.base import Basis, Cited, Coded, Positioned, Titled, basis_field


class Target(Titled):
    """One of the three things a threat assessment is about."""

    note = models.TextField(blank=True)


class Phase(Titled, Cited):
    """A part of a mission's life, from planning to withdrawal."""


class Component(Titled):
    """A part of a mission, or a body outside it, that holds evidence or carries out measures."""

    is_named_in_paper = models.BooleanField()


class Motivation(Titled, Cited):
    """What an actor wants. It guides the choice of measures, never the rating of a threat."""

    description = models.TextField()
    works = models.TextField()
    fails = models.TextField()
    basis = basis_field()
    typical_actors = models.ManyToManyField("interfaces.Actor", related_name="typical_motivations")


class StateRelation(Titled, Cited):
    """How an actor relates to the state, ordered from outside the state to inside it."""

    description = models.TextField()
    shown_by = models.TextField()
    main_risk = models.TextField()


class Prerequisite(Titled):
    """What has to be in place before a measure can work."""


class Section(Positioned):
    """A part of the paper that citations name, with the footnotes that belong to it."""

    label = models.CharField(max_length=120, unique=True)
    footnotes = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return self.label


class Definition(Coded, Cited):
    """A term of the field. It is explained after the paper or after another source; without either, in our words."""

    term = models.CharField(max_length=120)
    meaning = models.TextField()
    source = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    basis = basis_field()

    def __str__(self) -> str:
        return self.term

    @property
    def is_in_our_words(self) -> bool:
        """Whether some of the explanation, or all of it, stands in no source."""
        return self.basis in (Basis.JUDGEMENT, Basis.MIXED)


class Remark(Coded, Cited):
    """A rule or reading note that holds for a whole part of the model, such as the catalogue."""

    topic = models.SlugField(max_length=40, db_index=True)
    text = models.TextField()
    basis = basis_field()
