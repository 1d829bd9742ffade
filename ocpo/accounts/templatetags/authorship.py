"""The mark of the person that a page was made for; built into every template."""

from django import template
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ocpo.accounts.authorship import FIELD, mark

register = template.Library()


@register.simple_tag(takes_context=True)
def written_by(context: Context) -> str:
    """Return the mark of who is signed in; empty for anyone else and on pages made without a request."""
    person = getattr(context.get("request"), "user", None)
    return mark(person) if person and person.is_authenticated else ""


@register.simple_tag(takes_context=True)
def csrf_token(context: Context) -> str:
    """Django's field, and beside it whose form it is: in place of Django's own tag, so that no form can forget it."""
    token = SafeString(CsrfTokenNode().render(context))
    name = written_by(context)
    return token + format_html('<input type="hidden" name="{}" value="{}">', FIELD, name) if name else token
