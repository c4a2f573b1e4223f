from typing import Any

from django import forms

from ehm import profiles
from ehm.actions.platform import NewPartnership
from ehm.forms.accounts import email_field
from ehm.forms.forms import GovukForm
from ehm.forms.widgets import Radios, TextInput
from ehm.models.organisations import Nation


class PartnershipForm(GovukForm):
    name = forms.CharField(label="Name of the partnership", max_length=120)
    slug = forms.SlugField(
        label="Short name",
        max_length=40,
        help_text="Small letters and hyphens, such as northbridge",
        widget=TextInput(width=20),
    )
    profile = forms.ChoiceField(label="Practice profile", choices=profiles.editions, widget=Radios)
    nation = forms.ChoiceField(label="Nation", choices=Nation.choices, initial=Nation.ENGLAND, widget=Radios)
    council = forms.CharField(label="The council’s early help service", max_length=120, help_text="The first agency")
    administrator_name = forms.CharField(label="Name of the first administrator", max_length=120)
    administrator_email = email_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["administrator_email"].label = "Their email address"

    def new(self) -> NewPartnership:
        return NewPartnership(**self.cleaned_data)


class AdministratorForm(GovukForm):
    name = forms.CharField(label="Name", max_length=120)
    email = email_field()
