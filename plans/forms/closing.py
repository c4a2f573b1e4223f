"""Forms of how help ends: the closing itself, and asking the family how it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone

from cases.choices import ClosureReason
from ehm.forms import DateField, GovukForm, Radios, Select, Textarea, not_in_the_future
from ehm.forms.messages import speak_plainly
from plans.choices import Asked, FamilyView, NeedOutcome, ScoredAt
from plans.feedback import Question
from plans.forms.plans import LONG, long_text
from plans.forms.scores import SCORES, AsksScores
from plans.models import Closing
from plans.needs import Found
from plans.scores import OverTime

NUMBERS = [("", "No number"), *SCORES[1:]]


class ClosingForm(AsksScores):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    reason = forms.ChoiceField(label="Why does early help end?", choices=ClosureReason.choices, widget=Radios)
    rationale = long_text(
        "How did you come to this?", rows=4, required=True, help_text="What has changed for the children."
    )
    family_view = forms.ChoiceField(
        label="What does the family think?",
        choices=FamilyView.choices,
        widget=Radios(reveals={FamilyView.NOT_TOLD.value: "why_not_told"}),
    )
    why_not_told = forms.CharField(label="Why not?", max_length=LONG, widget=Textarea(rows=2))
    family_says = long_text("What do the family and the children say?", rows=2, help_text="In their own words.")
    professionals_agree = long_text("Who of those who helped agrees, and who does not?", rows=2)
    goes_on = long_text("Who helps from now on, and where can they turn?", rows=2)

    def __init__(
        self,
        *args: Any,
        closing: Closing | None,
        needs: Sequence[Found],
        outcomes: Mapping[str, str],
        scales: Sequence[OverTime],
        because: str = "",
        **kwargs: Any,
    ) -> None:
        names = ("version", *self.base_fields)
        initial = {name: getattr(closing, name) for name in names} if closing is not None else {"reason": because}
        super().__init__(*args, initial=initial, **kwargs)
        self.needs = list(needs)
        for need in self.needs:
            field = forms.ChoiceField(
                label=need.words,
                choices=[("", "Not said yet"), *NeedOutcome.choices],
                required=False,
                initial=outcomes.get(need.key, ""),
                widget=Select,
            )
            speak_plainly(field)
            self.fields[f"need-{need.key}"] = field
        self.ask_scores(scales, still=lambda one: one.at == ScoredAt.CLOSING.label)

    @property
    def asked_needs(self) -> Iterator[BoundField]:
        return (self[f"need-{need.key}"] for need in self.needs)

    def outcomes(self) -> dict[str, str]:
        """'' where nothing is said of a need, or no longer."""
        return {need.key: self.cleaned_data[f"need-{need.key}"] for need in self.needs}

    def on_record(self) -> dict[str, object]:
        """What stands in the fields of needs and scores by what is saved, for whoever typed something else."""
        asked = [name for name in self.fields if name.startswith(("need-", "scale-"))]
        return {name: self.fields[name].initial if self.fields[name].initial is not None else "" for name in asked}

    def clean_version(self) -> int:
        return self.cleaned_data["version"] or 0


class AskFeedbackForm(GovukForm):
    person = forms.ChoiceField(label="Who?", widget=Radios)
    asked = forms.ChoiceField(label="How?", choices=Asked.choices, widget=Radios(reveals={Asked.NOT.value: "why_not"}))
    why_not = forms.CharField(label="Why not?", max_length=LONG, widget=Textarea(rows=2))

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields["person"]
        person.choices = list(people)


class FeedbackForm(GovukForm):
    """`on` is asked only of a worker who writes down what somebody said."""

    on = DateField(label="When did they say it?", name="The day", validators=[not_in_the_future])

    def __init__(self, *args: Any, questions: Sequence[Question], by_themselves: bool, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": timezone.localdate()}, **kwargs)
        if by_themselves:
            del self.fields["on"]
        self.questions = list(questions)
        for one in self.questions:
            if one.is_scored:
                field: forms.Field = forms.ChoiceField(
                    label=one.text,
                    help_text=f"0: {one.worst}. 10: {one.best}.",
                    choices=NUMBERS,
                    required=False,
                    widget=Select,
                )
                speak_plainly(field)
                self.fields[f"score-{one.key}"] = field
            words = long_text("Anything to add?" if one.is_scored else one.text, rows=2)
            speak_plainly(words)
            self.fields[f"words-{one.key}"] = words

    def answers(self) -> dict[str, dict[str, Any]]:
        given = self.cleaned_data
        return {
            one.key: {
                "score": int(score) if (score := given.get(f"score-{one.key}")) else None,
                "words": given[f"words-{one.key}"],
            }
            for one in self.questions
        }
