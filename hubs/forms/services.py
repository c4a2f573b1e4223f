"""Forms of the service catalogue: the administrators', and everybody's to find a service."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from cases.forms.episodes import RowChoiceField
from ehm.forms import AutocompleteSelect, Checkbox, Checkboxes, DateField, GovukForm, Select, Textarea, TextInput
from ehm.forms.organisation import RecordForm
from ehm.models import Agency, Area
from hubs.choices import ForWhom
from hubs.forms.requests import short
from hubs.models.services import BEFORE_BIRTH, OLDEST
from hubs.profile import Profile

AGE = TextInput({"inputmode": "numeric"}, width=2)
AGES = [
    ("", "Any"),
    (str(BEFORE_BIRTH), "Before birth"),
    ("0", "Under 1"),
    *((str(n), str(n)) for n in range(1, OLDEST)),
]


def _age(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=OLDEST, widget=AGE)


class ServiceForm(RecordForm):
    name = short("Name", required=True, max_length=120)
    what = forms.CharField(
        label="What it does", max_length=300, widget=Textarea(rows=2, count=300, threshold=75),
        help_text="One sentence that a family understands. It stands in letters.",
    )  # fmt: skip
    is_before_birth = forms.BooleanField(label="For parents who expect a baby", required=False, widget=Checkbox)
    from_age = _age("From which age?")
    to_age = _age("Up to which age?")
    for_whom = forms.MultipleChoiceField(label="Who is it for?", choices=ForWhom.choices, widget=Checkboxes(small=True))
    needs = forms.MultipleChoiceField(label="What does it help with?", required=False, widget=Checkboxes(small=True))
    area_ids = forms.TypedMultipleChoiceField(
        label="Where?", required=False, coerce=int, empty_value=[], help_text="Tick none if it is for everywhere.",
        widget=Checkboxes(small=True),
    )  # fmt: skip
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label="Which agency runs it?", required=False, to_field_name="reference",
        empty_label="None of these", widget=AutocompleteSelect,
    )  # fmt: skip
    provider = short("Or who else runs it?", max_length=120)
    phone = forms.CharField(
        label="Telephone", max_length=30, required=False, widget=TextInput({"type": "tel"}, width=20)
    )
    email = forms.EmailField(
        label="E-mail address", required=False, max_length=254, widget=TextInput(width="two-thirds")
    )
    web = forms.URLField(
        label="Web page", required=False, max_length=200, assume_scheme="https", widget=TextInput(width="two-thirds")
    )
    is_asked_directly = forms.BooleanField(
        label="Whoever asks for help may ask for it in their request", required=False, widget=Checkbox
    )
    starts_on = DateField(label="From which day?", required=False, name="The first day")
    ends_on = DateField(label="Until which day?", required=False, name="The last day")

    def __init__(
        self,
        data: Any,
        *,
        profile: Profile,
        areas: Iterable[Area],
        agencies: Any,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        fields: Any = self.fields
        fields["needs"].choices = [(one.key, one.name) for one in profile.prompts]
        fields["area_ids"].choices = [(str(one.pk), one.name) for one in areas]
        fields["agency"].queryset = agencies

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        from_age, to_age = cleaned.get("from_age"), cleaned.get("to_age")
        if from_age is not None and to_age is not None and from_age > to_age:
            self.add_error("to_age", "The last age must not be below the first")
        if cleaned.get("starts_on") and cleaned.get("ends_on") and cleaned["starts_on"] > cleaned["ends_on"]:
            self.add_error("ends_on", "The last day must not come before the first")
        if cleaned.get("agency") and cleaned.get("provider"):
            self.add_error("provider", "Choose the agency, or write who else runs it, not both")
        return cleaned


class FindServiceForm(GovukForm):
    """Sent with POST: somebody may type more than a word of a service, and nothing typed stands in an address."""

    word = short("A word, such as sleep or debts", max_length=60, width="full")
    age = forms.ChoiceField(label="Age of the child", required=False, choices=AGES, widget=Select)
    need = forms.ChoiceField(label="What is it about?", required=False, widget=Select)
    area = RowChoiceField(label="Where?", required=False, empty="Anywhere", widget=Select)

    def __init__(self, data: Any, *, profile: Profile, areas: Iterable[Area], area_word: str) -> None:
        super().__init__(data)
        fields: Any = self.fields
        fields["need"].choices = [("", "Anything"), *((one.key, one.name) for one in profile.prompts)]
        fields["area"].label = f"Which {area_word}?"
        fields["area"].offer(areas, lambda row: row.name)
