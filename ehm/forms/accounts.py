"""allauth's and our own forms for signing in, in GOV.UK's form and our words."""

from typing import Any

from allauth.account import forms as allauth
from allauth.account.fields import SetPasswordField
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCode
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.http import HttpRequest

from ehm import forgotten
from ehm.forms.forms import GovukForm
from ehm.forms.messages import speak_plainly
from ehm.forms.widgets import PasswordInput, TextInput
from ehm.models import User

HOW_LONG = "At least 10 characters. Three words that do not belong together are easy to remember and hard to guess"
CODE_ATTRIBUTES = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


def email_field() -> forms.EmailField:
    field = forms.EmailField(
        label="Email address",
        max_length=254,
        widget=TextInput({"type": "email", "autocomplete": "username", "spellcheck": "false"}, width="two-thirds"),
    )
    speak_plainly(field)
    return field


def password_field(label: str, *, new: bool = False, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=200,
        help_text=help_text,
        widget=PasswordInput(new=new, width="two-thirds"),
    )


class NewPasswordField(SetPasswordField):
    """Checked against the person's own name and address, and against passwords that everybody guesses."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(help_text=HOW_LONG, max_length=200, **kwargs)
        self.widget = PasswordInput(new=True, width="two-thirds")


class SignIn(allauth.LoginForm, GovukForm):
    password = password_field("Password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = email_field()
        self.order_fields(["login", "password"])


class ChangePassword(allauth.ChangePasswordForm, GovukForm):
    oldpassword = password_field("Current password")
    password1 = NewPasswordField(label="New password")
    password2 = password_field("New password again", new=True)


class AskForReset(allauth.ResetPasswordForm, GovukForm):
    """Whose address it is, the worker finds out (ehm.forgotten): nothing here takes longer for a known one."""

    email = email_field()

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email: str = self.cleaned_data["email"]
        forgotten.ask(email)
        return email


class ResetPassword(allauth.ResetPasswordKeyForm, GovukForm):
    password1 = NewPasswordField(label="New password")
    password2 = password_field("New password again", new=True)


class FirstPassword(allauth.PasswordVerificationMixin, GovukForm):
    """What somebody who was invited chooses."""

    password1 = NewPasswordField(label="Password")
    password2 = password_field("Password again", new=True)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].user = user  # type: ignore[attr-defined]  # allauth's field checks against it


class Reauthenticate(allauth.ReauthenticateForm, GovukForm):
    password = password_field("Password")


class Code(AuthenticateForm, GovukForm):
    code = forms.CharField(
        label="Code",
        max_length=20,
        help_text="The six numbers that your app shows now, or one of your recovery codes",
        widget=TextInput(CODE_ATTRIBUTES, width=10),
    )


class CodeAgain(ReauthenticateByCode, GovukForm):
    code = forms.CharField(label="Code from your app", max_length=20, widget=TextInput(CODE_ATTRIBUTES, width=10))


class ActivateCodes(ActivateTOTPForm, GovukForm):
    code = forms.CharField(
        label="Code that the app shows now", max_length=20, widget=TextInput(CODE_ATTRIBUTES, width=10)
    )
