"""The portfolio: every mission one may see, with its newest score, as a heat matrix with values."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments import charts
from assessments.dashboards import PortfolioFilter, portfolio_missions, portfolio_rows
from assessments.presentation import Axes
from ocpo.accounts.requests import SignedInRequest

PAGE_SIZE = 50


@dataclass(frozen=True)
class Portfolio:
    """The filter, the page of missions it leaves, and that page's rows."""

    filter: PortfolioFilter
    page: Any
    rows: list[dict[str, Any]]
    axes: Axes

    @classmethod
    def asked_for(cls, request: SignedInRequest) -> Portfolio:
        chosen = PortfolioFilter(request.GET, queryset=portfolio_missions(request.user))
        page = Paginator(chosen.qs, PAGE_SIZE).get_page(request.GET.get("page"))
        axes = Axes.read()
        return cls(chosen, page, portfolio_rows(page.object_list, axes), axes)


@never_cache
@require_safe
def portfolio(request: SignedInRequest) -> HttpResponse:
    shown = Portfolio.asked_for(request)
    context = {
        "portfolio": shown,
        "is_filtered": any(request.GET.get(name) for name in ("q", "phase", "kind")),
        "chart_summary": charts.heat_summary(shown.rows),
        "query_suffix": f"?{request.GET.urlencode()}" if request.GET else "",
    }
    return render(request, "assessments/portfolio.html", context)


@require_safe
def portfolio_chart(request: SignedInRequest) -> JsonResponse:
    shown = Portfolio.asked_for(request)
    return JsonResponse(charts.heat(shown.rows, shown.axes))


@require_safe
def portfolio_csv(request: SignedInRequest) -> HttpResponse:
    """Answer the same rows as a table, one line per mission and node."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="portfolio.csv"'
    table = csv.writer(response)
    table.writerow(["mission", "as_of", "node", "value", "lower", "upper", "coverage", "band"])
    for row in Portfolio.asked_for(request).rows:
        for code, node in row["score"].nodes.items() if row["score"] else ():
            value = node["value"] if node["is_enough"] else None
            numbers = [value, node["lower"], node["upper"], node["coverage"], node["band"]]
            table.writerow([row["mission"].code, row["assessment"].as_of, code, *numbers])
    return response
