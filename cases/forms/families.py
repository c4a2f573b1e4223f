"""What is asked about a family as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from cases import identifiers
from cases.actions.people import NewPerson
from cases.choices import FamilyRole, PersonKind, Relation
from cases.forms.people import (
    BORN_HINT,
    RESPONSIBILITY,
    VersionedForm,
    check_identity,
    clean_into,
    name_field,
    not_known,
    relation_choices,
    responsibility,
)
from cases.models import Family
from cases.search_terms import SearchTerms
from ehm.forms import Checkbox, DateField, GovukForm, Radios, Select, Textarea, TextInput
from ehm.models import Area


def _area_field(label: str, hint: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, help_text=hint, widget=Select)


class _WithArea(GovukForm):
    """`areas` are those of the partnership that are still there; chosen by reference."""

    def __init__(self, *args: Any, areas: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {area.reference: area for area in areas}
        field = self.fields["area"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", self.no_area), *((reference, area.name) for reference, area in self.areas.items())]

    no_area = "Not known"

    @property
    def chosen_area(self) -> Area | None:
        return self.areas.get(self.cleaned_data["area"])


class NewFamilyForm(_WithArea):
    """One child, one parent or carer and the home: enough to begin. More people follow one by one."""

    no_area = "Find it by the postcode"

    kind = forms.ChoiceField(
        label="Is the child born?",
        choices=[(PersonKind.CHILD, "Yes"), (PersonKind.UNBORN, "No, not yet")],
        initial=PersonKind.CHILD,
        widget=Radios(
            reveals={
                PersonKind.CHILD: ("date_of_birth", "is_date_of_birth_unknown", "nhs_number"),
                PersonKind.UNBORN: "expected_on",
            }
        ),
    )
    date_of_birth = DateField(label="Date of birth", required=False, help_text=BORN_HINT)
    is_date_of_birth_unknown = not_known("Date of birth is not known")
    nhs_number = forms.CharField(
        label="NHS number", required=False, max_length=20, help_text="If known: 10 numbers", widget=TextInput(width=20)
    )
    expected_on = DateField(label="Expected date of birth", required=False)
    given_name = name_field("First name", hint="Leave empty for an unborn child without a name")
    family_name = name_field("Surname")
    is_family_name_unknown = not_known("Surname is not known")

    carer_given_name = name_field("First name")
    carer_family_name = name_field("Surname")
    carer_relation = forms.ChoiceField(
        label="What are they to the child?", choices=relation_choices("Choose one"), required=False, widget=Select
    )
    carer_has_parental_responsibility = responsibility()
    carer_date_of_birth = DateField(
        label="Date of birth",
        required=False,
        help_text="Leave empty if it is not known",
        name="The carer’s date of birth",
    )

    lines = forms.CharField(
        label="Address", required=False, max_length=500, help_text="House, street and town", widget=Textarea(rows=3)
    )
    postcode = forms.CharField(label="Postcode", required=False, max_length=10, widget=TextInput(width=10))
    is_protected = forms.BooleanField(
        label="Protect this address",
        required=False,
        help_text="For families in danger if it were known: only the lead agency and the hub will see it",
        widget=Checkbox,
    )
    area = _area_field("Area")
    name = forms.CharField(
        label="What do staff call this family?",
        required=False,
        max_length=120,
        help_text="Leave empty to use the surname",
        widget=TextInput(width="two-thirds"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind = cleaned.get("kind") or PersonKind.CHILD
        cleaned["nhs_number"] = cleaned.get("nhs_number") or ""
        cleaned["is_date_of_birth_unknown"] = bool(cleaned.get("is_date_of_birth_unknown"))
        clean_into(self, "nhs_number", lambda text: identifiers.clean_nhs_number(text, of=kind))
        clean_into(self, "postcode", identifiers.clean_postcode)
        check_identity(self, kind)
        self._check_carer(cleaned)
        if cleaned.get("is_protected") and not (cleaned.get("lines") or cleaned.get("postcode")):
            self.add_error("lines", "Enter the address that is protected, or protect it later on the People page")
        return cleaned

    def _check_carer(self, cleaned: Mapping[str, Any]) -> None:
        named = cleaned.get("carer_given_name") or cleaned.get("carer_family_name")
        said = cleaned.get("carer_relation") or cleaned.get("carer_date_of_birth")
        if said and not named:
            self.add_error("carer_given_name", "Enter the parent’s or carer’s name, or leave the rest empty too")
        if named and not cleaned.get("carer_relation"):
            self.add_error("carer_relation", "Select what they are to the child")
        born_on: date | None = cleaned.get("carer_date_of_birth")
        if born_on:
            try:
                identifiers.check_date_of_birth(born_on, of=PersonKind.ADULT)
            except forms.ValidationError as error:
                self.add_error("carer_date_of_birth", error)

    @property
    def people(self) -> list[NewPerson]:
        cleaned = self.cleaned_data
        child = NewPerson(
            kind=PersonKind(cleaned["kind"]),
            given_name=cleaned["given_name"],
            family_name=cleaned["family_name"],
            is_family_name_unknown=cleaned["is_family_name_unknown"],
            date_of_birth=cleaned["date_of_birth"],
            is_date_of_birth_unknown=cleaned["is_date_of_birth_unknown"],
            expected_on=cleaned["expected_on"],
            nhs_number=cleaned["nhs_number"],
        )
        if not (cleaned["carer_given_name"] or cleaned["carer_family_name"]):
            return [child]
        carer = NewPerson(
            kind=PersonKind.ADULT,
            role=FamilyRole.HOUSEHOLD,
            given_name=cleaned["carer_given_name"],
            family_name=cleaned["carer_family_name"],
            is_family_name_unknown=not cleaned["carer_family_name"],
            date_of_birth=cleaned["carer_date_of_birth"],
            is_date_of_birth_unknown=cleaned["carer_date_of_birth"] is None,
            relation=Relation(cleaned["carer_relation"]),
            has_parental_responsibility=RESPONSIBILITY[cleaned["carer_has_parental_responsibility"]],
        )
        return [child, carer]


def typed_in_a_search(terms: SearchTerms | None) -> dict[str, Any]:
    """What somebody looked for, as the first values of the form."""
    if terms is None:
        return {}
    return {
        "given_name": terms.given_name,
        "family_name": terms.family_name,
        "date_of_birth": terms.born,
        "nhs_number": identifiers.show_nhs_number(terms.nhs_number),
        "postcode": terms.postcode,
    }


class CorrectFamilyForm(VersionedForm, _WithArea):
    name = forms.CharField(
        label="What do staff call this family?", max_length=120, widget=TextInput(width="two-thirds")
    )
    area = _area_field("Area")
    note = forms.CharField(
        label="What must anybody who visits know?",
        required=False,
        max_length=2000,
        help_text="Such as a dog, or the stairs. Everybody who can open the family’s record reads this",
        widget=Textarea(rows=3),
    )

    def __init__(self, *args: Any, family: Family, **kwargs: Any) -> None:
        initial = {
            "name": family.name,
            "area": family.area.reference if family.area else "",
            "note": family.note,
            "version": family.version,
        }
        super().__init__(*args, initial=initial, **kwargs)
