from django import forms

from ehm.forms.forms import GovukForm
from ehm.forms.widgets import Checkbox, TextInput


class OwnDetails(GovukForm):
    job_title = forms.CharField(
        label="Job title", max_length=100, required=False, widget=TextInput({"autocomplete": "organization-title"})
    )
    work_phone = forms.CharField(
        label="Work telephone",
        max_length=30,
        required=False,
        help_text="Shown to colleagues and in letters to families",
        widget=TextInput({"type": "tel", "autocomplete": "work tel"}, width=20),
    )
    gets_digest = forms.BooleanField(
        label="Send me an email in the morning when something waits for me",
        help_text="It says how many things wait, never about whom",
        required=False,
        widget=Checkbox,
    )
