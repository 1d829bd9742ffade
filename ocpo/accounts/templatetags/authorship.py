"""The hidden fields of every form: its person and its key. These tags are built into every template."""

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
    """Return the mark of the person who is signed in; "" without one, and on pages made without a request."""
    person = getattr(context.get("request"), "user", None)
    return mark(person) if person and person.is_authenticated else ""


@register.simple_tag(takes_context=True)
def csrf_token(context: Context) -> str:
    """Return Django's CSRF field, the mark of the person, and the key that makes the form act only once.

    It replaces Django's own tag, so that no form can forget the other two.
    """
    token = SafeString(CsrfTokenNode().render(context))
    if not (name := written_by(context)):
        return token
    field = '<input type="hidden" name="{}" value="{}">'
    return token + format_html(field, FIELD, name) + format_html(field, forms.FIELD, forms.new_key())
