"""Forms of one's own account; they only shape data, services decide."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TimeZoneForm(forms.Form):
    """The zone in which somebody reads times and days; empty follows the browser."""

    time_zone = forms.CharField(
        label=_("Time zone"),
        max_length=64,
        required=False,
        help_text=_("A city, for instance Dili or Port-au-Prince. Left empty, your browser's zone is taken."),
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
    )
