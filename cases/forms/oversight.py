"""A manager's record."""

from __future__ import annotations

from django import forms

from cases.choices import OversightOccasion
from cases.forms.episodes import LONG
from ehm.forms import DateField, GovukForm, Radios, Textarea, not_in_the_past


class OversightForm(GovukForm):
    occasion = forms.ChoiceField(label="What is this about?", choices=OversightOccasion.choices, widget=Radios)
    what_is_happening = forms.CharField(
        label="What is happening?", max_length=LONG, widget=Textarea(rows=4, count=LONG, threshold=75)
    )
    what_is_working = forms.CharField(
        label="What is working?", max_length=LONG, widget=Textarea(rows=4, count=LONG, threshold=75)
    )
    what_should_be_done = forms.CharField(
        label="What should be done?", max_length=LONG, widget=Textarea(rows=4, count=LONG, threshold=75)
    )
    by_when = DateField(label="By when?", name="The day by which it should be done", validators=[not_in_the_past])
    why = forms.CharField(label="Why?", max_length=LONG, widget=Textarea(rows=3, count=LONG, threshold=75))
