"""The scoring sheet: one interface at a time, each answer saved as it is given, the score following beside it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
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


@never_cache
@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = visible_assessment(request, pk)
    context = sheet_context(assessment, request.user, request.GET.get("interface", ""))
    ratings = {rating.indicator_id: rating for rating in assessment.ratings.of(request.user)}
    context["cards"] = [
        {
            "indicator": indicator,
            "form": RatingForm.showing(ratings.get(indicator.pk)),
            "rating": ratings.get(indicator.pk),
        }
        for indicator in context["asked"]
    ]
    return render(request, "assessments/sheet.html", context)


@never_cache
@require_safe
def score_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the panel that follows the score; the page asks again as long as it is behind."""
    assessment = visible_assessment(request, pk)
    context = sheet_context(assessment, request.user, request.GET.get("interface", ""))
    return render(request, "assessments/sheet_score.html", context)


@require_POST
def rating_save(request: HttpRequest, pk: int, indicator: str) -> HttpResponse:
    """Save one answer. With a script the page swaps in the new state; without one the browser goes back to the card."""
    assessment = visible_assessment(request, pk)
    if not assessment.mission.can_rate(request.user):
        raise PermissionDenied(_("Only assessors and leads of this mission can rate."))
    row = get_object_or_404(assessment.asked_indicators(), code=indicator)
    form = RatingForm(request.POST)
    card: dict[str, Any] = {"indicator": row, "form": form}
    if form.is_valid():
        try:
            card["rating"] = _store(assessment, row, request.user, form)
        except StaleEdit as stale:
            card["conflict"] = RatingForm.showing(stale.current)  # type: ignore[arg-type]
            card["stored"] = stale.current
        except ValidationError as error:
            form.add_error(None, error)
    status = 409 if "conflict" in card else 422 if form.errors else 200
    if status == 200 and not request.htmx:
        return redirect(f"{reverse('sheet', args=[pk])}?interface={row.interface.code}#{row.code}")
    context = sheet_context(assessment, request.user, row.interface.code) | {"card": card}
    template = "assessments/rating_answer.html" if request.htmx else "assessments/rating_page.html"
    return render(request, template, context, status=status)


def _store(assessment: Assessment, indicator: Indicator, assessor: User, form: RatingForm) -> Rating | None:
    stored = {"assessment": assessment, "indicator": indicator, "assessor": assessor}
    version = form.cleaned_data["version"]
    if form.is_cleared:
        services.clear_rating(**stored, expected_version=version)
        return None
    return services.record_rating(**stored, judgement=form.judgement, expected_version=version)


def sheet_context(assessment: Assessment, person: User, interface: str) -> dict[str, Any]:
    """Return what sheet, panel and saved card share. Raises Http404 for an interface that does not exist."""
    tabs = presentation.sheet_tabs(assessment, person)
    current = next((tab for tab in tabs if tab["interface"].code == interface), None if interface else tabs[0])
    if current is None:
        raise Http404
    return {
        "assessment": assessment,
        "mission": assessment.mission,
        "tabs": tabs,
        "tab": current,
        "asked": current["indicators"],
        "score": presentation.shown_score(assessment),
        "can_rate": assessment.is_open and assessment.mission.can_rate(person),
    }
