"""Our widgets against GOV.UK Frontend's own examples: after an upgrade, a failure here says what to change.

An example is left out when it uses an option that our widgets do not offer; the least number compared is asserted,
so that leaving out cannot become the rule. Revealed fields are ours on purpose (`ehm-revealed`, see ehm.css).
"""

import re

import pytest
from django import forms

from ehm.forms import (
    Checkboxes,
    DateField,
    FileInput,
    GovukForm,
    PasswordInput,
    Radios,
    Select,
    Textarea,
    TextInput,
)
from tests.forms.html import lines

pytestmark = pytest.mark.django_db(databases=[])

COMMON = {"label", "name", "id", "hint", "errorMessage", "value", "classes"}
OFFERED = {
    "input": COMMON | {"prefix", "suffix"},
    "textarea": COMMON | {"rows"},
    "select": COMMON | {"items"},
    "password-input": COMMON - {"value"},  # ours never sends a password back
    "file-upload": COMMON,
    "character-count": COMMON | {"maxlength", "threshold", "rows"},
    "radios": {"name", "idPrefix", "fieldset", "items", "hint", "errorMessage", "classes", "value"},
    "checkboxes": {"name", "idPrefix", "fieldset", "items", "hint", "errorMessage", "classes", "values"},
    "date-input": {"id", "fieldset", "hint", "errorMessage", "day", "month", "year", "values"},
}
LEAST = {
    "input": 15,
    "textarea": 5,
    "select": 3,
    "password-input": 4,
    "file-upload": 4,
    "character-count": 6,
    "radios": 11,
    "checkboxes": 10,
    "date-input": 6,
}
SIZE = re.compile(r"(?:govuk-label|govuk-fieldset__legend)--([smlx]+)")
ITEM = {"value", "text", "hint", "checked", "selected", "divider", "behaviour", "id"}


def _plain(part):
    return isinstance(part, dict) and isinstance(part.get("text"), str)


def _can_draw(component, options):
    if not set(options) <= OFFERED[component]:
        return False
    named = options.get("label") or (options.get("fieldset") or {}).get("legend")
    if not _plain(named) or not set(named) <= {"text", "classes", "isPageHeading"}:
        return False
    if named.get("isPageHeading") and not SIZE.search(named.get("classes", "")):
        return False
    if named.get("classes") and not SIZE.fullmatch(named["classes"]):
        return False
    if options.get("fieldset") and set(options["fieldset"]) != {"legend"}:
        return False
    for part in ("hint", "errorMessage", "prefix", "suffix"):
        if part in options and (not _plain(options[part]) or set(options[part]) != {"text"}):
            return False
    for part in ("day", "month", "year"):
        if options.get(part) not in (None, {}, {"error": True}) or (part in options and "errorMessage" not in options):
            return False
    if "items" in OFFERED[component] and "items" not in options:
        return False
    if component == "character-count" and "maxlength" not in options:
        return False
    if "value" in options and any({"checked", "selected"} & set(item) for item in options.get("items", [])):
        return False
    ids = [options.get("id"), options.get("idPrefix")]
    if any(item.get("id") for item in options.get("items", []) if isinstance(item, dict)):
        return False
    return all(_can_draw_item(item) for item in options.get("items", [])) and (any(ids) or "name" in options)


def _can_draw_item(item):
    return (
        isinstance(item, dict)
        and set(item) <= ITEM
        and (item.get("divider") == "or" or isinstance(item.get("text"), str))
        and ("hint" not in item or set(item["hint"]) == {"text"})
        and ("divider" in item or bool(item.get("value")))
    )


def _width(classes):
    found = re.fullmatch(r"govuk-input--width-(\d+)", classes or "")
    return int(found[1]) if found else None


