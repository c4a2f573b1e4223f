"""Forms of step up, step down and of telling the front door."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from assessments.handing import Recipient
from cases.models import Person
from ehm.forms import (
    Checkbox,
    Checkboxes,
    DateField,
    DateTimeField,
    GovukForm,
    PaperField,
    Radios,
    Select,
    Textarea,
    TextInput,
    not_in_the_future,
    not_in_the_past,
)
from plans.actions.front_door import Told
from plans.choices import (
    AnonymousNext,
    CameFrom,
    ChildrenTold,
    FamilyView,
    FrontDoorDecision,
    HandedPaper,
    StepDownRoute,
    ToldHow,
)
from plans.forms.plans import LONG, long_text
from plans.models import Meeting, StepUp
from plans.profile import StepsUp

YES, NO, NOT_YET = "yes", "no", "not_yet"
FRONT_DOOR = "front-door"  # among the agencies that may get the pack
YES_NO = [(YES, "Yes"), (NO, "No")]
HARM = "Is a child suffering significant harm, or could one be?"


def short_text(label: str, *, required: bool = False, width: str = "one-half", **options: Any) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=200, widget=TextInput(width=width), **options)


def when(label: str, name: str, **options: Any) -> DateTimeField:
    return DateTimeField(label=label, name=name, validators=[not_in_the_future], **options)


def harm_field() -> forms.ChoiceField:
    """Yes, or not sure: both are a worry that does not wait."""
    return forms.ChoiceField(
        label=HARM, choices=[(YES, "Yes, or I am not sure"), (NO, "No")], widget=Radios(inline=True)
    )


class TellForm(GovukForm):
    made_at = when("When did you tell them?", "When you told them")
    how = forms.ChoiceField(label="How?", choices=ToldHow.choices, widget=Radios(inline=True))
    spoke_with = short_text("Whom did you speak with?")
    children = forms.MultipleChoiceField(label="Which children is it about?", widget=Checkboxes)
    worry = long_text("What did you tell them?", rows=5, required=True)
    is_harm_feared = harm_field()
    parents_told = forms.ChoiceField(
        label="Do the parents know that you told them?",
        help_text="They are told first, unless that puts a child at greater risk.",
        choices=YES_NO,
        widget=Radios(reveals={NO: "why_parents_not_told"}),
    )
    why_parents_not_told = forms.CharField(label="Why not?", max_length=LONG, widget=Textarea(rows=2))
    children_told = forms.ChoiceField(
        label="Do the children know?",
        choices=ChildrenTold.choices,
        widget=Radios(reveals={ChildrenTold.NO.value: "why_children_not_told"}),
    )
    why_children_not_told = forms.CharField(label="Why not?", max_length=LONG, widget=Textarea(rows=2))

    def __init__(self, *args: Any, children: Sequence[Person], talk: StepUp | None = None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {"made_at": timezone.now()}
        if talk is not None:
            initial |= {"worry": talk.worries, "is_harm_feared": YES if talk.is_harm_feared else NO}
        super().__init__(*args, initial=initial, **kwargs)
        choices: Any = self.fields["children"]
        choices.choices = [(one.reference, one.short_name) for one in children]
        if not children:
            del self.fields["children"]

    def told(self) -> Told:
        given = self.cleaned_data
        return Told(
            made_at=given["made_at"],
            how=ToldHow(given["how"]),
            spoke_with=given["spoke_with"],
            children=given.get("children", ()),
            worry=given["worry"],
            is_harm_feared=given["is_harm_feared"] == YES,
            parents_told=given["parents_told"] == YES,
            why_parents_not_told=given["why_parents_not_told"] or "",
            children_told=ChildrenTold(given["children_told"]),
            why_children_not_told=given["why_children_not_told"] or "",
        )


class SentForm(GovukForm):
    sent_at = when("When did you send it?", "When you sent it")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"sent_at": timezone.now()}, **kwargs)


class HeardForm(GovukForm):
    """What they decided, or that they have not and are asked again."""

    decision = forms.ChoiceField(
        label="What did they decide?",
        choices=[*FrontDoorDecision.choices, (NOT_YET, "They have not decided yet")],
        widget=Radios(reveals={NOT_YET: "ask_on"}),
    )
    ask_on = DateField(label="When do you ask again?", name="The day", validators=[not_in_the_past])
    heard_at = when("When did you hear it?", "When you heard it")
    heard = long_text("What did they say?", rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"heard_at": timezone.now()}, **kwargs)


class TalkForm(GovukForm):
    held_at = when("When did you talk?", "When you talked")
    with_whom = short_text("With whom?", required=True)
    worries = long_text("What has become harder, or worse?", rows=4, required=True)
    tried = long_text(
        "What was tried, and why did it not work?", rows=4, required=True, help_text="Social care reads this first."
    )
    is_harm_feared = harm_field()
    outcome = forms.ChoiceField(label="Where did it lead?", widget=Radios)
    advice = long_text("What was advised, or agreed?", rows=3)

    def __init__(self, *args: Any, asked: StepsUp, front_door: str, tried: str = "", **kwargs: Any) -> None:
        super().__init__(*args, initial={"held_at": timezone.now(), "tried": tried}, **kwargs)
        self.front_door = front_door
        outcome: Any = self.fields["outcome"]
        outcome.choices = [(one.value, name) for one, name in asked.outcomes]
        self.fields["with_whom"].help_text = f"Such as {asked.talks_with}."
        self.fields["is_harm_feared"].help_text = f"Then do not wait: {front_door} is told now, and no meeting waits."


class HandoverForm(GovukForm):
    family_view = forms.ChoiceField(
        label="What does the family think of step up?",
        choices=[
            (FamilyView.AGREES, "They agree"),
            (FamilyView.DISAGREES, "They know, and do not agree"),
            (FamilyView.NOT_TOLD, "They have not been told"),
        ],
        widget=Radios(reveals={FamilyView.NOT_TOLD.value: "why_not_told"}),
    )
    why_not_told = forms.CharField(label="Why not?", max_length=LONG, widget=Textarea(rows=2))
    new_lead = short_text("Who leads in social care from then on?")
    new_lead_agrees = forms.ChoiceField(
        label="Have they agreed to lead?", choices=[("", "Not asked yet"), *YES_NO], required=False, widget=Select
    )
    handed_over_on = DateField(
        label="When did you talk about the handover?",
        name="The day of the handover",
        required=False,
        validators=[not_in_the_future],
        help_text="With the family, at the last meeting about the plan or in another way.",
    )
    handed_over_how = long_text("Where, who was there, what was agreed?", rows=3)

    def __init__(self, *args: Any, talk: StepUp, **kwargs: Any) -> None:
        initial = {name: getattr(talk, name) for name in self.base_fields}
        initial["new_lead_agrees"] = {True: YES, False: NO, None: ""}[talk.new_lead_agrees]
        super().__init__(*args, initial=initial, **kwargs)

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        return given | {
            "why_not_told": given["why_not_told"] or "",
            "new_lead_agrees": {YES: True, NO: False}.get(given["new_lead_agrees"]),
        }


class EndListingForm(GovukForm):
    because = long_text("Why?", rows=3, required=True)


class GivePackForm(GovukForm):
    given_on = DateField(label="When?", name="The day", validators=[not_in_the_future])
    given_how = short_text("How?", required=True, help_text="Such as by secure e-mail.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"given_on": timezone.localdate()}, **kwargs)


class PackForForm(GovukForm):
    """Who it is for: in the address, so that the page says what they get."""

    to = forms.ChoiceField(label="Who gets it?", widget=Select)

    def __init__(self, *args: Any, offered: Sequence[Recipient], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.choices = [(one.agency.reference if one.agency else FRONT_DOOR, one.words) for one in offered]


class ConsultationForm(GovukForm):
    on = DateField(label="When?", name="The day", validators=[not_in_the_future])
    with_whom = short_text("Whom did you ask?")
    asked = long_text(
        "What did you ask?", rows=4, required=True, help_text="No names, initials, dates of birth, schools or streets."
    )
    advice = long_text("What did they advise?", rows=4, required=True)
    then = forms.ChoiceField(label="What do you do now?", choices=AnonymousNext.choices, widget=Radios)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": timezone.localdate()}, **kwargs)


class StepDownForm(GovukForm):
    came_from = forms.ChoiceField(label="What did they have until now?", choices=CameFrom.choices, widget=Radios)
    social_worker = short_text("Who is the social worker?", required=True)
    social_worker_phone = forms.CharField(
        label="Their telephone", required=False, max_length=30, widget=TextInput(width="20")
    )
    route = forms.ChoiceField(
        label="How does help come down?",
        widget=Radios(reveals={StepDownRoute.REVIEW.value: ("handed_over_on", "if_worse")}),
    )
    handed_over_on = DateField(
        label="When did they meet with you and the family?", name="The day they met", validators=[not_in_the_future]
    )
    if_worse = forms.CharField(
        label="What is to be done if worries rise again?", max_length=LONG, widget=Textarea(rows=3)
    )
    agreed = long_text("What was agreed: what goes on, and who does it?", rows=4)
    family_view = forms.ChoiceField(
        label="What does the family think?",
        choices=[
            (FamilyView.AGREES, "They agree, and to who leads"),
            (FamilyView.DISAGREES, "They know, and do not agree"),
            (FamilyView.NOT_TOLD, "They have not been told"),
        ],
        widget=Radios,
    )
    family_says = long_text("What do they and the children say?", rows=2)

    def __init__(self, *args: Any, the_panel: str, lead: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        route: Any = self.fields["route"]
        named = f": {lead}" if lead else ""
        route.choices = [
            (StepDownRoute.REVIEW, f"At a meeting of theirs that named who leads now{named}"),
            (StepDownRoute.MEETING, f"Nobody leads yet: {the_panel} looks for somebody, as the family agrees"),
        ]

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given["route"] == StepDownRoute.MEETING:
            return given | {"handed_over_on": None, "if_worse": ""}
        return given


class PaperForm(GovukForm):
    kind = forms.ChoiceField(label="What is it?", choices=HandedPaper.choices, widget=Radios(inline=True))
    file = PaperField(label="Choose the document")
    family_agreed = forms.BooleanField(
        label="The family has agreed that those who help now read it", required=False, widget=Checkbox
    )


class UsedForm(GovukForm):
    meeting = forms.ChoiceField(label="At which review?", widget=Select)
    was_used = forms.ChoiceField(
        label="Was what social care handed over used?", choices=YES_NO, widget=Radios(inline=True)
    )
    how = long_text("How? Or why not?", rows=2)

    def __init__(self, *args: Any, meetings: Sequence[tuple[Meeting, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["meeting"]
        field.choices = [(one.reference, words) for one, words in meetings]
        if len(meetings) == 1:
            field.initial = meetings[0][0].reference
            field.widget = forms.HiddenInput()


class FollowUpForm(GovukForm):
    on = DateField(label="When did you ask?", name="The day", validators=[not_in_the_future])
    with_whom = short_text("Whom?", required=True)
    heard = long_text("What did they say?", rows=4, required=True)
    to_do = long_text("Is there anything to do, and who does it?", rows=3)

    def __init__(self, *args: Any, lead: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": timezone.localdate(), "with_whom": lead}, **kwargs)
