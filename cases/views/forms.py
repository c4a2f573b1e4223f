"""How a form about a family is answered: shown, refused with everything typed, or saved and left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format

from cases.forms.people import VersionedForm
from cases.models import Family
from cases.views.frame import family_frame
from ehm.actions import Refused, Stale
from ehm.forms import GovukForm
from ehm.rows.actor import ActorRequest


def answer_form(
    request: ActorRequest,
    family: Family,
    form: GovukForm,
    save: Callable[[], Any],
    *,
    heading: str,
    intro: str = "",
    back_to: str = "",
    button: str = "Save",
) -> HttpResponse:
    """The page of `form`, or, when it was sent and `save` accepted it, the way back. `back_to` is an address; without
    it, the family's people."""
    back_to = back_to or reverse("cases:people", args=(family.reference,))
    context: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except Stale as stale:
            form.add_error(None, str(stale))
            context["differences"] = differences(form, stale.theirs)
            if isinstance(form, VersionedForm):
                form.show_version(int(str(stale.theirs.get("version", form.cleaned_data["version"]))))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return HttpResponseRedirect(back_to)
    context |= {"form": form, "heading": heading, "intro": intro, "back_to": back_to, "button": button}
    frame = family_frame(request, family, section="cases:people") | {"primary": {}}
    return TemplateResponse(request, "cases/family_form.html", frame | context, status=422 if form.errors else 200)


def differences(form: forms.BaseForm, theirs: dict[str, object]) -> list[tuple[str, str, str]]:
    """(label, saved by somebody else, typed by you) of the fields in which the two texts differ."""
    found = []
    for name, saved in theirs.items():
        if name in form.fields and name in form.cleaned_data and name != "version":
            mine = form.cleaned_data[name]
            if in_words(form, name, saved) != in_words(form, name, mine):
                found.append((str(form.fields[name].label), in_words(form, name, saved), in_words(form, name, mine)))
    return found


def in_words(form: forms.BaseForm, name: str, value: Any) -> str:
    """A value as the form's own options call it."""
    if value is None or value == "" or value == []:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if hasattr(value, "strftime"):
        return date_format(value, "j F Y")
    if isinstance(value, list):
        return ", ".join(in_words(form, name, item) for item in value)
    options = dict(getattr(form.fields[name], "choices", []))
    return str(options.get(str(getattr(value, "reference", value)), value))
