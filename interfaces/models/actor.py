"""Who takes part in organized crime, in which trades, and the questions to ask about them."""

from functools import cache

from django.db import models

from interfaces.models.base import Cited, Coded, Positioned, Reach, Titled, basis_field
from ocpo.text.folding import search_text


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
    words = models.JSONField(default=list, blank=True)  # what else people look for it by
    places = models.ManyToManyField("interfaces.Country", related_name="illicit_economies")
    interfaces = models.ManyToManyField("interfaces.Interface", related_name="illicit_economies")

    def names_in(self, words: list[str]) -> list[str]:
        """Return those of a search's words (as `search_words` gives them) that one name of the trade holds.

        Of its title and each of its other words the one that holds most is taken. Words that many names share
        ("trade") name no trade by themselves, and go with any that another word names.
        """
        names = [_words_of(name) for name in (self.title, *self.words)]
        held = [[word for word in words if _stands_in(word, name)] for name in names]
        best = max(([word for word in each if word not in SHARED] for each in held), key=len)
        return [word for word in words if word in best or word in SHARED] if best else []


# Words of many names of trades, which alone point to none.
SHARED = {"and", "illegal", "illicit", "in", "of", "the", "trade", "trading", "other", "general", "organized", "people"}


@cache
def _words_of(name: str) -> tuple[str, ...]:
    return tuple(search_text(name).split())


def _stands_in(word: str, name: tuple[str, ...]) -> bool:
    """Say whether a word is one of a name's, begun with at least three letters, or with a plural s too many."""
    return any(
        own == word or word == f"{own}s" or (len(word) >= 3 and own.startswith(word) and word not in SHARED)
        for own in name
    )


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
