"""The portfolio: every mission one may see, with its newest score, as a heat matrix with values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.charts import portfolio as charts
from assessments.computing.withheld import without_withheld
from assessments.models import Marking
from assessments.presentation import Axes, lacks_worker
from assessments.presentation.comparisons import MOST
from assessments.presentation.portfolio import (
    PortfolioFilter,
    PortfolioRow,
    portfolio_marking,
    portfolio_missions,
    portfolio_rows,
)
from assessments.views.csv_files import csv_answer
from ocpo.accounts.requests import SignedInRequest
from ocpo.text.search_hints import count_per_word

PAGE_SIZE, CSV_CHUNK = 50, 500
COLUMNS = ("value", "p5", "p95", "lower", "upper", "coverage", "band")


@dataclass(frozen=True)
class Portfolio:
    """The filter, one page of the missions that pass it, and the rows of that page."""

    filter: PortfolioFilter
    page: Any
    rows: list[PortfolioRow]
    axes: Axes

    @classmethod
    def asked_for(cls, request: SignedInRequest) -> Portfolio:
        axes = Axes.read()
        chosen = PortfolioFilter(request.GET, queryset=portfolio_missions(request.user), axes=axes)
        page = Paginator(chosen.qs, PAGE_SIZE).get_page(request.GET.get("page"))
        return cls(chosen, page, portfolio_rows(page.object_list, axes, request.user), axes)

    @property
    def is_behind(self) -> bool:
        """Say whether a score on this page, or a first score, is still being computed."""
        shown = (assessment for row in self.rows for assessment in (row.assessment, row.under_way))
        return any(assessment.ratings_behind for assessment in shown if assessment)

    @property
    def numbers(self) -> list[dict[str, str]]:
        """Return the columns by which the table can be sorted: name, risk and targets.

        The first click on a number puts the highest first.
        """
        titles = {"risk": _("Mission risk"), **{target.code: target.title for target in self.axes.targets}}
        return [self._head("name", _("Mission"), "name")] + [
            self._head(key, title, f"-{key}") for key, title in titles.items()
        ]

    def _head(self, key: str, title: str, first: str) -> dict[str, str]:
        """Return a column's head; choosing it again reverses the order."""
        turned = {key: f"-{key}", f"-{key}": key}
        order = self.filter.order
        directions = {key: "ascending", f"-{key}": "descending"}
        return {"title": title, "sort": turned.get(order, first), "direction": directions.get(order, "")}


@require_safe
def portfolio(request: SignedInRequest) -> HttpResponse:
    shown, missions = Portfolio.asked_for(request), portfolio_missions(request.user)
    chosen = request.GET.getlist("a")
    on_page = {str(row.assessment.pk) for row in shown.rows if row.assessment}
    context = {
        "portfolio": shown,
        "lacks_worker": lacks_worker(shown.is_behind),
        "marking": Marking.highest(row.marking for row in shown.rows),
        "is_filtered": bool(shown.filter.narrowed_by),
        "folded": len([name for name in shown.filter.narrowed_by if name != "q"]),
        "has_samples": not shown.rows or any(row.mission.sample for row in shown.rows),
        "searched": shown.filter.searched,
        "word_counts": [] if shown.rows else count_per_word(missions.not_archived(), shown.filter.searched),
        "without_filters": f"?{urlencode({'q': shown.filter.searched})}",
        "chosen": chosen,
        "chosen_elsewhere": [key for key in chosen if key.isdecimal() and key not in on_page],
        "most": MOST,
        "chart_summary": charts.heat_summary(shown.rows),
        "chart_height": charts.heat_height(shown.rows),
        "query_suffix": f"?{request.GET.urlencode()}" if request.GET else "",
    }
    return render(request, "assessments/portfolio.html", context)


@require_safe
def portfolio_chart(request: SignedInRequest) -> JsonResponse:
    shown = Portfolio.asked_for(request)
    return JsonResponse(charts.heat(shown.rows, shown.axes))


@require_safe
def portfolio_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """Answer all missions that pass the filters, not only one page of them, with one line per node.

    They come in the page's order and are read in large parts, so that many missions need few queries.
    """
    axes = Axes.read()
    missions = list(PortfolioFilter(request.GET, queryset=portfolio_missions(request.user), axes=axes).qs)
    portions = [missions[at : at + CSV_CHUNK] for at in range(0, len(missions), CSV_CHUNK)]
    marking = Marking.highest(portfolio_marking(each, request.user) for each in portions)
    parts = (_csv_rows(portfolio_rows(each, axes, request.user)) for each in portions)
    return csv_answer("portfolio", marking, ("mission", "as_of", "state", "node", *COLUMNS, "marking"), parts)


def _csv_rows(rows: Iterable[PortfolioRow]) -> Iterator[list[Any]]:
    """Yield a row for each node of a mission's score; a mission without a score has one row, with only its code."""
    for row in rows:
        if row.score is None or row.assessment is None:
            yield [row.mission.code, *[None] * (3 + len(COLUMNS)), row.marking.value]
            continue
        for code in row.score.listed_codes:
            node = without_withheld(row.score.nodes[code])
            numbers = [node.get(name) for name in COLUMNS]
            facts = [row.mission.code, row.assessment.as_of, row.assessment.state, code]
            yield [*facts, *numbers, row.marking.value]
