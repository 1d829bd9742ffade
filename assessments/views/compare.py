"""Two to four assessments side by side, chosen in the address; and a mission's published ones over time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.charts import comparisons as comparison_charts
from assessments.computing.withheld import without_withheld
from assessments.models import Assessment, Marking
from assessments.presentation import Axes, highest_marking, markings_by_assessment
from assessments.presentation.comparisons import LEAST, MOST, ComparedAssessment, Comparison, trend_columns
from assessments.views.csv_files import csv_answer
from missions.models import Mission
from ocpo.accounts.requests import SignedInRequest

COLUMNS = ("value", "p5", "p95", "lower", "upper", "coverage", "band")
HEAD = ("assessment", "mission", "as_of", "node", *COLUMNS, "marking")
LARGEST_KEY = 2**63 - 1


@require_safe
def compare(request: SignedInRequest) -> HttpResponse:
    chosen = chosen_assessments(request)
    is_fit = LEAST <= len(chosen) <= MOST
    comparison = Comparison(chosen, Axes.read()) if is_fit else None
    context = {
        "chosen": chosen,
        "comparison": comparison,
        "marking": highest_marking(request.user, *chosen),
        "least": LEAST,
        "most": MOST,
        "is_too_many": len(chosen) > MOST,
        "chart_summary": comparison and comparison_charts.profiles_summary(comparison),
        "chart_height": comparison and comparison_charts.profiles_height(comparison),
        "query_suffix": f"?{request.GET.urlencode()}",
    }
    return render(request, "assessments/compare.html", context)


@require_safe
def compare_chart(request: SignedInRequest) -> JsonResponse:
    return JsonResponse(comparison_charts.profiles(Comparison(chosen_assessments(request)[:MOST], Axes.read())))


@require_safe
def compare_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """Answer a CSV file with a line for each node of each assessment."""
    comparison = Comparison(chosen_assessments(request)[:MOST], Axes.read())
    return _table(request, "comparison", comparison.columns)


@require_safe
def trend_chart(request: SignedInRequest, code: str) -> JsonResponse:
    return JsonResponse(comparison_charts.over_time(_trend_or_404(request, code)))


@require_safe
def trend_csv(request: SignedInRequest, code: str) -> StreamingHttpResponse:
    return _table(request, f"{code}-over-time", _trend_or_404(request, code))


def chosen_assessments(request: SignedInRequest) -> list[Assessment]:
    """Return the assessments that the address names, in its order. Raises Http404 if the person may not see one."""
    keys = list(dict.fromkeys(request.GET.getlist("a")))
    if not all(key.isdecimal() and int(key) <= LARGEST_KEY for key in keys):
        raise Http404
    if len(keys) > 2 * MOST:
        raise Http404
    found = Assessment.objects.visible_to(request.user).for_pages().in_bulk([int(key) for key in keys])
    if len(found) != len({int(key) for key in keys}):
        raise Http404
    return list({int(key): found[int(key)] for key in keys}.values())


def _trend_or_404(request: SignedInRequest, code: str) -> list[ComparedAssessment]:
    mission = Mission.objects.visible_to(request.user).filter(code=code).first()
    if mission is None:
        raise Http404
    return trend_columns(mission, Axes.read())


def _table(request: SignedInRequest, name: str, columns: Sequence[ComparedAssessment]) -> StreamingHttpResponse:
    markings = markings_by_assessment([column.assessment for column in columns], request.user)
    parts = (_rows(column, markings[column.assessment.pk]) for column in columns)
    return csv_answer(name, Marking.highest(markings.values()), HEAD, parts)


def _rows(column: ComparedAssessment, marking: Marking) -> Iterator[list[Any]]:
    """Yield a row for each node of one assessment, none before it has a score."""
    assessment, score = column.assessment, column.score
    for code in score.listed_codes if score else ():
        node = without_withheld(score.nodes[code])  # type: ignore[union-attr]
        numbers = [node.get(key) for key in COLUMNS]
        yield [assessment.pk, assessment.mission.code, assessment.as_of, code, *numbers, marking.value]
