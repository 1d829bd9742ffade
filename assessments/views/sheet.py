"""The scoring sheet: one interface at a time, each answer saved as it is given, the score following beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from assessments import presentation, services
from assessments.forms import RatingForm
from assessments.models import Assessment, Rating
from assessments.views.assessments import visible_assessment
from interfaces.models import Indicator
from missions.services import StaleEdit
from ocpo.accounts.models import User
from ocpo.accounts.requests import SignedInRequest


@dataclass
class Card:
    """One indicator on the sheet: the form, the rating that is stored, and whether the two are in conflict."""

    indicator: Indicator
    form: RatingForm
    rating: Rating | None = None
    is_conflict: bool = False
    needs_answer: bool = False

    @property
    def stored_version(self) -> int:
        return self.rating.version if self.rating else 0

    @property
    def is_saved(self) -> bool:
        return not (self.is_conflict or self.needs_answer or self.form.errors)

    @property
    def version(self) -> int:
        """Return the version the next save names: what is stored, or, as long as this one failed, what it named.

        A conflict must not settle itself by a second click: only the button beside it names the version shown there.
        """
        return self.stored_version if self.is_saved else int(self.form.shown["version"] or 0)

    @property
    def stored_words(self) -> str:
        return presentation.answer_words(self.indicator, RatingForm.showing(self.rating).shown["answer"])

    @property
    def own_words(self) -> str:
        return presentation.answer_words(self.indicator, self.form.shown["answer"])


@never_cache
@require_safe
def sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    assessment = visible_assessment(request, pk)
    context = sheet_context(assessment, request.user, request.GET.get("interface", ""))
    ratings = {rating.indicator_id: rating for rating in assessment.ratings.of(request.user)}
    stored = [(indicator, ratings.get(indicator.pk)) for indicator in context["tab"]["indicators"]]
    context["cards"] = [Card(indicator, RatingForm.showing(rating), rating) for indicator, rating in stored]
    return render(request, "assessments/sheet.html", context)


@never_cache
@require_safe
def score_panel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer the panel that follows the score; the page asks again as long as it is behind."""
    assessment = visible_assessment(request, pk)
    context = sheet_context(assessment, request.user, request.GET.get("interface", ""))
    return render(request, "assessments/sheet_score.html", context)


@require_POST
def rating_save(request: SignedInRequest, pk: int, indicator: str) -> HttpResponse:
    """Save one answer. With a script the page swaps in the new state; without one the browser goes back to the card."""
    assessment = visible_assessment(request, pk)
    if not assessment.mission.can_rate(request.user):
        raise PermissionDenied(_("Only assessors and leads of this mission can rate."))
    row = get_object_or_404(assessment.asked_indicators(), code=indicator)
    card, status = _saved_card(assessment, row, request)
    if status == 200 and not request.htmx:
        return redirect(f"{reverse('sheet', args=[pk])}?interface={row.interface.code}#{row.code}")
    context = sheet_context(assessment, request.user, row.interface.code) | {"card": card}
    template = "assessments/rating_answer.html" if request.htmx else "assessments/rating_page.html"
    response = render(request, template, context, status=status)
    if status == 200 and not card.rating:
        response["HX-Trigger"] = "answer-taken-back"
    return response


def _saved_card(assessment: Assessment, indicator: Indicator, request: SignedInRequest) -> tuple[Card, int]:
    """Try to save; return the card as it is to be shown, with the status of the answer."""
    form = RatingForm(request.POST)
    card = Card(indicator, form, assessment.ratings.of(request.user).filter(indicator=indicator).first())
    if form.is_valid():
        if not (form.has_answer or form.is_taken_back):
            card.needs_answer = True
            return card, 422
        try:
            card.rating = _store(assessment, indicator, request.user, form)
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
    """Return what sheet, panel and saved card share. Raises Http404 for an interface that does not exist."""
    tabs = presentation.sheet_tabs(assessment, person)
    codes = [tab["interface"].code for tab in tabs]
    if interface and interface not in codes:
        raise Http404
    at = codes.index(interface) if interface else 0
    return {
        "assessment": assessment,
        "mission": assessment.mission,
        "tabs": tabs,
        "tab": tabs[at],
        "previous": tabs[at - 1]["interface"] if at else None,
        "next": tabs[at + 1]["interface"] if at + 1 < len(tabs) else None,
        "score": presentation.shown_score(assessment),
        "failed": bool(assessment.ratings_behind) and presentation.recompute_failed(assessment),
        "can_rate": assessment.is_open and assessment.mission.can_rate(person),
    }
