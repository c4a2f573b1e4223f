"""What a partnership administrator fills in. Choices come from rows that the administrator may see."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ehm.actions.people import MAY_HAVE_AREA
from ehm.forms.accounts import email_field
from ehm.forms.dates import DateField, not_in_the_future
from ehm.forms.forms import GovukForm
from ehm.forms.widgets import AutocompleteSelect, Checkbox, Radios, Select, Textarea, TextInput
from ehm.models import Agency, AgencyKind, Area, AreaKind, Membership, Role
from ehm.postcodes import clean_prefix
from ehm.rows.actor import Actor

PHONE = {"type": "tel"}

ROLE_HINTS = {
    Role.PRACTITIONER: "Works with families; sees what their agency leads or shares",
    Role.MANAGER: "Oversees their agency’s work, or with an area that hub’s",
    Role.HUB_WORKER: "Sees every family of their area",
    Role.HUB_CHAIR: "Leads the meetings of their area",
    Role.COORDINATOR: "Supports the agencies of their area",
    Role.PARTNER: "Tells the partnership whom their agency supports",
    Role.AUDITOR: "Reads the whole partnership’s records; changes nothing",
    Role.ADMINISTRATOR: "Runs people, agencies and settings; reads no family’s record",
}


class RecordForm(GovukForm):
    """Changes something that is there: `shown` tells what it said when the form was opened."""

    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "shown"}


class AgencyForm(RecordForm):
    name = forms.CharField(label="Name", max_length=120)
    kind = forms.ChoiceField(label="Kind of agency", choices=[("", "Choose one"), *AgencyKind.choices], widget=Select)
    phone = forms.CharField(label="Telephone", max_length=30, required=False, widget=TextInput(PHONE, width=20))
    isa_signed_on = DateField(
        label="When was the information-sharing agreement signed?",
        name="The day it was signed",
        required=False,
        validators=[not_in_the_future],
    )
    isa_review_on = DateField(
        label="When must it be reviewed?",
        name="The review",
        required=False,
        help_text="Leave empty for three years after it was signed",
    )


class AreaForm(RecordForm):
    name = forms.CharField(label="Name", max_length=120)
    kind = forms.ChoiceField(label="Kind of area", choices=AreaKind.choices, widget=Radios)
    phone = forms.CharField(label="Telephone", max_length=30, required=False, widget=TextInput(PHONE, width=20))


class PostcodesForm(GovukForm):
    prefixes = forms.CharField(
        label="Postcodes that this area reaches",
        required=False,
        help_text="One on each line: a district such as CV99, a sector such as CV99 1, or a whole postcode",
        widget=Textarea({"spellcheck": "false"}, rows=8),
    )

    def clean_prefixes(self) -> list[str]:
        typed = [
            line for part in self.cleaned_data["prefixes"].splitlines() for line in part.split(",") if line.strip()
        ]
        cleaned = {line.strip(): clean_prefix(line) for line in typed}
        wrong = [line for line, prefix in cleaned.items() if prefix is None]
        if wrong:
            raise ValidationError(f"‘{wrong[0]}’ is not the start of a postcode")
        return sorted({prefix for prefix in cleaned.values() if prefix})


class NameOfPerson(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django 5.2 has no generic at run time
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.display_name}, {obj.agency.name}"


class PersonForm(RecordForm):
    display_name = forms.CharField(
        label="Name",
        max_length=120,
        help_text="As colleagues and families see it",
        widget=TextInput(width="two-thirds"),
    )
    job_title = forms.CharField(label="Job title", max_length=100, required=False)
    work_phone = forms.CharField(
        label="Work telephone", max_length=30, required=False, widget=TextInput(PHONE, width=20)
    )
    role = forms.ChoiceField(label="Role", choices=Role.choices, widget=Radios(hints=dict(ROLE_HINTS)))
    area = forms.ModelChoiceField(
        Area.objects.none(),
        label="Area",
        required=False,
        to_field_name="reference",
        empty_label="None",
        help_text="For hub workers, chairs and coordinators, and for managers of a hub",
        widget=Select,
    )
    line_manager = NameOfPerson(
        Membership.objects.none(),
        label="Line manager",
        required=False,
        to_field_name="reference",
        empty_label="None",
        widget=AutocompleteSelect,
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas: Any = self.fields["area"]
        areas.queryset = Area.objects.visible_to(actor).current().order_by("name")
        managers: Any = self.fields["line_manager"]
        may_manage = Membership.objects.visible_to(actor).who_may_manage()
        managers.queryset = may_manage.select_related("agency").order_by("display_name")

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("area") and cleaned.get("role") and cleaned["role"] not in MAY_HAVE_AREA:
            cleaned["area"] = None  # a choice left over from another role
        return cleaned


class InvitationForm(PersonForm):
    email = email_field()
    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label="Agency",
        to_field_name="reference",
        empty_label="Choose one",
        widget=AutocompleteSelect,
    )
    field_order = ["email", "display_name", "agency", "job_title", "work_phone", "role", "area", "line_manager"]

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        agencies: Any = self.fields["agency"]
        agencies.queryset = Agency.objects.visible_to(actor).current().order_by("name")


class FindPerson(GovukForm):
    name = forms.CharField(label="Name", max_length=100, required=False, widget=TextInput(width=20))


class ClosureForm(GovukForm):
    name = forms.CharField(label="What is it called?", max_length=100, help_text="For example, Christmas closure")
    first = DateField(label="First day")
    last = DateField(label="Last day", required=False, help_text="Leave empty for a single day")

    @property
    def span(self) -> dict[str, date]:
        first: date = self.cleaned_data["first"]
        return {"first": first, "last": self.cleaned_data["last"] or first}


class DayNameForm(GovukForm):
    name = forms.CharField(label="What is it called?", max_length=100)


class SettingsForm(RecordForm):
    name = forms.CharField(label="Name of the partnership", max_length=120)
    safeguarding_name = forms.CharField(
        label="Whom to ring when a child may be at risk of harm",
        max_length=120,
        help_text="Shown on every family’s page",
    )
    safeguarding_phone = forms.CharField(label="Their telephone", max_length=30, widget=TextInput(PHONE, width=20))
    safeguarding_form_url = forms.URLField(
        label="Address of their form", required=False, assume_scheme="https", widget=TextInput({"type": "url"})
    )
    privacy_notice_url = forms.URLField(
        label="Address of the privacy notice", required=False, assume_scheme="https", widget=TextInput({"type": "url"})
    )
    takes_public_requests = forms.BooleanField(
        label="People without an account may ask for help on the public page", required=False, widget=Checkbox
    )
