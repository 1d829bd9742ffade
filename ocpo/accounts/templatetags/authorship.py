"""What every form of a page carries: whose it is, and its key; built into every template."""

from django import template
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ocpo.accounts.authorship import FIELD, mark
from ocpo.once import forms

register = template.Library()


@register.simple_tag(takes_context=True)
def written_by(context: Context) -> str:
    """Return the mark of who is signed in; empty for anyone else and on pages made without a request."""
    person = getattr(context.get("request"), "user", None)
    return mark(person) if person and person.is_authenticated else ""


@register.simple_tag(takes_context=True)
def csrf_token(context: Context) -> str:
    """Django's field, and beside it whose form it is and the key with which it has its effect once.

    In place of Django's own tag, so that no form can forget them.
    """
    token = SafeString(CsrfTokenNode().render(context))
    if not (name := written_by(context)):
        return token
    field = '<input type="hidden" name="{}" value="{}">'
    return token + format_html(field, FIELD, name) + format_html(field, forms.FIELD, forms.new_key())
