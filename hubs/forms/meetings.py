"""Forms of a meeting of the hub: when it is, what is read of a family, what an agency knows, what is decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django import forms

from cases.forms.episodes import RowChoiceField, level_field, split_level
from cases.models import Family
from cases.profile import Profile
from ehm.forms import (
    AutocompleteSelect,
    Checkbox,
    Checkboxes,
    DateField,
    DateTimeField,
    GovukForm,
    Radios,
    Select,
    TextInput,
    not_in_the_past,
)
from ehm.models import Agency, Area, Membership
from hubs.actions.deciding import Decided, NewAction
from hubs.choices import Coming, ItemOutcome
from hubs.forms.requests import long, short
from hubs.forms.rows import Row, Rows
from hubs.forms.triage import NO_LEVEL, WITH_SERVICES, DecidingForm
from hubs.services import Line
from hubs.suitable import Suitable

COMING = [
    (Coming.COMES.value, "Yes"),
    (Coming.SENDS.value, "No, what we know stands below"),
    (Coming.NOT.value, "No"),
]
READ_ALONE = "After the meeting this is all that they read. Say whom it is about."
LEADS = (ItemOutcome.LEAD, ItemOutcome.NEW_LEAD)


class ArrangeForm(GovukForm):
    area = RowChoiceField(label="Which one?", widget=Select)
    planned_for = DateTimeField(label="When do you meet?", name="The day of the meeting")
    place = short("Where, or the link to the call", max_length=200)

    def __init__(self, data: Any, *, areas: Sequence[Area], initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        field: Any = self.fields["area"]
        field.offer(areas, lambda row: row.name)
        if len(areas) < 2:
            del self.fields["area"]
            self.only = areas[0] if areas else None

    @property
    def chosen_area(self) -> Area | None:
        return self.cleaned_data["area"] if "area" in self.fields else self.only


class ItemForm(GovukForm):
    family_name = short("The family", required=True)
    story = long("Why the family is on the agenda", required=True)
    strengths = long("What is working well", rows=3)
    wanted = long("What is wanted next", rows=3)
    minutes = forms.IntegerField(
        label="Minutes", min_value=1, max_value=180, widget=TextInput(width=3, attrs={"inputmode": "numeric"})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class AskForm(GovukForm):
    agency = RowChoiceField(label="Which agency?", empty="Choose", widget=AutocompleteSelect)
    reason = short("What may they do for the family?", required=True, max_length=300)

    def __init__(self, data: Any, *, agencies: Iterable[Agency]) -> None:
        super().__init__(data)
        field: Any = self.fields["agency"]
        field.offer(agencies, lambda row: row.name)


class AnswerAskForm(GovukForm):
    coming = forms.ChoiceField(label="Does somebody come to the meeting?", choices=COMING, widget=Radios)
    knows = long("What do you know of the family, and how can you help?", help_text="Only what the meeting needs.")
    is_for_hub_only = forms.BooleanField(
        label="Only the hub reads this before the meeting", required=False, widget=Checkbox
    )


class SeatForm(GovukForm):
    agency = RowChoiceField(label="Which agency?", empty="Choose", widget=AutocompleteSelect)
    comes_as = forms.ChoiceField(label="For whom do they come?", required=False, widget=Select)

    def __init__(self, data: Any, *, agencies: Iterable[Agency], seats: Iterable[str]) -> None:
        super().__init__(data)
        agency: Any = self.fields["agency"]
        agency.offer(agencies, lambda row: row.name)
        comes_as: Any = self.fields["comes_as"]
        comes_as.choices = [("", "Somebody else"), *((one, one) for one in seats)]


class HereForm(GovukForm):
    here = forms.MultipleChoiceField(label="Who is here?", required=False, widget=Checkboxes)

    def __init__(self, data: Any, *, agencies: Iterable[Agency], here: Iterable[int] = ()) -> None:
        self.agencies = {one.reference: one for one in agencies}
        at = set(here)
        super().__init__(data, initial={"here": [key for key, one in self.agencies.items() if one.pk in at]})
        field: Any = self.fields["here"]
        field.choices = [(key, one.name) for key, one in self.agencies.items()]

    @property
    def chosen(self) -> list[Agency]:
        return [self.agencies[key] for key in self.cleaned_data["here"]]


class WhoField(forms.ChoiceField):
    """An agency, or somebody who works there."""

    def __init__(self, *, empty: str, **options: Any) -> None:
        self.empty, self.found = empty, {}  # type: ignore[var-annotated]
        super().__init__(**options)

    def offer(self, suitable: Iterable[Suitable]) -> None:
        self.found = {}
        choices = [("", self.empty)]
        for one in suitable:
            self.found[f"a:{one.agency.reference}"] = (one.agency, None)
            choices.append((f"a:{one.agency.reference}", one.in_words))
            for worker in one.workers:
                self.found[f"m:{worker.membership.reference}"] = (one.agency, worker.membership)
                choices.append((f"m:{worker.membership.reference}", f"{worker.in_words}, {one.agency.name}"))
        self.choices = choices

    def clean(self, value: Any) -> tuple[Agency, Membership | None] | None:
        return self.found.get(super().clean(value))


class DecideItemForm(DecidingForm):
    """`ACTIONS`: who does what by when."""

    level = forms.ChoiceField(label="Level of need", widget=Radios(small=True), error_messages={"required": NO_LEVEL})
    outcome = forms.ChoiceField(label="What do you decide?", widget=Radios(small=True))
    leads = WhoField(
        label="Who leads?",
        empty="Choose",
        required=False,
        widget=AutocompleteSelect,
        help_text="Choose an agency where it says itself who leads.",
    )
    by_family = forms.BooleanField(label="The family agrees to who leads", required=False, widget=Checkbox)
    by_children = forms.BooleanField(
        label="The children agree, where they are old enough", required=False, widget=Checkbox
    )
    reason = long("Why?", required=True, rows=3)
    told = long(
        "What is whoever asked told?",
        rows=3,
        help_text="This stands in the letter. Where somebody leads, or the team goes on, you may leave it empty.",
    )

    def __init__(
        self,
        data: Any,
        *,
        profile: Profile,
        outcomes: Sequence[ItemOutcome],
        suitable: Sequence[Suitable],
        find_family: Callable[[str], Family | None],
        services: Sequence[Line],
        initial: Mapping[str, Any],
    ) -> None:
        super().__init__(data, initial=dict(initial))
        self.front_door, self.find_family = profile.words.front_door, find_family
        level: Any = self.fields["level"]
        level.choices = level_field(profile)[0]  # whoever decides here knows what each means
        outcome: Any = self.fields["outcome"]
        outcome.choices = [
            (one.value, f"To {self.front_door}" if one is ItemOutcome.FRONT_DOOR else one.label) for one in outcomes
        ]
        shown = ["leads", "family", "by_family", "by_children"]
        if ItemOutcome.LEAD not in outcomes:
            shown.remove("family")
            for name in ("family", *WITH_SERVICES.values()):
                del self.fields[name]
        named = {answer: (name,) for answer, name in WITH_SERVICES.items() if name in self.fields}
        outcome.widget.reveals = {one.value: tuple(shown) for one in outcomes if one in LEADS} | named
        self._offer_services(outcome.widget, list(services))
        leads: Any = self.fields["leads"]
        leads.offer(suitable)
        self.suitable = suitable
        self.rows = Rows("action", self._action, 1)
        self.count = self.rows.add_to(self, data)

    def _action(self) -> dict[str, forms.Field]:
        who = WhoField(label="Who", empty="Choose", required=False, widget=AutocompleteSelect)
        who.offer(self.suitable)
        return {
            "what": short("What", max_length=500, help_text=READ_ALONE),
            "who": who,
            "due_on": DateField(label="By when", required=False, name="The day", validators=[not_in_the_past]),
        }

    @property
    def actions(self) -> list[Row]:
        return self.rows.bound(self, self.count)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = given.get("outcome")
        if chosen in {one.value for one in LEADS} and not given.get("leads") and "leads" not in self.errors:
            self.add_error("leads", "Choose who leads")
        for number, said in self.rows.given(self, self.count):
            for key, sentence in (
                ("what", "Say what is done"),
                ("who", "Choose who does it"),
                ("due_on", "Say by when"),
            ):
                name = f"action-{number}-{key}"
                if not said[key] and name not in self.errors:
                    self.add_error(name, sentence)
        if chosen and not given.get("told"):
            given["told"] = self._standard(ItemOutcome(chosen), given.get("leads"))
            if not given["told"]:
                self.add_error("told", "Write what whoever asked is told")
        return given

    def _standard(self, outcome: ItemOutcome, leads: tuple[Agency, Membership | None] | None) -> str:
        """What whoever asked is told where nothing else was written. It names no child and no family."""
        who = (f"{leads[1].display_name}, {leads[0].name}," if leads[1] else leads[0].name) if leads else ""
        match outcome:
            case ItemOutcome.LEAD if who:
                return f"Early help begins. {who} leads it and gets in touch with the family."
            case ItemOutcome.NEW_LEAD if who:
                return f"{who} leads from now on."
            case ItemOutcome.GOES_ON:
                return "The team goes on, with what was agreed at the meeting."
            case ItemOutcome.FRONT_DOOR:
                return f"We have told {self.front_door}. They decide what happens next."
            case _:
                return ""

    @property
    def decided(self) -> Decided:
        given = self.cleaned_data
        level, band = split_level(given["level"])
        outcome = ItemOutcome(given["outcome"])
        agency, worker = (given.get("leads") or (None, None)) if outcome in LEADS else (None, None)
        return Decided(
            outcome=outcome,
            level=level,
            level_band=band,
            reason=given["reason"],
            told=given["told"],
            lead_agency=agency,
            lead=worker,
            by_family=given.get("by_family", False),
            by_children=given.get("by_children", False),
            family=given.get("family") or None,
            services=self.chosen_services,
            actions=[
                NewAction(said["what"], *said["who"], said["due_on"])  # type: ignore[call-arg]
                for _, said in self.rows.given(self, self.count)
            ],
        )
