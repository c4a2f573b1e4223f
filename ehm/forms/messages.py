"""What a field says when it refuses, in its own words: Django's sentences never name the field."""

from typing import Any

from django import forms

LONGEST_TEXT = 20_000  # characters in one box: about eight pages


def name_of(field: forms.Field) -> str:
    """What errors call the field, at the start of a sentence: 'Date of birth', 'Your answer'."""
    given = getattr(field, "name", None)
    label = str(given or field.label or "")
    return "Your answer" if label.endswith("?") or not label else label


def inside_a_sentence(name: str) -> str:
    """'Date of birth' → 'date of birth', but 'NHS number' stays."""
    return name[:1].lower() + name[1:] if name[1:2].islower() or name[1:2] == " " else name


def speak_plainly(field: forms.Field) -> None:
    """Give `field` GOV.UK-style sentences, wherever its author has not written one."""
    name = name_of(field)
    if hasattr(field, "name_in_errors"):
        field.name_in_errors = name
    if isinstance(field, forms.CharField) and not isinstance(field, forms.UUIDField) and field.max_length is None:
        field.max_length = LONGEST_TEXT
        field.validators = [*field.validators, forms.CharField(max_length=LONGEST_TEXT).validators[0]]
    for code, message in _sentences(field, name).items():
        if field.error_messages.get(code) in (None, _djangos_own(field, code)):
            field.error_messages[code] = message


def rename(field: forms.Field, label: str) -> None:
    """Another label, and its sentences with it."""
    for code in field.error_messages:
        field.error_messages[code] = _djangos_own(field, code)
    field.label = label
    speak_plainly(field)


def _djangos_own(field: forms.Field, code: str) -> Any:
    for kind in type(field).__mro__:
        own = vars(kind).get("default_error_messages", {})
        if code in own:
            return own[code]
    return None


def _sentences(field: forms.Field, name: str) -> dict[str, str]:
    sentences = {"required": _required(field, name)}
    if isinstance(field, forms.CharField) and field.max_length is not None:
        limit = f"{field.max_length:,}"
        sentences["max_length"] = f"{name} must be {limit} characters or fewer: it has %(show_value)d"
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        sentences["invalid_choice"] = "Choose one of the options shown"
    if isinstance(field, forms.EmailField):
        sentences["invalid"] = "Enter an email address in the correct format, like name@example.com"
    elif isinstance(field, forms.DecimalField | forms.FloatField):
        sentences["invalid"] = f"{name} must be a number"
    elif isinstance(field, forms.IntegerField):
        sentences["invalid"] = f"{name} must be a whole number"
    if isinstance(field, forms.IntegerField):  # Django's decimal and float fields are integer fields too
        sentences["min_value"] = f"{name} must be %(limit_value)s or more"
        sentences["max_value"] = f"{name} must be %(limit_value)s or fewer"
    return sentences


def _required(field: forms.Field, name: str) -> str:
    label = str(field.label or "")
    if label.endswith("?"):
        return f"Answer the question ‘{label}’"
    if isinstance(field, forms.BooleanField) and not isinstance(field, forms.NullBooleanField):
        return f"Tick ‘{label}’ to go on"
    if label.startswith(("Choose ", "Select ")):
        return label
    chosen = isinstance(field, forms.ChoiceField | forms.ModelChoiceField | forms.FileField)
    return f"{'Select' if chosen else 'Enter'} {inside_a_sentence(name)}"
