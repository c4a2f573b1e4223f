"""The form of a child's own plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from assessments.forms.copies import LONGEST_NEXT
from ehm.forms import Checkboxes, GovukForm, Textarea


def _words(label: str, help_text: str) -> forms.CharField:
    widget = Textarea(rows=3, count=LONGEST_NEXT, threshold=75)
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=LONGEST_NEXT, widget=widget)


class ChildsPlanForm(GovukForm):
    wanted = _words(
        "What we want, in words for the child", "One wish on each line, such as 'Everybody sleeps at night.'"
    )
    goals = forms.MultipleChoiceField(
        label="Which goals stand on it as they are?",
        help_text="They were written for grown-ups. Choose those that the child understands and may know about.",
        required=False,
        widget=Checkboxes,
    )
    lines = forms.MultipleChoiceField(
        label="What may the child read of who does what?", required=False, widget=Checkboxes
    )
    next_steps = _words(
        "What happens next, in words for the child", "Such as 'Sam comes on Tuesdays. We all meet again in May.'"
    )

    def __init__(self, *args: Any, goals: Mapping[str, str], lines: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in (("goals", goals), ("lines", lines)):
            field: Any = self.fields[name]
            field.choices = list(offered.items())
            if not offered:
                del self.fields[name]

    @property
    def chosen(self) -> list[str]:
        return [*self.cleaned_data.get("goals", ()), *self.cleaned_data.get("lines", ())]
