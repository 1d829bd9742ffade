"""Actors of organized crime, the trades they live on, and the questions to ask about them."""

from functools import cache

from django.db import models

from interfaces.models.base import Cited, Coded, Positioned, Reach, Titled, basis_field
from ocpo.text.folding import search_text


class Actor(Titled, Cited):
    """A kind of actor, its usual motivations and its usual relation to the state."""

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
    words = models.JSONField(default=list, blank=True)  # other names that people search for
    places = models.ManyToManyField("interfaces.Country", related_name="illicit_economies")
    interfaces = models.ManyToManyField("interfaces.Interface", related_name="illicit_economies")

    def words_naming_it(self, words: list[str]) -> list[str]:
        """Return those of a search's words (as `search_words` gives them) that name this trade.

        Only the best match counts: of the title and the other names, the one that matches most words. Common words
        such as "trade" name nothing alone, but count beside a word that does.
        """
        names = [_folded_words(name) for name in (self.title, *self.words)]
        matches = [[word for word in words if word not in COMMON_WORDS and _is_among(word, name)] for name in names]
        best = max(matches, key=len)
        return [word for word in words if word in best or word in COMMON_WORDS] if best else []


# Words in the names of many trades.
COMMON_WORDS = {
    "and", "illegal", "illicit", "in", "of", "the", "trade", "trading", "other", "general", "organized", "people",
}  # fmt: skip


@cache
def _folded_words(name: str) -> tuple[str, ...]:
    return tuple(search_text(name).split())


def _is_among(word: str, name: tuple[str, ...]) -> bool:
    """Return whether a search word is one of a name's words, its plural, or its beginning of three letters or more."""
    return any(
        own == word or word == f"{own}s" or (len(word) >= 3 and own.startswith(word) and word not in COMMON_WORDS)
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
