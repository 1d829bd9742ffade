"""Where the reference model comes from: the paper, the documents it cites, and its contradictions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from interfaces.models import CriticalQuestion, Discrepancy, Document, OpenQuestion, Paper, Remark


@require_safe
def source_list(request: HttpRequest) -> HttpResponse:
    """Show the paper, the documents it cites, and what does not fit in it."""
    context = {
        "paper": Paper.objects.first(),
        "documents": Document.objects.united_nations(),
        "others": Document.objects.other(),
        "discrepancies": Discrepancy.objects.all(),
        "remarks": Remark.objects.all(),
    }
    return render(request, "catalogue/source_list.html", context)


@require_safe
def question_list(request: HttpRequest) -> HttpResponse:
    """Show what the paper leaves open, each with an anchor (`q9`, `d4`) that citations lead to."""
    questions = OpenQuestion.objects.with_places()
    context = {
        "critical": CriticalQuestion.objects.prefetch_related("interfaces"),
        "discrepancies": questions.filter(kind=OpenQuestion.Kind.DISCREPANCY),
        "discussion": questions.filter(kind=OpenQuestion.Kind.DISCUSSION),
    }
    return render(request, "catalogue/question_list.html", context)
