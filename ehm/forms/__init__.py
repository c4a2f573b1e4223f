"""Forms that come out as GOV.UK Frontend's own HTML. See docs/front-end.md for every field and widget."""

from ehm.forms.dates import DateField, DateTimeField, in_the_future, in_the_past, not_in_the_future, not_in_the_past
from ehm.forms.files import PaperField, PictureField
from ehm.forms.forms import GovukForm, GovukModelForm
from ehm.forms.renderer import GovukRenderer
from ehm.forms.sending import form_page, is_filled_in
from ehm.forms.widgets import (
    AutocompleteSelect,
    Checkbox,
    Checkboxes,
    DateInput,
    DateTimeInput,
    FileInput,
    PasswordInput,
    Radios,
    Select,
    Textarea,
    TextInput,
)

__all__ = [
    "AutocompleteSelect",
    "Checkbox",
    "Checkboxes",
    "DateField",
    "DateInput",
    "DateTimeField",
    "DateTimeInput",
    "FileInput",
    "GovukForm",
    "GovukModelForm",
    "GovukRenderer",
    "PaperField",
    "PasswordInput",
    "PictureField",
    "Radios",
    "Select",
    "TextInput",
    "Textarea",
    "form_page",
    "in_the_future",
    "in_the_past",
    "is_filled_in",
    "not_in_the_future",
    "not_in_the_past",
]
