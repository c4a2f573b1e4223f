"""Forms of meetings before they are held: planning, moving, cancelling, who is asked, what those asked answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from ehm.forms import Checkboxes, DateTimeField, GovukForm, Radios, TextInput
from ehm.forms.messages import speak_plainly
from plans.choices import Answer, Interpreter, MeetingKind
from plans.forms.guests import GuestsForm
from plans.forms.plans import long_text
from plans.models import Invitation
from plans.people import Around
from plans.profile import Profile

CALLED = 200


NO_ADDRESS = "The whole team reads this, and somebody's whereabouts are protected: write no address, only 'at home'."


def _short(label: str, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=CALLED, widget=TextInput(), **options)


class PlanMeetingForm(GuestsForm):
    kind = forms.ChoiceField(label="What is the meeting for?", widget=Radios)
    starts_at = DateTimeField(label="When is it?", name="When it is")
    place = _short("Where?")
    family_asked_for = long_text(
        "What time and place suit the family?", rows=2, help_text="An evening or a weekend too, if that helps them."
    )
    language = forms.CharField(
        label="Which language do they speak best?", required=False, max_length=60, widget=TextInput(width="one-half")
    )
    interpreter = forms.ChoiceField(
        label="Is there an interpreter?", choices=Interpreter.choices, required=False, widget=Radios
    )
    access_needs = long_text(
        "What else do they need to take part?",
        rows=2,
        help_text="Such as step-free access, somebody to watch the baby, a lift, papers in large print.",
    )
    another_agencys = _short(
        "Is it another agency's meeting? What is it called?",
        help_text="If a meeting of another agency serves as this one, say which: nobody has to meet twice.",
    )
    whose = _short("Which agency's meeting is it?")

    field_order: tuple[str, ...] = (
        "kind",
        "starts_at",
        "place",
        "family_asked_for",
        "language",
        "interpreter",
        "access_needs",
        "who",
    )

    def __init__(self, *args: Any, around: Around, profile: Profile, has_plan: bool, **kwargs: Any) -> None:
        super().__init__(*args, around=around, initial=_language_of(around) | kwargs.pop("initial", {}), **kwargs)
        kinds = [one for one in profile.kinds if has_plan or one != MeetingKind.REVIEW]
        kind: Any = self.fields["kind"]
        kind.choices = [(one.value, profile.called(one)) for one in kinds]
        if len(kinds) == 1:
            kind.initial = kinds[0].value
        if any(one.is_whereabouts_protected for one in around.people):
            self.fields["place"].help_text = NO_ADDRESS

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("whose") and not given.get("another_agencys"):
            self.add_error("another_agencys", "Say what the other agency calls its meeting")
        return given

    def about(self) -> Mapping[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if isinstance(value, str)}


def _language_of(around: Around) -> dict[str, str]:
    """As the record has it, of the first in the family who needs an interpreter."""
    needs = [one for one in around.people if one.needs_interpreter]
    if not needs:
        return {}
    return {
        "language": needs[0].interpreter_language or needs[0].first_language,
        "interpreter": Interpreter.NEEDED.value,
    }


class AskForm(GuestsForm):
    """Who else is asked to a meeting that is planned, and who is asked no longer."""

    not_asked = forms.MultipleChoiceField(label="Who is asked no longer?", required=False, widget=Checkboxes)

    field_order: tuple[str, ...] = ("who", "others", "despite", "not_asked")

    def __init__(self, *args: Any, around: Around, asked: Sequence[Invitation], **kwargs: Any) -> None:
        super().__init__(*args, around=around, initial={"who": []}, **kwargs)
        there = {_choice_of(one) for one in asked}
        who: Any = self.fields["who"]
        who.label = "Who else is asked?"
        who.choices = [(value, words) for value, words in who.choices if value not in there]
        if not who.choices:
            del self.fields["who"]
        self.asked = {one.reference: one for one in asked}
        gone: Any = self.fields["not_asked"]
        gone.choices = [(one.reference, one.who) for one in asked]
        if not asked:
            del self.fields["not_asked"]

    def guests(self) -> Any:
        self.cleaned_data.setdefault("who", [])
        return super().guests()

    def no_longer(self) -> list[Invitation]:
        return [self.asked[reference] for reference in self.cleaned_data.get("not_asked", ())]


def _choice_of(one: Invitation) -> str:
    for kind, who in (("person", one.person), ("worker", one.worker), ("agency", one.asked_agency)):
        if who is not None:
            return f"{kind}:{who.reference}"
    return ""


class MoveMeetingForm(GovukForm):
    starts_at = DateTimeField(label="When is it now?", name="When it is")
    place = _short("Where?")

    def __init__(self, *args: Any, is_protected: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_protected:
            self.fields["place"].help_text = NO_ADDRESS


class CancelForm(GovukForm):
    reason = long_text("Why will it not take place?", rows=2, required=True)


class TakeBackForm(GovukForm):
    reason = long_text("How do you know that it was not held?", rows=2, required=True)


class RepliesForm(GovukForm):
    """What those who are asked answer before the meeting, and what they send or say."""

    def __init__(self, *args: Any, asked: Iterable[Invitation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = list(asked)
        for one in self.asked:
            self.fields[f"answer-{one.reference}"] = forms.ChoiceField(
                label="Are they coming?",
                choices=[("", "Nothing new"), *Answer.choices],
                required=False,
                widget=Radios(inline=True),
            )
            label = "Their report, or their views" if one.person is None else "What they want to be said"
            self.fields[f"report-{one.reference}"] = long_text(label, rows=2)
        for field in self.fields.values():
            speak_plainly(field)

    @property
    def lines(self) -> list[tuple[Invitation, list[Any]]]:
        return [(one, [self[f"{part}-{one.reference}"] for part in ("answer", "report")]) for one in self.asked]

    def replies(self) -> list[tuple[Invitation, str, str]]:
        given = self.cleaned_data
        return [
            (one, given[f"answer-{one.reference}"], given[f"report-{one.reference}"])
            for one in self.asked
            if given[f"answer-{one.reference}"] or given[f"report-{one.reference}"].strip()
        ]
