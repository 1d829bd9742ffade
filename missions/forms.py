"""Forms for missions and their members. They only read values; services check and decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interfaces.models import Component, Phase
from missions.models import Mission, Role
from ocpo.accounts.models import User
from ocpo.text.forms import SignInNameField


class MissionForm(forms.ModelForm):
    """A mission's facts. The code may stay empty when a mission is created: one is made from the name."""

    code = forms.SlugField(
        label=_("Code"),
        max_length=60,
        required=False,
        help_text=_(
            "Short name in addresses and in the API, for instance “unmosa”. Left empty, it is made from the name."
        ),
    )
    phase = forms.ModelChoiceField(
        label=_("Phase"),
        queryset=Phase.objects.all(),
        to_field_name="code",
        widget=forms.RadioSelect,
        empty_label=None,
        help_text=_("Decides which indicators are asked."),
        error_messages={"required": _("Choose the phase that the mission is in.")},
    )
    components = forms.ModelMultipleChoiceField(
        label=_("Components present"),
        queryset=Component.objects.all(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who could carry out measures, and who would normally know the answers."),
    )

    class Meta:
        model = Mission
        fields = (
            "name",
            "full_name",
            "code",
            "area",
            "kind",
            "phase",
            "deployed_on",
            "ends_on",
            "summary",
            "components",
        )
        widgets = {
            "deployed_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "summary": forms.Textarea(attrs={"rows": 4}),
        }
        error_messages = {
            "name": {"required": _("Give the mission a name.")},
            "area": {"required": _("Name the state or area that hosts the mission.")},
        }
        help_texts = {
            "name": _("The acronym or name people use, for instance “UNMIK”."),
            "area": _("For instance “Kosovo” or “Northern Mali”."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["code"]
            self.initial["phase"] = self.instance.phase  # its choices go by code, where a column's value is the key
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=self.instance.version)

    def _get_validation_exclusions(self) -> set[str]:
        # The database checks uniqueness when the row is written: a check before could be outdated by then.
        return super()._get_validation_exclusions() | {"code"}  # type: ignore[misc]

    @property
    def facts(self) -> dict[str, Any]:
        """Return the cleaned values that the services take."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def what_stands(self) -> list[tuple[str, Any]]:
        """Return label and stored value of each fact that was typed otherwise than the instance has it."""
        return [(str(self[name].label), self._stored(name)) for name in self.changed_data]

    def _stored(self, name: str) -> Any:
        if name == "components":
            return ", ".join(map(str, self.initial[name]))
        in_words = getattr(self.instance, f"get_{name}_display", None)
        return in_words() if in_words else getattr(self.instance, name)


class MemberForm(forms.Form):
    """Add a person to a mission by their sign-in name."""

    username = SignInNameField(label=_("Sign-in name"), max_length=150)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.ASSESSOR)

    def clean_username(self) -> User:
        person = User.objects.active_named(self.cleaned_data["username"])
        if person is None:
            raise forms.ValidationError(_("Nobody signs in under this name. Check the spelling."))
        return person
