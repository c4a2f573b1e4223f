"""Forms of drawings, worksheets and finished documents."""

from __future__ import annotations

from typing import Any

from django import forms

from assessments.actions.direct_work import LONGEST, is_picture
from assessments.models import DirectWork
from ehm.files.kinds import LARGEST
from ehm.forms import DateField, GovukForm, PaperField, PictureField, Textarea, not_in_the_future
from ehm.forms.widgets import FileInput

BOX: dict[str, Any] = {"rows": 3, "count": LONGEST, "threshold": 75}
MEGABYTES = LARGEST // 1_000_000


def _shows(**options: Any) -> forms.CharField:
    return forms.CharField(
        label="What does it show?",
        help_text="Best in the child's own words. It is read aloud to people who cannot see the picture.",
        max_length=LONGEST,
        widget=Textarea(**BOX),
        **options,
    )


def _made_on() -> DateField:
    return DateField(
        label="When was it made?",
        name="The day it was made",
        help_text="Leave it empty if nobody knows.",
        required=False,
        validators=[not_in_the_future],
    )


class AddPictureForm(GovukForm):
    """A phone offers its camera as well as its pictures."""

    file = PictureField(
        label="Choose or take a picture",
        widget=FileInput({"accept": "image/*"}),
        help_text=f"Smaller than {MEGABYTES} MB. Where and when it was taken is removed.",
    )
    shows = _shows()
    made_on = _made_on()


class AddPaperForm(GovukForm):
    file = PaperField(label="Choose the finished document")
    shows = forms.CharField(
        label="What is it?",
        help_text="For a photograph of it, say what it shows. A PDF goes by its own name if you leave this empty.",
        max_length=LONGEST,
        required=False,
        widget=Textarea(**BOX),
    )
    made_on = _made_on()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_photograph = cleaned.get("file") is not None and hasattr(cleaned["file"], "small")
        if is_photograph and "shows" in cleaned and not cleaned["shows"].strip():
            self.add_error("shows", "Say what the photograph shows")
        return cleaned


class DescribeForm(GovukForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    shows = _shows()
    made_on = _made_on()

    def __init__(self, *args: Any, work: DirectWork, **kwargs: Any) -> None:
        initial = {"version": work.version, "shows": work.shows, "made_on": work.made_on}
        super().__init__(*args, initial=initial, **kwargs)
        if not is_picture(work):
            self.fields["shows"].label = "What is it?"
            self.fields["shows"].help_text = ""
