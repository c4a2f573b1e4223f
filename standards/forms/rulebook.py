"""One practice standard as its partnership wants it."""

from __future__ import annotations

from typing import Any

from django import forms

from ehm.forms import GovukForm, Radios, Textarea, TextInput
from standards.engine.limits import LARGEST_LIMIT
from standards.rulebook import Setting, Standard

ON, OFF = "on", "off"
OF_A_CHOICE = ("limit", "unit", "roll")


class StandardForm(GovukForm):
    enabled = forms.ChoiceField(
        label="Do new clocks start?", choices=[(ON, "Yes"), (OFF, "No, it is switched off")], widget=Radios(inline=True)
    )
    limit = forms.IntegerField(
        label="How long it gives", min_value=1, max_value=LARGEST_LIMIT, widget=TextInput(width=4), required=False
    )
    title = forms.CharField(
        label="The sentence", max_length=200, widget=Textarea(rows=2), help_text="{limit} stands for how long it gives."
    )
    why = forms.CharField(
        label="Why do you change it?", max_length=500, widget=Textarea(rows=3, count=500, threshold=75)
    )

    def __init__(self, *args: Any, standard: Standard, **kwargs: Any) -> None:
        self.standard = standard
        initial = {
            "enabled": ON if standard.enabled else OFF,
            "limit": standard.limit.amount,
            "title": standard.wording,
            **{setting.id: setting.chosen for setting in standard.settings},
        }
        super().__init__(*args, initial=initial, **kwargs)
        if standard.limit.amount is None:
            del self.fields["limit"]
        else:
            words = str(standard.limit).partition(" ")[2]
            self.fields["limit"].widget.suffix = words if words.endswith("s") else f"{words}s"
        for setting in standard.settings:
            self.fields[setting.id] = _choice(setting)
        self.order_fields(["enabled", *(setting.id for setting in standard.settings), "limit", "title", "why"])

    @property
    def values(self) -> dict[str, object]:
        """What is different from how it is now, as an override says it."""
        given, standard = self.cleaned_data, self.standard
        values: dict[str, object] = {}
        if (given["enabled"] == ON) != standard.enabled:
            values["enabled"] = given["enabled"] == ON
        if given["title"] != standard.wording:
            values["title"] = given["title"]
        for setting in standard.settings:
            if given[setting.id] != setting.chosen:
                values[setting.id] = given[setting.id]
                choice = setting.choices[given[setting.id]].values
                values |= {part: choice[part] for part in OF_A_CHOICE if part in choice}
        if given.get("limit") not in (None, standard.limit.amount):
            values["limit"] = given["limit"]
        return values


def _choice(setting: Setting) -> forms.ChoiceField:
    choices = [(choice, choice.replace("_", " ").capitalize()) for choice in setting.choices]
    return forms.ChoiceField(label=setting.title, choices=choices, widget=Radios())
