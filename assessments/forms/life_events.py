"""What happened in a family's life, as it is typed."""

from __future__ import annotations

from django import forms

from ehm.forms import GovukForm, Textarea, TextInput

LONG = 2000


class LifeEventForm(GovukForm):
    said_when = forms.CharField(
        label="When was it?",
        help_text="As the family says it: 'spring 2019', 'when Leo was 3', 'about two years ago'.",
        max_length=120,
        required=False,
        widget=TextInput(width="one-half"),
    )
    what = forms.CharField(label="What happened?", max_length=LONG, widget=Textarea(rows=3, count=LONG, threshold=75))
    impact = forms.CharField(
        label="What has it meant for the family?",
        max_length=LONG,
        required=False,
        widget=Textarea(rows=3, count=LONG, threshold=75),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
