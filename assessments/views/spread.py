"""The spread of the ratings, indicator by indicator, and the discussion of each."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from assessments import presentation, services
from assessments.forms.ratings import CommentForm
from assessments.models import Assessment
from assessments.views.assessments import visible_assessment
from missions.access import raise_if
from ocpo.accounts.requests import SignedInRequest


@require_safe
def spread_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return _spread(request, visible_assessment(request, pk))


@require_POST
def comment_create(request: SignedInRequest, pk: int, indicator: str) -> HttpResponse:
    """Add a comment to the discussion of an indicator; a refused comment is shown in its form again."""
    assessment = visible_assessment(request, pk)
    raise_if(services.refusal_to_discuss(assessment.mission.role_of(request.user)))
    asked = get_object_or_404(assessment.asked_indicators(), code=indicator)
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            services.comment(assessment=assessment, indicator=asked, author=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect(f"{reverse('spread-detail', args=[pk])}#{asked.code}")
    return _spread(request, assessment, form, asked.code)


def _spread(
    request: SignedInRequest, assessment: Assessment, form: CommentForm | None = None, refused: str = ""
) -> HttpResponse:
    """Show the page; `form` holds a comment that was refused, `refused` is the code of its indicator."""
    person = request.user
    refusal = services.refusal_to_discuss(assessment.mission.role_of(person))
    context = {
        "assessment": assessment,
        "mission": assessment.mission,
        "round": presentation.shown_round(assessment, person),
        "spread": None if assessment.is_private else presentation.shown_spread(assessment, person),
        "marking": presentation.highest_marking(person, assessment),
        "is_behind": presentation.is_behind(assessment, person),
        "can_comment": assessment.is_open and not assessment.is_private and not refusal,
        "form": form,
        "refused": refused,
    }
    return render(request, "assessments/spread_detail.html", context, status=422 if form else 200)
