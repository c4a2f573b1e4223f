"""What the administrator's pages share: who may open them, and how a form is saved."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.db import models
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from ehm.actions import Refused, Stale, fingerprint
from ehm.forms import GovukForm
from ehm.forms.sending import in_words
from ehm.permissions import can_administer, require
from ehm.rows.actor import ActorRequest

P = ParamSpec("P")
View = Callable[Concatenate[ActorRequest, P], HttpResponse]
SAVED = "organisation/form.html"


def for_administrators(view: View[P]) -> View[P]:
    @wraps(view)
    def checked(request: ActorRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        require(can_administer, request.actor, request.actor.partnership)
        return view(request, *args, **kwargs)

    return checked


def shown_by(record: models.Model, fields: Iterable[str]) -> dict[str, Any]:
    """What a form starts with, and its fingerprint."""
    fields = list(fields)
    return {field: getattr(record, field) for field in fields} | {"shown": fingerprint(record, fields)}


def attempt(form: GovukForm, action: Callable[[], object]) -> bool:
    """Do it, or say in the form why not. Of a record that somebody else has changed, the form learns what it says
    now, so that saving again is a decision."""
    try:
        action()
    except Stale as stale:
        form.add_error(None, str(stale))
        for field, value in stale.theirs.items():
            if field in form.fields and form.cleaned_data.get(field) != value:
                form.add_error(field, f"It says now: {in_words(form, field, value)}")
        form.data = {**{name: form.data.get(name) for name in form.data}, "shown": stale.fingerprint}
        return False
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def form_page(request: ActorRequest, form: GovukForm, title: str, back: str, **more: Any) -> HttpResponse:
    """`button`, `intro`, `warning` are words for the page."""
    context = {"form": form, "title": title, "back_url": back, "button": "Save"} | more
    return TemplateResponse(request, SAVED, context, status=422 if form.errors else 200)


def confirm_page(request: ActorRequest, title: str, back: str, **more: Any) -> HttpResponse:
    """A question with one button; `lines` say what will happen."""
    return form_page(request, more.pop("form", None) or GovukForm(), title, back, **{"kind": "warning"} | more)


def back_to(url: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(url)
