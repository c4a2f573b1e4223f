"""What is asked about people: who they are, their numbers, where they can be found, who they are to each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases import identifiers
from cases.actions.families import RelationTo
from cases.actions.people import DETAILS, NewPerson, reason_needed
from cases.choices import (
    Disability,
    EducationStatus,
    Ethnicity,
    FamilyRole,
    PersonKind,
    Relation,
    SenNeed,
    SenProvision,
    Sex,
    WhyNotKnown,
)
from cases.identity import Identity
from cases.models import FamilyMember, Person, SchoolPlace
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
)

YES_NO_NOT_KNOWN = [("yes", "Yes"), ("no", "No"), ("", "Not known")]
RESPONSIBILITY = {"yes": True, "no": False, "": None}
BORN_HINT = "For example, 27 3 2019"


def name_field(label: str, *, required: bool = False, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=100, required=required, help_text=hint, widget=TextInput(width="two-thirds")
    )


def not_known(label: str) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, widget=Checkbox)


def responsibility(label: str = "Do they have parental responsibility?") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=YES_NO_NOT_KNOWN, required=False, widget=Radios(inline=True))


def relation_choices(empty: str) -> list[tuple[str, str]]:
    return [("", empty), *Relation.choices]


def clean_into(form: forms.BaseForm, field: str, clean: Any) -> None:
    """Put what `clean` makes of a field into the cleaned data, or its sentence beside the field."""
    try:
        form.cleaned_data[field] = clean(form.cleaned_data.get(field) or "")
    except ValidationError as error:
        form.add_error(field, error)


class PlaceInFamilyForm(GovukForm):
    """How somebody belongs to a family, and since when."""

    role = forms.ChoiceField(
        label="Where do they belong?", choices=FamilyRole.choices, initial=FamilyRole.HOUSEHOLD, widget=Radios
    )
    relation = forms.ChoiceField(
        label="What are they to the children?",
        choices=relation_choices("Not said, or a child themselves"),
        required=False,
        help_text="More can be said on the People page",
        widget=Select,
    )
    has_parental_responsibility = responsibility()
    description = forms.CharField(
        label="What the family calls them",
        required=False,
        max_length=120,
        help_text="Such as Nan, or Mum’s friend",
        widget=TextInput(width="one-half"),
    )
    support = forms.CharField(
        label="How do they support the family?", required=False, max_length=2000, widget=Textarea(rows=3)
    )
    joined_on = DateField(
        label="When did they join the family or household?",
        name="The day they joined",
        required=False,
        help_text="Leave empty if they have always been there",
        validators=[not_in_the_future],
    )

    @property
    def relations(self) -> list[RelationTo]:
        """What they are to every child who is in the family already."""
        if not self.cleaned_data["relation"]:
            return []
        has_responsibility = RESPONSIBILITY[self.cleaned_data["has_parental_responsibility"]]
        return [RelationTo(None, Relation(self.cleaned_data["relation"]), has_responsibility)]


class NewPersonForm(PlaceInFamilyForm):
    """Somebody new in a family."""

    kind = forms.ChoiceField(
        label="Who is this?", choices=PersonKind.choices, widget=Radios(reveals={PersonKind.UNBORN: "expected_on"})
    )
    expected_on = DateField(label="Expected date of birth", required=False)
    given_name = name_field("First name", hint="Leave empty for an unborn child without a name")
    family_name = name_field("Surname")
    is_family_name_unknown = not_known("Surname is not known")
    date_of_birth = DateField(label="Date of birth", required=False, help_text=BORN_HINT)
    is_date_of_birth_unknown = not_known("Date of birth is not known")
    sex = forms.ChoiceField(label="Sex", choices=Sex.choices, required=False, widget=Radios(inline=True))
    nhs_number = forms.CharField(
        label="NHS number", required=False, max_length=20, help_text="If known: 10 numbers", widget=TextInput(width=20)
    )

    field_order = (
        *("kind", "expected_on", "given_name", "family_name", "is_family_name_unknown", "date_of_birth"),
        *("is_date_of_birth_unknown", "sex", "nhs_number"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind = cleaned.get("kind", PersonKind.CHILD)
        clean_into(self, "nhs_number", lambda text: identifiers.clean_nhs_number(text, of=kind))
        if "kind" in cleaned:
            check_identity(self, kind)
        return cleaned

    @property
    def new_person(self) -> NewPerson:
        cleaned = self.cleaned_data
        return NewPerson(
            kind=PersonKind(cleaned["kind"]),
            role=FamilyRole(cleaned["role"]),
            given_name=cleaned["given_name"],
            family_name=cleaned["family_name"],
            is_family_name_unknown=cleaned["is_family_name_unknown"],
            date_of_birth=cleaned["date_of_birth"],
            is_date_of_birth_unknown=cleaned["is_date_of_birth_unknown"],
            expected_on=cleaned["expected_on"],
            sex=cleaned["sex"],
            nhs_number=cleaned["nhs_number"],
            description=cleaned["description"],
            support=cleaned["support"],
            joined_on=cleaned["joined_on"],
        )


def check_identity(form: forms.BaseForm, kind: str, *, is_new: bool = True) -> None:
    """Only what was read: a date that is no date has its own sentence already."""
    cleaned = form.cleaned_data
    identity = Identity(
        kind=kind,
        given_name=cleaned.get("given_name", ""),
        family_name=cleaned.get("family_name", ""),
        is_family_name_unknown=cleaned.get("is_family_name_unknown", False),
        date_of_birth=cleaned.get("date_of_birth"),
        is_date_of_birth_unknown=cleaned.get("is_date_of_birth_unknown", False),
        expected_on=cleaned.get("expected_on"),
    )
    for field, sentence in identity.problems(is_new=is_new).items():
        if field not in form.errors:
            form.add_error(field if field in form.fields else None, sentence)


class VersionedForm(GovukForm):
    """Carries the version of the record that it shows, so that nobody's changes are lost without a word."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class DetailsForm(VersionedForm):
    """Everything of a person but numbers, places and relationships."""

    given_name = name_field("First name")
    family_name = name_field("Surname")
    is_family_name_unknown = not_known("Surname is not known")
    known_as = name_field("Known as", hint="The name they like to be called")
    date_of_birth = DateField(label="Date of birth", required=False, help_text=BORN_HINT)
    is_date_of_birth_unknown = not_known("Date of birth is not known")
    expected_on = DateField(label="Expected date of birth", required=False)
    reason = forms.CharField(
        label="Why does a name or date of birth change?",
        required=False,
        max_length=255,
        help_text="Only if it was written down before. Everybody who works with the family can read this",
        widget=TextInput,
    )
    sex = forms.ChoiceField(label="Sex", choices=Sex.choices, required=False, widget=Radios(inline=True))
    gender_identity = forms.CharField(
        label="Gender identity",
        required=False,
        max_length=100,
        help_text="In their own words, if they want to say",
        widget=TextInput(width="one-half"),
    )
    ethnicity = forms.ChoiceField(
        label="Ethnicity", choices=Ethnicity.choices, help_text="As they describe it themselves", widget=Select
    )
    first_language = forms.CharField(
        label="First language", required=False, max_length=60, widget=TextInput(width="one-half")
    )
    needs_interpreter = forms.BooleanField(label="Needs an interpreter", required=False, widget=Checkbox)
    interpreter_language = forms.CharField(
        label="Interpreter’s language",
        required=False,
        max_length=60,
        help_text="Such as Polish or British Sign Language",
        widget=TextInput(width="one-half"),
    )
    sen_provision = forms.ChoiceField(
        label="Special educational needs",
        choices=[("", "Not known"), *SenProvision.choices],
        required=False,
        widget=Radios,
    )
    sen_needs = forms.MultipleChoiceField(
        label="Kinds of special educational need",
        choices=SenNeed.choices,
        required=False,
        widget=Checkboxes(small=True),
    )
    disabilities = forms.MultipleChoiceField(
        label="Disabilities",
        choices=Disability.choices,
        required=False,
        widget=Checkboxes(small=True, none_value=Disability.NONE),
    )
    phone = forms.CharField(label="Telephone number", required=False, max_length=30, widget=TextInput(width=20))
    email = forms.EmailField(label="Email address", required=False, widget=TextInput(width="two-thirds"))
    safe_to_contact = forms.CharField(
        label="How and when is it safe to get in touch?",
        required=False,
        max_length=255,
        help_text="Such as: text only, before 3pm",
        widget=TextInput,
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        self.person = person
        initial = {name: getattr(person, name) for name in DETAILS} | {"version": person.version}
        super().__init__(*args, initial=initial, **kwargs)
        for name in _not_asked_of(person):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        check_identity(self, self.person.kind, is_new="expected_on" in self.changed_data)
        why = reason_needed(self.person, self.changes)
        if why and not cleaned.get("reason"):
            self.add_error("reason", why)
        if cleaned.get("needs_interpreter") and not cleaned.get("interpreter_language"):
            self.add_error("interpreter_language", "Enter the language that the interpreter must speak")
        return cleaned

    @property
    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in DETAILS if name in self.cleaned_data}


