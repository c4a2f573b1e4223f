"""One form with every kind of field."""

from django import forms

from ehm.forms import (
    AutocompleteSelect,
    Checkbox,
    Checkboxes,
    DateField,
    DateTimeField,
    GovukForm,
    PaperField,
    PasswordInput,
    Radios,
    Textarea,
    TextInput,
    in_the_past,
    not_in_the_future,
)

AREAS = ["Canalside", "East", "Hillside", "Moor Park", "Old Town", "Riverside", "The Links", "West"]


class EveryField(GovukForm):
    name = forms.CharField(label="Family name", max_length=100, widget=TextInput(width=20))
    attendance = forms.IntegerField(
        label="School attendance", min_value=0, max_value=100, widget=TextInput(width=3, suffix="%"), required=False
    )
    password = forms.CharField(label="Password", widget=PasswordInput(width=20), required=False)
    born_on = DateField(
        label="Date of birth", help_text="For example, 27 3 2012", validators=[in_the_past], required=False
    )
    happened_at = DateTimeField(
        label="When did it happen?",
        name="When it happened",
        help_text="A time like 14:30 or 2:30pm",
        validators=[not_in_the_future],
    )
    how = forms.ChoiceField(
        label="How did you meet?",
        choices=[("home", "At home"), ("school", "At school"), ("phone", "By phone"), ("other", "Another way")],
        widget=Radios(hints={"phone": "Or by video"}, reveals={"other": "how_else"}, divider_before="other"),
    )
    how_else = forms.CharField(label="In what way?", max_length=200)
    seen = forms.MultipleChoiceField(
        label="Who did you see?",
        choices=[("aisha", "Aisha, 9"), ("ben", "Ben, 6"), ("none", "Nobody")],
        widget=Checkboxes(none_value="none", divider_before="none"),
        required=False,
    )
    going_well = forms.CharField(
        label="What is working well?",
        max_length=2000,
        widget=Textarea(count=2000, threshold=75),
        required=False,
        help_text="In the family’s own words where you can",
    )
    level = forms.ChoiceField(
        label="Level of need", choices=[("", "Choose one"), ("2", "Level 2"), ("3", "Level 3")], required=False
    )
    area = forms.ChoiceField(
        label="Area", choices=[("", ""), *((area, area) for area in AREAS)], widget=AutocompleteSelect, required=False
    )
    letter = PaperField(label="A letter or photo", required=False)
    agreed = forms.BooleanField(
        label="The family has agreed to this", help_text="They were told who can read it", widget=Checkbox
    )
