"""Each page belongs to one person, so that what one person typed is never stored under another's name.

Two people may use one browser, and a page stays open after its person signs out. So each page, and each form in it,
carries a mark of the person it was made for. A request is refused if somebody else is signed in when it is sent.
"""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ocpo.accounts.models import User
from ocpo.once.forms import typed_values

FIELD = "written_by"
HEADER = "X-Written-By"


def mark(person: User) -> str:
    """Return the mark of a person. It is signed, so that nobody can find out who has an account by inventing marks."""
    return _signer().sign(str(person.pk))


def is_from_another_person(request: HttpRequest) -> bool:
    """Return whether the page was made for another person than the one signed in, or a form has no mark."""
    marks = _marks(request)
    return any(each != mark(request.user) for each in marks) or (request.method == "POST" and not marks)  # type: ignore[arg-type]


def author_of(request: HttpRequest) -> User | None:
    """Return the other person for whom this page was made, None if no mark names one."""
    for each in _marks(request):
        try:
            key = int(_signer().unsign(each))
        except (BadSignature, ValueError):
            continue
        if key != request.user.pk:
            return User.objects.filter(pk=key).first()
    return None


def refusal_page(request: HttpRequest) -> HttpResponse:
    """Return the answer (409) that says whose page it is and who is signed in.

    An open page keeps what was typed; a form sent without a script gets it back in the answer. If a script only asked
    for a part of the page (GET), nothing on the page changes.
    """
    context = {"author": author_of(request), "typed": typed_values(request)}
    if request.headers.get("HX-Request") != "true":
        return render(request, "errors/409.html", context, status=409)
    response = render(request, "errors/other_person.html", context, status=409)
    response["HX-Reswap"] = "innerHTML" if request.method == "POST" else "none"
    response["HX-Retarget"] = "find [data-save-state]" if request.method == "POST" else "this"
    return response


def _signer() -> Signer:
    return Signer(salt="ocpo.accounts.authorship")


def _marks(request: HttpRequest) -> list[str]:
    """Return all marks of a request: a page's script sends one as a header, a form as a field."""
    return [each for each in (request.headers.get(HEADER), *request.POST.getlist(FIELD)) if each]
