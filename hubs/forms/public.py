"""The forms of whoever has no account: the same request, without what only people with a place can say."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.forms.forms import BaseForm
from django.utils import timezone

from ehm.forms import GovukForm, Radios, TextInput
from ehm.forms.messages import rename
from hubs.actions.requests import Asked
from hubs.choices import Visitor
from hubs.forms.requests import RequestForm
from hubs.visits import DIGITS, clean_code, clean_email

LONGEST_OPEN = 24 * 60 * 60  # seconds
NOT_AS_DRAWN = (
    "Nothing was sent: this page was open for very long, or did not come from you. Check it and send it again"
)
TOO_QUICK = "Nothing was sent: that was quicker than anybody reads. Check what is written here and send it again"
UNSEEN = "Nothing was sent: something filled in a field that people do not see. Send it again"

# What a family is not asked about itself, and what is asked in other words.
NOT_ASKED_OF_FAMILIES = ("is_agreed", "agreed_by", "agreed_on", "diversion", "involvement")
NOT_ASKED_OF_PERSONS = ("attendance", "nhs_number", "ni_number", "immigration")
OF_PROFESSIONALS = {
    "requester_name": "Your name",
    "requester_agency": "Where do you work, and what do you do there?",
    "requester_phone": "Your telephone number",
    "involvement": "What do you do with the family now?",
    "kept_from_somebody": "Which person or service does the family not want to know?",
}
OF_FAMILIES = {
    "requester_name": "Your name",
    "requester_agency": "What are you to the children?",
    "requester_phone": "Your telephone number",
    "is_address_protected": "We are in danger if somebody learns where we live",
    "prompts": "Is any of this so?",
    "wanted": "What would you like to happen next?",
    "before": "Did children’s services help you before? When, and who?",
    "kept_from_somebody": "Which person or service should not know?",
}
OF_THEIR_PEOPLE = {"agency_name": "Where do they work?", "description": "Who are they to you?"}


def signer_of(purpose: str, bound_to: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"hubs.public:{purpose}:{bound_to}")


class Guarded(BaseForm):
    """Not sent by a program that fills in everything it finds, not at once, not from elsewhere. Without scripts, and
    nobody else is asked. `bound_to`: whose page it is, a visit or a partnership."""

    purpose = ""
    bound_to = ""
    is_used_up = False

    def guard(self, bound_to: str) -> None:
        self.bound_to = bound_to
        self.fields["your_website"] = forms.CharField(label="Your website", required=False, widget=TextInput)

    @property
    def signer(self) -> signing.TimestampSigner:
        return signer_of(self.purpose, self.bound_to)

    @property
    def sent_mark(self) -> str:
        """The one that the page was drawn with, where we signed it; else nothing."""
        try:
            return self.signer.unsign(self.data.get("mark", ""), max_age=LONGEST_OPEN)
        except signing.BadSignature:
            return ""

    @property
    def mark(self) -> str:
        """For the page that is drawn now: the same again while its form is put right."""
        if self.is_bound and self.sent_mark and not self.is_used_up:
            return str(self.data["mark"])
        return self.signer.sign(secrets.token_hex(16))

    def check_guard(self) -> None:
        if not self.sent_mark:
            self.add_error(None, NOT_AS_DRAWN)
            return
        if self.cleaned_data.get("your_website"):
            self.add_error(None, UNSEEN)
        drawn_at = signing.b62_decode(self.data["mark"].rsplit(self.signer.sep, 2)[1])
        if not self.errors and timezone.now().timestamp() - drawn_at < settings.PUBLIC_QUICKEST:
            self.add_error(None, TOO_QUICK)


class EmailForm(Guarded, GovukForm):
    purpose = "email"

    who = forms.ChoiceField(label="Who asks?", choices=Visitor.choices, widget=Radios)
    email = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        help_text="We send a code to it, and write to it when there is an answer.",
        widget=TextInput({"type": "email", "autocomplete": "email", "spellcheck": "false"}, width="two-thirds"),
    )

    def __init__(self, data: Any, *, bound_to: str) -> None:
        super().__init__(data)
        self.guard(bound_to)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.check_guard()
        if "email" in cleaned:
            cleaned["email"] = clean_email(cleaned["email"])
        return cleaned


class CodeForm(GovukForm):
    code = forms.CharField(
        label="The code",
        max_length=20,
        help_text=f"{DIGITS} figures, in the mail",
        widget=TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}, width=10),
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())


class FollowForm(GovukForm):
    reference = forms.CharField(label="Reference", max_length=20, widget=TextInput({"autocomplete": "off"}, width=20))
    code = forms.CharField(label="Secret code", max_length=30, widget=TextInput({"autocomplete": "off"}, width=20))

    def clean_code(self) -> str:
        return clean_code(self.cleaned_data["code"])


class PublicRequestForm(Guarded, RequestForm):
    """`who` asks decides what is asked, and how."""

    purpose = "request"

    def __init__(self, data: Any, *, who: Visitor, bound_to: str, areas: Iterable[Any], **how: Any) -> None:
        super().__init__(data, areas=areas, agencies=(), is_phone=True, **how)
        self.is_family = who == Visitor.FAMILY
        for name in ("asked_at", "requester_email", "kept_from", *(NOT_ASKED_OF_FAMILIES if self.is_family else ())):
            del self.fields[name]
        labels = OF_FAMILIES if self.is_family else OF_PROFESSIONALS
        if self.is_family:
            for name in [name for name in self.fields if name.endswith(NOT_ASKED_OF_PERSONS) and "-" in name]:
                del self.fields[name]
            for key, label in OF_THEIR_PEOPLE.items():
                labels = labels | dict.fromkeys((name for name in self.fields if name.endswith(f"-{key}")), label)
        for name, label in labels.items():
            rename(self.fields[name], label)
        self.fields["requester_agency"].required = not self.is_family
        self.guard(bound_to)
        self.find_revealed()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.check_guard()
        return cleaned

    def said(self, email: str) -> Asked:
        """A family that asks for itself has agreed."""
        asked = self.asked(by_name="", by_agency="", by_email=email)
        if not self.is_family:
            return asked
        return replace(asked, agreed_by=self.cleaned_data["requester_name"], agreed_on=timezone.localdate())
