"""The form of agreeing to a plan."""

from __future__ import annotations

from typing import Any

from django import forms

from ehm.forms import Checkboxes, GovukForm, TextInput
from plans.people import Around


class AgreeForm(GovukForm):
    """Nobody is ticked: each is asked."""

    who = forms.MultipleChoiceField(label="Who agrees to it?", required=False, widget=Checkboxes)
    others = forms.CharField(
        label="Anybody else?", help_text="Such as 'Nan, and Mr Reyes of the school'.", max_length=200, required=False,
        widget=TextInput(),
    )  # fmt: skip

    def __init__(self, *args: Any, around: Around, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who: Any = self.fields["who"]
        who.choices = around.choices()
        self.names = dict(around.choices())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("who") and not given.get("others"):
            self.add_error("who", "Say who agrees to the plan: somebody of the family, and those who help")
        return given

    def in_words(self) -> str:
        chosen = [self.names[key] for key in self.cleaned_data["who"]]
        return "; ".join([*chosen, *filter(None, [self.cleaned_data["others"].strip()])])
