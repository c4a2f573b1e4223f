"""Forms of a family whose help does not move."""

from __future__ import annotations

from django import forms

from ehm.forms import GovukForm, Radios
from plans.choices import StuckBecause
from plans.forms.plans import long_text
from plans.forms.ways_out import harm_field


class StuckForm(GovukForm):
    step = forms.CharField(widget=forms.HiddenInput, initial="say", required=False)
    because = forms.ChoiceField(label="What is in the way?", choices=StuckBecause.choices, widget=Radios)
    is_harm_feared = harm_field()
    tried = long_text("What have you tried, and why did it not work?", rows=4, required=True)
    wants = long_text("What would help you?", rows=2)


class AdviceForm(GovukForm):
    step = forms.CharField(widget=forms.HiddenInput, initial="advise", required=False)
    advice = long_text("What do you advise?", rows=4, required=True)


class WentOnForm(GovukForm):
    step = forms.CharField(widget=forms.HiddenInput, initial="end", required=False)
    went_on = long_text("How did it go on?", required=True)
