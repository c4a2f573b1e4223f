"""The form that a list of families is uploaded with."""

from django import forms

from ehm.files.kinds import EMPTY
from ehm.forms import FileInput, GovukForm


class ListForm(GovukForm):
    file = forms.FileField(
        label="The list",
        help_text="A CSV file, smaller than 1 MB",
        error_messages={"required": "Select the list", "empty": EMPTY},
        widget=FileInput({"accept": ".csv,text/csv"}),
    )
