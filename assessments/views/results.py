"""The result of an assessment: risk, targets, threat matrix, response, ratings and their sources."""

from __future__ import annotations

import csv

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments import charts, presentation
from assessments.views.assessments import visible_assessment
from ocpo.accounts.requests import SignedInRequest

CSV_COLUMNS = ("value", "lower", "upper", "coverage", "is_enough", "band")


@never_cache
@require_safe
def result_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    assessment = visible_assessment(request, pk)
    score = presentation.shown_score(assessment)
    context = {
        "assessment": assessment,
        "mission": assessment.mission,
        "score": score,
        "details": score and [row | {"mechanisms": score.mechanisms(row["interface"])} for row in score.interfaces],
        "ratings": presentation.ratings_by_interface(assessment),
        "failed": bool(assessment.ratings_behind) and presentation.recompute_failed(assessment),
        "chart_summary": score and charts.profile_summary(score),
        "can_rate": assessment.is_open and assessment.mission.can_rate(request.user),
    }
    return render(request, "assessments/result_detail.html", context)


@require_safe
def result_chart(request: SignedInRequest, pk: int) -> JsonResponse:
    """Answer the interface profile as a Plotly figure."""
    return JsonResponse(charts.profile(_score_or_404(request, pk)))


@require_safe
def result_csv(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer every node as a table; below the minimum coverage only the range, as on the page."""
    score = _score_or_404(request, pk)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"{score.score.assessment.mission.code}-{score.score.assessment_id}-nodes.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    rows = csv.writer(response)
    rows.writerow(["code", "title", "kind", *CSV_COLUMNS])
    for code, node in score.nodes.items():
        shown = node | {"value": node["value"] if node["is_enough"] else None}
        rows.writerow([code, node["title"], node["kind"], *(shown[column] for column in CSV_COLUMNS)])
    return response


def _score_or_404(request: SignedInRequest, pk: int) -> presentation.ShownScore:
    score = presentation.shown_score(visible_assessment(request, pk))
    if score is None:
        raise Http404
    return score
