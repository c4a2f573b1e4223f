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
    Checkboxes,
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
from hubs.models import Service
from hubs.services import Line


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
    question = long(
        "What do you need to know?",
        required=True,
        help_text="They read this. Say nothing that you know, and name no child.",
    )


class KeepOutForm(GovukForm):
    """An agency, or one person who works for one."""

    whom = forms.ChoiceField(
        label="Who must not know?",
        choices=[("agency", "Everybody at an agency"), ("worker", "One person")],
        widget=Radios(reveals={"agency": ("agency",), "worker": ("worker",)}),
    )
    agency = RowChoiceField(label="Which agency?", empty="Choose an agency", widget=AutocompleteSelect)
    worker = RowChoiceField(label="Which person?", empty="Choose a person", widget=AutocompleteSelect)
    reason = short("What did the family say?", required=True, help_text="Only the hub reads this.")

    def __init__(self, data: Any, *, agencies: Iterable[Agency], workers: Iterable[Membership]) -> None:
        super().__init__(data)
        agency: Any = self.fields["agency"]
        agency.offer(agencies, lambda row: row.name)
        worker: Any = self.fields["worker"]
        worker.offer(workers, lambda row: f"{row.display_name}, {row.agency.name}")

    @property
    def chosen(self) -> dict[str, Any]:
        whom = self.cleaned_data["whom"]
        return {whom: self.cleaned_data[whom], "reason": self.cleaned_data["reason"]}


class AreaForm(GovukForm):
    area = RowChoiceField(label="Which one?", empty="Choose", widget=Select)
    reason = short("Why?", required=True)

    def __init__(self, data: Any, *, areas: Iterable[Area]) -> None:
        super().__init__(data)
        field: Any = self.fields["area"]
        field.offer(areas, lambda row: row.name)


NO_LEVEL = "Select the level of need"
WITH_SERVICES = {Outcome.SIGNPOST.value: "signposts", Outcome.SINGLE_AGENCY.value: "helps_alone"}


def _in_words(line: Line) -> str:
    one = line.service
    parts = [f"Fits {line.fits}" if line.fits else one.ages, line.areas, one.run_by]
    return " · ".join(part for part in parts if part)


def _services(label: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, help_text="Those that fit stand first. How to reach them stands in the letter.",
        widget=Checkboxes(small=True),
    )  # fmt: skip


class DecidingForm(GovukForm):
    """What the hub and its meeting decide with: the level, services that are named, the family where it is known."""

    level = forms.ChoiceField(label="Level of need", widget=Radios, error_messages={"required": NO_LEVEL})
    signposts = _services("Where to?")
    helps_alone = _services("Which service?")
    family = short(
        "Which family is it?",
        width="one-third",
        max_length=14,
        help_text="Its reference: search for the children first. Leave it empty where nobody has written it down yet.",
    )
    find_family: Callable[[str], Family | None]

    def _offer_services(self, outcome: Radios, lines: list[Line]) -> None:
        self.offered = {line.service.reference: line.service for line in lines}
        for answer, name in WITH_SERVICES.items():
            if name not in self.fields:
                continue
            field: Any = self.fields[name]
            field.choices = [(line.service.reference, line.service.name) for line in lines]
            field.widget.hints = {line.service.reference: _in_words(line) for line in lines}
            if not lines:
                del self.fields[name]
                outcome.reveals = {value: names for value, names in outcome.reveals.items() if value != answer}
        self.find_revealed()

    @property
    def chosen_services(self) -> list[Service]:
        name = WITH_SERVICES.get(self.cleaned_data["outcome"], "")
        return [self.offered[key] for key in self.cleaned_data.get(name) or ()]

    def clean_family(self) -> Family | None:
        typed: str = self.cleaned_data["family"]
        if not typed:
            return None
        found = self.find_family(typed)
        if found is None:
            raise ValidationError("You can open no family with this reference. Check it, or leave it empty")
        return found


class DecideForm(DecidingForm):
    outcome = forms.ChoiceField(
        label="What follows?",
        choices=Outcome.choices,
        widget=Radios(
            reveals={
                Outcome.SIGNPOST.value: ("signposts",),
                Outcome.SINGLE_AGENCY.value: ("helps_alone",),
                Outcome.ALLOCATED.value: ("family", "lead_agency"),
            }
        ),
    )
    lead_agency = RowChoiceField(
        label="Which agency leads?", empty="Choose", widget=AutocompleteSelect, help_text="Who leads is asked next."
    )
    reason = long("Why?", required=True, rows=3, help_text="Read by the hub, and by whoever leads.")
    told = long(
        "What do you tell the person who asked?", required=True, help_text="This stands in the letter. Name no child."
    )

    def __init__(
        self,
        data: Any,
        *,
        profile: Profile,
        agencies: Iterable[Agency],
        find_family: Callable[[str], Family | None],
        front_door: str,
        is_helped: bool,
        services: Iterable[Line] = (),
        wanted: Iterable[str] = (),
    ) -> None:
        super().__init__(data, initial={"signposts": list(wanted), "helps_alone": list(wanted)})
        level: Any = self.fields["level"]
        level.choices, level.widget.hints = level_field(profile)
        outcome: Any = self.fields["outcome"]
        outcome.choices = [
            (key, f"To {front_door}" if key == Outcome.FRONT_DOOR else name)
            for key, name in Outcome.choices
            if key != (Outcome.ALLOCATED if is_helped else Outcome.MORE_HELP)
        ]
        self._offer_services(outcome.widget, list(services))
        if is_helped:
            reveals = outcome.widget.reveals
            outcome.widget.reveals = {value: names for value, names in reveals.items() if value != Outcome.ALLOCATED}
            del self.fields["family"], self.fields["lead_agency"]
            self.find_revealed()
            return
        lead_agency: Any = self.fields["lead_agency"]
        lead_agency.offer(agencies, lambda row: row.name)
        self.find_family = find_family

    @property
    def chosen_level(self) -> tuple[int, str]:
        """With its band."""
        return split_level(self.cleaned_data["level"])
