"""The result of an assessment: risk, targets, threat matrix, response, explanation, ratings and their sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments import presentation, services
from assessments.charts import result as charts
from assessments.computing.withheld import without_withheld
from assessments.models.stored import Node
from assessments.presentation import Explanation, ShownScore
from assessments.views.assessments import visible_assessment
from assessments.views.csv_files import csv_answer
from interfaces.models import Indicator
from ocpo.accounts.requests import SignedInRequest

CSV_COLUMNS = ("value", "mean", "median", "p5", "p95", "lower", "upper", "coverage", "is_enough", "band")
TORNADO_COLUMNS = ("code", "title", "low", "high", "swing", "is_rated")


@require_safe
def result_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    assessment = visible_assessment(request, pk)
    standing = presentation.standing(assessment, request.user)
    score = standing.score
    asked = list(assessment.asked_indicators().with_levels().with_holders())
    explanation = _explained(request, score, asked) if score else None
    ratings = presentation.ratings_by_interface(assessment, asked, request.user)
    changes = presentation.shown_changes(assessment, score, asked, request.user) if score else None
    review = presentation.shown_review(assessment, request.user)
    shown = [assessment, changes.previous] if changes else [assessment]
    context = {
        "assessment": assessment,
        "mission": assessment.mission,
        "marking": presentation.highest_marking(request.user, *shown),
        "score": score,
        "standing": standing,
        "details": score
        and [
            {"interface": row.interface, "value": row.value, "mechanisms": score.mechanisms(row.interface)}
            for row in score.interfaces
        ],
        "explanation": explanation,
        "tornado_summary": explanation and charts.tornado_summary(explanation),
        "tornado_height": explanation and charts.tornado_height(explanation),
        "shown_first": f":{presentation.SHOWN_FIRST}",
        "shown_folded": f"{presentation.SHOWN_FIRST}:",
        "changes": changes,
        "sources": presentation.Sources(ratings, assessment.as_of, explanation),
        "ratings": ratings,
        "answered": sum(group.done for group in ratings),
        "round": presentation.shown_round(assessment, request.user),
        "chart_summary": score and charts.profile_summary(score),
        "chart_height": charts.PROFILE_HEIGHT,
        "review": review,
        "scenarios": score and presentation.shown_scenarios(assessment, request.user),
        "can_rate": assessment.is_open and not services.refusal_to_rate(review.role),
    }
    return render(request, "assessments/result_detail.html", context)


@require_safe
def node_detail(request: SignedInRequest, pk: int, node: str) -> HttpResponse:
    """Show how one number came about: its rule with its own numbers, or the ratings that it rests on."""
    assessment = visible_assessment(request, pk)
    score = presentation.shown_score(assessment, request.user)
    if score is None or node not in score.nodes:
        raise Http404
    shown = presentation.ShownNode(score, node)
    indicator = Indicator.objects.with_levels().filter(code=node).first() if shown.is_indicator else None
    groups = presentation.ratings_by_interface(assessment, [indicator] if indicator else [], request.user)
    answers = [answer for group in groups for row in group.indicators for answer in row.answers]
    context = {
        "assessment": assessment,
        "mission": assessment.mission,
        "node": shown,
        "indicator": indicator,
        "answers": answers,
        "marking": presentation.highest_marking(request.user, assessment),
    }
    return render(request, "assessments/node_detail.html", context)


@require_POST
def score_retry(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for a failed score again; then go back to the page that the button was on."""
    assessment = visible_assessment(request, pk)
    try:
        services.try_again(assessment=assessment, person=request.user)
    except services.WrongStateError as error:
        messages.warning(request, "; ".join(error.messages))
    else:
        messages.success(request, _("The score is being computed again."))
    return redirect("sheet" if request.POST.get("from") == "sheet" else "result-detail", pk=pk)


@require_safe
def result_chart(request: SignedInRequest, pk: int) -> JsonResponse:
    """Answer the interface profile as a Plotly figure."""
    return JsonResponse(charts.profile(_score_or_404(request, pk)))


@require_safe
def result_tornado(request: SignedInRequest, pk: int) -> JsonResponse:
    """Answer the tornado of one output as a Plotly figure, without bars where its value is withheld."""
    return JsonResponse(charts.tornado(_explained(request, _score_or_404(request, pk), ())))


@require_safe
def result_tornado_csv(request: SignedInRequest, pk: int) -> StreamingHttpResponse:
    """Answer the tornado of one output as CSV, the widest swing first; only the head row where it is withheld."""
    explanation = _explained(request, _score_or_404(request, pk), ())
    rows = ([getattr(row, name) for name in TORNADO_COLUMNS] for row in (explanation.tornado or ([], ""))[0])
    return _table(request, explanation.score, "tornado", ("indicator", *TORNADO_COLUMNS[1:]), rows)


@require_safe
def result_csv(request: SignedInRequest, pk: int) -> StreamingHttpResponse:
    """Answer every node as CSV; below the minimum coverage only the range, as on the page."""
    score = _score_or_404(request, pk)
    bands = [band.code for band in score.framework.bands]
    head = ("code", "title", "kind", *CSV_COLUMNS, *(f"probability_{band}" for band in bands))
    nodes = ((code, score.nodes[code]) for code in score.listed_codes)
    rows = ([code, node["title"], node["kind"], *_numbers(node, bands)] for code, node in nodes)
    return _table(request, score, "nodes", head, rows)


def _table(
    request: SignedInRequest, score: ShownScore, what: str, head: Sequence[str], rows: Iterable[list[Any]]
) -> StreamingHttpResponse:
    """Answer a CSV file about one score, named after mission and assessment."""
    assessment = score.score.assessment
    marking = presentation.highest_marking(request.user, assessment)
    marked = ([*row, marking.value] for row in rows)
    return csv_answer(f"{assessment.mission.code}-{assessment.pk}-{what}", marking, [*head, "marking"], [marked])


def _numbers(node: Node, bands: list[str]) -> list[Any]:
    """Return a node's cells; what is withheld or was not computed by an older engine is None, an empty cell."""
    shown = without_withheld(node)
    probabilities = shown.get("bands") or {}
    return [*(shown.get(column) for column in CSV_COLUMNS), *(probabilities.get(band) for band in bands)]


def _explained(request: SignedInRequest, score: ShownScore, asked: Iterable[Indicator]) -> Explanation:
    try:
        return presentation.explained(score, request.GET.get("explain", ""), asked)
    except KeyError as unknown:
        raise Http404 from unknown


def _score_or_404(request: SignedInRequest, pk: int) -> ShownScore:
    score = presentation.shown_score(visible_assessment(request, pk), request.user)
    if score is None:
        raise Http404
    return score
