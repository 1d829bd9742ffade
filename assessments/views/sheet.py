"""The scoring sheet: one interface at a time, each answer is saved as it is given, and the score beside it follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assessments import presentation, services
from assessments.forms.ratings import RatingForm
from assessments.models import Answer, Assessment, Confidence, Evidence, Rating
from assessments.views.assessments import visible_assessment
from interfaces.models import Indicator
from missions.access import raise_if
from missions.services import StaleEdit
from ocpo.accounts.models import User
from ocpo.accounts.requests import SignedInRequest
from ocpo.once.pages import repeatable


@dataclass
class Card:
    """One indicator on the sheet: the form, the stored rating, and whether the two are in conflict.

    `chosen` is the evidence that the form names. `is_revealed` says that the conflict comes from a round that began
    meanwhile. `dropped_range` says that a plausible range was dropped because the new answer is not a level.
    """

    indicator: Indicator
    form: RatingForm
    rating: Rating | None = None
    chosen: Sequence[Evidence] = ()
    is_conflict: bool = False
    is_revealed: bool = False
    needs_answer: bool = False
    dropped_range: bool = False
    badge: presentation.Badge | None = None

    @classmethod
    def showing(cls, indicator: Indicator, rating: Rating | None) -> Card:
        """Return the card of what is stored."""
        return cls(indicator, RatingForm.showing(rating), rating, list(rating.evidence.all()) if rating else ())

    @property
    def stored_version(self) -> int:
        return self.rating.version if self.rating else 0

    @property
    def is_saved(self) -> bool:
        return not (self.is_conflict or self.needs_answer or self.form.errors)

    def holds(self, form: RatingForm) -> bool:
        """Say whether the stored rating equals the form's answer, so that saving would change nothing."""
        if form.is_taken_back:
            return self.rating is None
        return bool(self.rating and services.judgement_of(self.rating) == form.judgement)

    @property
    def lacks_reason(self) -> bool:
        """Say whether the stored rating is a "not applicable" without a rationale."""
        rating = self.rating
        return bool(rating and rating.answer == Answer.NOT_APPLICABLE and presentation.lacks_rationale(rating))

    @property
    def version(self) -> int:
        """Return the version that the next save names: the stored one or, after a failed save, the one it named.

        A second click must not overwrite the other version of a conflict: only the button beside that version names it.
        """
        return self.stored_version if self.is_saved else int(self.form.shown["version"] or 0)

    @property
    def versions(self) -> list[dict[str, Any]]:
        """Return the stored and the sent answer in the same form, for the choice between them."""
        stored = Card.showing(self.indicator, self.rating)
        return [
            {
                "is_own": card is self,
                "words": presentation.answer_words(self.indicator, card.form.shown["answer"]),
                "confidence": Confidence(card.form.shown["confidence"] or Confidence.MEDIUM).label,
                "shown": card.form.shown,
                "range": [_number(card.form.shown[name]) for name in ("lowest", "highest")],
                "evidence": card.chosen,
            }
            for card in (stored, self)
        ]


@require_safe
def sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    assessment = visible_assessment(request, pk)
    context = sheet_context(assessment, request.user, request.GET.get("interface", ""))
    own = assessment.ratings.of(request.user).prefetch_related("evidence")
    ratings = {rating.indicator_id: rating for rating in own}
    shown = assessment.asked_indicators().of_interface(context["tab"].interface.code)
    context["cards"] = [
        Card.showing(indicator, ratings.get(indicator.pk)) for indicator in shown.with_levels().with_holders()
    ]
    _give_badges(assessment, request.user, context["cards"])
    context["round"] = presentation.shown_round(assessment, request.user)
    return render(request, "assessments/sheet.html", context)


