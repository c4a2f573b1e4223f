"""Forms of the hub: systems looked into, the case discussion, questions, and what is decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.forms.episodes import RowChoiceField, level_field, split_level, worker_label
from cases.models import Family
from cases.profile import Profile
from ehm.forms import (
    AutocompleteSelect,
    DateField,
    GovukForm,
    Radios,
    Select,
    not_in_the_future,
    not_in_the_past,
)
from ehm.models import Agency, Area, Membership
from hubs.choices import Outcome
from hubs.forms.requests import long, short


class CheckForm(GovukForm):
    system = forms.ChoiceField(label="Which record?", widget=Radios)
    checked_on = DateField(label="When did you look?", name="The day", validators=[not_in_the_future])
    number = short("The family’s number there", width="one-third", max_length=40)
    found = long("What did you find?", required=True, rows=3)

    def __init__(self, data: Any, *, systems: Iterable[str]) -> None:
        super().__init__(data, initial={"checked_on": timezone.localdate()})
        choices: Any = self.fields["system"]
        choices.choices = [(one, one) for one in systems]


class DiscussionForm(GovukForm):
    held_on = DateField(label="When did you talk?", name="The day", validators=[not_in_the_future])
    discussed = long("What was said?", required=True)
    actions = long("Who does what?", rows=3)
    who_contacts = RowChoiceField(
        label="Who gets in touch with the family?", required=False, empty="Nobody yet", widget=AutocompleteSelect
    )
    review_on = DateField(
        label="When do you look again?", required=False, name="The day to look again", validators=[not_in_the_past]
    )

    def __init__(self, data: Any, *, workers: Iterable[Membership]) -> None:
        super().__init__(data, initial={"held_on": timezone.localdate()})
        field: Any = self.fields["who_contacts"]
        field.offer(workers, lambda row: worker_label(row, None))


class QuestionForm(GovukForm):
    question = long("What do you need to know?", required=True, help_text="They read this. Say nothing that you know.")


class AreaForm(GovukForm):
    area = RowChoiceField(label="Which one?", empty="Choose", widget=Select)
    reason = short("Why?", required=True)

    def __init__(self, data: Any, *, areas: Iterable[Area]) -> None:
        super().__init__(data)
        field: Any = self.fields["area"]
        field.offer(areas, lambda row: row.name)


class DecideForm(GovukForm):
    level = forms.ChoiceField(label="Level of need", widget=Radios)
    outcome = forms.ChoiceField(
        label="What follows?",
        choices=Outcome.choices,
        widget=Radios(reveals={Outcome.ALLOCATED.value: ("family", "lead_agency")}),
    )
    family = short(
        "Which family is it?",
        width="one-third",
        max_length=14,
        help_text="Its reference: search for the children first. Leave it empty where nobody has written it down yet.",
    )
    lead_agency = RowChoiceField(
        label="Which agency leads?", empty="Choose", widget=AutocompleteSelect, help_text="Who leads is asked next."
    )
    reason = long("Why?", required=True, rows=3, help_text="Read by the hub, and by whoever leads.")
    told = long("What do you tell the person who asked?", required=True, help_text="This stands in the letter.")

    def __init__(
        self,
        data: Any,
        *,
        profile: Profile,
        agencies: Iterable[Agency],
        find_family: Callable[[str], Family | None],
        front_door: str,
        is_helped: bool,
    ) -> None:
        super().__init__(data)
        level: Any = self.fields["level"]
        level.choices, level.widget.hints = level_field(profile)
        outcome: Any = self.fields["outcome"]
        outcome.choices = [
            (key, f"To {front_door}" if key == Outcome.FRONT_DOOR else name)
            for key, name in Outcome.choices
            if not (is_helped and key == Outcome.ALLOCATED)
        ]
        if is_helped:
            outcome.widget.reveals = {}
            del self.fields["family"], self.fields["lead_agency"]
            self.find_revealed()
            return
        lead_agency: Any = self.fields["lead_agency"]
        lead_agency.offer(agencies, lambda row: row.name)
        self.find_family = find_family

    def clean_family(self) -> Family | None:
        typed: str = self.cleaned_data["family"]
        if not typed:
            return None
        found = self.find_family(typed)
        if found is None:
            raise ValidationError("You can open no family with this reference. Check it, or leave it empty")
        return found

    @property
    def chosen_level(self) -> int:
        return split_level(self.cleaned_data["level"])[0]
