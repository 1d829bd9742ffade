"""Where the reference model comes from: the paper, the documents it cites, and its contradictions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from interfaces.models import Definition, Discrepancy, Document, Paper, Remark


@require_safe
def source_list(request: HttpRequest) -> HttpResponse:
    """Show the paper, the documents it cites, its terms, and its discrepancies."""
    context = {
        "paper": Paper.objects.first(),
        "documents": Document.objects.united_nations(),
        "others": Document.objects.other(),
        "discrepancies": Discrepancy.objects.all(),
        "definitions": Definition.objects.all(),
        "remarks": Remark.objects.all(),
    }
    return render(request, "catalogue/source_list.html", context)
