"""Evidence: the pieces that an answer rests on, and all pieces of the mission."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from assessments import presentation, services
from assessments.forms.ratings import EvidenceForm, KeysField
from assessments.models import Assessment, Evidence, Rating
from assessments.views.assessments import visible_assessment
from interfaces.models import Indicator
from missions.access import raise_if
from missions.services import StaleEdit
from ocpo.accounts.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show all evidence of the mission that the person may use; POST adds a piece or removes one."""
    assessment = visible_assessment(request, pk)
    form = EvidenceForm(request.POST or None)
    status = 200
    if request.method == "POST":
        raise_if(_refusal(assessment, request))
        if _is_done(assessment, request, form):
            return redirect("evidence-list", pk=pk)
        status = 422
    rows = presentation.evidence_uses(assessment, request.user)
    context = _context(assessment, request) | {"rows": rows, "form": form}
    return render(request, "assessments/evidence_list.html", context, status=status)


def _is_done(assessment: Assessment, request: SignedInRequest, form: EvidenceForm) -> bool:
    """Remove the piece that is named, else add what was entered; say whether that was done."""
    try:
        if not (named := request.POST.get("remove")):
            return _added(assessment, request, form) is not None
        (key,) = _keys([named]) or {0}
        piece = get_object_or_404(Evidence.objects.usable_in(assessment, request.user), pk=key)
        services.remove_evidence(assessment=assessment, piece=piece, person=request.user)
    except ValidationError as error:
        form.full_clean()
        form.errors.clear()
        form.add_error(None, error)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def rating_evidence(request: SignedInRequest, pk: int, indicator: str) -> HttpResponse:
    """Choose what one's answer rests on, or enter a new piece.

    With a script this fills the folded part of the indicator's card, and the checked pieces are saved with the answer.
    Without a script it is a page of its own that saves them.
    """
    assessment = visible_assessment(request, pk)
    row = get_object_or_404(assessment.asked_indicators(), code=indicator)
    if request.method == "POST":
        raise_if(_refusal(assessment, request))
    elif not assessment.is_open or _refusal(assessment, request):
        return redirect("evidence-list", pk=pk)
    return _part(assessment, row, request) if request.htmx else _page(assessment, row, request)


def _part(assessment: Assessment, indicator: Indicator, request: SignedInRequest) -> HttpResponse:
    """Answer the folded part of the card; a piece that was just added is checked."""
    sent = request.POST if request.method == "POST" else request.GET
    chosen, added = _keys(sent.getlist("evidence")), None
    form = _form(indicator, request)
    if request.method == "POST":
        added = _added(assessment, request, form)
        form = _form(indicator) if added else form
    checked = chosen | ({added.pk} if added else set())
    context = _choice(assessment, indicator, request, checked) | {"form": form, "added": added}
    return render(request, "assessments/rating_evidence.html", context, status=422 if form.errors else 200)


def _page(assessment: Assessment, indicator: Indicator, request: SignedInRequest) -> HttpResponse:
    """Answer the page that works without a script."""
    rating = assessment.ratings.of(request.user).filter(indicator=indicator).first()
    keys = services.judgement_of(rating).evidence if rating else frozenset()
    form, status, is_stale = _form(indicator), 200, False
    if request.method == "POST":
        is_new = "add" in request.POST
        form = _form(indicator, request) if is_new else form
        added = _added(assessment, request, form) if is_new else None
        keys = keys | {added.pk} if added else keys if is_new else _keys(request.POST.getlist("evidence"))
        is_stale = not form.errors and not _is_stored(assessment, indicator, rating, request, keys)
        if not (form.errors or is_stale):
            return redirect("rating-evidence", pk=assessment.pk, indicator=indicator.code)
        status = 422 if form.errors else 409
    context = _choice(assessment, indicator, request, keys)
    context |= {"form": form, "rating": rating, "is_stale": is_stale}
    return render(request, "assessments/rating_evidence_page.html", context, status=status)


def _is_stored(
    assessment: Assessment, indicator: Indicator, rating: Rating | None, request: SignedInRequest, keys: frozenset[int]
) -> bool:
    """Store these pieces with the rating; say whether it was still the rating that the page showed."""
    if rating is None:
        return True
    try:
        services.record_rating(
            assessment=assessment,
            indicator=indicator,
            assessor=request.user,
            judgement=replace(services.judgement_of(rating), evidence=keys),
            expected_version=max(_keys([request.POST.get("version", "")]), default=0),
        )
    except (StaleEdit, ValidationError):
        return False
    return True


def _form(indicator: Indicator, request: SignedInRequest | None = None) -> EvidenceForm:
    """Return the form for a new piece, with ids of its own: several cards may show one."""
    is_sent = request is not None and request.method == "POST"
    return EvidenceForm(request.POST if request and is_sent else None, auto_id=f"{indicator.code}-new-%s")


def _added(assessment: Assessment, request: SignedInRequest, form: EvidenceForm) -> Evidence | None:
    """Add the piece in the form and return it; None, with the errors in the form, if it is refused."""
    if not form.is_valid():
        return None
    try:
        return services.add_evidence(assessment=assessment, person=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return None


def _keys(given: Iterable[str]) -> frozenset[int]:
    """Return the numbers in `given` that can be keys; anything else names no row."""
    field = KeysField(required=False)
    return field.clean([key for key in given if field.valid_value(key)])


def _choice(
    assessment: Assessment, indicator: Indicator, request: SignedInRequest, checked: Iterable[int]
) -> dict[str, Any]:
    """Return the context of the choice of evidence: the checked pieces come first."""
    keys = set(checked)
    usable = Evidence.objects.usable_in(assessment, request.user)
    pieces = sorted(usable, key=lambda piece: piece.pk not in keys)
    return _context(assessment, request) | {"indicator": indicator, "pieces": pieces, "checked": keys}


def _context(assessment: Assessment, request: SignedInRequest) -> dict[str, Any]:
    return {
        "assessment": assessment,
        "mission": assessment.mission,
        "can_rate": assessment.is_open and not _refusal(assessment, request),
        "marking": presentation.offered_marking(request.user, assessment),
    }


def _refusal(assessment: Assessment, request: SignedInRequest) -> str:
    return services.refusal_to_enter_evidence(assessment.mission.role_of(request.user))