def _widget_and_field(component, options, label):
    attrs = {"class": options["classes"]} if options.get("classes") else {}
    if component == "input":
        affixes = {part: options[part]["text"] for part in ("prefix", "suffix") if part in options}
        width = _width(options.get("classes"))
        return forms.CharField, TextInput(None if width else attrs, width=width, **affixes, **label)
    if component == "password-input":
        return forms.CharField, PasswordInput({**attrs}, **label)
    if component in ("textarea", "character-count"):
        rows, threshold = options.get("rows", 5), options.get("threshold")
        return forms.CharField, Textarea(attrs, rows=rows, count=options.get("maxlength"), threshold=threshold, **label)
    if component == "file-upload":
        return forms.FileField, FileInput(attrs, **label)
    if component == "date-input":
        return DateField, DateField.widget(**label)
    if component == "select":
        return forms.ChoiceField, Select(attrs, **label)
    items = options["items"]
    values = [str(item.get("value", "")) for item in items]
    after = [values[at + 1] for at, item in enumerate(items) if item.get("divider")]
    extra = {
        "hints": {item["value"]: item["hint"]["text"] for item in items if item.get("hint")},
        "divider_before": after[0] if after else None,
        "small": "--small" in options.get("classes", ""),
        "inline": "--inline" in options.get("classes", ""),
    }
    if component == "radios":
        return forms.ChoiceField, Radios(**extra, **label)
    exclusive = [item["value"] for item in items if item.get("behaviour") == "exclusive"]
    return forms.MultipleChoiceField, Checkboxes(none_value=exclusive[0] if exclusive else None, **extra, **label)


def _ours(component, options):
    named = options.get("label") or options["fieldset"]["legend"]
    size = SIZE.search(named.get("classes", ""))
    label = {"label_size": size[1] if size else "", "page_heading": bool(named.get("isPageHeading"))}
    kind, widget = _widget_and_field(component, options, label)
    more = {}
    if kind in (forms.ChoiceField, forms.MultipleChoiceField):
        more["choices"] = [(item["value"], item["text"]) for item in options["items"] if "divider" not in item]
    field = kind(
        label=named["text"],
        help_text=options.get("hint", {}).get("text", ""),
        widget=widget,
        required=False,
        initial=_initial(component, options),
        **more,
    )

    class Example(GovukForm):
        pass

    Example.base_fields["it"] = field
    form = Example(auto_id="%s")
    if "errorMessage" in options:
        form.cleaned_data, form._errors = {}, forms.utils.ErrorDict()
        parts = [part for part in ("day", "month", "year") if options.get(part, {}).get("error")]
        error = forms.ValidationError(options["errorMessage"]["text"], params={"parts": parts} if parts else None)
        form.is_bound, form.data = True, _posted(form, component, options)
        form._errors["it"] = form.error_class([error])
    return str(form["it"].as_field_group())


def _initial(component, options):
    if component == "date-input":
        values = options.get("values", {})
        return [values.get(part) for part in ("day", "month", "year")] if values else None
    ticked = [item["value"] for item in options.get("items", []) if item.get("checked") or item.get("selected")]
    chosen = options.get("values") or ticked
    return chosen if component == "checkboxes" else options.get("value", ticked[0] if ticked else None)


def _posted(form, component, options):
    initial = _initial(component, options)
    if component == "date-input":
        return {f"it_{part}": value for part, value in zip(("day", "month", "year"), initial or [""] * 3, strict=True)}
    return {"it": initial} if initial else {}


def _renamed(options):
    """GOV.UK's example ids and names → ours, which are both called 'it'."""
    start = options.get("id") or options.get("idPrefix") or options["name"]

    def rename(part):
        for name in sorted({start, options.get("name", start)}, key=len, reverse=True):
            if part == name or part.startswith(f"{name}-") or part.startswith(f"#{name}"):
                part = part.replace(name, "it", 1)
                break
        if part in ("day", "month", "year"):
            part = f"it_{part}"
        return re.sub(r"^it-(day|month|year)$", r"it_\1", part)

    return rename


@pytest.mark.parametrize("component", sorted(OFFERED))
def test_our_html_is_govuk_frontends(component, govuk_fixtures):
    compared = []
    for example in govuk_fixtures(component):
        options = example["options"]
        if _can_draw(component, options):
            theirs = lines(example["html"], _renamed(options))
            assert "\n".join(lines(_ours(component, options))) == "\n".join(theirs), example["name"]
            compared.append(example["name"])
    assert len(compared) >= LEAST[component], compared


def test_error_summary_is_govuk_frontends(govuk_fixtures):
    example = next(one for one in govuk_fixtures("error-summary") if one["name"] == "mixed with and without links")

    class Form(GovukForm):
        pass

    form = Form({})
    Form.problems = [(item.get("href", ""), item["text"]) for item in example["options"]["errorList"]]
    assert lines(form.error_summary) == lines(example["html"])
