"""The page on which a worker hands out a link, sees whether it was answered, and takes it back."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from cases import links
from cases.actions.links import make_link, take_back_link
from cases.models import Episode, Link, Person
from cases.permissions.links import can_hand_out_links
from cases.views.frame import family_frame
from ehm.actions import Refused
from ehm.forms import GovukForm, TextInput
from ehm.permissions import require
from ehm.rows.actor import ActorRequest


class HandOutForm(GovukForm):
    mail_to = forms.EmailField(
        label="Send it to which e-mail address?",
        help_text="Only if nobody who must not know reads it. Leave it blank to hand the link over yourself.",
        required=False,
        widget=TextInput({"type": "email", "spellcheck": "false"}),
    )


def hand_out(
    request: ActorRequest,
    episode: Episode,
    *,
    purpose: str,
    subject: str,
    for_whom: str,
    person: Person | None = None,
    back: str,
    section: str,
    can_do: str,
) -> HttpResponse:
    """`can_do` says in one sentence what whoever follows the link sees and can do. `person`: who it is for, where it is
    somebody of the family: how they can be reached safely stands above."""
    actor = request.actor
    require(can_hand_out_links, actor, episode)
    rows = Link.objects.within([episode]).filter(purpose=purpose, subject=subject)
    link = rows.order_by("-made_at", "-pk").first()
    form = HandOutForm(request.POST if request.method == "POST" and "take_back" not in request.POST else None)
    if request.method == "POST" and "take_back" in request.POST and link is not None:
        take_back_link(link=link, by=actor)
        return HttpResponseRedirect(request.path)
    if request.method == "POST" and form.is_valid():
        try:
            make_link(
                episode=episode,
                purpose=purpose,
                subject=subject,
                for_whom=for_whom,
                mail_to=form.cleaned_data["mail_to"],
                by=actor,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return HttpResponseRedirect(request.path)
    works = link is not None and link.is_working
    context = family_frame(request, episode.family, section=section) | {
        "episode": episode,
        "form": form,
        "link": link,
        "works": works,
        "address": links.address_of(link) if link is not None and works else "",
        "for_whom": for_whom,
        "can_do": can_do,
        "safely": person.safe_to_contact if person is not None else "",
        "days": links.DAYS,
        "back": back,
    }
    return TemplateResponse(request, "cases/hand_out.html", context, status=422 if form.errors else 200)
