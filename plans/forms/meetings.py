"""Forms of meetings: asking people to one, and its minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from ehm.forms import Checkboxes, DateField, DateTimeField, GovukForm, Radios, Select, Textarea, TextInput
from ehm.forms.messages import speak_plainly
from plans.actions.meetings import Guest, Reviewed
from plans.choices import Attended, MeetingKind, ReviewOutcome
from plans.forms.plans import LONG, long_text
from plans.models import Goal, Invitation, Meeting
from plans.people import Around
from plans.profile import Profile

SCORES = [("", "Not said"), *((str(number), str(number)) for number in range(11))]
HEARD = [("", "Choose"), *(choice for choice in Attended.choices if choice[0] != Attended.INVITED)]
MOST_NAMES = 30


def _names(label: str) -> forms.CharField:
    hint = "One on each line, with what they do: 'Mo Hart, debt adviser'."
    widget = Textarea(rows=3, count=LONG, threshold=75)
    return forms.CharField(label=label, help_text=hint, required=False, max_length=LONG, widget=widget)


def guests_named(text: str) -> list[Guest]:
    """'Mo Hart, debt adviser' on each line."""
    found = []
    for line in text.splitlines():
        name, _, works_as = line.partition(",")
        if name.strip():
            found.append(Guest(name=name.strip()[:200], works_as=works_as.strip()[:200]))
    return found


class PlanMeetingForm(GovukForm):
    kind = forms.ChoiceField(label="What is the meeting for?", widget=Radios)
    starts_at = DateTimeField(label="When is it?", name="When it is")
    place = forms.CharField(label="Where?", required=False, max_length=200, widget=TextInput())
    family_asked_for = long_text(
        "What did the family ask for?",
        rows=2,
        help_text="The time and place that suit them, the language they speak, what they need to take part.",
    )
    who = forms.MultipleChoiceField(label="Who is asked to come?", required=False, widget=Checkboxes)
    others = _names("Anybody else?")
    another_agencys = forms.CharField(
        label="Is it another agency's meeting?",
        help_text="If a meeting of another agency serves as this one, say which: nobody has to meet twice.",
        required=False,
        max_length=200,
        widget=TextInput(),
    )

    def __init__(self, *args: Any, around: Around, profile: Profile, has_plan: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.around = around
        kinds = [MeetingKind.PLANNING, *([MeetingKind.REVIEW] if has_plan else [])]
        kind: Any = self.fields["kind"]
        kind.choices = [(one.value, profile.called(one)) for one in kinds]
        if len(kinds) == 1:
            kind.initial = kinds[0].value
        who: Any = self.fields["who"]
        who.choices = around.choices()

    def clean_others(self) -> str:
        text: str = self.cleaned_data["others"]
        if len(guests_named(text)) > MOST_NAMES:
            raise forms.ValidationError(f"No more than {MOST_NAMES} names fit here.")
        return text

    def guests(self) -> list[Guest]:
        asked = [
            Guest(worker=self.around.worker(value), person=self.around.person(value))
            for value in self.cleaned_data["who"]
        ]
        return [*asked, *guests_named(self.cleaned_data["others"])]


class MoveMeetingForm(GovukForm):
    starts_at = DateTimeField(label="When is it now?", name="When it is")
    place = forms.CharField(label="Where?", required=False, max_length=200, widget=TextInput())


class CancelForm(GovukForm):
    reason = long_text("Why will it not take place?", rows=2, required=True)


class MinutesForm(GovukForm):
    """Who was there, what was said, and of a review what became of each goal."""

    starts_at = DateTimeField(label="When did it begin?", name="When it began")
    others = _names("Who else was there?")
    celebrated = long_text("What is there to celebrate?", rows=2)
    working_well = long_text("What is working well?")
    worried_about = long_text("What are we worried about?")
    childs_voice = long_text(
        "What do the children say?", help_text="In their own words, whether they were there or were heard another way."
    )
    decided = long_text("What was decided?")
    outcome = forms.ChoiceField(label="What follows?", choices=ReviewOutcome.choices, widget=Radios)
    next_on = DateField(label="When is the next meeting?", name="The day of the next meeting", required=False)
    why_no_next = long_text("If no day is set: why not?", rows=2)

    def __init__(
        self, *args: Any, meeting: Meeting, invited: Sequence[Invitation], goals: Iterable[Goal], **kwargs: Any
    ) -> None:
        initial = {"starts_at": meeting.starts_at if meeting.starts_at < timezone.now() else None}
        super().__init__(*args, initial=initial, **kwargs)
        self.invited, self.goals = list(invited), list(goals) if meeting.kind == MeetingKind.REVIEW else []
        for one in self.invited:
            self.fields[f"was-{one.reference}"] = forms.ChoiceField(label=one.who, choices=HEARD, widget=Select)
        for goal in self.goals:
            key = goal.reference
            self.fields[f"made-{key}"] = long_text("What progress has been made?", rows=2)
            self.fields[f"way-{key}"] = long_text("What stands in the way?", rows=2)
            self.fields[f"score-{key}"] = forms.ChoiceField(
                label="Where are we now, from 0 (at its worst) to 10 (all is well)?",
                choices=SCORES,
                required=False,
                widget=Select,
            )
        for name in set(self.fields) - set(self.base_fields):
            speak_plainly(self.fields[name])
        if meeting.kind != MeetingKind.REVIEW:
            for name in ("outcome", "celebrated"):
                del self.fields[name]

    @property
    def attendance(self) -> list[Any]:
        return [self[f"was-{one.reference}"] for one in self.invited]

    @property
    def reviewed(self) -> list[tuple[Goal, list[Any]]]:
        return [(goal, [self[f"{part}-{goal.reference}"] for part in ("made", "way", "score")]) for goal in self.goals]

    def attended(self) -> dict[int, str]:
        return {one.pk: self.cleaned_data[f"was-{one.reference}"] for one in self.invited}

    def found(self) -> list[Reviewed]:
        given = self.cleaned_data
        return [
            Reviewed(
                goal,
                given[f"made-{goal.reference}"],
                given[f"way-{goal.reference}"],
                int(score) if (score := given[f"score-{goal.reference}"]) else None,
            )
            for goal in self.goals
        ]

    def guests(self) -> list[Guest]:
        return guests_named(self.cleaned_data["others"])

    def minutes(self) -> dict[str, Any]:
        return {"outcome": "", "celebrated": ""} | self.cleaned_data
