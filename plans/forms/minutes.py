"""The form of minutes: who was there, what was said and decided, and of a review what became of each goal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any

from django import forms
from django.utils import timezone

from cases.models import Person
from ehm.forms import DateField, DateTimeField, Radios, Select, TextInput
from ehm.forms.dates import read_time
from ehm.forms.messages import speak_plainly
from plans.actions.minutes import MINUTES, Decision, Next, Reviewed, Said, Used
from plans.choices import Attended, MeetingKind, ReviewOutcome
from plans.forms.guests import NamesForm, guests_named, names_field
from plans.forms.plans import long_text
from plans.forms.scores import SCORES, AsksScores
from plans.forms.ways_out import YES, YES_NO
from plans.guests import Guest
from plans.kept_out import KeptOut
from plans.models import Goal, Invitation, Meeting, Progress
from plans.people import OTHER, Around
from plans.scores import OverTime

HEARD = [("", "Choose"), *(choice for choice in Attended.choices if choice[0] != Attended.INVITED)]
ALSO_HEARD = [("", "Was not asked"), *HEARD[1:]]
MOST_DECISIONS = 5
ONLY_OF_A_REVIEW = ("outcome", "celebrated", "new_needs", "new_strengths")


class MinutesForm(NamesForm):
    starts_at = DateTimeField(label="When did it begin?", name="When it began")
    others = names_field("Who else was there?")
    celebrated = long_text("What went well that there is to celebrate?", rows=2)
    working_well = long_text("What is working well?")
    worried_about = long_text("What are we worried about?")
    childs_voice = long_text(
        "What do the children say?", help_text="In their own words, whether they were there or were heard another way."
    )
    new_strengths = long_text("What is new that helps the family?", rows=2)
    new_needs = long_text("What is new that the family needs help with?", rows=2)
    decided = long_text("What was decided?")
    outcome = forms.ChoiceField(label="What follows?", choices=ReviewOutcome.choices, widget=Radios)
    next_on = DateField(label="When is the next meeting?", name="The day of the next meeting", required=False)
    why_no_next = long_text("If no day is set: why not?", rows=2)

    def __init__(
        self,
        *args: Any,
        meeting: Meeting,
        invited: Sequence[Invitation],
        around: Around,
        goals: Iterable[Goal],
        kept_out: KeptOut,
        found: Iterable[Progress] = (),
        **kwargs: Any,
    ) -> None:
        initial = {name: getattr(meeting, name) for name in MINUTES} | kwargs.pop("initial", {})
        initial["starts_at"] = meeting.starts_at if meeting.starts_at < timezone.now() else None
        super().__init__(*args, initial=initial, kept_out=kept_out, **kwargs)
        is_review = meeting.kind == MeetingKind.REVIEW
        self.invited, self.plan_goals = list(invited), list(goals)
        self.goals = self.plan_goals if is_review else []
        asked = {one.person_id for one in self.invited}
        self.also = [one for one in around.people if one.pk not in asked]
        for one in self.invited:
            was = None if one.attended == Attended.INVITED else one.attended
            self._ask_how(one.reference, one.who, HEARD, one.person, required=True, was=was, heard_how=one.heard_how)
        for person in self.also:
            self._ask_how(person.reference, person.name, ALSO_HEARD, person)
        before = {one.goal_id: one for one in found}
        for goal in self.goals:
            self._ask_goal(goal, before.get(goal.pk))
        for name in set(self.fields) - set(self.base_fields):
            speak_plainly(self.fields[name])
        if not is_review:
            for name in ONLY_OF_A_REVIEW:
                del self.fields[name]

    def _ask_how(
        self,
        key: str,
        who: str,
        choices: list[tuple[str, str]],
        person: Person | None,
        *,
        required: bool = False,
        was: str | None = None,
        heard_how: str = "",
    ) -> None:
        self.fields[f"was-{key}"] = forms.ChoiceField(
            label=who, choices=choices, required=required, initial=was, widget=Select
        )
        if person is not None and person.is_child:
            self.fields[f"heard-{key}"] = forms.CharField(
                label=f"How was {person.short_name} heard, if not in the room?",
                help_text="Such as a drawing, a letter, or somebody whom they trust spoke for them.",
                required=False,
                max_length=500,
                initial=heard_how,
                widget=TextInput(),
            )

    def _ask_goal(self, goal: Goal, before: Progress | None) -> None:
        key = goal.reference
        self.fields[f"made-{key}"] = long_text(
            "What progress has been made?", rows=2, initial=before.made if before else ""
        )
        self.fields[f"way-{key}"] = long_text(
            "What stands in the way?", rows=2, initial=before.in_the_way if before else ""
        )
        self.fields[f"score-{key}"] = forms.ChoiceField(
            label="Where are we now, from 0 (at its worst) to 10 (all is well)?",
            choices=SCORES,
            required=False,
            initial=before.score if before else None,
            widget=Select,
        )

    @property
    def attendance(self) -> list[tuple[Invitation, list[Any]]]:
        return [(one, self._how(one.reference)) for one in self.invited]

    @property
    def also_heard(self) -> list[list[Any]]:
        return [self._how(one.reference) for one in self.also]

    def _how(self, key: str) -> list[Any]:
        return [self[name] for name in (f"was-{key}", f"heard-{key}") if name in self.fields]

    @property
    def reviewed(self) -> list[tuple[Goal, list[Any]]]:
        return [(goal, [self[f"{part}-{goal.reference}"] for part in ("made", "way", "score")]) for goal in self.goals]

    def said(self) -> Said:
        given = self.cleaned_data
        return Said(
            starts_at=given["starts_at"],
            minutes={name: "" for name in MINUTES} | {name: given[name] for name in MINUTES if name in given},
            attended={one.pk: given[f"was-{one.reference}"] for one in self.invited},
            heard_how={one.pk: given.get(f"heard-{one.reference}", "") for one in self.invited},
            guests=self._came(),
            found=self._found(),
        )

    def _came(self) -> list[Guest]:
        given = self.cleaned_data
        family = [
            Guest(person=one, attended=Attended(how) if how else Attended.REPORT, heard_how=heard_how)
            for one in self.also
            for how, heard_how in [(given[f"was-{one.reference}"], given.get(f"heard-{one.reference}", ""))]
            if how or heard_how.strip()
        ]
        return [*family, *guests_named(given["others"], Attended.ATTENDED)]

    def _found(self) -> list[Reviewed]:
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


class FirstMinutesForm(AsksScores, MinutesForm):
    """With how things are now on the scales of the assessment, what was decided as actions of the plan, when and where
    the next meeting is, and, `asks_used`, whether what social care handed over was used."""

    next_time = forms.CharField(
        label="At what time?", help_text="Like 14:30. As this time, if left out.", required=False, max_length=20
    )
    next_place = forms.CharField(
        label="Where?", help_text="As this time, if left out.", required=False, max_length=200, widget=TextInput()
    )

    was_used = forms.ChoiceField(
        label="Was what social care handed over used?", choices=YES_NO, required=False, widget=Radios(inline=True)
    )
    how_used = long_text("How? Or why not?", rows=2)

    def __init__(
        self, *args: Any, around: Around, scales: Sequence[OverTime] = (), asks_used: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, around=around, **kwargs)
        self.around = around
        if not asks_used:
            del self.fields["was_used"], self.fields["how_used"]
        self.ask_scores(scales)
        who = [("", "Choose"), *around.choices(), (OTHER, "Somebody else")]
        of_goal = [("", "The whole plan"), *((one.reference, one.what[:100]) for one in self.plan_goals)]
        for number in range(1, MOST_DECISIONS + 1):
            fields: dict[str, forms.Field] = {
                "what": forms.CharField(label="What will be done?", required=False, max_length=500, widget=TextInput()),
                "who": forms.ChoiceField(label="Who does it?", choices=who, required=False, widget=Select),
                "name": forms.CharField(
                    label="If somebody else: who?", required=False, max_length=200, widget=TextInput(width="one-half")
                ),
                "goal": forms.ChoiceField(label="For which goal?", choices=of_goal, required=False, widget=Select),
                "day": DateField(label="By when?", name="The day by which it is done", required=False),
            }
            if not self.plan_goals:
                del fields["goal"]
            for part, field in fields.items():
                speak_plainly(field)
                self.fields[f"decision{number}-{part}"] = field

    @property
    def decision_lines(self) -> list[list[Any]]:
        parts = ("what", "who", "name", "goal", "day")
        names = ([f"decision{number}-{part}" for part in parts] for number in range(1, MOST_DECISIONS + 1))
        return [[self[name] for name in line if name in self.fields] for line in names]

    def clean_next_time(self) -> time | None:
        typed: str = self.cleaned_data["next_time"]
        found = read_time(typed.strip()) if typed.strip() else None
        if typed.strip() and found is None:
            raise forms.ValidationError("Give a time of day, like 14:30 or 2:30pm")
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for number in range(1, MOST_DECISIONS + 1):
            line = {part: given.get(f"decision{number}-{part}") for part in ("what", "who", "name", "day")}
            if not (line["what"] or "").strip() and any((line["who"], line["name"], line["day"])):
                self.add_error(f"decision{number}-what", "Say what will be done")
            if line["who"] == OTHER and not (line["name"] or "").strip():
                self.add_error(f"decision{number}-name", "Say who it is")
        return given

    def decisions(self) -> list[Decision]:
        given, goals = self.cleaned_data, {one.reference: one for one in self.plan_goals}
        found = []
        for number in range(1, MOST_DECISIONS + 1):
            what, who = given[f"decision{number}-what"].strip(), given[f"decision{number}-who"]
            if what:
                found.append(
                    Decision(
                        what,
                        self.around.worker(who),
                        self.around.person(who),
                        given[f"decision{number}-name"].strip() if who == OTHER else "",
                        given[f"decision{number}-day"],
                        goals.get(given.get(f"decision{number}-goal", "")),
                    )
                )
        return found

    def following(self) -> Next:
        return Next(self.cleaned_data["next_time"], self.cleaned_data["next_place"])

    def used(self) -> Used | None:
        """Whether what social care handed over was used, where that is said."""
        said = self.cleaned_data.get("was_used")
        return Used(said == YES, self.cleaned_data["how_used"]) if said else None


class PutRightForm(AsksScores, MinutesForm):
    """The minutes as they are, to be put right."""

    reason = long_text(
        "Why are they put right?", rows=2, required=True, help_text="What they say now stays readable, with this."
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, meeting: Meeting, scales: Sequence[OverTime] = (), **kwargs: Any) -> None:
        super().__init__(*args, meeting=meeting, initial={"version": meeting.version}, **kwargs)
        self.ask_scores(scales, still=lambda one: one.meeting == meeting.pk)