def _not_asked_of(person: Person) -> set[str]:
    school = {"sen_provision", "sen_needs"}
    if person.kind == PersonKind.UNBORN:
        born = {"known_as", "date_of_birth", "is_date_of_birth_unknown", "sex", "gender_identity", "disabilities"}
        return born | school | {"first_language", "needs_interpreter", "interpreter_language", "phone", "email"}
    return {"expected_on"} | (set() if person.is_child else school)


class NumbersForm(VersionedForm):
    """NHS number, unique pupil number and National Insurance number, or why they are not known."""

    nhs_number = forms.CharField(
        label="NHS number",
        required=False,
        max_length=20,
        help_text="10 numbers, like 999 000 0018",
        widget=TextInput(width=20),
    )
    why_no_nhs_number = forms.ChoiceField(
        label="If not known, why?",
        choices=[("", "Choose a reason"), *WhyNotKnown.choices],
        required=False,
        widget=Select,
    )
    upn = forms.CharField(
        label="Unique pupil number",
        required=False,
        max_length=20,
        help_text="A letter and 12 numbers; the school has it",
        widget=TextInput(width=20),
    )
    why_no_upn = forms.ChoiceField(
        label="If not known, why?",
        choices=[("", "Choose a reason"), *WhyNotKnown.choices],
        required=False,
        widget=Select,
    )
    ni_number = forms.CharField(
        label="National Insurance number",
        required=False,
        max_length=20,
        help_text="Only if a service needs it",
        widget=TextInput(width=20),
    )

    def __init__(self, *args: Any, person: Person, is_demo: bool, **kwargs: Any) -> None:
        self.person, self.is_demo = person, is_demo
        names = ("nhs_number", "why_no_nhs_number", "upn", "why_no_upn", "ni_number", "version")
        initial = {name: getattr(person, name) for name in names}
        initial["nhs_number"] = identifiers.show_nhs_number(person.nhs_number)
        super().__init__(*args, initial=initial, **kwargs)
        for name in ("ni_number",) if person.is_child else ("upn", "why_no_upn", "why_no_nhs_number"):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind = self.person.kind
        clean_into(self, "nhs_number", lambda text: identifiers.clean_nhs_number(text, of=kind))
        if self.person.is_child:
            clean_into(self, "upn", identifiers.clean_upn)
            for name, label in (("nhs_number", "NHS number"), ("upn", "unique pupil number")):
                if name not in self.errors and not cleaned.get(name) and not cleaned.get(f"why_no_{name}"):
                    self.add_error(f"why_no_{name}", f"Enter the {label}, or say why it is not known")
        else:
            clean_into(self, "ni_number", lambda text: identifiers.clean_ni_number(text, is_demo=self.is_demo))
        return cleaned

    @property
    def numbers(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class BirthForm(VersionedForm):
    born_on = DateField(label="When was the child born?", name="The date of birth", validators=[not_in_the_future])
    given_name = name_field("First name", hint="Leave empty if there is none yet")
    family_name = name_field("Surname")
    sex = forms.ChoiceField(label="Sex", choices=Sex.choices, initial=Sex.UNKNOWN, widget=Radios(inline=True))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        names = ("given_name", "family_name", "version")
        super().__init__(*args, initial={name: getattr(person, name) for name in names}, **kwargs)


class LeaveForm(GovukForm):
    """Somebody no longer lives in the household, or is no longer part of the family."""

    left_on = DateField(label="When did they leave?", name="The day they left", validators=[not_in_the_future])
    stays_as = forms.ChoiceField(label="What are they to the family now?", widget=Radios)

    def __init__(self, *args: Any, member: FamilyMember, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["stays_as"]
        assert isinstance(field, forms.ChoiceField)
        others = [(value, label) for value, label in FamilyRole.choices if value != member.role]
        field.choices = [*others, ("gone", "No longer part of the family")]


class _OfMembers(GovukForm):
    """Asks which people of the family it is about; `members` are those whom the reader may change."""

    who = forms.MultipleChoiceField(label="Who is this about?", widget=Checkboxes)

    def __init__(self, *args: Any, members: Sequence[FamilyMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {member.person.reference: member for member in members}
        field = self.fields["who"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(reference, member.person.name) for reference, member in self.members.items()]

    @property
    def chosen(self) -> list[FamilyMember]:
        return [self.members[reference] for reference in self.cleaned_data["who"]]


class AddressForm(_OfMembers):
    lines = forms.CharField(
        label="Address", required=False, max_length=500, help_text="House, street and town", widget=Textarea(rows=3)
    )
    postcode = forms.CharField(label="Postcode", required=False, max_length=10, widget=TextInput(width=10))
    is_no_fixed_abode = forms.BooleanField(label="No fixed home", required=False, widget=Checkbox)
    moved_on = DateField(
        label="When did they move there?",
        name="The day they moved",
        required=False,
        help_text="Leave empty if they have lived there as long as is known",
        validators=[not_in_the_future],
    )
    is_protected = forms.BooleanField(
        label="Protect this address",
        required=False,
        help_text="Only the lead agency and the hub will see it, and their school and GP",
        widget=Checkbox,
    )

    def __init__(self, *args: Any, may_protect: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_protect:
            del self.fields["is_protected"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        clean_into(self, "postcode", identifiers.clean_postcode)
        filled = cleaned.get("lines") or cleaned.get("postcode") or cleaned.get("is_no_fixed_abode")
        if not filled and "postcode" not in self.errors:
            self.add_error("lines", "Enter the address or the postcode, or tick that there is no fixed home")
        return cleaned


class WhereaboutsForm(_OfMembers):
    """Whose home, school and GP are protected, or no longer need to be."""


class SchoolForm(GovukForm):
    status = forms.ChoiceField(label="Education", choices=EducationStatus.choices, widget=Select)
    school_name = forms.CharField(
        label="School, nursery or college", required=False, max_length=150, widget=TextInput(width="two-thirds")
    )
    started_on = DateField(label="Since when?", name="The day it began", required=False, validators=[not_in_the_future])
    attendance_percent = forms.DecimalField(
        label="Attendance",
        required=False,
        min_value=0,
        max_value=100,
        max_digits=4,
        decimal_places=1,
        widget=TextInput(width=4, suffix="%"),
    )
    attendance_on = DateField(
        label="Which day is the attendance figure of?",
        name="The day of the attendance figure",
        required=False,
        validators=[not_in_the_future],
    )

    def __init__(self, *args: Any, now: SchoolPlace | None, **kwargs: Any) -> None:
        names = ("status", "school_name", "started_on", "attendance_percent", "attendance_on")
        initial = {name: getattr(now, name) for name in names} if now else {"status": EducationStatus.ON_ROLL}
        super().__init__(*args, initial=initial, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("attendance_percent") is not None and not cleaned.get("attendance_on"):
            if "attendance_on" not in self.errors:
                self.add_error("attendance_on", "Enter the day that the attendance figure is of")
        return cleaned


class GpForm(GovukForm):
    practice_name = forms.CharField(label="GP practice", max_length=150, widget=TextInput(width="two-thirds"))
    started_on = DateField(
        label="Registered since", name="The day they registered", required=False, validators=[not_in_the_future]
    )


class RelationshipForm(GovukForm):
    """Who is what to whom."""

    person = forms.ChoiceField(label="Who?", widget=Select)
    relation = forms.ChoiceField(label="Is the …", choices=relation_choices("Choose one"), widget=Select)
    relative = forms.ChoiceField(label="Of whom?", widget=Select)
    has_parental_responsibility = responsibility()
    evidence = forms.CharField(
        label="How is parental responsibility known?",
        required=False,
        max_length=255,
        help_text="Such as: on the birth certificate, or a court order seen on 3 March",
        widget=TextInput,
    )
    contact_restrictions = forms.CharField(
        label="Limits on contact",
        required=False,
        max_length=255,
        help_text="Such as: supervised contact only, by court order",
        widget=TextInput,
    )
    started_on = DateField(label="Since when?", name="The day it began", required=False, validators=[not_in_the_future])

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.reference: person for person in people}
        for name in ("person", "relative"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "Choose one"), *((key, person.name) for key, person in self.people.items())]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("person") and cleaned.get("person") == cleaned.get("relative"):
            self.add_error("relative", "Choose two different people")
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {
            "person": self.people[cleaned["person"]],
            "relative": self.people[cleaned["relative"]],
            "relation": Relation(cleaned["relation"]),
            "has_parental_responsibility": RESPONSIBILITY[cleaned["has_parental_responsibility"]],
            "evidence": cleaned["evidence"],
            "contact_restrictions": cleaned["contact_restrictions"],
            "started_on": cleaned["started_on"],
        }


class EndRelationshipForm(GovukForm):
    how = forms.ChoiceField(
        label="What has changed?",
        choices=[("ended", "It ended"), ("mistake", "It was written down by mistake")],
        widget=Radios(reveals={"ended": "ended_on"}),
    )
    ended_on = DateField(label="When did it end?", name="The day it ended", validators=[not_in_the_future])
