"""Forms of the way in and out of an assessment: decided, declined, offered again, given up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone

from assessments.declining import Attempt, Declined, NextStep
from assessments.form import Form
from assessments.models import Assessment
from cases.forms.episodes import RowChoiceField
from cases.models import Person
from ehm.forms import (
    DateField,
    GovukForm,
    Radios,
    Select,
    Textarea,
    TextInput,
    in_the_future,
    not_in_the_future,
    not_in_the_past,
)
from ehm.forms.messages import speak_plainly

LONG = 4000
MOST_LINES = 20
BOX: dict[str, Any] = {"rows": 4, "count": LONG, "threshold": 75}
OWN_TOOL = "own_tool"


def moment_of(on: date) -> datetime:
    """A day that is told afterwards, as a moment: now where it is today, else noon of that day."""
    if on == timezone.localdate():
        return timezone.now()
    return datetime.combine(on, time(12), timezone.get_current_timezone())


class DecidedForm(GovukForm):
    """When it was decided with the family: today, or on a day that is told afterwards."""

    when = forms.ChoiceField(
        label="When did you and the family decide?",
        choices=[("today", "Today"), ("earlier", "On an earlier day")],
        initial="today",
        widget=Radios(reveals={"earlier": "earlier_on"}),
    )
    earlier_on = DateField(label="On which day?", name="The day you decided", validators=[not_in_the_future])

    @property
    def decided_at(self) -> datetime:
        earlier = self.cleaned_data["when"] == "earlier"
        return moment_of(self.cleaned_data["earlier_on"] if earlier else timezone.localdate())


class DecideForm(DecidedForm):
    made_with = forms.ChoiceField(label="How will you write it?", widget=Radios)
    begin_from = forms.ChoiceField(
        label="The family has had help before. What will you begin from?",
        help_text="What is copied says where it comes from. Every child is heard anew, and every scale is asked anew.",
        widget=Radios,
    )

    def __init__(self, *args: Any, form: Form, level: int, earlier: Sequence[Assessment] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earlier = {one.reference: one for one in earlier}
        if form.own_tool is None or not form.may_use_own_tool(level):
            del self.fields["made_with"]
        else:
            _offer(self.fields["made_with"], [("form", f"With the {form.title}"), (OWN_TOOL, form.own_tool.title)])
            made_with: Any = self.fields["made_with"]
            made_with.widget.hints = {OWN_TOOL: form.own_tool.why}
        if earlier:
            choices = [(one.reference, f"The assessment of {_finished(one)}") for one in earlier]
            _offer(self.fields["begin_from"], [("nothing", "An empty form"), *choices])
        else:
            del self.fields["begin_from"]

    @property
    def uses_own_tool(self) -> bool:
        return self.cleaned_data.get("made_with") == OWN_TOOL

    @property
    def begins_from(self) -> Assessment | None:
        return self.earlier.get(self.cleaned_data.get("begin_from", ""))


@dataclass(frozen=True)
class AttemptLine:
    """The fields of one attempt, for the page."""

    number: int
    on: BoundField
    how: BoundField
    answer: BoundField


class DeclineForm(GovukForm):
    """`declined` holds what was told, once it is valid. `lines`, as sent, says how many attempts there are."""

    declined_on = DateField(
        label="When did the family say no?", name="The day they said no", validators=[not_in_the_future]
    )
    reason = forms.CharField(
        label="Why, in their own words?",
        help_text="As they said it. If they gave no reason, write that.",
        max_length=LONG,
        widget=Textarea(**BOX),
    )
    is_safety_a_worry = forms.ChoiceField(
        label="Is anybody worried about a child's safety?",
        choices=[("no", "No"), ("yes", "Yes")],
        widget=Radios(reveals={"yes": ("risk_assessment", "decided_by", "decision")}),
    )
    risk_assessment = forms.CharField(
        label="The risks to each child, and what keeps them safe", max_length=LONG, widget=Textarea(**BOX)
    )
    decided_by = forms.CharField(
        label="Which senior manager or safeguarding lead decided?", max_length=200, widget=TextInput(width=30)
    )
    decision = forms.CharField(label="What did they decide, and why?", max_length=LONG, widget=Textarea(**BOX))
    next_step = forms.ChoiceField(
        label="What happens next?",
        widget=Radios(
            reveals={NextStep.TRY_AGAIN: "try_again_on"},
            hints={NextStep.RESPECT_IT: "Help is the family's choice. Only where nobody is worried about safety."},
        ),
    )
    try_again_on = DateField(
        label="When will you offer it again?",
        name="The day you offer it again",
        help_text="It shows in your work when the day comes.",
        validators=[not_in_the_past],
    )
    attempts: tuple[Attempt, ...]
    declined: Declined

    def __init__(self, *args: Any, front_door: str, **kwargs: Any) -> None:
        initial = {"declined_on": timezone.localdate(), "attempt-1-on": timezone.localdate()} | kwargs.pop(
            "initial", {}
        )
        super().__init__(*args, initial=initial, **kwargs)
        next_step: Any = self.fields["next_step"]
        next_step.choices = [
            (NextStep.TRY_AGAIN, "We offer it again"),
            (NextStep.ASK_FRONT_DOOR, f"We ask the {front_door} for advice"),
            (NextStep.RESPECT_IT, "We leave it with the family"),
        ]
        self.count = _lines_in(self.data.get("lines", "1"))
        for number in range(1, self.count + 1):
            for name, field in _attempt_fields(number).items():
                speak_plainly(field)
                self.fields[name] = field
        self.order_fields([name for name in self.fields if name.startswith("attempt-")])  # as on the page

    @property
    def attempt_lines(self) -> Iterator[AttemptLine]:
        for number in range(1, self.count + 1):
            yield AttemptLine(number, *(self[f"attempt-{number}-{part}"] for part in ("on", "how", "answer")))

    @property
    def has_room(self) -> bool:
        return self.count < MOST_LINES

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.attempts = tuple(self._attempts())
        if not self.attempts and not any(name.startswith("attempt-") for name in self.errors):
            self.add_error("attempt-1-on", "Write down at least one time that help was offered")
        is_worry = cleaned.get("is_safety_a_worry") == "yes"
        if is_worry and cleaned.get("next_step") == NextStep.RESPECT_IT:
            self.add_error(
                "next_step", "Where safety is a worry, offer help again or ask the front door: choose one of them"
            )
        if self.errors:
            return cleaned
        self.declined = Declined(
            attempts=self.attempts,
            reason=cleaned["reason"],
            next_step=NextStep(cleaned["next_step"]),
            try_again_on=cleaned.get("try_again_on"),
            is_safety_a_worry=is_worry,
            risk_assessment=cleaned.get("risk_assessment") or "",
            decided_by=cleaned.get("decided_by") or "",
            decision=cleaned.get("decision") or "",
        )
        return cleaned

    def _attempts(self) -> Iterator[Attempt]:
        for number in range(1, self.count + 1):
            on, how, answer = (self.cleaned_data.get(f"attempt-{number}-{part}") for part in ("on", "how", "answer"))
            if not how and not answer and f"attempt-{number}-on" not in self.errors:
                continue  # a line that nobody began: its day alone is not an attempt
            for part, given, sentence in (
                ("on", on, "Write down the day"),
                ("how", how, "Write down how you offered it"),
                ("answer", answer, "Write down what the family said"),
            ):
                name = f"attempt-{number}-{part}"
                if not given and name not in self.errors:
                    self.add_error(name, f"{sentence}, or leave the whole line empty")
            if on and how and answer:
                yield Attempt(on, how, answer)


class AttemptForm(GovukForm):
    """Offered once more, to a family that has said no."""

    on = DateField(label="When did you offer it?", name="The day", validators=[not_in_the_future])
    how = forms.CharField(
        label="How?", help_text="Such as 'at a home visit' or 'by phone'.", max_length=200, widget=TextInput(width=30)
    )
    answer = forms.CharField(label="What did the family say?", max_length=LONG, widget=Textarea(**BOX))
    again = forms.ChoiceField(
        label="Will you offer it again?",
        choices=[("yes", "Yes, on another day"), ("no", "No, or they said yes")],
        widget=Radios(reveals={"yes": "try_again_on"}),
    )
    try_again_on = DateField(label="On which day?", name="The day you offer it again", validators=[in_the_future])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": timezone.localdate()}, **kwargs)


class WithdrawForm(GovukForm):
    why = forms.ChoiceField(
        label="What happened?",
        choices=[
            ("Agreement taken back", "The family took back its agreement"),
            ("Given up", "We give it up for another reason"),
        ],
        widget=Radios,
    )
    reason = forms.CharField(
        label="Why?",
        help_text="What was written so far stays on record. The days to finish it stop counting.",
        max_length=LONG,
        widget=Textarea(**BOX),
    )

    @property
    def whole_reason(self) -> str:
        return f"{self.cleaned_data['why']}: {self.cleaned_data['reason']}"


class PutRightForm(GovukForm):
    what = forms.ChoiceField(
        label="What is wrong?",
        choices=[("days", "A day"), ("children", "What was written about two children was mixed up")],
        widget=Radios(
            reveals={"days": ("decided_on", "shared_on", "finished_on"), "children": ("one_child", "other_child")}
        ),
    )
    decided_on = DateField(
        label="When it was decided with the family", name="The day it was decided", validators=[not_in_the_future]
    )
    shared_on = DateField(
        label="When it was gone through with the family", name="The day it was shared", validators=[not_in_the_future]
    )
    finished_on = DateField(
        label="When it was finished: submitted, and shared with the family",
        name="The day it was finished",
        validators=[not_in_the_future],
    )
    one_child = RowChoiceField(label="One child", empty="Choose a child", widget=Select)
    other_child = RowChoiceField(label="The other child", empty="Choose a child", widget=Select)
    reason = forms.CharField(
        label="Why is it put right?",
        help_text="The team around the family reads this. What was recorded first stays on the timeline.",
        max_length=500,
        widget=Textarea(rows=3, count=500, threshold=75),
    )

    def __init__(self, *args: Any, assessment: Assessment, children: Sequence[Person], **kwargs: Any) -> None:
        self.was = assessment
        days = {"decided_on": assessment.decided_at, "finished_on": assessment.completed_at}
        initial = {name: timezone.localdate(at) for name, at in days.items() if at is not None}
        super().__init__(*args, initial=initial | {"shared_on": assessment.shared_on, "what": "days"}, **kwargs)
        if assessment.shared_on is None:
            del self.fields["shared_on"]
        if assessment.completed_at is None:
            del self.fields["finished_on"]
        what: Any = self.fields["what"].widget
        what.reveals = {
            value: tuple(name for name in names if name in self.fields) for value, names in what.reveals.items()
        }
        self.find_revealed()
        for name in ("one_child", "other_child"):
            field: Any = self.fields[name]
            field.offer(children, lambda child: child.name)

    @property
    def days(self) -> dict[str, Any]:
        """What put_days_right takes. A day that nobody changed keeps its hour."""
        given = self.cleaned_data
        return {
            "decided_at": _same_hour(self.was.decided_at, given["decided_on"]),
            "shared_on": given.get("shared_on"),
            "completed_at": _same_hour(self.was.completed_at, given.get("finished_on")),
        }


def with_another_line(posted: Any) -> Any:
    """What was typed, with room for one attempt more."""
    typed = posted.copy()
    typed["lines"] = str(min(_lines_in(posted.get("lines", "1")) + 1, MOST_LINES))
    return typed


def _same_hour(was: datetime | None, on: date | None) -> Any:
    if on is None or was is None:
        return None
    return was if timezone.localdate(was) == on else moment_of(on)


def _offer(field: Any, choices: list[tuple[str, str]]) -> None:
    """The first is what happens where nobody chooses."""
    field.choices, field.initial = choices, choices[0][0]


def _finished(assessment: Assessment) -> str:
    done = assessment.authorised_at or assessment.submitted_at or assessment.decided_at
    on = timezone.localdate(done)
    return f"{on.day} {on:%B %Y}"


def _lines_in(text: str) -> int:
    return max(1, min(int(text), MOST_LINES)) if text.isascii() and text.isdigit() and len(text) < 4 else 1


def _attempt_fields(number: int) -> dict[str, forms.Field]:
    return {
        f"attempt-{number}-on": DateField(
            label="When?", name=f"The day of attempt {number}", required=False, validators=[not_in_the_future]
        ),
        f"attempt-{number}-how": forms.CharField(
            label="How did you offer it?", required=False, max_length=200, widget=TextInput(width=30)
        ),
        f"attempt-{number}-answer": forms.CharField(
            label="What did the family say?", required=False, max_length=LONG, widget=Textarea(rows=2)
        ),
    }
