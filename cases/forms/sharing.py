"""Forms about who may read an episode."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils import timezone

from cases.choices import AgreementForm, AgreementKind
from cases.forms.episodes import LONG, RowChoiceField
from cases.models import Person
from ehm.forms import (
    AutocompleteSelect,
    Checkbox,
    DateField,
    GovukForm,
    Radios,
    Select,
    Textarea,
    TextInput,
    not_in_the_future,
)
from ehm.models import Agency, Membership


class AddAgencyForm(GovukForm):
    agency = RowChoiceField(label="Which agency joins?", empty="Choose an agency", widget=AutocompleteSelect)
    helps_with = forms.CharField(
        label="What do they help with?",
        help_text="In a few words, such as 'school attendance'.",
        required=False,
        max_length=255,
        widget=TextInput(),
    )

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agency"]
        field.offer(agencies, lambda agency: f"{agency.name}{_in_brackets(sharing_agreement_problem(agency))}")
        field.widget.choices = field.choices


def sharing_agreement_problem(agency: Agency) -> str:
    """What is wrong with the agency's information-sharing agreement (R133), to be said after its name; or nothing."""
    if agency.isa_signed_on is None:
        return "has not signed the sharing agreement"
    if agency.isa_review_on is not None and agency.isa_review_on < timezone.localdate():
        return "has a sharing agreement that is out of date"
    return ""


def _in_brackets(problem: str) -> str:
    return f" ({problem})" if problem else ""


class AgreementRecordForm(GovukForm):
    kind = forms.ChoiceField(
        label="What is it about?",
        choices=AgreementKind.choices,
        widget=Radios(
            hints={
                AgreementKind.SHARING: "What is written down, who reads it and why, and how they can see it.",
                AgreementKind.GP_LETTER: "It must be in writing.",
            }
        ),
    )
    person = RowChoiceField(label="Who?", empty="Choose a person", widget=Select)
    is_given = forms.ChoiceField(
        label="Do they agree?", choices=[("yes", "Yes"), ("no", "No")], widget=Radios(inline=True)
    )
    form = forms.ChoiceField(label="How did they say it?", choices=AgreementForm.choices, widget=Radios(inline=True))
    agreed_on = DateField(label="On which day?", name="The day", validators=[not_in_the_future])
    note = forms.CharField(label="Note (optional)", required=False, max_length=LONG, widget=Textarea(rows=2))

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, initial={"agreed_on": timezone.localdate()}, **kwargs)
        field: Any = self.fields["person"]
        field.offer(people, lambda person: person.name)
        field.widget.choices = field.choices


class WithdrawForm(GovukForm):
    withdrawn_on = DateField(label="When did they take it back?", name="The day", validators=[not_in_the_future])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"withdrawn_on": timezone.localdate()}, **kwargs)


class LimitForm(GovukForm):
    """Keep out an agency that was chosen already, or one person who works for it."""

    whom = forms.ChoiceField(
        label="Who should not see this family's record?", widget=Radios(reveals={"worker": "worker"})
    )
    worker = RowChoiceField(label="Which person?", empty="Choose a person", widget=AutocompleteSelect)
    reason = forms.CharField(
        label="What did the family say?",
        help_text="Only the lead agency and the hub read this.",
        max_length=LONG,
        widget=Textarea(rows=3, count=LONG, threshold=75),
    )
    understood = forms.BooleanField(label="Hide it all the same", required=False, widget=Checkbox)

    def __init__(
        self,
        *args: Any,
        agency: Agency,
        workers: Iterable[Membership],
        hides: Callable[[Agency | Membership], bool],
        **kwargs: Any,
    ) -> None:
        """`hides` answers whether keeping this agency or worker out hides the episode from those who run it."""
        super().__init__(*args, **kwargs)
        self.agency, self.hides = agency, hides
        whom: Any = self.fields["whom"]
        whom.choices = [("agency", f"Everybody at {agency.name}"), ("worker", "One person who works there")]
        worker: Any = self.fields["worker"]
        worker.offer(workers, lambda row: f"{row.display_name}, {row.job_title}".rstrip(", "))
        worker.widget.choices = worker.choices
        self.fields["understood"].help_text = "Only needed where it hides the episode from you or from who leads."

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        whom = given.get("worker") if given.get("whom") == "worker" else self.agency
        if whom is not None and self.hides(whom) and not given.get("understood"):
            self.add_error(
                "understood",
                "This hides the episode from you or from who leads. Hand over the lead first, or tick 'Hide it all the"
                " same'",
            )
        return given
