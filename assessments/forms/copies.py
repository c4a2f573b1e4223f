"""Forms of the list of who is to get a copy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone

from assessments.handing import Recipient, gets_family_copy
from assessments.models import CopyKind, HandedOver
from cases.models import Person
from ehm.forms import Checkboxes, DateField, GovukForm, Textarea, TextInput, not_in_the_future
from ehm.models import Agency
from ehm.words import day

OTHER = "other"
LONGEST_NEXT = 600


class AddCopyForm(GovukForm):
    to = forms.MultipleChoiceField(
        label="Who is to get which copy?",
        help_text="Choose all of those who were agreed on together.",
        widget=Checkboxes(reveals={OTHER: "words"}),
    )
    words = forms.CharField(
        label="Who?",
        help_text="Such as 'Dr Shah, the GP' or 'The nursery in Elm Row'.",
        max_length=200,
        widget=TextInput(),
    )
    agreed_on = DateField(label="When was it agreed with the family?", name="The day", validators=[not_in_the_future])
    agreed_with = forms.CharField(label="With whom was it agreed?", max_length=200, widget=TextInput())

    def __init__(
        self,
        *args: Any,
        people: Iterable[Person],
        children: Iterable[Person],
        agencies: Iterable[Agency],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.recipients = dict(_offered(people, children, agencies))
        field: Any = self.fields["to"]
        field.choices = [(key, _label(one)) for key, one in self.recipients.items()] + [
            (OTHER, "Somebody else, such as a GP or a school: full copy")
        ]

    @property
    def chosen(self) -> list[Recipient]:
        given: Mapping[str, Any] = self.cleaned_data
        somebody_else = Recipient(CopyKind.FULL, given["words"].strip())
        return [self.recipients.get(key, somebody_else) for key in given["to"]]


class AgreeAgainForm(GovukForm):
    """Nobody is ticked: each is asked about."""

    again = forms.MultipleChoiceField(label="Who is to get a copy again?", widget=Checkboxes)
    agreed_on = DateField(label="When was it agreed with the family?", name="The day", validators=[not_in_the_future])
    agreed_with = forms.CharField(label="With whom was it agreed?", max_length=200, widget=TextInput())

    def __init__(self, *args: Any, earlier: Iterable[HandedOver], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(earlier)
        again: Any = self.fields["again"]
        again.choices = [(one.reference, f"{one.recipient}: {one.get_kind_display().lower()}") for one in rows]
        again.widget.hints = {one.reference: _agreed(one) for one in rows if one.agreed_on}


class ChildsPageForm(GovukForm):
    goals = forms.MultipleChoiceField(
        label="Which goals stand on it?",
        help_text="They were written for grown-ups. Choose those that the child understands and may know about.",
        required=False,
        widget=Checkboxes,
    )
    next_steps = forms.CharField(
        label="What happens next, in words for the child",
        help_text="Such as 'Sam comes on Tuesdays to help with bedtimes.'",
        required=False,
        max_length=LONGEST_NEXT,
        widget=Textarea(rows=3, count=LONGEST_NEXT, threshold=75),
    )

    def __init__(self, *args: Any, offered: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        goals: Any = self.fields["goals"]
        goals.choices = list(offered.items())
        if not offered:
            del self.fields["goals"]


class GiveCopyForm(GovukForm):
    given_on = DateField(label="When did they get it?", name="The day", validators=[not_in_the_future])
    given_how = forms.CharField(
        label="How?", help_text="Such as 'by hand, at home'.", max_length=120, widget=TextInput()
    )
    also = forms.MultipleChoiceField(
        label="Who else got theirs then, in the same way?", required=False, widget=Checkboxes
    )

    def __init__(self, *args: Any, others: Iterable[HandedOver] = (), **kwargs: Any) -> None:
        super().__init__(*args, initial={"given_on": timezone.localdate()}, **kwargs)
        self.others = {one.reference: one for one in others}
        also: Any = self.fields["also"]
        also.choices = [(key, f"{one.recipient}: {one.get_kind_display().lower()}") for key, one in self.others.items()]
        if not self.others:
            del self.fields["also"]

    @property
    def also_given(self) -> list[Any]:
        return [self.others[reference] for reference in self.cleaned_data.get("also", ())]


def _offered(
    people: Iterable[Person], children: Iterable[Person], agencies: Iterable[Agency]
) -> Iterable[tuple[str, Recipient]]:
    for person in filter(gets_family_copy, people):
        yield f"family:{person.reference}", Recipient(CopyKind.FAMILY, person.short_name, person)
    for child in children:
        yield f"child:{child.reference}", Recipient(CopyKind.CHILD, child.short_name, child)
    for agency in agencies:
        yield f"agency:{agency.reference}", Recipient(CopyKind.FULL, agency.name, agency=agency)


def _agreed(copy: HandedOver) -> str:
    who = f" with {copy.agreed_with}" if copy.agreed_with else ""
    return f"Agreed on {day(copy.agreed_on)}{who}" if copy.agreed_on else ""


def _label(recipient: Recipient) -> str:
    return f"{recipient.words}: {recipient.kind.label.lower()}"
