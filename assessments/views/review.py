"""Review: submitting an assessment, the queue of a reviewer, returning with reasons, publishing."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import presentation, services
from assessments.forms.ratings import ReturnForm
from assessments.models import Assessment
from assessments.models.review import review_queue, reviewer_memberships, waiting_count
from assessments.views.assessments import visible_assessment
from missions.access import raise_if
from ocpo.accounts.requests import SignedInRequest

PAGE_SIZE = 50


@require_safe
def review_list(request: SignedInRequest) -> HttpResponse:
    """Show what waits for the person's review, the longest waiting first."""
    page = Paginator(review_queue(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    marking = presentation.highest_marking(request.user, *page)
    context = {"page": page, "marking": marking, "is_reviewer": reviewer_memberships(request.user).exists()}
    return render(request, "assessments/review_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_submit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what is missing, and submit; nothing that is missing there prevents submitting."""
    assessment = visible_assessment(request, pk)
    raise_if(services.refusal_to_submit(assessment.mission.role_of(request.user)))
    refusal = ""
    if request.method == "POST":
        try:
            services.submit_assessment(assessment=assessment, person=request.user)
        except services.WrongStateError as error:
            refusal = " ".join(error.messages)
            assessment.refresh_from_db()
        else:
            messages.success(request, _("Submitted. A reviewer can now publish it or return it with reasons."))
            return redirect(assessment)
    context = _context(request, assessment) | {"refusal": refusal}
    return render(request, "assessments/review_submit.html", context, status=409 if refusal else 200)


@require_POST
def assessment_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    assessment = visible_assessment(request, pk)

    def withdraw() -> None:
        services.withdraw_assessment(assessment=assessment, person=request.user)
        messages.success(request, _("Withdrawn from review: ratings can be changed again."))

    return _taken(request, assessment, withdraw)


@require_safe
def review_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what a reviewer decides on: the current score, what is missing, the steps so far."""
    return _review_page(request, visible_assessment(request, pk), ReturnForm())


@require_POST
def assessment_return(request: SignedInRequest, pk: int) -> HttpResponse:
    assessment = visible_assessment(request, pk)
    form = ReturnForm(request.POST)

    def give_back() -> None:
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        services.return_assessment(assessment=assessment, reviewer=request.user, reason=reason)
        messages.success(request, _("Returned to its assessors with your reasons."))

    return _taken(request, assessment, give_back, form)


@require_POST
def assessment_publish(request: SignedInRequest, pk: int) -> HttpResponse:
    assessment = visible_assessment(request, pk)

    def publish() -> None:
        digest = request.POST.get("digest", "")
        services.publish_assessment(assessment=assessment, reviewer=request.user, digest=digest)
        messages.success(request, _("Published. Its ratings and its score stand from now on."))

    return _taken(request, assessment, publish)


def _taken(
    request: SignedInRequest, assessment: Assessment, step: Callable[[], None], form: ReturnForm | None = None
) -> HttpResponse:
    """Take a step and go to the result; if it is refused, show the review as it is now, with the reason."""
    try:
        step()
    except PermissionDenied as error:
        status, refusal = 403, str(error)
    except services.WrongStateError as error:
        status, refusal = 409, " ".join(error.messages)
    except ValidationError as error:
        status, refusal = 422, ""
        if form and form.is_valid():
            form.add_error(None, error)
    else:
        return redirect(assessment)
    return _review_page(request, visible_assessment(request, assessment.pk), form or ReturnForm(), refusal, status)


def _review_page(
    request: SignedInRequest, assessment: Assessment, form: ReturnForm, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = _context(request, assessment) | {"form": form, "refusal": refusal}
    return render(request, "assessments/review_detail.html", context, status=status)


def _context(request: SignedInRequest, assessment: Assessment) -> dict[str, Any]:
    """Return what both pages show; in a private first round no score, because there is no common one."""
    standing = presentation.standing(assessment, request.user)
    score = None if assessment.is_private else standing.score
    return {
        "assessment": assessment,
        "mission": assessment.mission,
        "marking": presentation.highest_marking(request.user, assessment),
        "review": presentation.shown_review(assessment, request.user),
        "score": score,
        "standing": standing,
        "gaps": [] if assessment.is_private else presentation.checklist(assessment, request.user, score),
    }


def review_count(request: HttpRequest) -> dict[str, Any]:
    """Give templates the function `review_count`: only a page that shows the number asks the database, and once."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {}
    return {"review_count": cache(lambda: waiting_count(person))}