@require_safe
def score_panel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer the panel with the score; the page asks again while the score is behind."""
    assessment = visible_assessment(request, pk)
    context = sheet_context(assessment, request.user, request.GET.get("interface", ""))
    return render(request, "assessments/sheet_score.html", context)


@repeatable("A rating names the version that it replaces, and saying the same again changes nothing.")
@require_http_methods(["GET", "HEAD", "POST"])
def rating_save(request: SignedInRequest, pk: int, indicator: str) -> HttpResponse:
    """Save one answer, or show its card as it is stored.

    With a script the page swaps in what changed; without one the browser goes back to the card on the sheet.
    """
    assessment = visible_assessment(request, pk)
    if request.method == "POST":
        raise_if(services.refusal_to_rate(assessment.mission.role_of(request.user)))
    row = get_object_or_404(assessment.asked_indicators().with_levels().with_holders(), code=indicator)
    if request.method == "POST":
        card, status = _saved_card(assessment, row, request)
    else:
        card, status = Card.showing(row, _own_rating(assessment, row, request.user)), 200
    if status == 200 and not request.htmx:
        return redirect(f"{reverse('sheet', args=[pk])}?interface={row.interface.code}#{row.code}")
    _give_badges(assessment, request.user, [card])
    context = sheet_context(assessment, request.user, row.interface.code) | {"card": card}
    response = render(request, _template(request), context, status=status)
    if request.method == "POST" and status == 200 and not card.rating:
        response["HX-Trigger"] = "answer-taken-back"
    elif card.dropped_range:
        response["HX-Trigger"] = "range-dropped"
    return response


def _number(bound: Any) -> float | None:
    """Return a plausible bound, typed or stored, as a number; None where it is empty."""
    return None if bound in (None, "") else float(bound)


def _give_badges(assessment: Assessment, person: User, cards: list[Card]) -> None:
    """Give each card the badge that compares its rating with the assessment that this one started from."""
    found = presentation.badges(assessment, person, [card.rating for card in cards if card.rating])
    for card in cards:
        card.badge = found.get(card.rating.pk) if card.rating else None


def _template(request: SignedInRequest) -> str:
    if not request.htmx:
        return "assessments/rating_page.html"
    return "assessments/rating_answer.html" if request.method == "POST" else "assessments/indicator_card.html"


def _own_rating(assessment: Assessment, indicator: Indicator, person: User) -> Rating | None:
    found: Rating | None = assessment.ratings.of(person).filter(indicator=indicator).first()
    return found


def _saved_card(assessment: Assessment, indicator: Indicator, request: SignedInRequest) -> tuple[Card, int]:
    """Try to save; return the card to show and the HTTP status."""
    form = RatingForm(request.POST)
    is_valid = form.is_valid()
    named = Evidence.objects.usable_in(assessment, request.user).filter(pk__in=form.cleaned_data.get("evidence", ()))
    card = Card(indicator, form, _own_rating(assessment, indicator, request.user), list(named))
    if is_valid:
        if not (form.has_answer or form.is_taken_back):
            card.needs_answer = True
            return card, 422
        if form.is_from_before(assessment.round) and not card.holds(form):
            card.is_conflict = card.is_revealed = True
            return card, 409
        try:
            card.rating = _store(assessment, indicator, request.user, form)
            card.dropped_range = form.drops_range
        except StaleEdit as stale:
            card.rating, card.is_conflict = stale.current, True  # type: ignore[assignment]
            return card, 409
        except ValidationError as error:
            form.add_error(None, error)
    return card, 422 if form.errors else 200


def _store(assessment: Assessment, indicator: Indicator, assessor: User, form: RatingForm) -> Rating | None:
    version = form.expected_version
    if form.is_taken_back:
        services.clear_rating(assessment=assessment, indicator=indicator, assessor=assessor, expected_version=version)
        return None
    return services.record_rating(
        assessment=assessment,
        indicator=indicator,
        assessor=assessor,
        judgement=form.judgement,
        expected_version=version,
    )


def sheet_context(assessment: Assessment, person: User, interface: str) -> dict[str, Any]:
    """Return the context that sheet, panel and saved card share. Raises Http404 if there is no such interface."""
    tabs = presentation.sheet_tabs(assessment, person)
    codes = [tab.interface.code for tab in tabs]
    if interface and interface not in codes:
        raise Http404
    at = codes.index(interface) if interface else 0
    standing = presentation.standing(assessment, person)
    return {
        "assessment": assessment,
        "mission": assessment.mission,
        "marking": presentation.offered_marking(person, assessment),
        "tabs": tabs,
        "tab": tabs[at],
        "previous": tabs[at - 1].interface if at else None,
        "next": tabs[at + 1].interface if at + 1 < len(tabs) else None,
        "next_unrated": presentation.next_unrated(tabs, at),
        "standing": standing,
        "score": standing.score,
        "can_rate": assessment.is_open and not services.refusal_to_rate(assessment.mission.role_of(person)),
    }
