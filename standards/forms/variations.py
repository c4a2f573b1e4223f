"""Asking for more time, and a manager's answer."""

from __future__ import annotations

from typing import Any

from django import forms

from ehm.forms import DateField, GovukForm, Radios, Textarea, TextInput, in_the_future
from standards.actions.variations import LONGEST
from standards.rulebook import Standard, VariationNeed

YES_NO = [("yes", "Yes"), ("no", "No")]
INTERVAL, PAUSE = "interval", "pause"


class AskForm(GovukForm):
    how = forms.ChoiceField(
        label="What do you ask for?",
        choices=[(INTERVAL, "Another interval, from now on"), (PAUSE, "To wait until a day, once")],
        widget=Radios(reveals={INTERVAL: "interval_days", PAUSE: "paused_until"}),
    )
    interval_days = forms.IntegerField(
        label="Days from one time to the next",
        min_value=1,
        max_value=LONGEST,
        widget=TextInput(width=3, suffix="days"),
    )
    paused_until = DateField(label="Wait until", name="The day to wait until", validators=[in_the_future])
    reason = forms.CharField(
        label="Why is more time needed?",
        help_text="What you talked about with the family. It stays on their record.",
        max_length=2000,
        widget=Textarea(count=2000, threshold=75),
    )
    family_agreed = forms.ChoiceField(label="Does the family agree?", choices=YES_NO, widget=Radios(inline=True))

    def __init__(self, *args: Any, standard: Standard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if VariationNeed.FAMILY_AGREED in standard.variation.needs:
            self.fields["family_agreed"].help_text = "This standard can be varied only with the family's agreement."


class DecideForm(GovukForm):
    agrees = forms.ChoiceField(
        label="Do you agree?",
        choices=[("yes", "Yes, more time is right for this family"), ("no", "No, the standard's own time applies")],
        widget=Radios(reveals={"yes": "review_on"}),
    )
    review_on = DateField(
        label="When will you look at this again?", name="The day of the next look", validators=[in_the_future]
    )
    note = forms.CharField(
        label="Your reasons",
        help_text="Needed when you do not agree.",
        required=False,
        max_length=2000,
        widget=Textarea(count=2000, threshold=75),
    )


class ReconsiderForm(GovukForm):
    what_now = forms.ChoiceField(
        label="What now?",
        choices=[("keep", "Keep it, and look at it again"), ("end", "End it: back to the standard's own time")],
        widget=Radios(reveals={"keep": "review_on"}),
    )
    review_on = DateField(
        label="When will you look at this again?", name="The day of the next look", validators=[in_the_future]
    )
    note = forms.CharField(
        label="Your reasons",
        help_text="Needed when you end it.",
        required=False,
        max_length=2000,
        widget=Textarea(count=2000, threshold=75),
    )


class EndForm(GovukForm):
    """For whoever runs the episode and is not the manager who decides."""

    note = forms.CharField(
        label="Why is more time no longer needed?",
        max_length=2000,
        widget=Textarea(count=2000, threshold=75),
    )
