from django import forms

from ehm.forms.forms import GovukForm
from ehm.forms.widgets import Radios, TextInput

DAYS = [("7", "One week"), ("30", "30 days"), ("90", "90 days")]


class TokenForm(GovukForm):
    name = forms.CharField(
        label="What is it for?",
        help_text="Such as the program that will use it. You will know later which one to end.",
        max_length=80,
        widget=TextInput({"autocomplete": "off"}, width=20),
    )
    days = forms.TypedChoiceField(
        label="How long may it work?", choices=DAYS, coerce=int, initial="30", widget=Radios(inline=True)
    )
