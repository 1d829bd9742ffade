"""Who takes part in organized crime, in which trades, and the questions to ask about them."""

from django.db import models

from interfaces.models.base import Cited, Coded, Positioned, Reach, Titled, basis_field


class Actor(Titled, Cited):
    """A kind of actor, its usual motivations and how it tends to stand to the state."""

    description = models.TextField()
    is_state_actor = models.BooleanField()
    reach = models.CharField(max_length=15, choices=Reach.choices)
    strategy_works = models.TextField()
    strategy_fails = models.TextField()
    examples = models.JSONField(default=list, blank=True)
    basis = basis_field()
    motivations = models.ManyToManyField("interfaces.Motivation", related_name="actors")
    relations = models.ManyToManyField("interfaces.StateRelation", related_name="actors")
    interfaces = models.ManyToManyField("interfaces.Interface", related_name="actors")


class IllicitEconomy(Titled, Cited):
    """A trade or form of crime that pays for those who take part in it."""

    reach = models.CharField(max_length=15, choices=Reach.choices)
    reach_basis = basis_field()
    places_note = models.TextField(blank=True)
    note = models.TextField(blank=True)
    places = models.ManyToManyField("interfaces.Country", related_name="illicit_economies")
    interfaces = models.ManyToManyField("interfaces.Interface", related_name="illicit_economies")


class CriticalQuestion(Coded, Cited):
    """One of the two questions the paper calls critical for a mission."""

    question = models.TextField()
    if_answer = models.TextField()
    basis = basis_field()
    basis_note = models.TextField(blank=True)
    interfaces = models.ManyToManyField("interfaces.Interface", related_name="critical_questions")
    phases = models.ManyToManyField("interfaces.Phase", related_name="critical_questions")

    def __str__(self) -> str:
        return self.question


class MotivationRule(Positioned, Cited):
    """How motivation may and may not be used in an assessment."""

    text = models.TextField()
    use = models.TextField()
    basis = basis_field()

    def __str__(self) -> str:
        return self.text
