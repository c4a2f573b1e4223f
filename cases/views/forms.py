"""How a form about a family is answered: shown, refused with everything typed, or saved and left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from cases.models import Family
from cases.views.frame import family_frame
from ehm import forms
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
    return forms.form_page(
        request,
        lambda _: form,
        lambda _: save(),
        lambda _: HttpResponseRedirect(back_to),
        template="cases/family_form.html",
        frame=lambda: family_frame(request, family, section="cases:people") | {"primary": {}},
        heading=heading,
        intro=intro,
        back_to=back_to,
        button=button,
    )
