"""Whose page it is: what was typed by one person is never stored as another's.

Two people may use one browser, and a page stays open over a sign-out. So each page and each form in it bear the mark
of the person they were made for, and whoever sends them has to be that person still.
"""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ocpo.accounts.models import User
from ocpo.once.forms import typed

FIELD = "written_by"
HEADER = "X-Written-By"


def mark(person: User) -> str:
    """Return the text that names a person in a page. Signed: a made-up one must not tell who has an account."""
    return _signer().sign(str(person.pk))


def is_foreign(request: HttpRequest) -> bool:
    """Say whether somebody else is signed in than the page was made for; a form without a mark is foreign, too."""
    marks = _marks(request)
    return any(each != mark(request.user) for each in marks) or (request.method == "POST" and not marks)  # type: ignore[arg-type]


def author_of(request: HttpRequest) -> User | None:
    """Return the person whose page this was, None where no mark says so."""
    for each in _marks(request):
        try:
            key = int(_signer().unsign(each))
        except (BadSignature, ValueError):
            continue
        if key != request.user.pk:
            return User.objects.filter(pk=key).first()
    return None


def refusal(request: HttpRequest) -> HttpResponse:
    """Say whose entry it is and who is signed in, status 409; what was typed stays in the page, or is shown.

    What an open page's script only asked for is left out: the page stays as it is until its person sends something.
    """
    context = {"author": author_of(request), "typed": typed(request)}
    if request.headers.get("HX-Request") != "true":
        return render(request, "errors/409.html", context, status=409)
    response = render(request, "errors/other_person.html", context, status=409)
    response["HX-Reswap"] = "innerHTML" if request.method == "POST" else "none"
    response["HX-Retarget"] = "find [data-save-state]" if request.method == "POST" else "this"
    return response


def _signer() -> Signer:
    return Signer(salt="ocpo.accounts.authorship")


def _marks(request: HttpRequest) -> list[str]:
    """Return every mark the request bears: an open page's script sends the page's, a form its own."""
    return [each for each in (request.headers.get(HEADER), *request.POST.getlist(FIELD)) if each]
