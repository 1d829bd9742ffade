"""The annex's catalogue: areas, measures and the missions that used them."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from interfaces.facets import Facet, Narrowing
from interfaces.models import (
    Area,
    Component,
    IllicitEconomy,
    Interface,
    Measure,
    Motivation,
    Phase,
    Prerequisite,
    ReferenceMission,
)
from ocpo.text.cleaning import clean_line
from ocpo.text.search_hints import count_per_word

LONGEST_SEARCH = 100


def measure_facets() -> list[Facet[Measure]]:
    """Return the facets of the catalogue, in the order of the page."""
    missions = {each.code: each.acronym for each in ReferenceMission.objects.all()}

    def missions_of(measure: Measure) -> list[str]:
        if measure.is_for_all_missions:
            return list(missions)
        return [precedent.mission.code for precedent in measure.precedents.all() if precedent.mission]

    def titles(model: type) -> dict[str, str]:
        return {each.code: each.title for each in model.objects.all()}  # type: ignore[attr-defined]

    interfaces = {each.code: each.short_title for each in Interface.objects.threats()}
    return [
        Facet(
            "interface",
            gettext_lazy("Acts on interface"),
            interfaces,
            lambda row: [effect.interface.code for effect in row.effects.all()],
        ),
        Facet(
            "trade",
            gettext_lazy("Bears on trade"),
            titles(IllicitEconomy),
            lambda row: [trade.economy.code for trade in row.trades.all()],
        ),
        Facet("phase", gettext_lazy("Phase"), titles(Phase), lambda row: [each.code for each in row.phases.all()]),
        Facet("mission", gettext_lazy("Used by mission"), missions, missions_of),
        Facet(
            "component",
            gettext_lazy("Carried out by"),
            titles(Component),
            lambda row: [each.code for each in row.components.all()],
        ),
        Facet(
            "motivation",
            gettext_lazy("Suits motivation"),
            titles(Motivation),
            lambda row: [each.code for each in row.suits.all()],
        ),
        Facet(
            "prerequisite",
            gettext_lazy("Needs"),
            titles(Prerequisite),
            lambda row: [each.code for each in row.prerequisites.all()],
        ),
    ]


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Show the measures with search and facets. The address holds the whole selection; `view` is list or matrix."""
    words = clean_line(request.GET.get("q", ""))[:LONGEST_SEARCH]
    measures = Measure.objects.for_catalogue()
    narrowing = Narrowing(list(measures.mentioning(words) if words else measures), measure_facets(), request.GET)
    rows = sorted(narrowing.rows, key=lambda row: (row.area.position, row.position))
    view = "matrix" if request.GET.get("view") == "matrix" else "list"
    interfaces = list(Interface.objects.threats())
    tabs = [
        {"title": _("By area"), "url": narrowing.url(view=[]), "is_current": view == "list"},
        {"title": _("Measures by interface"), "url": narrowing.url(view=["matrix"]), "is_current": view == "matrix"},
    ]
    context = {
        "words": words,
        "narrowing": narrowing,
        "areas": [
            (area, [(measure, measure.trades_named_in(words) if words else []) for measure in group])
            for area, group in groupby(rows, key=lambda row: row.area)
        ],
        "count": len(rows),
        "total": Measure.objects.count(),
        "area_count": Area.objects.count(),
        "view": view,
        "tabs": tabs,
        "interfaces": interfaces,
        "matrix": matrix(rows, interfaces) if view == "matrix" else [],
        "without_search": narrowing.url(q=[]),
        "without_filters": narrowing.url(**{name: [] for name in narrowing.selected}),
        "word_counts": [] if rows else count_per_word(Measure.objects.all(), words),
    }
    return render(request, "catalogue/catalogue.html", context)


def matrix(rows: list[Measure], interfaces: list[Interface]) -> list[dict]:
    """Return a row for each measure: `measure`, and `effects` as (interface, effect or None) pairs."""
    table = []
    for measure in rows:
        effects = {effect.interface_id: effect for effect in measure.effects.all()}
        table.append({"measure": measure, "effects": [(each, effects.get(each.pk)) for each in interfaces]})
    return table


@require_safe
def measure_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show effects, prerequisites, risks and precedents of a measure, and how certain it is that these belong to it."""
    measure = get_object_or_404(Measure.objects.for_catalogue(), code=code)
    effects = sorted(measure.effects.all(), key=lambda effect: (-effect.strength, effect.position))
    related = measure.area.measures.exclude(pk=measure.pk)
    context = {
        "measure": measure,
        "effects": effects,
        "related": related,
        "is_ambiguous": measure.pairing_confidence == Measure.Pairing.AMBIGUOUS,
    }
    return render(request, "catalogue/measure_detail.html", context)


@require_safe
def reference_mission_list(request: HttpRequest) -> HttpResponse:
    """List the missions that the paper mentions."""
    missions = ReferenceMission.objects.prefetch_related("countries", "precedents", "facts")
    return render(request, "catalogue/reference_mission_list.html", {"missions": missions})


@require_safe
def reference_mission_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the paper says about a mission: facts, mandate, time-lags, documents, measures."""
    mission = get_object_or_404(ReferenceMission.objects.with_history(), code=code)
    return render(request, "catalogue/reference_mission_detail.html", {"mission": mission})
