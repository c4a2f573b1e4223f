"""The page of a form that does one thing: shown, put back from its draft, refused with everything typed, or done and
left. How such a page is written: docs/front-end.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.formats import date_format

from ehm import drafts
from ehm.actions import Refused, Stale
from ehm.forms.dates import DateField
from ehm.forms.forms import GovukForm
from ehm.rows.actor import ActorRequest

AnyForm = TypeVar("AnyForm", bound=GovukForm)
Done = TypeVar("Done")


def form_page(
    request: ActorRequest,
    make: Callable[[QueryDict | None], AnyForm],
    act: Callable[[AnyForm], Done],
    leave: Callable[[Done], HttpResponse],
    *,
    template: str,
    frame: Callable[[], dict[str, Any]],
    draft: tuple[str, str] | None = None,
    remove: Callable[[], Done] | None = None,
    **context: Any,
) -> HttpResponse:
    """`make` the form of what was sent or typed; when it is sent and right, `act` and `leave`. Else `template`, with
    what `frame` gives, `form`, and `differences` where somebody else saved first: whoever is shown both texts and sends
    again has decided. With `draft` (its name and subject) what is typed is kept meanwhile, and put back. `remove` is
    what the button named 'remove' does, whatever else was typed."""
    is_sent = request.method == "POST"
    typed = drafts.load(*draft, by=request.actor) if draft else None
    is_put_back = not is_sent and typed is not None and typed.is_there
    form = make(request.POST if is_sent else typed.data if typed is not None and is_put_back else None)
    if typed is not None and is_put_back and not is_filled_in(form):
        form, typed, is_put_back = make(None), replace(typed, values={}), False
    found: list[tuple[str, str, str]] = []
    removes = remove if is_sent and "remove" in request.POST else None
    if is_sent and (removes or form.is_valid()):
        try:
            with transaction.atomic():  # nothing is left of what is refused, also where the draft beside it is kept
                done = removes() if removes else act(form)
        except Stale as stale:
            found = differences(form, stale.theirs)
            if "version" in stale.theirs:
                seen = request.POST.copy()
                seen["version"] = str(stale.theirs["version"])
                form.data = seen
            form.add_error(None, str(stale))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if draft:
                drafts.finish(*draft, by=request.actor)
            return leave(done)
    if is_sent and draft:
        typed = drafts.keep(*draft, request.POST if is_filled_in(form) else QueryDict(), by=request.actor)
    if is_put_back:
        drafts.refill(form)
    shown = {"form": form, "draft": typed, "differences": found}
    # what answers with 400 and above is rolled back, and a draft with it
    status = 422 if form.errors and not draft else 200
    return TemplateResponse(request, template, frame() | shown | context, status=status)


def is_filled_in(form: GovukForm) -> bool:
    """Whether somebody wrote or chose anything: a day that stood there already does not count."""
    changed = (form[name] for name in form.changed_data)
    return any(not (one.is_hidden or (isinstance(one.field, DateField) and one.initial)) for one in changed)


def differences(form: GovukForm, theirs: dict[str, object]) -> list[tuple[str, str, str]]:
    """(label, saved by somebody else, typed by you) of the fields in which the two texts differ. Where a label says
    little without what stands around it, its field has a `full_label`."""
    found = []
    for name, saved in theirs.items():
        if name in form.fields and name in form.cleaned_data and name != "version":
            mine = form.cleaned_data[name]
            if in_words(form, name, saved) != in_words(form, name, mine):
                label = str(getattr(form.fields[name], "full_label", form.fields[name].label))
                found.append((label, in_words(form, name, saved), in_words(form, name, mine)))
    return found


def in_words(form: GovukForm, name: str, value: Any) -> str:
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
