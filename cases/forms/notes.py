"""A key agency note in four fields, and the few that write down a child whom nobody knows yet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases import phones
from cases.actions.notes import LONGEST_LINE, NoteWords
from cases.actions.people import NewPerson
from cases.choices import PersonKind
from ehm.forms import Checkbox, DateField, GovukForm, Textarea, TextInput, not_in_the_future


class NoteForm(GovukForm):
    practitioner_name = forms.CharField(label="Who supports the child?", max_length=120, widget=TextInput(width=20))
    work_phone = forms.CharField(
        label="Work telephone",
        max_length=30,
        help_text="Colleagues will ring this number",
        widget=TextInput(width=20, attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    area_of_support = forms.CharField(
        label="Area of support",
        max_length=LONGEST_LINE,
        help_text="A few words, like ‘Speech and language’ or ‘Attendance’",
        error_messages={"required": "Enter the area of support in a few words"},
        widget=Textarea(rows=2, count=LONGEST_LINE),
    )
    started_on = DateField(label="When did the support start?", name="Start date", validators=[not_in_the_future])
    ended_on = DateField(
        label="When does it end?", name="End date", required=False, help_text="Leave this empty if you do not know"
    )

    def clean_work_phone(self) -> str:
        typed: str = self.cleaned_data["work_phone"]
        if not phones.is_plausible(typed):
            raise ValidationError("Enter a work telephone number, like 01632 960001 or 07700 900982")
        return typed

    def clean(self) -> dict[str, Any]:
        started, ended = self.cleaned_data.get("started_on"), self.cleaned_data.get("ended_on")
        if started and ended and ended < started:
            self.add_error("ended_on", "End date must be the same as or after the start date")
        return self.cleaned_data

    def words(self) -> NoteWords:
        return NoteWords(**{name: self.cleaned_data[name] for name in NoteWords.__dataclass_fields__})


class ChangeNoteForm(NoteForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class NewChildNoteForm(NoteForm):
    """The child first. What is not known is ticked, never left empty by accident."""

    given_name = forms.CharField(label="First name", max_length=100, widget=TextInput(width=20))
    family_name = forms.CharField(label="Last name", max_length=100, required=False, widget=TextInput(width=20))
    is_family_name_unknown = forms.BooleanField(label="I do not know the last name", required=False, widget=Checkbox())
    date_of_birth = DateField(label="Date of birth", required=False, validators=[not_in_the_future])
    is_date_of_birth_unknown = forms.BooleanField(
        label="I do not know the date of birth", required=False, widget=Checkbox()
    )

    field_order = (
        "given_name",
        "family_name",
        "is_family_name_unknown",
        "date_of_birth",
        "is_date_of_birth_unknown",
        *NoteForm.base_fields,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("family_name") and not cleaned.get("is_family_name_unknown"):
            self.add_error("family_name", "Enter the last name, or tick that you do not know it")
        born = cleaned.get("date_of_birth")
        if "date_of_birth" not in self.errors and not born and not cleaned.get("is_date_of_birth_unknown"):
            self.add_error("date_of_birth", "Enter the date of birth, or tick that you do not know it")
        if born and (timezone.localdate() - born).days > 26 * 366:
            self.add_error("date_of_birth", "Date of birth must be of a child or young person")
        return cleaned

    def child(self) -> NewPerson:
        given = self.cleaned_data
        return NewPerson(
            kind=PersonKind.CHILD,
            given_name=given["given_name"],
            family_name=given["family_name"],
            is_family_name_unknown=given["is_family_name_unknown"] and not given["family_name"],
            date_of_birth=given["date_of_birth"],
            is_date_of_birth_unknown=given["is_date_of_birth_unknown"] and not given["date_of_birth"],
        )
