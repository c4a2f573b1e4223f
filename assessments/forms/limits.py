"""The form of a limit on sharing that comes after the assessment was submitted."""

from __future__ import annotations

from typing import Any

from django import forms

from assessments.actions.writing import SOMEBODY_ELSE
from assessments.forms.asked import Choices
from ehm.forms import GovukForm, Select, Textarea, TextInput

LONGEST_REASON = 2000


class KeepBackForm(GovukForm):
    where = forms.ChoiceField(label="What should not be seen?", widget=Select)
    who = forms.ChoiceField(label="By whom?", widget=Select)
    with_whom = forms.CharField(
        label="Who that is, if they are not on the list",
        help_text="Nobody can tell whose copy they would see: it stands in no copy at all.",
        required=False,
        max_length=200,
        widget=TextInput(),
    )
    reason = forms.CharField(
        label="Why?", max_length=LONGEST_REASON, widget=Textarea(rows=3, count=LONGEST_REASON, threshold=75)
    )

    def __init__(self, *args: Any, places: Choices, readers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("where", places), ("who", readers)):
            field: Any = self.fields[name]
            field.choices = [("", "Choose"), *choices]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("who") == SOMEBODY_ELSE and not given.get("with_whom", "").strip():
            self.add_error("with_whom", "Say who it is, in words")
        return given
