"""Asking people to a meeting: those around the family, and names."""

from __future__ import annotations

from typing import Any

from django import forms

from ehm.forms import Checkbox, Checkboxes, GovukForm, Textarea
from plans.choices import Attended
from plans.forms.plans import LONG
from plans.guests import Guest
from plans.kept_out import KeptOut
from plans.people import Around

MOST_NAMES = 30


def names_field(label: str) -> forms.CharField:
    hint = "One on each line, with what they do: 'Mo Hart, debt adviser'."
    widget = Textarea(rows=3, count=LONG, threshold=75)
    return forms.CharField(label=label, help_text=hint, required=False, max_length=LONG, widget=widget)


def guests_named(text: str, attended: Attended = Attended.INVITED) -> list[Guest]:
    """'Mo Hart, debt adviser' on each line."""
    found = []
    for line in text.splitlines():
        name, _, works_as = line.partition(",")
        if name.strip():
            found.append(Guest(name=name.strip()[:200], works_as=works_as.strip()[:200], attended=attended))
    return found


class NamesForm(GovukForm):
    """A form with names of others, which notices whom the family wants to be kept out."""

    others = names_field("Anybody else?")
    despite = forms.BooleanField(
        label="The family wants them there all the same", required=False, widget=Checkbox, help_text="Ask them first."
    )

    def __init__(self, *args: Any, kept_out: KeptOut, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept_out = kept_out
        if not (self.is_bound and kept_out.named_in(self.data.get("others", ""))):
            del self.fields["despite"]

    def clean_others(self) -> str:
        text: str = self.cleaned_data["others"]
        if len(guests_named(text)) > MOST_NAMES:
            raise forms.ValidationError(f"No more than {MOST_NAMES} names fit here.")
        return text

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if "despite" in self.fields and not given.get("despite"):
            names = " and ".join(self.kept_out.named_in(given.get("others", "")))
            if names:
                self.add_error("others", f"The family does not want everything shared with {names}")
        return given


class GuestsForm(NamesForm):
    who = forms.MultipleChoiceField(
        label="Who is asked to come?",
        help_text="The family says who should be there. Each agency that helps comes, or sends a report.",
        required=False,
        widget=Checkboxes,
    )

    field_order: tuple[str, ...] = ("who", "others", "despite")

    def __init__(self, *args: Any, around: Around, kept_out: KeptOut, **kwargs: Any) -> None:
        super().__init__(*args, kept_out=kept_out, **kwargs)
        self.around = around
        who: Any = self.fields["who"]
        who.choices = around.guests(kept_out)
        offered = {value for value, _ in who.choices}
        if who.initial is None and "who" not in self.initial:
            who.initial = [value for value in around.must_be_asked() if value in offered]

    def guests(self) -> list[Guest]:
        asked = [self.around.guest(value) for value in self.cleaned_data["who"]]
        return [*(one for one in asked if one is not None), *guests_named(self.cleaned_data["others"])]
