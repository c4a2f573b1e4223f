"""Forms of a plan and of what it holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from ehm.forms import (
    Checkbox,
    Checkboxes,
    DateField,
    GovukForm,
    Radios,
    Select,
    Textarea,
    TextInput,
    not_in_the_future,
    not_in_the_past,
)
from plans.choices import PromiseKind
from plans.models import Goal, Plan, Promise
from plans.models.plans import YEAR
from plans.needs import Found
from plans.people import OTHER, Around
from plans.profile import Profile

LONG = 2000  # letters


def long_text(label: str, *, rows: int = 3, required: bool = False, **options: Any) -> forms.CharField:
    widget = Textarea(rows=rows, count=LONG, threshold=75)
    return forms.CharField(label=label, required=required, max_length=LONG, widget=widget, **options)


class TrajectoryForm(GovukForm):
    what_it_takes = long_text("What will it take to complete the plan?")
    review_every_days = forms.IntegerField(
        label="How often is it reviewed?",
        help_text="In days: 42 is every six weeks. Leave it empty for no more often than the partnership asks.",
        required=False,
        min_value=1,
        max_value=YEAR,
        widget=TextInput(width=4, suffix="days", attrs={"inputmode": "numeric"}),
    )
    coordinated_by = forms.CharField(
        label="Who keeps the plan and its reviews together?", required=False, max_length=200, widget=TextInput()
    )
    expected_end_on = DateField(
        label="When do you all hope to be done?", name="The day you hope to be done", required=False
    )
    how_measured = long_text("How is progress measured, and by whom?")
    contingency = long_text("What happens if things get worse, or the plan does not work?")
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, plan: Plan, profile: Profile, **kwargs: Any) -> None:
        initial = {name: getattr(plan, name) for name in self.base_fields}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["coordinated_by"].help_text = "Most often whoever leads."
        for name in ("how_measured", "contingency"):
            if getattr(profile, name):
                self.fields[name].help_text = "Every plan here says this before it is agreed."


class GoalForm(GovukForm):
    what = long_text("What do we want to achieve?", required=True, help_text="In the family's own words.")
    how = long_text("How will we do it?")
    good_progress = long_text(
        "What does good progress look like?", help_text="Something that everybody would see, such as 'in bed by eight'."
    )
    person = forms.ChoiceField(label="Who is it for?", required=False, widget=Select)
    needs = forms.MultipleChoiceField(label="Which needs does it answer?", required=False, widget=Checkboxes)
    worries = forms.MultipleChoiceField(label="Which worries does it answer?", required=False, widget=Checkboxes)
    is_cause = forms.BooleanField(
        label="It goes to what lies behind, not only to its signs", required=False, widget=Checkbox
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, around: Around, found: Iterable[Found], goal: Goal | None = None, **kwargs: Any
    ) -> None:
        initial = {name: getattr(goal, name) for name in self.base_fields} if goal else {}
        if goal is not None and goal.person is not None:
            initial["person"] = f"person:{goal.person.reference}"
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.around = around
        person: Any = self.fields["person"]
        person.choices = [("", "The whole family"), *((f"person:{one.reference}", one.name) for one in around.people)]
        found = list(found)
        for name, is_worry in (("needs", False), ("worries", True)):
            field: Any = self.fields[name]
            field.choices = [(one.key, one.words) for one in found if one.is_worry is is_worry]
            if not field.choices:
                del self.fields[name]

    def values(self, goal: Goal | None = None) -> dict[str, Any]:
        """What a form did not offer stays as it was: an assessment that says more now takes nothing away."""
        given = dict(self.cleaned_data)
        given["person"] = self.around.person(given.get("person", ""))
        for name in ("needs", "worries"):
            offered = {key for key, _ in getattr(self.fields.get(name), "choices", ())}
            before = [key for key in getattr(goal, name, ()) if key not in offered]
            given[name] = [*before, *given.get(name, [])]
        return given


class PromiseForm(GovukForm):
    what = long_text("What will be done?", rows=2, required=True)
    goal = forms.ChoiceField(label="For which goal?", required=False, widget=Select)
    who = forms.ChoiceField(label="Who does it?", required=False, widget=Select)
    somebody = forms.CharField(
        label="If somebody else: who?",
        help_text="Such as 'Gran' or 'the landlord'.",
        required=False,
        max_length=200,
        widget=TextInput(width="one-half"),
    )
    by_when = DateField(label="By when?", name="The day by which it is done", required=False)
    measure = long_text("How will we see that it is done?", rows=2)
    consequence = long_text("What happens if it is not?", rows=2)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        kind: PromiseKind,
        around: Around,
        goals: Iterable[Goal],
        promise: Promise | None = None,
        goal: Goal | None = None,
        **kwargs: Any,
    ) -> None:
        initial: dict[str, Any] = {"goal": goal.reference if goal else ""}
        if promise is not None:
            names = ("what", "somebody", "by_when", "measure", "consequence", "version")
            initial = {name: getattr(promise, name) for name in names}
            initial |= {"who": _who(promise), "goal": promise.goal.reference if promise.goal else ""}
        super().__init__(*args, initial=initial, **kwargs)
        self.around, self.goals = around, {one.reference: one for one in goals}
        who: Any = self.fields["who"]
        who.choices = [("", "Nobody yet"), *around.choices(), (OTHER, "Somebody else")]
        if promise is not None and initial["who"] not in dict(who.choices):
            who.choices = [*who.choices[:-1], (initial["who"], promise.whose), who.choices[-1]]
        self.kept = promise
        of: Any = self.fields["goal"]
        of.choices = [("", "The whole plan"), *((one.reference, one.what[:100]) for one in self.goals.values())]
        if kind == PromiseKind.BOTTOM_LINE:
            self.fields["what"].label = "What must happen?"
            self.fields["who"].label = "Who sees to it?"
            for name in ("measure", "goal"):
                del self.fields[name]
        else:
            del self.fields["consequence"]
        if promise is not None and promise.by_when is not None and promise.plan.agreed_at is not None:
            del self.fields["by_when"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("who") == OTHER and not given.get("somebody", "").strip():
            self.add_error("somebody", "Say who it is")
        return given

    def values(self) -> dict[str, Any]:
        given, kept = dict(self.cleaned_data), self.kept
        who = given.pop("who", "")
        is_as_before = kept is not None and who == _who(kept)
        given["worker"] = kept.worker if kept and is_as_before else self.around.worker(who)
        given["person"] = kept.person if kept and is_as_before else self.around.person(who)
        given["somebody"] = given["somebody"].strip() if who == OTHER else ""
        given["goal"] = self.goals.get(given.get("goal", "")) if "goal" in self.fields else None
        if "by_when" not in self.fields and kept is not None:
            given["by_when"] = kept.by_when
        return {"measure": "", "consequence": ""} | given


def _who(promise: Promise) -> str:
    if promise.worker is not None:
        return f"worker:{promise.worker.reference}"
    if promise.person is not None:
        return f"person:{promise.person.reference}"
    return OTHER if promise.somebody else ""


class FinishForm(GovukForm):
    is_done = forms.ChoiceField(
        label="Was it done?", choices=[("yes", "Yes, it is done"), ("no", "No, and it will not be")], widget=Radios
    )
    on = DateField(label="On which day?", name="The day", validators=[not_in_the_future])
    note = long_text("What came of it?", help_text="If it was not done: why, and what helps now.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": timezone.localdate()}, **kwargs)


class MoveForm(GovukForm):
    to = DateField(label="To which day?", name="The new day", validators=[not_in_the_past])
    reason = long_text("Why?", rows=2, required=True)


class EndForm(GovukForm):
    reason = long_text("Why does the plan end?", required=True)
