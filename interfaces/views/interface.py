"""The seven interfaces and their indicators."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from interfaces.facets import Facet, Narrowing
from interfaces.models import Indicator, Interface, Measure, Phase, Target


@require_safe
def interface_list(request: HttpRequest) -> HttpResponse:
    """List the seven interfaces: the six threats and the response."""
    interfaces = list(Interface.objects.prefetch_related("relevances__target", "mechanisms__indicators"))
    context = {
        "threats": [each for each in interfaces if not each.is_response],
        "responses": [each for each in interfaces if each.is_response],
        "interfaces": interfaces,
        "targets": Target.objects.all(),
    }
    return render(request, "interfaces/interface_list.html", context)


@require_safe
def interface_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show an interface: definition, mechanisms, indicators, cases, and the measures that act on it."""
    interface = get_object_or_404(Interface.objects.with_model(), code=code)
    context = {
        "interface": interface,
        "effects": sorted(interface.effects.all(), key=lambda effect: (-effect.strength, effect.measure.position)),
        "interfaces": Interface.objects.all(),
        "measure_count": Measure.objects.count(),
    }
    return render(request, "interfaces/interface_detail.html", context)


@require_safe
def indicator_list(request: HttpRequest) -> HttpResponse:
    """List the indicators by interface; facets select interfaces and phases."""
    indicators = list(Indicator.objects.with_interface().prefetch_related("phases"))
    phases = {each.code: each.title for each in Phase.objects.all()}
    facets: list[Facet[Indicator]] = [
        Facet(
            "interface",
            _("Interface"),
            {each.code: each.short_title for each in Interface.objects.all()},
            lambda indicator: [indicator.interface.code],
        ),
        Facet(
            "phase",
            _("Phase"),
            phases,
            lambda indicator: [phase.code for phase in indicator.phases.all()],
        ),
    ]
    narrowing = Narrowing(indicators, facets, request.GET)
    rows = sorted(narrowing.rows, key=lambda indicator: (indicator.interface.position, indicator.position))
    groups = [(interface, list(group)) for interface, group in groupby(rows, key=lambda row: row.interface)]
    context = {
        "narrowing": narrowing,
        "groups": groups,
        "count": len(rows),
        "total": len(indicators),
        "phase_count": len(phases),
    }
    return render(request, "interfaces/indicator_list.html", context)


@require_safe
def indicator_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show an indicator: the question, its written scale, and who holds the evidence."""
    indicator = get_object_or_404(Indicator.objects.with_scale(), code=code)
    siblings = list(Indicator.objects.of_interface(indicator.interface.code))
    place = siblings.index(indicator)
    context = {
        "indicator": indicator,
        "siblings": siblings,
        "before": siblings[place - 1] if place else None,
        "after": siblings[place + 1] if place + 1 < len(siblings) else None,
    }
    return render(request, "interfaces/indicator_detail.html", context)
