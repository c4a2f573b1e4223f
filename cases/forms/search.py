"""The one box, and the separate fields for whoever prefers them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.search_terms import LONGEST, SearchTerms, from_saved, read_nhs_number, read_postcode
from ehm.forms import DateField, GovukForm, TextInput

HINT = "Name in any spelling, date of birth, postcode, NHS number or reference, in any order"


class SearchForm(GovukForm):
    q = forms.CharField(
        label="Find a child or family",
        required=False,
        max_length=LONGEST,
        help_text=HINT,
        widget=TextInput(label_size="m", attrs={"autocomplete": "off", "spellcheck": "false", "type": "search"}),
    )
    given_name = forms.CharField(label="First name", required=False, max_length=100, widget=TextInput(width=20))
    family_name = forms.CharField(label="Last name", required=False, max_length=100, widget=TextInput(width=20))
    date_of_birth = DateField(label="Date of birth", required=False, help_text="For example, 27 3 2016")
    postcode = forms.CharField(label="Postcode", required=False, max_length=12, widget=TextInput(width=10))
    nhs_number = forms.CharField(
        label="NHS number",
        required=False,
        max_length=20,
        help_text="10 numbers, like 999 000 0018",
        widget=TextInput(width=10),
    )

    SEPARATE = ("given_name", "family_name", "date_of_birth", "postcode", "nhs_number")

    def clean_postcode(self) -> str:
        typed: str = self.cleaned_data["postcode"]
        if typed and not read_postcode(typed):
            raise ValidationError("Enter a whole postcode, like CV99 1AA")
        return typed

    def clean_nhs_number(self) -> str:
        typed: str = self.cleaned_data["nhs_number"]
        if typed and not read_nhs_number(typed):
            raise ValidationError("NHS number must be 10 numbers, like 999 000 0018. Check each number")
        return typed

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            terms = self.terms()
            if not terms:
                self.add_error(
                    "q", terms.problems[0] if terms.problems else "Enter a name, a date of birth or a number"
                )
        return self.cleaned_data

    def to_save(self) -> dict[str, str]:
        """What was typed, to be kept with the look."""
        return {
            name: value.isoformat() if hasattr(value, "isoformat") else value
            for name, value in self.cleaned_data.items()
            if value
        }

    def terms(self) -> SearchTerms:
        return from_saved(self.to_save(), today=timezone.localdate())

    @property
    def is_separate(self) -> bool:
        """Whether the separate fields are in use and so stand open."""
        return any(self[name].errors or self[name].initial for name in self.SEPARATE)


class WhichChild(GovukForm):
    """The same box on its own, where the question is about one child."""

    q = forms.CharField(
        label="Which child?",
        help_text=HINT,
        widget=TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "type": "search"}),
    )
