"""Forms of the list of who is to get a copy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from assessments.handing import Recipient
from assessments.models import CopyKind
from cases.models import Person
from ehm.forms import DateField, GovukForm, Radios, TextInput, not_in_the_future
from ehm.models import Agency

OTHER = "other"


class AddCopyForm(GovukForm):
    to = forms.ChoiceField(label="Who is to get which copy?", widget=Radios(reveals={OTHER: "words"}))
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
    def recipient(self) -> Recipient:
        given: Mapping[str, Any] = self.cleaned_data
        return self.recipients.get(given["to"]) or Recipient(CopyKind.FULL, given["words"].strip())


class GiveCopyForm(GovukForm):
    given_on = DateField(label="When did they get it?", name="The day", validators=[not_in_the_future])
    given_how = forms.CharField(
        label="How?", help_text="Such as 'by hand, at home'.", max_length=120, widget=TextInput()
    )


def _offered(
    people: Iterable[Person], children: Iterable[Person], agencies: Iterable[Agency]
) -> Iterable[tuple[str, Recipient]]:
    for person in people:
        yield f"family:{person.reference}", Recipient(CopyKind.FAMILY, person.short_name, person)
    for child in children:
        yield f"child:{child.reference}", Recipient(CopyKind.CHILD, child.short_name, child)
    for agency in agencies:
        yield f"agency:{agency.reference}", Recipient(CopyKind.FULL, agency.name, agency=agency)


def _label(recipient: Recipient) -> str:
    return f"{recipient.words}: {recipient.kind.label.lower()}"
